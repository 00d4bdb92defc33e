/** Thresholds of the apdex, by service name (server-core, service-apdex-threshold.yml). */
export class ApdexThresholds {
  readonly #defaultMs: number;
  readonly #servicesMs: ReadonlyMap<string, number>;

  constructor(defaultMs = 500, servicesMs: ReadonlyMap<string, number> = new Map()) {
    this.#defaultMs = defaultMs;
    this.#servicesMs = servicesMs;
  }

  get(service: string): number {
    if (this.#servicesMs.size === 0) return this.#defaultMs;
    return this.#servicesMs.get(service) ?? this.#defaultMs;
  }
}
