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

/**
 * The tasks of one kind that agents are told of now: those that start, or did, within five minutes (core of SkyWalking,
 * CacheUpdateTimer). Read from the store when somebody asks, at most once a second. Each time what was made of late is read;
 * all tasks, among them those made long before their start, only now and then.
 */
export class TaskBoard {
  readonly #kind: ProfilingKind;
  readonly #reader: () => Promise<StoreReader>;
  readonly #clock: Clock;
  readonly #limits: ProfilingLimits;
  #tasks = new Map<string, ProfilingTask>();
  #byService = new Map<string, ProfilingTask[]>();
  #readMs = -Infinity;
  #renewedMs = -Infinity;
  #reading: Promise<void> | undefined;

  constructor(
    kind: ProfilingKind,
    reader: () => Promise<StoreReader>,
    clock: Clock,
    limits: ProfilingLimits,
  ) {
    this.#kind = kind;
    this.#reader = reader;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Oldest first. Rejects with a CodedError when the store can not be read. */
  async tasksOf(serviceId: string): Promise<readonly ProfilingTask[]> {
    if (this.#clock.monotonicMs() - this.#readMs >= this.#limits.boardPeriodMs) {
      this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    }
    await this.#reading;
    const latestMs = this.#clock.nowMs() + this.#limits.taskWindowMs;
    const earliestMs = this.#clock.nowMs() - this.#limits.taskWindowMs;
    return (this.#byService.get(serviceId) ?? []).filter(
      ({ startTimeMs }) => startTimeMs >= earliestMs && startTimeMs <= latestMs,
    );
  }

  async #read(): Promise<void> {
    const monotonicMs = this.#clock.monotonicMs();
    const nowMs = this.#clock.nowMs();
    const isRenewal = monotonicMs - this.#renewedMs >= this.#limits.boardRenewalMs;
    const earliestMs = nowMs - this.#limits.taskWindowMs;
    const rows = await (
      await this.#reader()
    ).readRecords({
      schema: profilingTaskSchemas[this.#kind],
      ...(isRenewal ? {} : { fromMs: nowMs - this.#limits.boardRecentMs }),
      filters: [{ column: 'startTime', op: 'range', min: earliestMs }],
      order: { column: 'createTime', descending: true },
      offset: 0,
      limit: this.#limits.boardTasksMax,
      columns: profilingTaskColumns,
    });
    this.#readMs = monotonicMs;
    if (isRenewal) this.#renewedMs = monotonicMs;
    const read = rows.flatMap((row) => readProfilingTask(this.#kind, row) ?? []);
    const kept = isRenewal ? [] : [...this.#tasks.values()];
    this.#post([...kept, ...read].filter(({ startTimeMs }) => startTimeMs >= earliestMs));
  }

  #post(tasks: readonly ProfilingTask[]): void {
    const sorted = [...new Map(tasks.map((task) => [task.id, task])).values()]
      .toSorted((a, b) => a.createTimeMs - b.createTimeMs)
      .slice(-this.#limits.boardTasksMax);
    this.#tasks = new Map(sorted.map((task) => [task.id, task]));
    this.#byService = Map.groupBy(sorted, ({ serviceId }) => serviceId);
  }
}
