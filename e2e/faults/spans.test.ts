import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type SegmentSample,
  SegmentBuilder,
  type SpanSample,
  encodeSegment,
} from '@stormpetrel/testkit';
import type { ServerProcess } from '@stormpetrel/testkit/process';
import {
  assertGoesOn,
  expectLog,
  expectRise,
  findTrace,
  sendSegments,
  startFaultServer,
  traceOf,
} from '../support/fault-server.ts';
import { minutesAround } from '../support/duration.ts';
import { GrpcClient, framed } from '../support/grpc-client.ts';

const spansTooOld = 'spans_dropped_count{reason="too_old"}';
const spansInFuture = 'spans_dropped_count{reason="in_future"}';
const tracesTooOld = 'trace_dropped_count{reason="too_old"}';
const tracesInFuture = 'trace_dropped_count{reason="in_future"}';

let server: ServerProcess;
before(async () => {
  server = await startFaultServer();
});
after(() => server[Symbol.asyncDispose]());

/** A segment of spans that no agent would send. */
function segmentOf(traceId: string, spans: readonly SpanSample[], id = '1'): SegmentSample {
  const startTime = Date.now() - 50;
  return {
    traceId,
    traceSegmentId: `${traceId}.${id}`,
    service: 'odd',
    serviceInstance: 'odd-1',
    spans: spans.map((span) => ({
      operationName: '/odd',
      startTime,
      endTime: startTime + 5,
      ...span,
    })),
  };
}

test('span ids that cannot be are shown as they came', async () => {
  const int32Max = 2 ** 31 - 1;
  await sendSegments(
    server,
    segmentOf('odd-ids', [
      { spanId: -7, parentSpanId: -1 },
      { spanId: 0, parentSpanId: 99 },
      { spanId: 0, parentSpanId: -2 },
      { spanId: int32Max, parentSpanId: int32Max },
      { spanId: -(2 ** 31), parentSpanId: 0 },
    ]),
  );
  const spans = await traceOf(server, 'odd-ids', 5);
  assert.deepEqual(
    spans.map(({ spanId, parentSpanId }) => [spanId, parentSpanId]).toSorted(byNumbers),
    [
      [-(2 ** 31), 0],
      [-7, -1],
      [0, -2],
      [0, 99],
      [int32Max, int32Max],
    ],
  );
  await assertGoesOn(server);
});

function byNumbers(left: readonly number[], right: readonly number[]): number {
  return (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0);
}

test('spans that are their own ancestors, in a segment and over segments, are answered', async () => {
  const referenceTo = (id: string): SpanSample => ({
    spanId: 0,
    parentSpanId: -1,
    refs: [
      {
        traceId: 'loop',
        parentTraceSegmentId: `loop.${id}`,
        parentService: 'odd',
        parentServiceInstance: 'odd-1',
        parentEndpoint: '/odd',
        networkAddressUsedAtPeer: 'odd:1',
      },
    ],
  });
  await sendSegments(
    server,
    segmentOf('loop', [
      { spanId: 0, parentSpanId: 2 },
      { spanId: 1, parentSpanId: 0 },
      { spanId: 2, parentSpanId: 1 },
    ]),
    segmentOf('loop', [referenceTo('3')], '2'),
    segmentOf('loop', [referenceTo('2')], '3'),
    segmentOf('loop', [referenceTo('4')], '4'),
  );
  const spans = await traceOf(server, 'loop', 6);
  assert.deepEqual(spans.map(({ segmentId, spanId }) => `${segmentId} ${spanId}`).toSorted(), [
    'loop.1 0',
    'loop.1 1',
    'loop.1 2',
    'loop.2 0',
    'loop.3 0',
    'loop.4 0',
  ]);
  await assertGoesOn(server);
});

test('times in 1970 and before are refused and counted as too old', async () => {
  const rise = { [spansTooOld]: 3, [tracesTooOld]: 3, [spansInFuture]: 0, [tracesInFuture]: 0 };
  await expectRise(server, rise, () =>
    sendSegments(
      server,
      segmentOf('y1970', [{ startTime: 1_000, endTime: 2_000 }]),
      segmentOf('y0', [{ startTime: 0, endTime: Date.now() }]),
      segmentOf('before-all', [{ startTime: -(2 ** 62), endTime: -1 }]),
    ),
  );
  for (const traceId of ['y1970', 'y0', 'before-all']) {
    assert.deepEqual(await findTrace(server, traceId), []);
  }
  await assertGoesOn(server);
});

test('times in 2099 and at the end of 64 bits are refused and counted as in the future', async () => {
  const rise = { [spansTooOld]: 0, [tracesTooOld]: 0, [spansInFuture]: 2, [tracesInFuture]: 2 };
  const year2099 = Date.UTC(2099, 0, 1);
  await expectRise(server, rise, () =>
    sendSegments(
      server,
      segmentOf('y2099', [{ startTime: year2099, endTime: year2099 + 5 }]),
      segmentOf('end-of-time', [{ startTime: 2 ** 62, endTime: 2 ** 62 + 4_096 }]),
    ),
  );
  assert.deepEqual(await findTrace(server, 'y2099'), []);
  await assertGoesOn(server);
});

test('a span that ends before it starts is kept, and bends no other answer', async () => {
  const now = Date.now();
  await sendSegments(
    server,
    new SegmentBuilder('backwards', 'backwards-1', now)
      .ids('backwards', 'backwards.1')
      .entry('/backwards', { durationMs: -5_000 })
      .build(),
    segmentOf('far', [{ startTime: now, endTime: 2 ** 62 }]),
  );
  await traceOf(server, 'backwards', 1);
  await traceOf(server, 'far', 1);
  const { cpm } = await server.query<{
    cpm: { error: string | null; results: { values: { value: string | null }[] }[] };
  }>(
    `query($d: Duration!) { cpm: execExpression(expression: "sum(service_cpm)",
      entity: {serviceName: "backwards", normal: true}, duration: $d) { error results { values { value } } } }`,
    { d: minutesAround(now, 2, 2) },
  );
  assert.deepEqual(cpm, { error: null, results: [{ values: [{ value: '1' }] }] });
  await assertGoesOn(server);
});

test('a segment of ten thousand spans is taken and shown whole', async () => {
  const spans = Array.from({ length: 10_000 }, (_, spanId) => ({
    spanId,
    parentSpanId: spanId - 1,
    operationName: `/step/${spanId % 100}`,
  }));
  await sendSegments(server, segmentOf('ten-thousand', spans));
  const shown = await traceOf(server, 'ten-thousand', 10_000);
  assert.equal(new Set(shown.map((span) => span.spanId)).size, 10_000);
  await assertGoesOn(server);
});

test('a segment of more spans than the limit is refused, its neighbours are taken', async () => {
  const spans = Array.from({ length: 16_385 }, (_, spanId) => ({ spanId, parentSpanId: -1 }));
  const rise = { 'trace_analysis_error_count{protocol="grpc"}': 1, segments_received_count: 1 };
  await expectRise(server, rise, () =>
    sendSegments(
      server,
      segmentOf('too-many', spans),
      segmentOf('neighbour', [{ spanId: 0, parentSpanId: -1 }]),
    ),
  );
  await expectLog(server, {
    level: 'warn',
    kind: 'segment-refused',
    message: /too many spans in one segment/,
  });
  await traceOf(server, 'neighbour', 1);
  assert.deepEqual(await findTrace(server, 'too-many'), []);
  await assertGoesOn(server);
});

test('names of a megabyte are cut to their limits', async () => {
  const huge = 'ü'.repeat(500_000);
  const now = Date.now();
  const segment = new SegmentBuilder(huge, huge, now)
    .ids('huge-names', 'huge-names.1')
    .entry(huge, { tags: { [huge]: huge, 'http.method': huge } })
    .exit(huge, { peer: huge, spanLayer: 'Database', tags: { 'db.type': huge } })
    .build();
  using client = await GrpcClient.open(server.addresses.grpc);
  assert.equal((await client.call(framed(encodeSegment(segment)))).status, 0);
  const [entry] = await traceOf(server, 'huge-names', 2);
  // The trace is shown as it came: only what is counted under a name is cut.
  assert.equal(entry?.endpointName.length, huge.length);
  const { services } = await server.query<{ services: { name: string }[] }>(
    `{ services: listServices(layer: "GENERAL") { name } }`,
  );
  const longest = services.map(({ name }) => name.length).toSorted((a, b) => b - a)[0];
  assert.equal(longest, 70);
  await assertGoesOn(server);
});

test('none of it was a fault to the server', () => {
  const errors = server.log.filter((line) => line.level === 'error');
  assert.deepEqual(errors, []);
});
