import { must } from '@stormpetrel/base';
import { SegmentBuilder, encodeSegment } from '@stormpetrel/testkit';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits.ts';
import { SamplingPolicies } from '../settings/sampling-policies.ts';
import { type AnalyzerSettings } from '../settings/analyzer-settings.ts';
import { type TestPipeline, openTestPipeline, testNowMs } from '../testing/test-pipeline.ts';

const startMs = testNowMs - 3_600_000;
const dayMs = 86_400_000;

async function recordsOf(
  settings: Partial<AnalyzerSettings>,
  ...segments: readonly SegmentBuilder[]
): Promise<TestPipeline> {
  const parts = openTestPipeline({ settings });
  parts.send(...segments.map((segment) => segment.build()));
  await parts.pipeline.close();
  return parts;
}

test('keeps a segment with what it is found by, and the bytes it came as', async () => {
  const segment = new SegmentBuilder('cart', 'cart-1', startMs)
    .ids('trace-1', 'segment-1')
    .local('init', { durationMs: 5 })
    .entry('GET:/cart', {
      startTime: startMs - 3,
      durationMs: 80,
      tags: { 'http.method': 'GET', url: 'http://x' },
    })
    .exit('/pay', { isError: true, durationMs: 90, tags: { 'http.method': 'POST' } });
  const { writer } = await recordsOf({}, segment);
  assert.deepEqual(writer.records('segment'), [
    {
      startTime: startMs - 3,
      traceId: 'trace-1',
      segmentId: 'segment-1',
      service: 'Y2FydA==.1',
      instance: 'Y2FydA==.1_Y2FydC0x',
      endpoint: 'Y2FydA==.1_R0VUOi9jYXJ0',
      latency: 93,
      isError: true,
      tags: ['http.method=GET', 'http.method=POST'],
      body: encodeSegment(segment.build()),
    },
  ]);
});

test('keeps the bytes of neighbours and of those with gaps between them', async () => {
  const segments = Array.from({ length: 300 }, (_, i) =>
    new SegmentBuilder('cart', 'c', startMs).ids(`t${i}`, `s${i}`).entry('e'.repeat(i % 7)),
  );
  const unsampled = new SamplingPolicies({ rate: 5000 });
  for (const sampling of [new SamplingPolicies(), unsampled]) {
    const { writer } = await recordsOf({ sampling }, ...segments);
    const kept = new Map(writer.records('segment').map((record) => [record.traceId, record.body]));
    for (const segment of segments) {
      const sample = segment.build();
      const body = kept.get(sample.traceId);
      if (body !== undefined) assert.deepEqual(body, encodeSegment(sample));
    }
    assert.ok(sampling === unsampled ? kept.size > 0 && kept.size < 300 : kept.size === 300);
  }
});

test('names a segment after the last of its entry spans and span 0, in whatever order they come', async () => {
  const parts = openTestPipeline();
  const segment = new SegmentBuilder('cart', 'cart-1', startMs)
    .local('job')
    .entry('GET:/a')
    .entry('GET:/b')
    .exit('out')
    .build();
  const inOrder = (...spanIds: readonly number[]): void => {
    parts.send({ ...segment, spans: spanIds.map((id) => must(segment.spans[id], 'a span')) });
  };
  inOrder(0, 1, 2, 3);
  inOrder(3, 2, 1);
  inOrder(2, 1, 3, 0);
  await parts.pipeline.close();
  const name = (endpoint: unknown): string =>
    Buffer.from(String(endpoint).split('_')[1] ?? '', 'base64').toString();
  assert.deepEqual(
    parts.writer.records('segment').map(({ endpoint }) => name(endpoint)),
    ['GET:/b', 'GET:/a', 'job'],
  );
});

test('takes span 0 for the endpoint of a segment without entry span', async () => {
  const { writer } = await recordsOf(
    {},
    new SegmentBuilder('cart', 'c', startMs).local('root').exit('out', { peer: 'a:1' }),
  );
  assert.deepEqual(
    writer.records('segment').map(({ endpoint }) => endpoint),
    ['Y2FydA==.1_cm9vdA=='],
  );
});

test('dates a segment by the spans that say when they started', async () => {
  const parts = await recordsOf(
    {},
    new SegmentBuilder('cart', 'c', startMs)
      .entry('GET:/', { durationMs: 30 })
      .local('unfinished', { startTime: 0, endTime: 0 })
      .local('odd', { startTime: -5, endTime: 0 }),
    new SegmentBuilder('cart', 'c', 0).entry('GET:/'),
  );
  assert.deepEqual(
    parts.writer
      .records('segment')
      .map(({ startTime, latency }) => [Number(startTime) - startMs, latency]),
    [[0, 30]],
  );
  assert.equal(parts.sample('trace_dropped_count', { reason: 'too_old' }), 1);
});

test('decides by the strategy which spans make a segment fail', async () => {
  const failsBy = async (
    segmentStatus: AnalyzerSettings['segmentStatus'],
    segment: SegmentBuilder,
  ): Promise<unknown> =>
    (await recordsOf({ segmentStatus }, segment)).writer.records('segment')[0]?.isError;
  const exitFails = (): SegmentBuilder =>
    new SegmentBuilder('cart', 'c', startMs).entry('in').exit('out', { isError: true });
  const localRootFails = (): SegmentBuilder =>
    new SegmentBuilder('cart', 'c', startMs).local('root', { isError: true }).entry('in');
  assert.equal(await failsBy('FROM_SPAN_STATUS', exitFails()), true);
  assert.equal(await failsBy('FROM_ENTRY_SPAN', exitFails()), false);
  assert.equal(await failsBy('FROM_FIRST_SPAN', exitFails()), false);
  assert.equal(await failsBy('FROM_FIRST_SPAN', localRootFails()), true);
  assert.equal(await failsBy('FROM_ENTRY_SPAN', localRootFails()), false);
});

test('samples by trace, by service, by duration, and keeps what failed', async () => {
  const segment = (service: string, traceId: string, durationMs = 10): SegmentBuilder =>
    new SegmentBuilder(service, 'c', startMs).ids(traceId, `${service}-${traceId}`).entry('e', {
      durationMs,
    });
  const sampling = new SamplingPolicies(
    { rate: 0, durationMs: 500 },
    new Map([
      ['vip', { rate: 10_000 }],
      ['slow', { durationMs: 100 }],
    ]),
  );
  const parts = await recordsOf(
    { sampling },
    segment('cart', 'fast'),
    segment('cart', 'slow', 500),
    segment('vip', 'fast'),
    segment('slow', 'fast', 99),
    segment('slow', 'slow', 100),
    new SegmentBuilder('cart', 'c', startMs).ids('failed', 'f').entry('e', { isError: true }),
  );
  assert.deepEqual(
    parts.writer.records('segment').map(({ traceId, service }) => [service, traceId]),
    [
      ['Y2FydA==.1', 'slow'],
      ['dmlw.1', 'fast'],
      ['c2xvdw==.1', 'slow'],
      ['Y2FydA==.1', 'failed'],
    ],
  );
  assert.equal(parts.sample('trace_dropped_count', { reason: 'unsampled' }), 2);
  assert.equal(parts.sources.filter(([name]) => name === 'Service').length, 6);
  const unforced = await recordsOf(
    { sampling, forceSampleErrorSegment: false },
    new SegmentBuilder('cart', 'c', startMs).ids('failed', 'f').entry('e', { isError: true }),
  );
  assert.deepEqual(unforced.writer.records('segment'), []);
});

test('draws the same lot for a trace as every other server does', async () => {
  const kept = async (rate: number, traceId: string): Promise<boolean> => {
    const sampling = new SamplingPolicies({ rate });
    const segment = new SegmentBuilder('cart', 'c', startMs).ids(traceId, 's').entry('e');
    return (await recordsOf({ sampling }, segment)).writer.records('segment').length === 1;
  };
  // "abc".hashCode() = 96354, "ślad".hashCode() = 10444372 in Java.
  assert.deepEqual([await kept(6354, 'abc'), await kept(6355, 'abc')], [false, true]);
  assert.deepEqual([await kept(4372, 'ślad'), await kept(4373, 'ślad')], [false, true]);
});

test('finds traces by tags of at most 256 characters, each once', async () => {
  const tags = [
    { key: 'http.method', value: 'GET' },
    { key: 'http.method', value: 'GET' },
    { key: 'mq.topic', value: 'z'.repeat(247) },
    { key: 'mq.queue', value: 'z'.repeat(248) },
    { key: 'db.instance', value: ' spaced ' },
    { key: 'db.type', value: 'é'.repeat(248) },
    { key: 'custom', value: 'none' },
  ];
  const { writer } = await recordsOf(
    {},
    new SegmentBuilder('cart', 'c', startMs).entry('e', { tags }).local('l', { tags }),
  );
  assert.deepEqual(writer.records('segment')[0]?.tags, [
    'http.method=GET',
    `mq.topic=${'z'.repeat(247)}`,
    'db.instance= spaced ',
    `db.type=${'é'.repeat(248)}`,
  ]);
  assert.deepEqual(writer.metadata('traceTag')[2], {
    kind: 'traceTag',
    id: 'db.instance= spaced ',
    owner: 'db.instance',
    fields: { key: 'db.instance', value: ' spaced ' },
    seenMs: startMs,
  });
});

test('offers a bounded number of values of a tag key, and finds traces by all', async () => {
  const values = limits.tagValuesPerKeyMax + 20;
  const segments = Array.from({ length: values }, (_, i) =>
    new SegmentBuilder('cart', 'c', startMs).entry('e', { tags: { 'http.method': `M${i}` } }),
  );
  const { writer } = await recordsOf({}, ...segments, ...segments);
  assert.equal(writer.metadata('traceTag').length, limits.tagValuesPerKeyMax);
  const found = writer.records('segment').map(({ tags }) => tags);
  assert.deepEqual(found.at(-1), [`http.method=M${values - 1}`]);
});

test('refuses what is past its time to live or too far ahead, and counts it', async () => {
  const at = (ms: number): SegmentBuilder =>
    new SegmentBuilder('cart', 'c', ms).ids(`at ${ms - testNowMs}`, 's').entry('e');
  const parts = await recordsOf(
    {},
    at(testNowMs - 7 * dayMs - 60_000),
    at(testNowMs - 7 * dayMs + 60_000),
    at(testNowMs - 3 * dayMs - 1),
    at(testNowMs - 3 * dayMs),
    at(testNowMs + dayMs),
    at(testNowMs + dayMs + 60_000),
    at(0),
    at(Date.UTC(2099, 0)),
  );
  assert.deepEqual(
    parts.writer.records('segment').map(({ traceId }) => traceId),
    [`at ${-3 * dayMs}`, `at ${dayMs}`],
  );
  assert.equal(parts.sources.filter(([name]) => name === 'Service').length, 4);
  assert.equal(parts.sample('spans_dropped_count', { reason: 'too_old' }), 2);
  assert.equal(parts.sample('spans_dropped_count', { reason: 'in_future' }), 2);
  assert.equal(parts.sample('trace_dropped_count', { reason: 'too_old' }), 4);
  assert.equal(parts.sample('trace_dropped_count', { reason: 'in_future' }), 2);
});

test('drops segments without spans, and counts them', async () => {
  const parts = await recordsOf({}, new SegmentBuilder('cart', 'c', startMs));
  assert.equal(parts.sample('trace_dropped_count', { reason: 'empty' }), 1);
  assert.deepEqual(parts.writer.batches, []);
});

test('names the tags of each flush by the texts of that flush', async () => {
  const parts = openTestPipeline();
  const send = (traceId: string, method: string): void =>
    parts.send(
      new SegmentBuilder('cart', 'c', startMs)
        .ids(traceId, traceId)
        .entry('e', { tags: { 'http.method': method } })
        .build(),
    );
  send('a', 'GET');
  send('b', 'PUT');
  await parts.pipeline.flush();
  send('c', 'PUT');
  send('d', 'GET');
  await parts.pipeline.close();
  assert.deepEqual(
    parts.writer.records('segment').map(({ traceId, tags }) => [traceId, tags]),
    [
      ['a', ['http.method=GET']],
      ['b', ['http.method=PUT']],
      ['c', ['http.method=PUT']],
      ['d', ['http.method=GET']],
    ],
  );
});
