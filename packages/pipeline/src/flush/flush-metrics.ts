import type { Clock, Counter, Histogram, Telemetry } from '@stormpetrel/base';
import type { MetricRows, WriteBatch } from '@stormpetrel/storage/api';

/** Seconds; those of SkyWalking's histograms, with two below for what is faster here. */
const latencyBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the state of a queue of flushes says about the server's health. */
export interface FlushHealth {
  /** The store refused what it was offered last. */
  readonly failing: boolean;
  /** Of the flushes that may wait, from 0 to 1. */
  readonly used: number;
  /** Receivers hold data back. */
  readonly behind: boolean;
}

/**
 * How writing goes, under the names that SkyWalking's own dashboards know. Observed once a flush: a flush is two a second, and
 * stands for all the data of its time.
 */
export class FlushMetrics {
  readonly #telemetry: Telemetry;
  readonly #clock: Clock;
  readonly #prepare: Histogram;
  readonly #execute: Histogram;
  readonly #all: Histogram;
  readonly #errors: Counter;
  readonly #breaks: Counter;
  readonly #recovers: Counter;
  readonly #abandoned: Counter;
  #wasBehind = false;

  constructor(telemetry: Telemetry, clock: Clock, health: () => FlushHealth) {
    this.#telemetry = telemetry;
    this.#clock = clock;
    const latency = (stage: string, help: string): Histogram =>
      telemetry.histogram(`persistence_timer_bulk_${stage}_latency`, help, latencyBounds);
    this.#prepare = latency('prepare', 'Seconds that it took to make a flush ready to be written.');
    this.#execute = latency('execute', 'Seconds that the store took to write a flush.');
    this.#all = latency('all', 'Seconds that a flush took, made ready and written.');
    this.#errors = telemetry.counter(
      'persistence_timer_bulk_error_count',
      'Flushes that the store refused.',
    );
    this.#breaks = telemetry.counter(
      'watermark_circuit_breaker_break_count',
      'Times that receivers began to hold data back.',
      { listener: 'receiver', event: 'STORE_BEHIND' },
    );
    this.#recovers = telemetry.counter(
      'watermark_circuit_breaker_recover_count',
      'Times that receivers went on after they had held data back.',
      { listener: 'receiver' },
    );
    this.#abandoned = telemetry.counter(
      'metrics_aggregator_abandon',
      'Rows of metrics lost: the store was behind.',
      { metricName: 'all', level: '2', dimensionality: 'minute' },
    );
    telemetry.gauge(
      'metrics_aggregation_queue_used_percentage',
      'Percentage of the flushes that may wait for the store.',
      () => health().used * 100,
      { level: '2', slot: 'total' },
    );
    telemetry.gauge(
      'health_check_storage_embedded',
      '1 while the store takes what it is given.',
      () => (health().failing ? 0 : 1),
    );
  }

  /** Makes a batch ready and writes it, and measures both. Rejects as `write` does; that is counted as an error only. */
  async measure(
    make: () => WriteBatch,
    write: (batch: WriteBatch) => Promise<void>,
  ): Promise<void> {
    const startMs = this.#clock.monotonicMs();
    const batch = make();
    const readyMs = this.#clock.monotonicMs();
    this.#prepare.observe((readyMs - startMs) / 1_000);
    try {
      await write(batch);
    } catch (thrown) {
      this.#errors.add();
      throw thrown;
    }
    const endMs = this.#clock.monotonicMs();
    this.#execute.observe((endMs - readyMs) / 1_000);
    this.#all.observe((endMs - startMs) / 1_000);
    for (const rows of batch.metrics) this.#rows(rows).add(rows.count);
  }

  /** Rows of metrics that will not be written. */
  dropped(metricRows: number): void {
    this.#abandoned.add(metricRows);
  }

  /** Told after each change of the queue. */
  changed(behind: boolean): void {
    if (behind === this.#wasBehind) return;
    this.#wasBehind = behind;
    (behind ? this.#breaks : this.#recovers).add();
  }

  #rows({ table }: MetricRows): Counter {
    return this.#telemetry.counter(
      'metrics_aggregation',
      'Rows of metrics that were handed to the store.',
      { metricName: table, level: '2', dimensionality: 'minute' },
    );
  }
}
