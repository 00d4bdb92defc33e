import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventKey, eventKeyNames, eventRecord } from '@stormpetrel/model';
import { type StoreReader, type StoredRecord, rowWriter } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import * as fc from 'fast-check';
import type { EventReportView } from './event-report.ts';
import type { EventConditions, EventReadLimits } from './event-conditions.ts';
import { readEvents } from './event-reader.ts';
import type { EventView } from './merge-reports.ts';

const nowMs = Date.UTC(2026, 0, 20, 12);
const minuteMs = 60_000;

type Report = Partial<Omit<EventReportView, 'keys'>> & { readonly uuid: string } & Partial<
    EventReportView['keys']
  >;

/** The row that the pipeline makes of a report. */
function rowOf(report: Report): StoredRecord {
  const { startMs = 0, endMs = 0 } = report;
  return {
    time: startMs > 0 ? startMs : endMs,
    uuid: report.uuid,
    startTime: startMs,
    endTime: endMs,
    isError: report.isError ?? false,
    isPartial: (report.service ?? '') === '' || (report.name ?? '') === '',
    keys: eventKeyNames
      .filter((name) => (report[name] ?? '') !== '')
      .map((name) => eventKey(name, report[name] ?? '')),
    message: report.message ?? '',
    parameters: report.parameters ?? '',
  };
}

async function storeOf(reports: readonly Report[]): Promise<StoreReader> {
  const { reader, writer } = openMemoryStore({
    schema: { tables: [], records: [eventRecord] },
    retention: {
      recordDays: 3,
      traceDays: 3,
      metadataDays: 3,
      minuteDays: 3,
      hourDays: 3,
      dayDays: 3,
    },
    clock: new FakeClock(nowMs),
  });
  await rowWriter(writer).writeRows({
    records: [{ schema: eventRecord, rows: reports.map(rowOf) }],
  });
  return reader;
}

const all = { offset: 0, limit: 100 };
const shop = { service: 'shop', instance: 'shop-1', endpoint: '/pay', layer: 'GENERAL' };

test('puts the start and the end of an event together, however far apart', async () => {
  const start = { ...shop, uuid: 'a', name: 'Upgrade', startMs: nowMs - 2 * 86_400_000 };
  const end = { ...shop, uuid: 'a', name: 'Upgrade', endMs: nowMs - 5, isError: true };
  const reader = await storeOf([
    { ...start, message: 'from 1 to 2', parameters: '[["to","2"]]' },
    { ...end, message: 'no room' },
  ]);
  const event: EventView = {
    uuid: 'a',
    timeMs: start.startMs,
    startMs: start.startMs,
    endMs: end.endMs,
    ...shop,
    name: 'Upgrade',
    isError: true,
    message: 'no room',
    parameters: [['to', '2']],
  };
  assert.deepEqual(await readEvents(reader, { order: 'des' }, all), [event]);
  const around = (timeMs: number): EventConditions => ({
    window: { fromMs: timeMs, toMs: timeMs + 1 },
    order: 'des',
  });
  assert.deepEqual(await readEvents(reader, around(start.startMs), all), [event]);
  // The event is dated by its start: its end alone is no event of that minute.
  assert.deepEqual(await readEvents(reader, around(end.endMs), all), []);
  assert.deepEqual(await readEvents(reader, { uuid: 'a', order: 'des' }, all), [event]);
  assert.deepEqual(await readEvents(reader, { uuid: 'b', order: 'des' }, all), []);
});

test('finds an event whose first report names neither service nor event', async () => {
  const reader = await storeOf([
    { uuid: 'a', layer: 'GENERAL', startMs: nowMs - minuteMs },
    { ...shop, uuid: 'a', name: 'Start', endMs: nowMs },
  ]);
  for (const conditions of [{ service: 'shop' }, { name: 'Start' }, { endpoint: '/pay' }]) {
    const window = { fromMs: nowMs - minuteMs, toMs: nowMs };
    const found = await readEvents(reader, { ...conditions, window, order: 'asc' }, all);
    assert.deepEqual(
      found.map(({ uuid, service, name }) => [uuid, service, name]),
      [['a', 'shop', 'Start']],
    );
  }
});

test('does not show an event under what only its later reports say of it', async () => {
  const reader = await storeOf([
    { ...shop, uuid: 'a', name: 'Start', startMs: nowMs - minuteMs },
    { ...shop, uuid: 'a', name: 'Started', service: 'cart', endMs: nowMs },
  ]);
  const read = (conditions: object): Promise<readonly EventView[]> =>
    readEvents(reader, { ...conditions, order: 'asc' }, all);
  assert.equal((await read({ service: 'shop', name: 'Start' })).length, 1);
  assert.deepEqual(await read({ service: 'cart' }), []);
  assert.deepEqual(await read({ name: 'Started' }), []);
});

test('reads the earliest and the last of more reports than the limit', async () => {
  const reports = Array.from({ length: 50 }, (_, i) => ({
    ...shop,
    uuid: 'a',
    name: 'Unhealthy',
    startMs: nowMs - 100,
    endMs: nowMs + i,
    message: `times ${i}`,
  }));
  const reader = await storeOf(reports);
  const [event] = await readEvents(reader, { order: 'des' }, all, {
    ...small,
    reportsOfEventMax: 4,
  });
  assert.deepEqual(
    [event?.startMs, event?.endMs, event?.message],
    [nowMs - 100, nowMs + 49, 'times 49'],
  );
});

test('cuts the answer where a question costs too much', async () => {
  const reports = Array.from({ length: 50 }, (_, i) => ({
    ...shop,
    uuid: `e${i}`,
    name: 'Start',
    startMs: nowMs - i,
  }));
  const reader = await storeOf(reports);
  const count = async (limits: Partial<EventReadLimits>): Promise<number> =>
    (await readEvents(reader, { order: 'des' }, all, { ...small, ...limits })).length;
  assert.equal(await count({}), 50);
  assert.equal((await count({ rowsScannedMax: 20 })) < 21, true);
  assert.equal(await count({ eventsMergedMax: 10 }), 11);
});

const small: EventReadLimits = {
  chunkRows: 3,
  rowsScannedMax: 10_000,
  eventsMergedMax: 10_000,
  reportsOfEventMax: 100,
};

/** The slow twin: groups all reports, puts each group together word by word, asks, sorts, cuts. */
function twin(
  reports: readonly Report[],
  conditions: EventConditions,
  page: { readonly offset: number; readonly limit: number },
): readonly object[] {
  const rows = reports.map((report) => {
    const { startMs = 0, endMs = 0 } = report;
    return { ...report, startMs, endMs, timeMs: startMs > 0 ? startMs : endMs };
  });
  const events = Object.values(Object.groupBy(rows, ({ uuid }) => uuid)).map((group = []) => {
    const early = [...group].sort((a, b) => a.timeMs - b.timeMs || a.endMs - b.endMs);
    const late = [...group].sort((a, b) => b.endMs - a.endMs || b.timeMs - a.timeMs);
    const named = early.find(({ service }) => service !== '') ?? early[0];
    return {
      uuid: group[0]?.uuid ?? '',
      timeMs: Math.min(...group.map(({ timeMs }) => timeMs)),
      startMs: Math.min(...group.map(({ startMs }) => startMs || Infinity)),
      endMs: Math.max(...group.map(({ endMs }) => endMs)),
      service: named?.service ?? '',
      instance: named?.instance ?? '',
      endpoint: named?.endpoint ?? '',
      name: early.find(({ name }) => name !== '')?.name ?? '',
      layer: early[0]?.layer ?? '',
      isError: late[0]?.isError ?? false,
      message: late.find(({ message }) => message !== '')?.message ?? '',
    };
  });
  const { window, order, isError, withoutInstance = false } = conditions;
  const matching = events.filter(
    (event) =>
      (['uuid', 'service', 'instance', 'endpoint', 'name', 'layer'] as const).every(
        (key) => (conditions[key] ?? '') === '' || event[key] === conditions[key],
      ) &&
      (typeof isError !== 'boolean' || event.isError === isError) &&
      (!withoutInstance || event.instance === '') &&
      (window === undefined || (event.timeMs >= window.fromMs && event.timeMs < window.toMs)),
  );
  const sign = order === 'asc' ? 1 : -1;
  return matching
    .sort((a, b) => sign * (a.timeMs - b.timeMs) || (a.uuid < b.uuid ? -1 : 1))
    .slice(page.offset, page.offset + page.limit)
    .map((event) => ({
      ...event,
      startMs: Number.isFinite(event.startMs) ? event.startMs : 0,
      parameters: undefined,
    }));
}

const word = fc.constantFrom('', 'a', 'b');
const time = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 12 }).map((n) => nowMs + n),
);
/** Reports of an event differ in a time, so that which is first and which is last is settled without the content. */
const reportLists = fc
  .uniqueArray(
    fc.record({
      uuid: fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5'),
      service: word,
      instance: word,
      endpoint: word,
      name: word,
      layer: fc.constantFrom('GENERAL', 'MESH'),
      isError: fc.boolean(),
      message: word,
      startMs: time,
      endMs: time,
    }),
    {
      maxLength: 30,
      selector: ({ uuid, startMs, endMs }) => `${uuid} ${startMs || endMs} ${endMs}`,
    },
  )
  .map((reports) => reports.filter(({ startMs, endMs }) => startMs + endMs > 0));

/** Most conditions are left out of most questions: all of them together find nothing. */
function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const window = fc
  .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 }))
  .map(([from, length]) => ({ fromMs: nowMs + from, toMs: nowMs + from + length }));

const questions: fc.Arbitrary<EventConditions> = fc.record({
  uuid: fc.oneof({ weight: 9, arbitrary: fc.constant('') }, fc.constantFrom('u1', 'u9')),
  service: rarely(word),
  instance: rarely(word),
  endpoint: rarely(word),
  name: rarely(word),
  layer: rarely(fc.constantFrom('', 'GENERAL', 'MESH')),
  isError: rarely(fc.boolean()),
  withoutInstance: fc.boolean(),
  window: rarely(window),
  order: fc.constantFrom('asc', 'des'),
});

test('agrees with the slow twin', async () => {
  const pages = fc.record({ offset: fc.nat({ max: 4 }), limit: fc.nat({ max: 5 }) });
  await fc.assert(
    fc.asyncProperty(reportLists, questions, pages, async (reports, conditions, page) => {
      const reader = await storeOf(reports);
      const found = await readEvents(reader, conditions, page, small);
      assert.deepEqual(
        found.map((event) => ({ ...event, parameters: undefined })),
        twin(reports, conditions, page),
      );
    }),
    { numRuns: 2_000 },
  );
});

test('says the same whatever the order in which reports came', async () => {
  const shuffles = fc
    .array(
      fc.record({
        uuid: fc.constant('u'),
        service: word,
        name: word,
        message: word,
        isError: fc.boolean(),
        startMs: fc.constantFrom(0, nowMs),
        endMs: fc.constantFrom(nowMs, nowMs + 1),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .chain((reports) =>
      fc.tuple(fc.constant(reports), fc.shuffledSubarray(reports, { minLength: reports.length })),
    );
  await fc.assert(
    fc.asyncProperty(shuffles, async (orders) => {
      const answers = await Promise.all(
        orders.map(async (reports) =>
          readEvents(await storeOf(reports), { uuid: 'u', order: 'asc' }, all),
        ),
      );
      assert.deepEqual(answers[0], answers[1]);
    }),
  );
});
