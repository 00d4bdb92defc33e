import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayMs, memberId, minuteMs, serviceId } from '@stormpetrel/model';
import { LogTags, decodeLog } from '@stormpetrel/protocol';
import { type LogSample, encodeLog } from '@stormpetrel/testkit';
import { limits } from '../limits.ts';
import { EndpointRules } from '../settings/endpoint-rules.ts';
import { defaultAnalyzerSettings } from '../settings/analyzer-settings.ts';
import type { CollectedRecord } from '../testing/collecting-writer.ts';
import { type TestPipeline, openTestPipeline, testNowMs } from '../testing/test-pipeline.ts';

const sample: LogSample = {
  timestamp: testNowMs - 5_000,
  service: 'orders',
  serviceInstance: 'orders-1',
  endpoint: 'GET:/order',
  text: 'order 7 was paid',
  traceId: 'trace',
  traceSegmentId: 'segment',
  spanId: 3,
  tags: { level: 'INFO', logger: 'Orders' },
};

function send(parts: TestPipeline, ...samples: readonly LogSample[]): void {
  for (const each of samples) {
    const bytes = encodeLog(each);
    assert.equal(decodeLog(bytes, 0, bytes.length, parts.pipeline.logs), 0);
    parts.pipeline.logsAppended(1);
  }
}

async function recordsOf(
  samples: readonly Partial<LogSample>[],
  parts: TestPipeline = openTestPipeline(),
): Promise<readonly CollectedRecord[]> {
  send(parts, ...samples.map((each) => ({ ...sample, ...each })));
  await parts.pipeline.close();
  return parts.writer.records('log');
}

const dropped = (parts: TestPipeline, reason: string): number =>
  parts.sample('log_dropped_count', { reason });

const orders = serviceId('orders', true);

test('keeps what a log tells, and what it is found by', async () => {
  const [record] = await recordsOf([{}]);
  assert.ok(record?.['allTags'] instanceof Uint8Array);
  const allTags = LogTags.decode(record['allTags']).data;
  assert.deepEqual(
    { ...record, allTags },
    {
      time: testNowMs - 5_000,
      traceId: 'trace',
      service: orders,
      instance: memberId(orders, 'orders-1'),
      endpoint: memberId(orders, 'GET:/order'),
      segmentId: 'segment',
      spanId: 3,
      contentType: 1,
      tags: ['level=INFO'],
      content: 'order 7 was paid',
      allTags: [
        { key: 'level', value: 'INFO' },
        { key: 'logger', value: 'Orders' },
      ],
    },
  );
});

test('keeps a log that tells next to nothing', async () => {
  const parts = openTestPipeline();
  send(parts, { service: 'orders' });
  await parts.pipeline.close();
  const [record] = parts.writer.records('log');
  assert.deepEqual(record, {
    time: testNowMs,
    traceId: '',
    service: orders,
    instance: undefined,
    endpoint: undefined,
    segmentId: '',
    spanId: 0,
    contentType: 0,
    tags: [],
    content: '',
    allTags: new Uint8Array(0),
  });
});

test('tells the kinds of content apart', async () => {
  const found = await recordsOf([
    { text: 'a' },
    { text: undefined, json: '{}' },
    { text: undefined, yaml: '' },
    { text: undefined },
  ] as LogSample[]);
  assert.deepEqual(
    found.map(({ contentType, content }) => [contentType, content]),
    [
      [1, 'a'],
      [2, '{}'],
      [3, ''],
      [0, ''],
    ],
  );
});

test('a span without its segment is none', async () => {
  const [record] = await recordsOf([{ traceSegmentId: '', spanId: 5 }]);
  assert.deepEqual([record?.['segmentId'], record?.['spanId']], ['', 0]);
});

test('says that service, instance and endpoint exist, now, and in the layer of the log', async () => {
  const parts = openTestPipeline();
  const longAgo = testNowMs - dayMs;
  await recordsOf(
    [{ timestamp: longAgo }, { layer: 'MESH', serviceInstance: '', endpoint: '' }],
    parts,
  );
  const seenMs = Math.floor(testNowMs / minuteMs) * minuteMs;
  const common = { group: '', name: 'orders', serviceId: orders, shortName: 'orders', normal: 1 };
  assert.deepEqual(
    parts.writer.batches.flatMap(({ metadata }) => metadata),
    [
      {
        kind: 'service',
        id: orders.replace(/1$/, '2'),
        owner: '',
        fields: { ...common, layer: 'GENERAL' },
        seenMs,
      },
      {
        kind: 'instance',
        id: memberId(orders, 'orders-1'),
        owner: orders,
        fields: { name: 'orders-1', serviceId: orders, layer: 'GENERAL' },
        seenMs,
      },
      {
        kind: 'endpoint',
        id: memberId(orders, 'GET:/order'),
        owner: orders,
        fields: { name: 'GET:/order', serviceId: orders },
        seenMs,
      },
      {
        kind: 'logTag',
        id: 'level=INFO',
        owner: 'level',
        fields: { key: 'level', value: 'INFO' },
        seenMs: Math.floor(longAgo / minuteMs) * minuteMs,
      },
      {
        kind: 'service',
        id: orders,
        owner: '',
        fields: { ...common, layer: 'MESH' },
        seenMs,
      },
      {
        kind: 'logTag',
        id: 'level=INFO',
        owner: 'level',
        fields: { key: 'level', value: 'INFO' },
        seenMs: Math.floor((testNowMs - 5_000) / minuteMs) * minuteMs,
      },
    ],
  );
});

test('a layer of guessed services gets a row of its own; the log stays with the normal service', async () => {
  const parts = openTestPipeline();
  const [record] = await recordsOf([{ layer: 'VIRTUAL_MQ' }], parts);
  assert.equal(record?.['service'], orders);
  assert.deepEqual(
    parts.writer.metadata('service').map(({ fields }) => [fields['layer'], fields['serviceId']]),
    [['VIRTUAL_MQ', serviceId('orders', false)]],
  );
});

test('drops a log of a layer that nobody knows, and counts it', async () => {
  const parts = openTestPipeline();
  const found = await recordsOf([{ layer: 'MOON' }, { layer: 'NGINX' }], parts);
  assert.equal(found.length, 1);
  assert.equal(dropped(parts, 'unknown_layer'), 1);
  assert.equal(parts.writer.metadata('service').length, 1);
});

test('formats names as those of traffic', async () => {
  const rules = new EndpointRules(new Map([['orde', ['GET:/{var}']]]));
  const parts = openTestPipeline({
    settings: {
      endpointNaming: { ...defaultAnalyzerSettings.endpointNaming, rules },
      serviceNameLengthMax: 4,
      instanceNameLengthMax: 3,
      endpointNameLengthMax: 8,
    },
  });
  const [record] = await recordsOf([{}], parts);
  const cut = serviceId('orde', true);
  assert.deepEqual(
    [record?.['service'], record?.['instance'], record?.['endpoint']],
    [cut, memberId(cut, 'ord'), memberId(cut, 'GET:/{var}')],
  );
});

test('drops what is older than records are kept, or further ahead than clocks differ', async () => {
  const parts = openTestPipeline();
  const ttlMs = defaultAnalyzerSettings.recordDataTtlDays * dayMs;
  const found = await recordsOf(
    [
      { timestamp: 0 },
      { timestamp: testNowMs - ttlMs },
      { timestamp: testNowMs - ttlMs - 1 },
      { timestamp: -1 },
      { timestamp: testNowMs + limits.futureSkewMaxMs },
      { timestamp: testNowMs + limits.futureSkewMaxMs + 1 },
      { timestamp: 9e18 },
    ],
    parts,
  );
  assert.deepEqual(
    found.map(({ time }) => time),
    [testNowMs, testNowMs - ttlMs, testNowMs + limits.futureSkewMaxMs],
  );
  assert.deepEqual([dropped(parts, 'too_old'), dropped(parts, 'in_future')], [2, 2]);
});

test('cuts content that is too long at the border of a character, and says so in it', async () => {
  const parts = openTestPipeline();
  const bytesMax = limits.logContentBytesMax;
  const most = 'm'.repeat(bytesMax);
  // Two bytes a character: in one of the two a cut anywhere falls into a character.
  const long = ['é'.repeat(bytesMax / 2 + 1), `x${'é'.repeat(bytesMax / 2)}x`];
  const [whole, ...cut] = await recordsOf(
    [most, ...long, 'next'].map((text) => ({ text })),
    parts,
  );
  assert.equal(whole?.['content'], most);
  assert.equal(cut.pop()?.['content'], 'next');
  assert.equal(parts.sample('log_content_cut_count'), 2);
  for (const [i, text] of long.entries()) {
    const content = String(cut[i]?.['content']);
    const mark = ` … (cut: ${bytesMax + 2} bytes)`;
    assert.equal(content.slice(-mark.length), mark);
    assert.ok(text.startsWith(content.slice(0, -mark.length)));
    const bytes = Buffer.byteLength(content);
    assert.ok(bytes <= bytesMax && bytes >= bytesMax - 1);
  }
});

test('leaves out ids that are too long', async () => {
  const most = 'i'.repeat(limits.logIdBytesMax);
  const found = await recordsOf([
    { traceId: most, traceSegmentId: most },
    { traceId: `${most}i`, traceSegmentId: `${most}i` },
  ]);
  assert.deepEqual(
    found.map(({ traceId, segmentId, spanId }) => [traceId, segmentId, spanId]),
    [
      [most, most, 3],
      ['', '', 0],
    ],
  );
});

test('finds logs by the tags that are searchable, each once, those that are too long left out', async () => {
  const parts = openTestPipeline({ settings: { searchableLogTags: ['level', 'tenant'] } });
  const tags = [
    { key: 'tenant', value: 'b' },
    { key: 'level', value: 'WARN' },
    { key: 'level', value: 'WARN' },
    { key: 'level', value: '' },
    { key: 'other', value: 'x' },
    { key: 'tenant', value: 't'.repeat(limits.tagLengthMax) },
  ];
  send(parts, { ...sample, tags }, { ...sample, tags: { tenant: 'b' } });
  parts.pipeline.updateSettings({ ...defaultAnalyzerSettings, searchableLogTags: ['other'] });
  send(parts, { ...sample, tags });
  await parts.pipeline.close();
  assert.deepEqual(
    parts.writer.records('log').map(({ tags: found }) => found),
    [['tenant=b', 'level=WARN', 'level='], ['tenant=b'], ['other=x']],
  );
  assert.deepEqual(
    parts.writer.metadata('logTag').map(({ id }) => id),
    ['tenant=b', 'level=WARN', 'level=', 'other=x'],
  );
});

test('segment ids repeat across logs and flushes', async () => {
  const parts = openTestPipeline();
  // Enough flushes that each buffer is filled more than once, with ids in ever another order.
  const flushes = Array.from({ length: 3 * (limits.flushesQueuedMax + 1) }, (_, i) =>
    ['a', 'b', 'a', '', 'c'].map((id) => (id === '' ? '' : `${id}${i}`)).slice(i % 3),
  );
  for (const ids of flushes) {
    send(parts, ...ids.map((traceSegmentId) => ({ ...sample, traceSegmentId })));
    await parts.pipeline.flush();
  }
  await parts.pipeline.close();
  assert.deepEqual(
    parts.writer.records('log').map(({ segmentId }) => segmentId),
    flushes.flat(),
  );
});

test('logs and segments share names, also when the names start anew', async () => {
  const parts = openTestPipeline();
  // More bytes of names than the interner holds: it starts anew in between.
  const filler = 'e'.repeat(2_000);
  const total = 26_000;
  for (let i = 0; i < total; i += 1_000) {
    const logs = Array.from({ length: 1_000 }, (_, k) => ({
      service: 'orders',
      endpoint: `${i + k}${filler}`,
      timestamp: testNowMs,
    }));
    send(parts, ...logs);
  }
  send(parts, { ...sample, layer: 'MESH' });
  await parts.pipeline.close();
  const last = parts.writer.records('log').at(-1);
  assert.deepEqual([last?.['service'], last?.['tags']], [orders, ['level=INFO']]);
  assert.equal(parts.writer.records('log').length, total + 1);
});

test('holds a bounded number of bytes while the store is behind, and says that it is', async () => {
  const parts = openTestPipeline({ fillingBytesMax: 4_000_000 });
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  parts.writer.gate = gate;
  const text = 'm'.repeat(100_000);
  const roundsMax = 40;
  let sent = 0;
  for (; sent < roundsMax && parts.sample('ingest_flush_dropped_count') === 0; sent++) {
    send(parts, ...Array.from({ length: limits.logsPerAnalysis }, () => ({ ...sample, text })));
  }
  assert.ok(parts.pipeline.overloaded);
  assert.ok(sent < roundsMax, 'the oldest flush was dropped for the newest');
  open();
  await parts.pipeline.close();
  assert.ok(parts.writer.records('log').length < sent * limits.logsPerAnalysis);
});
