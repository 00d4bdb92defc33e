import { dispatchers } from '@stormpetrel/language/oal/rules';
import type { SegmentColumns } from '@stormpetrel/model';
import { type SegmentSample, type SpanSample, SeededRandom } from '@stormpetrel/testkit';
import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestPipeline, testNowMs } from '../testing/test-pipeline.ts';

const name = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'cart',
    'web',
    'User',
    '_overflow',
    '_abandoned',
    '/a/1',
    'x'.repeat(300),
  ),
  fc.string({ unit: 'binary' }),
);
const time = fc.oneof(
  fc.constantFrom(0, 1, -1, testNowMs, testNowMs - 1, Date.UTC(2099, 0), 2 ** 63, -(2 ** 63)),
  fc.integer({ min: testNowMs - 100_000, max: testNowMs + 100_000 }),
);
const number = fc.oneof(fc.integer({ min: -2, max: 9 }), fc.integer());
const key = fc.constantFrom(
  'http.status_code',
  'db.type',
  'db.statement',
  'x-le',
  'cache.type',
  'cache.op',
  'mq.topic',
  'transmission.latency',
  'gen_ai.response.model',
  'other',
);
const value = fc.oneof(
  fc.string(),
  fc.jsonValue().map((json) => JSON.stringify(json)),
  fc.constantFrom('200', '-5', 'read', 'write', 'sql', '{"name":1,"latency":null}'),
);
const reference = fc.record({
  refType: fc.nat({ max: 3 }),
  parentService: name,
  parentServiceInstance: name,
  parentEndpoint: name,
  networkAddressUsedAtPeer: name,
});
const span: fc.Arbitrary<SpanSample> = fc.record({
  spanId: number,
  parentSpanId: number,
  startTime: time,
  endTime: time,
  operationName: name,
  peer: name,
  spanType: fc.nat({ max: 5 }),
  spanLayer: fc.nat({ max: 10 }),
  componentId: number,
  isError: fc.boolean(),
  skipAnalysis: fc.boolean(),
  refs: fc.array(reference, { maxLength: 3 }),
  tags: fc.array(fc.record({ key, value }), { maxLength: 5 }),
});
const segment: fc.Arbitrary<SegmentSample> = fc.record({
  traceId: name,
  traceSegmentId: name,
  service: name,
  serviceInstance: name,
  spans: fc.array(span, { maxLength: 6 }),
});

test('takes any segment without failing: impossible ids, loops, times, names', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { maxLength: 12 }), async (segments) => {
      const parts = openTestPipeline({ dispatchers });
      parts.send(...segments);
      await parts.pipeline.close();
      const kept = parts.writer.records('segment').length;
      const dropped = parts.telemetry
        .samples()
        .filter((sample) => sample.name === 'trace_dropped_count')
        .reduce((sum, sample) => sum + sample.value, 0);
      assert.equal(kept + dropped, segments.length);
      for (const row of parts.writer.metrics('Service')) {
        assert.ok(Number.isInteger(row.bucketMs / 60_000));
        assert.ok(row.values.every((each) => typeof each !== 'number' || !Number.isNaN(each)));
      }
    }),
    { numRuns: 150 },
  );
});

test('takes names and values that are not UTF-8', async () => {
  const parts = openTestPipeline();
  const random = new SeededRandom(7);
  const { segments } = parts.pipeline;
  for (let i = 0; i < 200; i++) {
    appendNoise(segments, random);
    parts.pipeline.segmentsAppended(1);
  }
  await parts.pipeline.close();
  assert.equal(parts.writer.records('segment').length, 200);
});

/** An entry span whose names, ids and tag are random bytes. */
function appendNoise(columns: SegmentColumns, random: SeededRandom): void {
  const bytes = Uint8Array.from({ length: 16 }, () => random.int(128, 255));
  const noise = (): number => columns.names.internBytes(bytes, random.int(0, 7), random.int(9, 15));
  columns.reserveSegment();
  columns.reserveSpan();
  columns.reserveTag();
  columns.reserveArena(16);
  const start = columns.arenaLength;
  columns.arena.set(bytes, start);
  columns.arenaLength += 16;
  const i = columns.segmentCount++;
  for (const [from, to] of [
    [columns.segmentStart, columns.segmentEnd],
    [columns.traceIdStart, columns.traceIdEnd],
    [columns.segmentIdStart, columns.segmentIdEnd],
  ] as const) {
    from[i] = start;
    to[i] = start + 16;
  }
  columns.service[i] = noise();
  columns.instance[i] = noise();
  const s = columns.spanCount++;
  columns.spanOffset[i] = s;
  columns.spanOffset[i + 1] = s + 1;
  columns.spanType[s] = 0;
  columns.spanLayer[s] = 1;
  columns.startMs[s] = testNowMs;
  columns.endMs[s] = testNowMs + 1000;
  columns.operation[s] = noise();
  columns.peer[s] = noise();
  columns.skipAnalysis[s] = 0;
  columns.refOffset[s] = 0;
  columns.refOffset[s + 1] = 0;
  const tag = columns.tagCount++;
  columns.tagOffset[s] = tag;
  columns.tagOffset[s + 1] = tag + 1;
  columns.tagKey[tag] = columns.names.intern('http.method');
  columns.tagValueStart[tag] = start;
  columns.tagValueEnd[tag] = start + 16;
}
