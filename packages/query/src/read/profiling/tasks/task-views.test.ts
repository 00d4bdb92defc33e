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
import { baseMs, settings } from '../../../testing/ask.ts';
import { addDump, addLog, traceTask } from '../../../testing/profiling-seed.ts';
import { Seed } from '../../../testing/seed.ts';
import { queryLimits } from '../../../limits.ts';
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
    countRecords: (query) => reader.countRecords(query),
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
  clock.advance(4 * minute);
  assert.equal(await count(), 0);
  await dump('a', 4 * minute);
  await dump('b', 4 * minute + 1);
  assert.equal(await count(), 2);
  await dump('c', 3 * minute);
  assert.equal(await count(), 3);
  const dumpReads = queries.filter(({ schema }) => schema.name.endsWith('snapshot'));
  assert.equal(dumpReads.at(-1)?.fromMs, baseMs + 2 * minute);
  // One that was on its way for long, or of a clock that is behind, is found when all are looked at again.
  await dump('d', 0);
  assert.equal(await count(), 3);
  clock.advance(30_000);
  assert.equal(await count(), 4);
  // One of a clock that is ahead does not hide those that come after.
  await dump('e', 60 * minute);
  assert.equal(await count(), 5);
  await dump('f', 5 * minute);
  assert.equal(await count(), 6);
  clock.advance(11 * minute);
  assert.equal(await count(), 6);
  const before = queries.length;
  assert.equal(await count(), 6);
  assert.equal(queries.length, before);
});

test('a task that failed is looked at again: its file may be read after a restart', async () => {
  const { views, clock, writer, queries } = world();
  const instance = memberId(shop, 'i1');
  const task: ProfilingTask = {
    kind: 'pprof',
    id: `${baseMs}_${shop}`,
    serviceId: shop,
    createTimeMs: baseMs,
    startTimeMs: baseMs,
    endTimeMs: baseMs,
    spec: { instanceIds: [instance], event: 'HEAP', durationMinutes: 0, dumpPeriod: 0 },
  };
  const state = async (): Promise<string> => (await views.view(task)).state;
  const notified = { instance: 'i1', operation: ProfilingOperation.notified, timeMs: baseMs };
  await writer.write(addLog(new Seed(), task, notified).batch());
  clock.advance(30 * minute);
  assert.equal(await state(), 'failed');
  const uploadTime = baseMs + 30 * minute;
  const data = { uploadTime, taskId: task.id, instance, profile: 'bytes' };
  await writer.write(new Seed().record(profilingDataSchemas.pprof, data).batch());
  const before = queries.length;
  clock.advance(minute - 1);
  assert.equal(await state(), 'failed');
  assert.equal(queries.length, before);
  clock.advance(1);
  assert.equal(await state(), 'done');
  const after = queries.length;
  clock.advance(minute);
  assert.equal(await state(), 'done');
  assert.equal(queries.length, after);
});

test('counts no more segments than are shown', async () => {
  const { views, writer } = world();
  const task = traceTask('shop', baseMs);
  const seed = new Seed();
  for (let i = 0; i < queryLimits.profiledSegmentsMax + 10; i++) {
    addDump(seed, task.id, { segmentId: `s${i}`, timeMs: baseMs + i, sequence: 0, stack: 'a' });
  }
  await writer.write(seed.batch());
  for (let look = 0; look < 2; look++) {
    assert.equal((await views.view(task)).segmentCount, queryLimits.profiledSegmentsMax);
  }
});
