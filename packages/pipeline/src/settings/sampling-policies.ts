/** Which segments are kept. Absent parts of a service's policy fall back to the default's. */
export interface SamplingPolicy {
  /** Segments kept of 10,000, by the hash of their trace id. */
  readonly rate?: number;
  /** Segments that take at least so long are kept whatever the rate says; -1 for none. */
  readonly durationMs?: number;
}

/** The sampling of traces (agent-analyzer, trace-sampling-policy-settings.yml). It never touches metrics. */
export class SamplingPolicies {
  readonly #rate: number;
  readonly #durationMs: number;
  readonly #services: ReadonlyMap<string, SamplingPolicy>;

  constructor(
    defaultPolicy: SamplingPolicy = {},
    services: ReadonlyMap<string, SamplingPolicy> = new Map(),
  ) {
    this.#rate = defaultPolicy.rate ?? 10_000;
    this.#durationMs = defaultPolicy.durationMs ?? -1;
    this.#services = services;
  }

  /** True when every segment is kept, so that nobody need hash trace ids. */
  get keepsAll(): boolean {
    return this.#rate >= 10_000 && this.#services.size === 0;
  }

  /** `sample` is the trace's draw, in [0, 10,000). */
  keeps(service: string, sample: number, durationMs: number): boolean {
    const policy = this.#services.get(service);
    const rate = policy?.rate ?? this.#rate;
    const slowMs = policy?.durationMs ?? this.#durationMs;
    return sample < rate || (slowMs > -1 && durationMs >= slowMs);
  }
}
