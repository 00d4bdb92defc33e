import { SegmentBuilder } from '@stormpetrel/testkit';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from './limits.ts';
import { defaultAnalyzerSettings } from './settings/analyzer-settings.ts';
import { SamplingPolicies } from './settings/sampling-policies.ts';
import { type TestPipeline, openTestPipeline, testNowMs } from './testing/test-pipeline.ts';

const startMs = testNowMs - 60_000;

function segment(name: string, operation = 'GET:/'): ReturnType<SegmentBuilder['build']> {
  return new SegmentBuilder('cart', 'c1', startMs).ids(name, name).entry(operation).build();
}

function storedIn({ writer }: TestPipeline): unknown[] {
  return writer.batches.map(({ records }) =>
    (records.get('segment') ?? []).map(({ traceId }) => traceId),
  );
}

test('gives the store what came in, once, and nothing when nothing came', async () => {
  const parts = openTestPipeline();
  await parts.pipeline.flush();
  parts.send(segment('a'), segment('b'));
  await parts.pipeline.flush();
  await parts.pipeline.flush();
  parts.send(segment('c'));
  await parts.pipeline.close();
  assert.deepEqual(storedIn(parts), [['a', 'b'], ['c']]);
  assert.deepEqual(
    parts.writer.metrics('Service').map(({ values }) => values),
    [[2], [1]],
  );
});

test('flushes by itself', async () => {
  const parts = openTestPipeline();
  parts.send(segment('a'));
  const { createIngestPipeline } = await import('./ingest-pipeline.ts');
  const pipeline = createIngestPipeline({
    writer: parts.writer,
    clock: parts.clock,
    logger: { log() {} },
    telemetry: parts.telemetry,
    settings: defaultAnalyzerSettings,
    dispatchers: {},
    flushIntervalMs: 1,
  });
  pipeline.instancePing({ service: 's', instance: 'i', layer: '' });
  while (parts.writer.batches.length === 0) await new Promise((done) => setTimeout(done, 1));
  assert.equal(parts.writer.metadata('service').length, 1);
  await pipeline.close();
  await parts.pipeline.close();
});

test('fills another buffer while the store holds the arrays of one', async () => {
  const parts = openTestPipeline();
  const { promise, resolve } = Promise.withResolvers<void>();
  parts.writer.gate = promise;
  parts.send(segment('a'));
  const first = parts.pipeline.flush();
  parts.send(segment('b'), segment('c'));
  const second = parts.pipeline.flush();
  parts.send(segment('d'));
  resolve();
  await Promise.all([first, second]);
  await parts.pipeline.close();
  assert.deepEqual(storedIn(parts), [['a'], ['b', 'c'], ['d']]);
});

test('says that it is overloaded while the store is behind, and merges what comes meanwhile', async () => {
  const parts = openTestPipeline();
  const { promise, resolve } = Promise.withResolvers<void>();
  parts.writer.gate = promise;
  const flushes: Promise<void>[] = [];
  const overloaded: boolean[] = [];
  for (let i = 0; i < limits.flushesQueuedMax + 3; i++) {
    parts.send(segment(`s${i}`));
    flushes.push(parts.pipeline.flush());
    overloaded.push(parts.pipeline.overloaded);
  }
  assert.deepEqual(overloaded, [false, false, true, true, true, true]);
  resolve();
  await Promise.all(flushes);
  assert.equal(parts.pipeline.overloaded, false);
  await parts.pipeline.close();
  assert.deepEqual(storedIn(parts), [['s0'], ['s1'], ['s2'], ['s3', 's4', 's5']]);
});

test('offers a flush again that the store refused, before later ones, and loses nothing', async () => {
  const parts = openTestPipeline();
  parts.writer.refusals = 2;
  parts.send(segment('a'));
  await parts.pipeline.flush();
  assert.equal(parts.pipeline.overloaded, true);
  parts.send(segment('b'));
  await parts.pipeline.flush();
  parts.send(segment('c'));
  await parts.pipeline.flush();
  assert.equal(parts.pipeline.overloaded, false);
  await parts.pipeline.close();
  assert.deepEqual(storedIn(parts), [['a'], ['b'], ['c']]);
  assert.equal(parts.sample('ingest_flush_failed_count'), 2);
});

test('drops the oldest flush when the store stays full, counts it, and goes on', async () => {
  const parts = openTestPipeline({ fillingBytesMax: 10_000 });
  parts.writer.refusals = Infinity;
  const tags = [{ key: 'big', value: 'x'.repeat(10_000) }];
  for (let i = 0; i < 6; i++) {
    const big = new SegmentBuilder('cart', 'c1', startMs).ids(`${i}`, 's').entry('e', { tags });
    parts.send(big.build());
    await parts.pipeline.flush();
  }
  assert.equal(parts.pipeline.overloaded, true);
  assert.equal(parts.sample('ingest_flush_dropped_count'), 6 - limits.flushesQueuedMax);
  parts.writer.refusals = 0;
  await parts.pipeline.close();
  assert.deepEqual(
    storedIn(parts).map((ids) => new Set(ids as string[])),
    [new Set(['3']), new Set(['4']), new Set(['5'])],
  );
});

test('drops a flush that nobody could ever write, counts it, and goes on at once', async () => {
  const parts = openTestPipeline();
  parts.writer.mistake = new TypeError('no such table');
  parts.send(segment('a'));
  await parts.pipeline.flush();
  assert.equal(parts.pipeline.overloaded, false);
  parts.send(segment('b'));
  await parts.pipeline.close();
  assert.deepEqual(storedIn(parts), [['b']]);
  assert.equal(parts.sample('ingest_flush_failed_count'), 1);
  assert.equal(parts.sample('ingest_flush_dropped_count'), 1);
});

test('takes new settings for what comes next', async () => {
  const parts = openTestPipeline();
  parts.send(segment('a'));
  parts.pipeline.updateSettings({
    ...defaultAnalyzerSettings,
    serviceNameLengthMax: 2,
    sampling: new SamplingPolicies({ rate: 0 }),
    searchableTraceTags: ['custom'],
  });
  parts.send(
    segment('b'),
    new SegmentBuilder('cart', 'c1', startMs)
      .entry('e', { isError: true, tags: { custom: 'x', 'http.method': 'GET' } })
      .build(),
  );
  await parts.pipeline.close();
  assert.deepEqual(
    parts.writer.records('segment').map(({ service, tags }) => [service, tags]),
    [
      ['Y2FydA==.1', []],
      ['Y2E=.1', ['custom=x']],
    ],
  );
});

test('follows the interner when it starts anew', async () => {
  const parts = openTestPipeline();
  const { names } = parts.pipeline.segments;
  const expected = new Map<string, number>();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < limits.segmentsPerAnalysis; i++) {
      const operation = `op${(i + round) % (40 + round)}`;
      parts.send(segment('x', operation));
      const id = `Y2FydA==.1_${Buffer.from(operation).toString('base64')}`;
      expected.set(id, (expected.get(id) ?? 0) + 1);
    }
    names.reset();
    names.intern(`something else ${round}`);
  }
  await parts.pipeline.close();
  const counted = parts.writer.metrics('Endpoint').map(({ entity, values }) => [entity, values[0]]);
  assert.deepEqual(new Map(counted as [string, number][]), expected);
});

test('puts names under a pattern as soon as there is one, those seen before it too', async () => {
  const parts = openTestPipeline();
  const { uriIdChildrenMax } = defaultAnalyzerSettings.endpointNaming;
  for (let i = 0; i <= uriIdChildrenMax; i++) parts.send(segment('x', `GET:/orders/${i}`));
  await parts.pipeline.flush();
  parts.send(segment('x', 'GET:/orders/0'));
  await parts.pipeline.close();
  assert.deepEqual(
    parts.writer.batches[1]?.metrics.get('Endpoint')?.map(({ entity }) => entity),
    [`Y2FydA==.1_${Buffer.from('GET:/orders/{var}').toString('base64')}`],
  );
});

test('starts a new epoch of entities when they are full and old, so that new ones find room', async () => {
  const entityLimits = { ...defaultAnalyzerSettings.entityLimits, servicesMax: 3 };
  const parts = openTestPipeline({ settings: { entityLimits } });
  const send = (...services: readonly string[]): Promise<void> => {
    for (const service of services) {
      parts.send(new SegmentBuilder(service, 'i', startMs).entry('e').build());
    }
    return parts.pipeline.flush();
  };
  const overflow = `${Buffer.from('_overflow').toString('base64')}.1`;
  await send('a', 'b', 'c', 'd');
  parts.clock.advance(limits.entityEpochMs);
  await send('e');
  await send('f', 'a');
  await parts.pipeline.close();
  assert.deepEqual(
    parts.writer.batches.map(({ generation, metrics }) => [
      generation,
      metrics.get('Service')?.map(({ entity }) => entity),
    ]),
    [
      // The user takes the third place.
      [1, ['YQ==.1', 'Yg==.1', overflow]],
      [1, [overflow]],
      [2, ['Zg==.1', 'YQ==.1']],
    ],
  );
});
