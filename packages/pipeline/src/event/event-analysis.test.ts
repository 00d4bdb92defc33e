import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayMs } from '@stormpetrel/model';
import type { EventReport } from '../ingest-sink.ts';
import { limits } from '../limits.ts';
import { EndpointRules } from '../settings/endpoint-rules.ts';
import { defaultAnalyzerSettings } from '../settings/analyzer-settings.ts';
import type { CollectedRecord } from '../testing/collecting-writer.ts';
import { type TestPipeline, openTestPipeline, testNowMs } from '../testing/test-pipeline.ts';

const report: EventReport = {
  uuid: 'u1',
  service: 'orders',
  instance: 'orders-1',
  endpoint: 'GET:/order',
  name: 'Upgrade',
  isError: true,
  message: 'from {from}',
  parameters: [
    ['from', 'v1'],
    ['10', 'ten'],
  ],
  startMs: testNowMs - 5_000,
  endMs: testNowMs,
  layer: 'MESH',
};

async function recordsOf(
  reports: readonly Partial<EventReport>[],
  parts: TestPipeline = openTestPipeline(),
): Promise<readonly CollectedRecord[]> {
  for (const each of reports) parts.pipeline.event({ ...report, ...each });
  await parts.pipeline.close();
  return parts.writer.records('event');
}

const dropped = (parts: TestPipeline, reason: string): number =>
  parts.sample('event_dropped_count', { reason });

test('keeps what a report tells, and what it is found by', async () => {
  assert.deepEqual(await recordsOf([{}]), [
    {
      time: testNowMs - 5_000,
      uuid: 'u1',
      startTime: testNowMs - 5_000,
      endTime: testNowMs,
      isError: true,
      isPartial: false,
      keys: [
        'service=orders',
        'instance=orders-1',
        'endpoint=GET:/order',
        'name=Upgrade',
        'layer=MESH',
      ],
      message: 'from {from}',
      parameters: '[["from","v1"],["10","ten"]]',
    },
  ]);
});

test('dates a report by its start, its end, or the present', async () => {
  const times = await recordsOf([
    { startMs: testNowMs - 9, endMs: 0 },
    { startMs: -1, endMs: testNowMs - 8 },
    { startMs: 0, endMs: -5 },
  ]);
  assert.deepEqual(
    times.map(({ time, startTime, endTime }) => [time, startTime, endTime]),
    [
      [testNowMs - 9, testNowMs - 9, 0],
      [testNowMs - 8, 0, testNowMs - 8],
      [testNowMs, testNowMs, testNowMs],
    ],
  );
});

test('marks a report that lacks the service or the name', async () => {
  const found = await recordsOf([
    { service: '' },
    { name: '' },
    { instance: '', endpoint: '', message: '', parameters: [] },
  ]);
  assert.deepEqual(
    found.map(({ isPartial, keys }) => [isPartial, keys]),
    [
      [true, ['instance=orders-1', 'endpoint=GET:/order', 'name=Upgrade', 'layer=MESH']],
      [true, ['service=orders', 'instance=orders-1', 'endpoint=GET:/order', 'layer=MESH']],
      [false, ['service=orders', 'name=Upgrade', 'layer=MESH']],
    ],
  );
  assert.equal(found[2]?.['parameters'], '');
});

test('formats names as those of traffic, and brings nothing into being', async () => {
  const rules = new EndpointRules(new Map([['orde', ['GET:/{var}']]]));
  const parts = openTestPipeline({
    settings: {
      endpointNaming: { ...defaultAnalyzerSettings.endpointNaming, rules },
      serviceNameLengthMax: 4,
      instanceNameLengthMax: 3,
      endpointNameLengthMax: 8,
    },
  });
  const [record] = await recordsOf([{ layer: 'MOON', name: 'n'.repeat(300) }], parts);
  assert.deepEqual(record?.['keys'], [
    'service=orde',
    'instance=ord',
    'endpoint=GET:/{var}',
    `name=${'n'.repeat(limits.eventNameLengthMax)}`,
    'layer=UNDEFINED',
  ]);
  assert.deepEqual(parts.writer.batches.map(({ metadata }) => metadata).flat(), []);
});

test('makes a uuid of the content where there is none', async () => {
  const found = await recordsOf([{ uuid: '' }, { uuid: '' }, { uuid: '', message: 'another' }]);
  const [a, b, c] = found.map(({ uuid }) => String(uuid));
  assert.equal(a, b);
  assert.notEqual(a, c);
  assert.match(a ?? '', /^[0-9a-f]{32}$/);
});

test('cuts what is too long', async () => {
  const [record] = await recordsOf([
    {
      uuid: 'u'.repeat(1000),
      message: 'm'.repeat(100_000),
      parameters: [...Array(200).keys()].map((i) => [`k${i}`, 'v']),
    },
  ]);
  assert.deepEqual(
    [
      String(record?.['uuid']).length,
      String(record?.['message']).length,
      (JSON.parse(String(record?.['parameters'])) as unknown[]).length,
    ],
    [limits.eventUuidLengthMax, limits.eventMessageLengthMax, limits.eventParametersMax],
  );
  const [long] = await recordsOf([
    {
      parameters: [
        ['a', 'b'],
        ['c', 'd'.repeat(limits.eventParameterCharactersMax)],
      ],
    },
  ]);
  assert.equal(long?.['parameters'], '[["a","b"]]');
});

test('drops what is older than records are kept, or further ahead than clocks differ', async () => {
  const parts = openTestPipeline();
  const day = defaultAnalyzerSettings.recordDataTtlDays * dayMs;
  const found = await recordsOf(
    [
      { startMs: testNowMs - day },
      { startMs: testNowMs - day - 1 },
      { startMs: testNowMs + limits.futureSkewMaxMs },
      { startMs: testNowMs + limits.futureSkewMaxMs + 1 },
      { startMs: 9e18 },
    ],
    parts,
  );
  assert.equal(found.length, 2);
  assert.deepEqual([dropped(parts, 'too_old'), dropped(parts, 'in_future')], [1, 2]);
});

test('flushes early when many events come, and drops what comes while the store is behind', async () => {
  const parts = openTestPipeline();
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  parts.writer.gate = gate;
  const total = limits.eventsPerFlushMax * 6;
  for (let i = 0; i < total; i++) parts.pipeline.event({ ...report, uuid: `u${i}` });
  const lost = dropped(parts, 'limit');
  assert.equal(lost, total - limits.eventsPerFlushMax * (limits.flushesQueuedMax + 1));
  open();
  await parts.pipeline.close();
  assert.equal(parts.writer.records('event').length, total - lost);
});

test('bounds the characters of a flush', async () => {
  const parts = openTestPipeline();
  parts.writer.gate = new Promise(() => {});
  const message = 'm'.repeat(limits.eventMessageLengthMax);
  const perFlush = Math.ceil(limits.eventCharactersPerFlushMax / message.length);
  for (let i = 0; i < perFlush * 6; i++)
    parts.pipeline.event({ ...report, message, uuid: `u${i}` });
  assert.ok(dropped(parts, 'limit') > perFlush);
});
