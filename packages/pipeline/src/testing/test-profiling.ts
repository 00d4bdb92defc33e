import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError, type MetricSample, Telemetry, silentLogger } from '@stormpetrel/base';
import {
  type ProfilingTask,
  type RecordSchema,
  memberId,
  profilingDataSchemas,
  profilingLogSchemas,
  profilingTaskSchemas,
  recordSchemas,
  serviceId,
  threadSnapshotRecord,
  profilingTaskRow,
} from '@stormpetrel/model';
import { type ProfileWork, inlineProfileWork } from '@stormpetrel/profile/jobs';
import {
  type RowWriter,
  type StoreReader,
  type StoredRecord,
  rowWriter,
} from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import { type Profiling, createProfiling } from '../profiling/create-profiling.ts';
import type { ProfilingLimits } from '../profiling/profiling-limits.ts';

/** Noon of a winter's day. */
export const nowMs = Date.UTC(2026, 0, 20, 12);
export const shopId = serviceId('shop', true);
export const i1 = { service: 'shop', instance: 'i1' };
export const i2 = { service: 'shop', instance: 'i2' };
export const instanceId = (name: string): string => memberId(shopId, name);

type TaskOf<Kind> = Extract<ProfilingTask, { kind: Kind }>;

export function traceTask(createTimeMs: number, startTimeMs = createTimeMs): TaskOf<'trace'> {
  return {
    kind: 'trace',
    ...timesOf(createTimeMs, startTimeMs, 300_000),
    spec: {
      endpointName: '/slow',
      durationMinutes: 5,
      minDurationThresholdMs: 100,
      dumpPeriodMs: 10,
      maxSamplingCount: 3,
    },
  };
}

export function jfrTask(createTimeMs: number, instances = ['i1', 'i2']): TaskOf<'async-profiler'> {
  return {
    kind: 'async-profiler',
    ...timesOf(createTimeMs, createTimeMs, 60_000),
    spec: {
      instanceIds: instances.map(instanceId),
      events: ['CPU', 'LOCK'],
      durationSeconds: 60,
      execArgs: 'chunksize=4k',
    },
  };
}

export function pprofTask(createTimeMs: number, instances = ['i1', 'i2']): TaskOf<'pprof'> {
  return {
    kind: 'pprof',
    ...timesOf(createTimeMs, createTimeMs, 60_000),
    spec: {
      instanceIds: instances.map(instanceId),
      event: 'CPU',
      durationMinutes: 1,
      dumpPeriod: 0,
    },
  };
}

function timesOf(createTimeMs: number, startTimeMs: number, durationMs: number) {
  return {
    id: `${createTimeMs}_${shopId}`,
    serviceId: shopId,
    createTimeMs,
    startTimeMs,
    endTimeMs: startTimeMs + durationMs,
  };
}

/** Profiling over a store in memory, a clock that stands still, and writes only when told. */
export interface TestProfiling extends AsyncDisposable {
  readonly profiling: Profiling;
  readonly clock: FakeClock;
  readonly uploadFolder: string;
  /** Readings of the store so far. */
  readonly reads: { count: number };
  /** While above zero, writes are refused, one down each; what they brought is kept nowhere. */
  readonly refusals: { count: number };
  /** Writes that the store took: how many rows of which schema each. */
  readonly writes: Readonly<Record<string, number>>[];
  make(...tasks: readonly ProfilingTask[]): Promise<void>;
  rows(schema: RecordSchema): Promise<readonly StoredRecord[]>;
  /** `operation instance message` of each line of a task's log, in order. */
  logOf(task: ProfilingTask): Promise<readonly string[]>;
  dumps(): Promise<readonly StoredRecord[]>;
  profiles(task: ProfilingTask): Promise<readonly StoredRecord[]>;
  files(): readonly string[];
  counter(name: string, labels?: Readonly<Record<string, string>>): number;
}

export interface TestProfilingOptions {
  readonly limits?: Partial<ProfilingLimits>;
  readonly work?: Partial<ProfileWork>;
  readonly uploadFolder?: string;
  readonly reader?: (reader: StoreReader) => StoreReader;
}

export async function openTestProfiling(
  options: TestProfilingOptions = {},
): Promise<TestProfiling> {
  const clock = new FakeClock(nowMs);
  const telemetry = new Telemetry();
  const store = openWatchedStore(clock);
  const uploadFolder =
    options.uploadFolder ?? mkdtempSync(join(tmpdir(), 'stormpetrel-profiling-'));
  const reader = options.reader?.(store.counting) ?? store.counting;
  const profiling = createProfiling({
    reader: () => Promise.resolve(reader),
    rows: store.rows,
    work: { ...inlineProfileWork(), ...options.work },
    uploadFolder,
    names: { serviceLengthMax: 70, instanceLengthMax: 70 },
    clock,
    logger: silentLogger,
    telemetry,
    limits: { retryDelayMinMs: 1, retryDelayMaxMs: 2, workRetryDelayMs: 1, ...options.limits },
    flushIntervalMs: 1_000_000,
  });
  const { reads, refusals, writes } = store;
  return {
    profiling,
    clock,
    uploadFolder,
    reads,
    refusals,
    writes,
    async make(...tasks) {
      for (const task of tasks) {
        const schema = profilingTaskSchemas[task.kind];
        await store.plain.writeRows({ records: [{ schema, rows: [profilingTaskRow(task)] }] });
      }
    },
    ...storeViews(store.reader),
    files: () => readdirSync(uploadFolder),
    counter(name, labels = {}) {
      const wanted = JSON.stringify(labels);
      const isIt = (one: MetricSample): boolean =>
        one.name === name && JSON.stringify(one.labels) === wanted;
      return telemetry.samples().find(isIt)?.value ?? 0;
    },
    async [Symbol.asyncDispose]() {
      await profiling.close();
      rmSync(uploadFolder, { recursive: true, force: true });
    },
  };
}

/** A store in memory that counts readings, refuses writes where it is told to, and notes those that it took. */
function openWatchedStore(clock: FakeClock) {
  const { reader, writer } = openMemoryStore({
    schema: { tables: [], records: recordSchemas },
    retention: {
      recordDays: 7,
      traceDays: 7,
      metadataDays: 7,
      minuteDays: 7,
      hourDays: 7,
      dayDays: 7,
    },
    clock,
  });
  const reads = { count: 0 };
  const refusals = { count: 0 };
  const writes: Record<string, number>[] = [];
  const plain = rowWriter(writer);
  const rows: RowWriter = {
    async writeRows(batch) {
      if (refusals.count > 0) {
        refusals.count--;
        throw new CodedError('STORE_FULL', 'no room');
      }
      await plain.writeRows(batch);
      const counts = (batch.records ?? []).map(({ schema, rows: all }) => [
        schema.name,
        all.length,
      ]);
      writes.push(Object.fromEntries(counts));
    },
  };
  const counting: StoreReader = {
    ...reader,
    readRecords(query) {
      reads.count++;
      return reader.readRecords(query);
    },
  };
  return { reader, counting, plain, rows, reads, refusals, writes };
}

/** What a test looks at. */
function storeViews(
  reader: StoreReader,
): Pick<TestProfiling, 'rows' | 'logOf' | 'dumps' | 'profiles'> {
  const read = (schema: RecordSchema, column: string): Promise<readonly StoredRecord[]> =>
    reader.readRecords({
      schema,
      filters: [],
      order: { column, descending: false },
      offset: 0,
      limit: 1_000_000,
      columns: schema.columns.map(({ name }) => name),
    });
  return {
    rows: (schema) => read(schema, schema.columns[0]?.name ?? ''),
    async logOf(task) {
      const lines = await read(profilingLogSchemas[task.kind], 'operationTime');
      return lines
        .filter(({ taskId }) => taskId === task.id)
        .map(({ operation, instance, message }) =>
          `${String(operation)} ${nameOf(String(instance))} ${String(message)}`.trim(),
        );
    },
    dumps: () => read(threadSnapshotRecord, 'sequence'),
    async profiles(task) {
      if (task.kind === 'trace') return [];
      const found = await read(profilingDataSchemas[task.kind], 'uploadTime');
      return found.filter(({ taskId }) => taskId === task.id);
    },
  };
}

function nameOf(id: string): string {
  return Buffer.from(id.split('_')[1] ?? '', 'base64').toString();
}
