import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordSchemas, serviceId } from '@stormpetrel/model';
import { type RowWriter, type StoreReader, rowWriter } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import { baseMs, settings } from '../../../testing/ask.ts';
import { ProfilingTasks, type TaskDraft } from './profiling-tasks.ts';

const shop = serviceId('shop', true);

const draft: TaskDraft = {
  kind: 'trace',
  serviceId: shop,
  durationMs: 60_000,
  spec: {
    endpointName: '/slow',
    durationMinutes: 1,
    minDurationThresholdMs: 0,
    dumpPeriodMs: 10,
    maxSamplingCount: 5,
  },
};

interface World {
  readonly tasks: ProfilingTasks;
  readonly clock: FakeClock;
  readonly reader: StoreReader;
  readonly rows: RowWriter;
  /** Whether readers see what has been written since they were made. */
  readonly lag: { on: boolean };
}

/** A store whose reader may be behind its writer, and whose writes take a turn of the loop. */
function world(refuse?: Error): World {
  const clock = new FakeClock(baseMs);
  const { reader, writer } = openMemoryStore({
    schema: { tables: [], records: recordSchemas },
    retention: settings.retention,
    clock,
  });
  const lag = { on: false };
  const lagging: StoreReader = {
    ...reader,
    readMetrics: (query) => reader.readMetrics(query),
    readMetadata: (query) => reader.readMetadata(query),
    readRecords: async (query) => (lag.on ? [] : reader.readRecords(query)),
    close: () => reader.close(),
  };
  const real = rowWriter(writer);
  const rows: RowWriter = {
    async writeRows(batch) {
      await new Promise((resolve) => setImmediate(resolve));
      if (refuse !== undefined) throw refuse;
      await real.writeRows(batch);
    },
  };
  const tasks = new ProfilingTasks({ reader: lagging, rows, clock });
  return { tasks, clock, reader, rows, lag };
}

test('of creations at once of one service only one succeeds', async () => {
  for (const isLagging of [false, true]) {
    const { tasks, lag } = world();
    lag.on = isLagging;
    const creations = Array.from({ length: 20 }, () => tasks.create(draft));
    const made: readonly unknown[] = await Promise.all(creations);
    assert.equal(made.filter((task) => task !== undefined).length, 1);
    assert.equal((await tasks.list('trace', { limit: 10 })).length, 1);
  }
});

test('services do not wait for each other, and no two tasks have an id', async () => {
  const { tasks } = world();
  const services = Array.from({ length: 20 }, (_, index) => serviceId(`s${index}`, true));
  const made = await Promise.all(services.map((id) => tasks.create({ ...draft, serviceId: id })));
  assert.ok(made.every((task) => task !== undefined));
  const heap: TaskDraft = {
    kind: 'pprof',
    serviceId: shop,
    durationMs: 0,
    spec: { instanceIds: ['i'], event: 'HEAP', durationMinutes: 0, dumpPeriod: 0 },
  };
  const heaps = await Promise.all(Array.from({ length: 20 }, () => tasks.create(heap)));
  assert.equal(new Set(heaps.map((task) => task?.id)).size, 20);
});

test('shows what was created before the store does, and each task once', async () => {
  const { tasks, lag, clock } = world();
  const before = await tasks.create(draft);
  lag.on = true;
  clock.advance(60_001);
  const task = await tasks.create({ ...draft, startTimeMs: clock.nowMs() + 600_000 });
  assert.ok(task !== undefined);
  const list = (): Promise<unknown> => tasks.list('trace', { serviceId: shop, limit: 10 });
  assert.deepEqual(await list(), [task]);
  assert.deepEqual(await tasks.find(task.id, 'trace'), task);
  assert.deepEqual(await tasks.findAny(task.id), task);
  assert.equal(await tasks.find(task.id, 'pprof'), undefined);
  lag.on = false;
  assert.deepEqual(await list(), [task, before]);
  clock.advance(10_000);
  assert.deepEqual(await list(), [task, before]);
  lag.on = true;
  assert.deepEqual(await list(), []);
});

test('filters what it remembers as the store does', async () => {
  const made = await Promise.all([true, false].map((isLagging) => listings(isLagging)));
  assert.deepEqual(made[0], made[1]);
});

async function listings(isLagging: boolean): Promise<unknown> {
  const { tasks, lag } = world();
  const bank = { ...draft, serviceId: serviceId('bank', true), startTimeMs: baseMs + 500_000 };
  for (const one of [draft, bank]) await tasks.create(one);
  lag.on = isLagging;
  return Promise.all(
    [
      {},
      { serviceId: shop },
      { serviceId: 'none' },
      { fromMs: baseMs + 1 },
      { toMs: baseMs + 1 },
      { fromMs: baseMs + 1, toMs: baseMs + 1 },
      { endFromMs: baseMs + 60_001 },
      { orderBy: 'startTimeMs' as const },
      { limit: 1 },
      { limit: 0 },
    ].map((filter) => tasks.list('trace', { limit: 10, ...filter })),
  );
}

test('a task is newer than those of its service, though the clock was set back over a restart', async () => {
  const { tasks, reader, rows } = world();
  const before = await tasks.create(draft);
  assert.ok(before !== undefined);
  const clock = new FakeClock(baseMs - 3_600_000);
  const restarted = new ProfilingTasks({ reader, rows, clock });
  const after = await restarted.create(draft);
  // Agents know tasks by the time of creation, and begin at the start.
  assert.deepEqual(
    [after?.createTimeMs, after?.startTimeMs],
    [before.createTimeMs + 1, clock.nowMs()],
  );
  const other = await restarted.create({ ...draft, serviceId: serviceId('other', true) });
  assert.equal(other?.startTimeMs, clock.nowMs());
  const longAgo = new FakeClock(baseMs - 3 * 86_400_000);
  const lost = await new ProfilingTasks({ reader, rows, clock: longAgo }).create(draft);
  assert.equal(lost?.createTimeMs, longAgo.nowMs());
});

test('a creation that the store refuses leaves nothing, and does not block the next', async () => {
  const refusal = new Error('full');
  const { tasks } = world(refusal);
  await assert.rejects(tasks.create(draft), refusal);
  await assert.rejects(tasks.create(draft), refusal);
  assert.deepEqual(await tasks.list('trace', { limit: 10 }), []);
});
