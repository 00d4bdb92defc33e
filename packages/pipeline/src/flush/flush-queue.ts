import { CodedError, type Counter, type Logger, SampledLogger, messageOf } from '@stormpetrel/base';
import type { Clock } from '@stormpetrel/base';
import type { EntityDictionary, StoreWriter } from '@stormpetrel/storage/api';
import { limits } from '../limits.ts';
import type { FlushHealth, FlushMetrics } from './flush-metrics.ts';
import type { IngestBuffer } from './ingest-buffer.ts';

/** A filled buffer, with the dictionary that its handles are of. */
interface PendingFlush {
  readonly buffer: IngestBuffer;
  readonly entities: EntityDictionary;
}

/**
 * Filled buffers on their way to the store, oldest first, one being written at a time: later written wins for some
 * columns, so order matters. What the store refuses is offered again, after a pause that doubles. When a buffer is
 * needed and all wait, the oldest waiting one is dropped and counted: memory is bounded, and the newest data is worth
 * the most. So is one that nobody could ever write: offered again and again, it would keep all others from the store.
 */
export class FlushQueue {
  readonly #writer: StoreWriter;
  readonly #log: SampledLogger;
  readonly #dropped: Counter;
  readonly #failures: Counter;
  readonly #metrics: FlushMetrics;
  readonly #buffersMax: number;
  readonly #idle: IngestBuffer[];
  readonly #waiting: PendingFlush[] = [];
  #writing: Promise<void> | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #retryDelayMs: number = limits.retryDelayMinMs;
  #failing = false;

  constructor(parts: {
    readonly writer: StoreWriter;
    readonly logger: Logger;
    readonly clock: Clock;
    readonly dropped: Counter;
    readonly failures: Counter;
    readonly metrics: FlushMetrics;
    readonly buffers: readonly IngestBuffer[];
  }) {
    this.#writer = parts.writer;
    this.#log = new SampledLogger(parts.logger, parts.clock, limits.logPeriodMs);
    this.#dropped = parts.dropped;
    this.#failures = parts.failures;
    this.#metrics = parts.metrics;
    this.#buffersMax = parts.buffers.length;
    this.#idle = [...parts.buffers];
  }

  /** True when the store has not kept up, or refuses what it is given. */
  get behind(): boolean {
    return this.#failing || this.#idle.length === 0;
  }

  get health(): FlushHealth {
    const used = 1 - this.#idle.length / this.#buffersMax;
    return { failing: this.#failing, used, behind: this.behind };
  }

  get queued(): number {
    return this.#waiting.length + (this.#writing === undefined ? 0 : 1);
  }

  /** An empty buffer, or undefined when all are on their way. */
  takeIdle(): IngestBuffer | undefined {
    return this.#idle.pop();
  }

  /** An empty buffer in any case: if need be that of the oldest waiting flush, which is lost. */
  takeAny(): IngestBuffer | undefined {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const oldest = this.#waiting.shift();
    if (oldest === undefined) return undefined;
    this.#drop(oldest, 'the store is behind: a flush was dropped');
    return oldest.buffer;
  }

  #drop({ buffer }: PendingFlush, message: string, reason?: string): void {
    this.#dropped.add();
    this.#metrics.dropped(buffer.metrics.rowCount);
    this.#log.log('flush-dropped', 'error', message, {
      segments: buffer.segments.count,
      logs: buffer.logs.count,
      metricRows: buffer.metrics.rowCount,
      ...(reason !== undefined && { reason }),
    });
    buffer.reset();
  }

  push(buffer: IngestBuffer, entities: EntityDictionary): void {
    this.#waiting.push({ buffer, entities });
    this.#metrics.changed(this.behind);
    this.#writeNext();
  }

  /** Resolves when everything pushed so far was written, dropped, or refused once more. */
  async drain(): Promise<void> {
    this.#retryNow();
    while (this.#writing !== undefined) {
      await this.#writing;
      if (this.#failing) return;
    }
  }

  close(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
  }

  #retryNow(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#writeNext();
  }

  #writeNext(): void {
    if (this.#writing !== undefined || this.#retryTimer !== undefined) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#writing = this.#write(next).then((stored) => {
      this.#writing = undefined;
      if (stored) this.#writeNext();
    });
  }

  #done({ buffer }: PendingFlush): void {
    this.#idle.push(buffer);
    this.#failing = false;
    this.#retryDelayMs = limits.retryDelayMinMs;
    this.#metrics.changed(this.behind);
  }

  /** Resolves to whether the next one may be written. */
  async #write(flush: PendingFlush): Promise<boolean> {
    try {
      await this.#metrics.measure(
        () => flush.buffer.toBatch(flush.entities),
        (batch) => this.#writer.write(batch),
      );
      flush.buffer.reset();
      this.#done(flush);
      return true;
    } catch (thrown) {
      this.#failures.add();
      // The store says with a code what is wrong with the disk; anything else is wrong with the batch.
      if (!(thrown instanceof CodedError)) {
        this.#drop(flush, 'a flush cannot be stored and was dropped', messageOf(thrown));
        this.#done(flush);
        return true;
      }
      this.#failing = true;
      this.#metrics.changed(this.behind);
      this.#log.log('flush-refused', 'error', 'the store refused a flush', {
        reason: messageOf(thrown),
      });
      this.#waiting.unshift(flush);
      this.#retryTimer = setTimeout(() => this.#retryNow(), this.#retryDelayMs);
      this.#retryTimer.unref();
      this.#retryDelayMs = Math.min(this.#retryDelayMs * 2, limits.retryDelayMaxMs);
      return false;
    }
  }
}
