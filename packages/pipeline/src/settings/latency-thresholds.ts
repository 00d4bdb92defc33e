import { settingsError } from './settings-error.ts';

/** Thresholds in milliseconds by kind of database or cache, in lower case; `default` for the rest. */
export class LatencyThresholds {
  readonly #thresholdsMs: ReadonlyMap<string, number>;
  /** Asked last, and the answer: one kind comes many times in a row. */
  #latestKind: string | undefined;
  #latestMs = Infinity;

  constructor(thresholdsMs: ReadonlyMap<string, number>) {
    this.#thresholdsMs = thresholdsMs;
  }

  /** Infinity where neither the kind nor a default is known: then nothing counts as slow. */
  get(kind: string): number {
    if (kind === this.#latestKind) return this.#latestMs;
    this.#latestKind = kind;
    this.#latestMs =
      this.#thresholdsMs.get(kind.toLowerCase()) ?? this.#thresholdsMs.get('default') ?? Infinity;
    return this.#latestMs;
  }
}

/** Parses `default:200,mongodb:100` (agent-analyzer, slowDBAccessThreshold). */
export function parseLatencyThresholds(text: string, name: string): LatencyThresholds {
  const thresholdsMs = new Map<string, number>();
  for (const item of text.split(',')) {
    if (item.trim() === '') continue;
    const [kind = '', value = '', ...rest] = item.split(':').map((part) => part.trim());
    const milliseconds = Number(value);
    if (kind === '' || !/^\d+$/.test(value) || rest.length > 0) {
      throw settingsError(
        `${name}: expected kind:milliseconds, as in default:200,mongodb:100, found ${JSON.stringify(item)}`,
      );
    }
    thresholdsMs.set(kind.toLowerCase(), milliseconds);
  }
  return new LatencyThresholds(thresholdsMs);
}
