import { type Clock, type Counter, type SampledLogger, messageOf } from '@stormpetrel/base';
import type { RecordSchema } from '@stormpetrel/model';
import type { RowWriter, StoredRecord } from '@stormpetrel/storage/api';
import type { ProfilingLimits } from './profiling-limits.ts';

export interface BufferedRow {
  readonly schema: RecordSchema;
  readonly row: StoredRecord;
  readonly sizeBytes: number;
  /** Decides, when the row's turn has come, whether it is stored at all. */
  readonly admit?: () => Promise<boolean>;
}

/**
 * Rows on their way to the store, in the order in which they came. What the store refuses is offered again after a pause that
 * doubles. When there are too many, the oldest are dropped and counted: the newest are worth the most.
 */
export class RowBuffer {
  readonly #writer: RowWriter;
  readonly #clock: Clock;
  readonly #log: SampledLogger;
  readonly #dropped: Counter;
  readonly #limits: ProfilingLimits;
  #waiting: BufferedRow[] = [];
  /** Rows before this one have gone. */
  #head = 0;
  #sizeBytes = 0;
  #flushing: Promise<void> | undefined;
  #retryAtMs = -Infinity;
  #retryDelayMs: number;

  constructor(parts: {
    readonly writer: RowWriter;
    readonly clock: Clock;
    readonly log: SampledLogger;
    readonly dropped: Counter;
    readonly limits: ProfilingLimits;
  }) {
    this.#writer = parts.writer;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#dropped = parts.dropped;
    this.#limits = parts.limits;
    this.#retryDelayMs = parts.limits.retryDelayMinMs;
  }

  get count(): number {
    return this.#waiting.length - this.#head;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  add(row: BufferedRow): void {
    this.#waiting.push(row);
    this.#sizeBytes += row.sizeBytes;
    this.#trim();
  }

  /** Writes what is there, unless a refused write is to wait still. Never rejects. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flush().finally(() => (this.#flushing = undefined));
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    while (this.count > 0 && this.#clock.monotonicMs() >= this.#retryAtMs) {
      const batch = this.#take();
      const admitted: BufferedRow[] = [];
      let judged = 0;
      try {
        for (const row of batch) {
          if ((await row.admit?.()) !== false) admitted.push(row);
          judged++;
        }
        await this.#write(admitted);
        this.#retryDelayMs = this.#limits.retryDelayMinMs;
      } catch (error) {
        // What was not admitted has been counted, and is not judged again.
        this.#putBack([...admitted, ...batch.slice(judged)]);
        this.#retryAtMs = this.#clock.monotonicMs() + this.#retryDelayMs;
        this.#retryDelayMs = Math.min(this.#retryDelayMs * 2, this.#limits.retryDelayMaxMs);
        this.#log.log('profiling-rows-refused', 'error', 'the store refused rows of profiling', {
          reason: messageOf(error),
          waiting: this.count,
        });
      }
    }
  }

  #take(): readonly BufferedRow[] {
    const { rowsPerWrite, rowBytesPerWrite } = this.#limits;
    let end = this.#head;
    let sizeBytes = 0;
    while (end < this.#waiting.length && end - this.#head < rowsPerWrite) {
      const next = this.#waiting[end] as BufferedRow;
      if (end > this.#head && sizeBytes + next.sizeBytes > rowBytesPerWrite) break;
      sizeBytes += next.sizeBytes;
      end++;
    }
    const batch = this.#waiting.slice(this.#head, end);
    this.#head = end;
    this.#sizeBytes -= sizeBytes;
    this.#compact();
    return batch;
  }

  async #write(admitted: readonly BufferedRow[]): Promise<void> {
    const bySchema = Map.groupBy(admitted, ({ schema }) => schema);
    if (bySchema.size === 0) return;
    await this.#writer.writeRows({
      records: [...bySchema].map(([schema, rows]) => ({
        schema,
        rows: rows.map(({ row }) => row),
      })),
    });
  }

  #putBack(batch: readonly BufferedRow[]): void {
    this.#waiting = [...batch, ...this.#waiting.slice(this.#head)];
    this.#head = 0;
    for (const { sizeBytes } of batch) this.#sizeBytes += sizeBytes;
    this.#trim();
  }

  #trim(): void {
    const { rowsMax, rowBytesMax } = this.#limits;
    while (this.count > rowsMax || (this.#sizeBytes > rowBytesMax && this.count > 0)) {
      this.#sizeBytes -= (this.#waiting[this.#head] as BufferedRow).sizeBytes;
      this.#head++;
      this.#dropped.add();
    }
    this.#compact();
  }

  #compact(): void {
    if (this.#head < 1_024 || this.#head * 2 < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }
}
