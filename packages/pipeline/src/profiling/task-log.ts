import type { Clock } from '@stormpetrel/base';
import {
  type ProfilingKind,
  ProfilingOperation,
  type ProfilingTask,
  profilingLogSchemas,
} from '@stormpetrel/model';
import type { RowBatch, StoredRecord } from '@stormpetrel/storage/api';
import { cutName } from '../naming/cut-name.ts';
import type { ProfilingLimits } from './profiling-limits.ts';
import type { RowBuffer } from './row-buffer.ts';

/** What a line of a log is about. */
export interface LogSubject {
  readonly kind: ProfilingKind;
  readonly task: ProfilingTask;
  readonly instanceId: string;
}

/** About what a row takes beside its texts. */
const rowBytes = 128;

/** The logs of tasks. Lines go through the buffer, but for those that have to be stored together with something. */
export class TaskLog {
  readonly #buffer: RowBuffer;
  readonly #clock: Clock;
  readonly #limits: ProfilingLimits;

  constructor(buffer: RowBuffer, clock: Clock, limits: ProfilingLimits) {
    this.#buffer = buffer;
    this.#clock = clock;
    this.#limits = limits;
  }

  notified(subject: LogSubject): void {
    this.#add(subject, ProfilingOperation.notified, '');
  }

  /** `message`: why there is no profile all the same. */
  finished(subject: LogSubject, message = ''): void {
    this.#add(subject, ProfilingOperation.finished, message);
  }

  tooLarge(subject: LogSubject, message: string): void {
    this.#add(subject, ProfilingOperation.tooLarge, message);
  }

  failed(subject: LogSubject, message: string): void {
    this.#add(subject, ProfilingOperation.failed, message);
  }

  overrun(subject: LogSubject, message: string): void {
    this.#add(subject, ProfilingOperation.overrun, message);
  }

  /** The line of success, for the one who writes it. */
  finishedRow(subject: LogSubject): RowBatch {
    const row = this.#row(subject, ProfilingOperation.finished, '');
    return { schema: profilingLogSchemas[subject.kind], rows: [row] };
  }

  #add(subject: LogSubject, operation: ProfilingOperation, message: string): void {
    const row = this.#row(subject, operation, cutName(message, this.#limits.messageLengthMax));
    this.#buffer.add({
      schema: profilingLogSchemas[subject.kind],
      row,
      sizeBytes: rowBytes + 2 * message.length,
    });
  }

  /** Lines are dated by the end of their task, but never so far ahead that they outlive everything. */
  #row(
    { task, instanceId }: LogSubject,
    operation: ProfilingOperation,
    message: string,
  ): StoredRecord {
    const nowMs = this.#clock.nowMs();
    return {
      time: Math.min(task.endTimeMs, nowMs + this.#limits.futureSkewMaxMs),
      taskId: task.id,
      instance: instanceId,
      operation,
      operationTime: nowMs,
      message,
    };
  }
}
