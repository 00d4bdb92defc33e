import type { MetricSample } from '@stormpetrel/base';

/**
 * What a thread that comes and goes has counted. Without it its counters would fall back when it ends, which Prometheus takes for a
 * restart: it would count everything that the other threads have under the same names once more.
 */
export class LastingCounters {
  /** Of the threads that have ended, by name and labels. */
  readonly #ended = new Map<string, MetricSample>();
  #latest: readonly MetricSample[] = [];

  /** What the running thread says; all of it since its start. */
  take(samples: readonly MetricSample[]): void {
    this.#latest = samples;
  }

  /** The thread has ended: what it counted stays, what it measured goes. */
  end(): void {
    for (const sample of this.#latest) {
      if (sample.kind === 'gauge') continue;
      const key = `${sample.name} ${JSON.stringify(sample.labels)}`;
      const before = this.#ended.get(key);
      this.#ended.set(key, before === undefined ? sample : sum(before, sample));
    }
    this.#latest = [];
  }

  /** Of those that ended and of the running one; the same name may stand in it twice, to be added up. */
  samples(): readonly MetricSample[] {
    return [...this.#ended.values(), ...this.#latest];
  }
}

function sum(left: MetricSample, right: MetricSample): MetricSample {
  const value = left.value + right.value;
  if (left.counts === undefined) return { ...left, value };
  return {
    ...left,
    value,
    counts: left.counts.map((count, i) => count + (right.counts?.[i] ?? 0)),
  };
}
