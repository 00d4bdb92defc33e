import type { Clock } from '@stormpetrel/base';
import {
  type ProfilingKind,
  type ProfilingTask,
  profilingTaskSchemas,
  readProfilingTask,
  profilingTaskColumns,
} from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';
import type { ProfilingLimits } from './profiling-limits.ts';

interface Known {
  readonly task: ProfilingTask | undefined;
  /** By the monotonic clock. */
  readonly untilMs: number;
}

/** Ids are `<createTimeMs>_<serviceId>`, with which the store is looked up in one millisecond of all its time. */
const taskId = /^(\d{1,15})_/;

/**
 * Tasks by their ids, for those that data comes for. They never change, so they are remembered; that there is none is believed
 * for a moment only. Ids are of agents' making: how much is remembered and how often the store is asked is bounded.
 */
export class TaskFinder {
  readonly #reader: () => Promise<StoreReader>;
  readonly #clock: Clock;
  readonly #limits: ProfilingLimits;
  readonly #known = new Map<string, Known>();
  readonly #reading = new Map<string, Promise<ProfilingTask | undefined>>();
  #secondMs = -Infinity;
  #reads = 0;

  constructor(reader: () => Promise<StoreReader>, clock: Clock, limits: ProfilingLimits) {
    this.#reader = reader;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Rejects with a CodedError when the store can not be read. */
  async find(kind: ProfilingKind, id: string): Promise<ProfilingTask | undefined> {
    const key = `${kind} ${id}`;
    const known = this.#known.get(key);
    if (known !== undefined && this.#clock.monotonicMs() < known.untilMs) {
      this.#remember(key, known);
      return known.task;
    }
    const createTimeMs = Number(taskId.exec(id)?.[1] ?? NaN);
    if (Number.isNaN(createTimeMs) || id.length > this.#limits.idLengthMax) return undefined;
    const reading = this.#reading.get(key);
    if (reading !== undefined) return await reading;
    if (!this.#mayRead()) return undefined;
    const started = this.#read(kind, id, createTimeMs).finally(() => this.#reading.delete(key));
    this.#reading.set(key, started);
    return await started;
  }

  /** What was read elsewhere. */
  remember(task: ProfilingTask): void {
    this.#remember(`${task.kind} ${task.id}`, { task, untilMs: Infinity });
  }

  async #read(
    kind: ProfilingKind,
    id: string,
    createTimeMs: number,
  ): Promise<ProfilingTask | undefined> {
    const schema = profilingTaskSchemas[kind];
    const [row] = await (
      await this.#reader()
    ).readRecords({
      schema,
      fromMs: createTimeMs,
      toMs: createTimeMs + 1,
      filters: [{ column: 'taskId', op: 'equals', value: id }],
      order: { column: 'createTime', descending: true },
      offset: 0,
      limit: 1,
      columns: profilingTaskColumns,
    });
    const task = row === undefined ? undefined : readProfilingTask(kind, row);
    const untilMs =
      task === undefined ? this.#clock.monotonicMs() + this.#limits.absentTaskMs : Infinity;
    this.#remember(`${kind} ${id}`, { task, untilMs });
    return task;
  }

  #mayRead(): boolean {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#secondMs >= 1_000) {
      this.#secondMs = nowMs;
      this.#reads = 0;
    }
    return this.#reads++ < this.#limits.taskReadsPerSecond;
  }

  /** Maps keep the order of insertion: what was asked for last goes to the end. */
  #remember(key: string, known: Known): void {
    this.#known.delete(key);
    this.#known.set(key, known);
    if (this.#known.size <= this.#limits.tasksKnownMax) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
