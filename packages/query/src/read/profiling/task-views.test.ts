import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ProfilingTask,
  ProfilingOperation,
  memberId,
  profilingDataSchemas,
  recordSchemas,
  serviceId,
} from '@stormpetrel/model';
import { type RecordQuery, type StoreReader, type StoreWriter } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import { baseMs, settings } from '../../testing/ask.ts';
import { addDump, addLog, traceTask } from '../../testing/profiling-seed.ts';
import { Seed } from '../../testing/seed.ts';
import { TaskViews } from './task-views.ts';

const minute = 60_000;
const shop = serviceId('shop', true);

function world(): {
  readonly views: TaskViews;
  readonly clock: FakeClock;
  readonly writer: StoreWriter;
  readonly queries: RecordQuery[];
} {
  const clock = new FakeClock(baseMs);
  const { reader, writer } = openMemoryStore({
    schema: { tables: [], records: recordSchemas },
    retention: settings.retention,
    clock,
  });
  const queries: RecordQuery[] = [];
  const counting: StoreReader = {
    readMetrics: (query) => reader.readMetrics(query),
    readMetadata: (query) => reader.readMetadata(query),
    readRecords(query) {
      queries.push(query);
      return reader.readRecords(query);
    },
    close: () => reader.close(),
  };
  return { views: new TaskViews(counting, clock), clock, writer, queries };
}

test('shows instances that were asked, that have reported and that have sent', async () => {
  const { views, writer } = world();
  const [i1, i2, i3] = ['i1', 'i2', 'i3'].map((name) => memberId(shop, name));
  const task: ProfilingTask = {
    kind: 'pprof',
    id: `${baseMs}_${shop}`,
    serviceId: shop,
    createTimeMs: baseMs,
    startTimeMs: baseMs,
    endTimeMs: baseMs,
    spec: { instanceIds: [i1 ?? '', i2 ?? ''], event: 'HEAP', durationMinutes: 0, dumpPeriod: 0 },
  };
  const seed = new Seed();
  addLog(seed, task, { instance: 'i2', operation: ProfilingOperation.notified, timeMs: baseMs });
  addLog(seed, task, { instance: 'i3', operation: ProfilingOperation.finished, timeMs: baseMs });
  const data = { uploadTime: baseMs, taskId: task.id, instance: i3 ?? '', profile: 'bytes' };
  seed.record(profilingDataSchemas.pprof, data);
  await writer.write(seed.batch());
  const nothing = { reason: '', logs: [], profile: null };
  assert.deepEqual(await views.view(task), {
    id: task.id,
    kind: 'pprof',
    serviceId: shop,
    serviceName: 'shop',
    createTimeMs: baseMs,
    startTimeMs: baseMs,
    endTimeMs: baseMs,
    state: 'sent',
    reason: '',
    spec: { event: 'HEAP', durationMinutes: 0, dumpPeriod: 0 },
    instances: [
      { ...nothing, id: i1, name: 'i1', state: 'waiting' },
      {
        ...nothing,
        id: i2,
        name: 'i2',
        state: 'sent',
        logs: [{ operation: 'NOTIFIED', timeMs: baseMs }],
      },
      {
        ...nothing,
        id: i3,
        name: 'i3',
        state: 'done',
        logs: [{ operation: 'EXECUTION_FINISHED', timeMs: baseMs }],
        profile: `task/${task.id}/${i3}`,
      },
    ],
    segmentCount: 0,
  });
});

test('counts segments as their dumps come, without reading all of them again', async () => {
  const { views, clock, writer, queries } = world();
  const task = traceTask('shop', baseMs);
  const dump = (segmentId: string, offsetMs: number): Promise<void> => {
    const timeMs = baseMs + offsetMs;
    return writer.write(
      addDump(new Seed(), task.id, { segmentId, timeMs, sequence: 0, stack: 'a' }).batch(),
    );
  };
  const count = async (): Promise<number> => (await views.view(task)).segmentCount;
  assert.equal(await count(), 0);
  await dump('a', 4 * minute);
  await dump('b', 4 * minute + 1);
  assert.equal(await count(), 2);
  await dump('c', 3 * minute);
  assert.equal(await count(), 3);
  const dumpReads = queries.filter(({ schema }) => schema.name.endsWith('snapshot'));
  assert.equal(dumpReads.at(-1)?.fromMs, baseMs + 2 * minute + 1);
  // One that was on its way for long is found by the last look at the latest.
  await dump('d', 0);
  assert.equal(await count(), 3);
  clock.advance(15 * minute + 1);
  assert.equal(await count(), 4);
  const before = queries.length;
  assert.equal(await count(), 4);
  assert.equal(queries.length, before);
});
