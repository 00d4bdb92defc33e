import type { Clock } from '@stormpetrel/base';
import {
  type AsyncProfilerSpec,
  type PprofSpec,
  type ProfilingKind,
  type ProfilingTask,
  type TraceProfilingSpec,
  profilingTaskColumns,
  profilingTaskRow,
  profilingTaskSchemas,
  readProfilingTask,
} from '@stormpetrel/model';
import type { RecordFilter, RowWriter, StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../../../limits.ts';

export const profilingKinds: readonly ProfilingKind[] = ['trace', 'async-profiler', 'pprof'];

/** A task that somebody asks for. Its requests have been checked. */
export type TaskDraft = {
  readonly serviceId: string;
  /** Now where it is left out. */
  readonly startTimeMs?: number;
  readonly durationMs: number;
} & (
  | { readonly kind: 'trace'; readonly spec: TraceProfilingSpec }
  | { readonly kind: 'async-profiler'; readonly spec: AsyncProfilerSpec }
  | { readonly kind: 'pprof'; readonly spec: PprofSpec }
);

export interface TaskFilter {
  readonly serviceId?: string | undefined;
  /** Created from inclusive to exclusive, epoch milliseconds. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Over at this time or later. */
  readonly endFromMs?: number;
  readonly orderBy?: 'createTimeMs' | 'startTimeMs';
  readonly limit: number;
}

export interface ProfilingTasksOptions {
  readonly reader: StoreReader;
  readonly rows: RowWriter;
  readonly clock: Clock;
}

/** A task is seen by readers at the latest a second after it was written; it is remembered for some more. */
const rememberedMs = 10_000;
/** A clock that is set is off by more than this, and by less than that. */
const clockStepMs = 1_000;
const clockErrorMsMax = 86_400_000;

/**
 * Tasks of all kinds. There MUST be one of these for all who create tasks: two at once of one service take their turns, and
 * what was created is seen at once, before the reader has it.
 */
export class ProfilingTasks {
  readonly #options: ProfilingTasksOptions;
  /** Created, and perhaps not seen by the reader yet. */
  readonly #recent = new Map<string, { readonly task: ProfilingTask; readonly untilMs: number }>();
  /** The last creation of each service that is under way. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #lastCreateMs = 0;

  constructor(options: ProfilingTasksOptions) {
    this.#options = options;
  }

  /** Undefined where a task of the service runs at that time; only one of the same event counts for pprof. */
  create(draft: TaskDraft): Promise<ProfilingTask | undefined> {
    return this.#inTurn(draft.serviceId, async () => {
      const task = this.#taskOf(draft, await this.#latestCreateMs(draft));
      if (await this.#overlaps(task)) return undefined;
      const schema = profilingTaskSchemas[task.kind];
      await this.#options.rows.writeRows({
        records: [{ schema, rows: [profilingTaskRow(task)] }],
      });
      const untilMs = this.#options.clock.monotonicMs() + rememberedMs;
      this.#recent.set(keyOf(task), { task, untilMs });
      return task;
    });
  }

  /** Newest first, by creation or by start. */
  async list(kind: ProfilingKind, filter: TaskFilter): Promise<readonly ProfilingTask[]> {
    const { serviceId, fromMs, toMs, endFromMs, orderBy = 'createTimeMs', limit } = filter;
    if (limit <= 0 || (fromMs !== undefined && toMs !== undefined && fromMs >= toMs)) return [];
    const filters: RecordFilter[] = [];
    if (serviceId) filters.push({ column: 'service', op: 'equals', value: serviceId });
    if (endFromMs !== undefined) filters.push({ column: 'endTime', op: 'range', min: endFromMs });
    const stored = await this.#read(kind, {
      filters,
      fromMs,
      toMs,
      column: orderBy === 'createTimeMs' ? 'createTime' : 'startTime',
      limit,
    });
    const recent = this.#recentOf(kind).filter(
      (task) =>
        (!serviceId || task.serviceId === serviceId) &&
        task.createTimeMs >= (fromMs ?? -Infinity) &&
        task.createTimeMs < (toMs ?? Infinity) &&
        task.endTimeMs >= (endFromMs ?? -Infinity),
    );
    return mergeTasks(stored, recent)
      .sort((a, b) => b[orderBy] - a[orderBy] || b.createTimeMs - a.createTimeMs)
      .slice(0, limit);
  }

  async find<Kind extends ProfilingKind>(
    id: string,
    kind: Kind,
  ): Promise<Extract<ProfilingTask, { kind: Kind }> | undefined> {
    const recent = this.#recentOf(kind).find((task) => task.id === id);
    const [task = recent] = id === '' ? [] : await this.#readById(kind, id);
    return task as Extract<ProfilingTask, { kind: Kind }> | undefined;
  }

  /** A task of any kind: no two have the same id. */
  async findAny(id: string): Promise<ProfilingTask | undefined> {
    const found = await Promise.all(profilingKinds.map((kind) => this.find(id, kind)));
    return found.find((task) => task !== undefined);
  }

  /** Later tasks are created later, whatever the clock says: agents tell new tasks by their time. */
  #taskOf(
    { startTimeMs, durationMs, serviceId, ...rest }: TaskDraft,
    latestCreateMs: number,
  ): ProfilingTask {
    const nowMs = this.#options.clock.nowMs();
    const createTimeMs = Math.max(nowMs, this.#lastCreateMs + 1, latestCreateMs + 1);
    this.#lastCreateMs = createTimeMs;
    const isSetBack = createTimeMs - nowMs > clockStepMs;
    const startMs = startTimeMs ?? (isSetBack ? nowMs : createTimeMs);
    return {
      id: `${createTimeMs}_${serviceId}`,
      serviceId,
      createTimeMs,
      startTimeMs: startMs,
      endTimeMs: startMs + durationMs,
      ...rest,
    };
  }

  /** Of the service's tasks of before a restart. Those of a clock that was wrong by more than a day tell nothing. */
  async #latestCreateMs({ kind, serviceId }: TaskDraft): Promise<number> {
    const nowMs = this.#options.clock.nowMs();
    const [latest] = await this.#read(kind, {
      filters: [{ column: 'service', op: 'equals', value: serviceId }],
      column: 'createTime',
      limit: 1,
      fromMs: nowMs,
      toMs: nowMs + clockErrorMsMax,
    });
    return latest?.createTimeMs ?? -Infinity;
  }

  /** Touching counts: an agent that is told of two tasks would begin one in the millisecond in which it ends the other. */
  async #overlaps(task: ProfilingTask): Promise<boolean> {
    const stored = await this.#read(task.kind, {
      filters: [
        { column: 'service', op: 'equals', value: task.serviceId },
        { column: 'startTime', op: 'range', max: task.endTimeMs },
        { column: 'endTime', op: 'range', min: task.startTimeMs },
      ],
      column: 'createTime',
      limit: queryLimits.profilingTasksMax,
    });
    return mergeTasks(stored, this.#recentOf(task.kind)).some(
      (other) =>
        other.serviceId === task.serviceId &&
        other.startTimeMs <= task.endTimeMs &&
        other.endTimeMs >= task.startTimeMs &&
        eventOf(other) === eventOf(task),
    );
  }

  async #readById(kind: ProfilingKind, id: string): Promise<readonly ProfilingTask[]> {
    return this.#read(kind, {
      filters: [{ column: 'taskId', op: 'equals', value: id }],
      column: 'createTime',
      limit: 1,
    });
  }

  async #read(
    kind: ProfilingKind,
    query: {
      readonly filters: readonly RecordFilter[];
      readonly column: string;
      readonly limit: number;
      readonly fromMs?: number | undefined;
      readonly toMs?: number | undefined;
    },
  ): Promise<readonly ProfilingTask[]> {
    const { filters, column, limit, fromMs, toMs } = query;
    const rows = await this.#options.reader.readRecords({
      schema: profilingTaskSchemas[kind],
      filters,
      ...(fromMs !== undefined && { fromMs }),
      ...(toMs !== undefined && { toMs }),
      order: { column, descending: true },
      offset: 0,
      limit,
      columns: profilingTaskColumns,
    });
    return rows.flatMap((row) => readProfilingTask(kind, row) ?? []);
  }

  #recentOf(kind: ProfilingKind): readonly ProfilingTask[] {
    const nowMs = this.#options.clock.monotonicMs();
    const tasks: ProfilingTask[] = [];
    for (const [key, { task, untilMs }] of this.#recent) {
      if (untilMs <= nowMs) this.#recent.delete(key);
      else if (task.kind === kind) tasks.push(task);
    }
    return tasks;
  }

  #inTurn<T>(serviceId: string, create: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(serviceId) ?? Promise.resolve()).then(create);
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(serviceId) === settled) this.#turns.delete(serviceId);
      });
    this.#turns.set(serviceId, settled);
    return turn;
  }
}

function keyOf({ kind, id }: ProfilingTask): string {
  return `${kind} ${id}`;
}

function mergeTasks(
  stored: readonly ProfilingTask[],
  recent: readonly ProfilingTask[],
): ProfilingTask[] {
  return [...new Map([...recent, ...stored].map((task) => [keyOf(task), task])).values()];
}

/** What may run at once in pprof. */
function eventOf(task: ProfilingTask): string {
  return task.kind === 'pprof' ? task.spec.event : '';
}
