import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logRecord, memberId, serviceId } from '@stormpetrel/model';
import { queryLimits } from '../../limits.ts';
import { ask, baseMs, endpointOver, minutes, read, seededStore } from '../../testing/ask.ts';
import { type LogSample, logRow, writeLogs } from '../../testing/log-seed.ts';
import { Seed } from '../../testing/seed.ts';

const web = serviceId('web', true);
const minute = (count: number): number => baseMs + count * 60_000;

const samples: readonly LogSample[] = [
  {
    timeMs: minute(1),
    content: 'Order 1 paid',
    instance: 'w-1',
    endpoint: '/pay',
    traceId: 't1',
    segmentId: 's1',
    spanId: 0,
    tags: { level: 'INFO', thread: 'main' },
  },
  {
    timeMs: minute(2),
    content: 'order 2 refused: card expired',
    instance: 'w-1',
    traceId: 't1',
    segmentId: 's1',
    spanId: 3,
    tags: { level: 'WARNING', 'http.status_code': '402' },
  },
  {
    timeMs: minute(3),
    content: '{"message":"straße 3"}',
    contentType: 'json',
    instance: 'w-2',
    traceId: 't1',
    segmentId: 's2',
    spanId: 3,
    tags: { level: 'INFO' },
  },
  { timeMs: minute(4), content: 'stock: 4', contentType: 'yaml', service: 'stock' },
  { timeMs: minute(5), content: '', contentType: 'none', service: 'stock' },
];

const seed = new Seed();
for (const [key, value, seenMs] of [
  ['level', 'INFO', minute(0)],
  ['level', 'ERROR', minute(1)],
  ['http.status_code', '500', minute(0) - 86_400_000],
  ['thread', 'main', minute(0)],
] as const) {
  const fields = { key, value };
  seed.metadata({ kind: 'logTag', id: `${key}=${value}`, owner: key, fields, seenMs });
}
const store = await seededStore(seed);
await writeLogs(store.rows, samples);
const endpoint = endpointOver(store);

const wide = { queryDuration: minutes(0, 30), paging: { pageNum: 1, pageSize: 10 } };
const query = 'query($c:LogQueryCondition){r:queryLogs(condition:$c){logs{timestamp}}}';
const byName =
  'query($c:LogQueryConditionByName){r:queryLogsByName(condition:$c){logs{timestamp}}}';

/** Minutes of the lines found. */
async function find(more: object, text = query): Promise<readonly number[]> {
  const c = { ...wide, ...more };
  const { logs } = (await read(endpoint, text, { c })) as {
    readonly logs: readonly { readonly timestamp: number }[];
  };
  return logs.map(({ timestamp }) => (timestamp - baseMs) / 60_000);
}

test('texts of logs are searched', async () => {
  assert.equal(await read(endpoint, '{r:supportQueryLogsByKeywords}'), true);
});

test('shows a line with everything that it has', async () => {
  const fields = `serviceName serviceId serviceInstanceName serviceInstanceId endpointName endpointId traceId
    timestamp contentType content tags{key value}`;
  const { logs } = (await read(
    endpoint,
    `query($c:LogQueryCondition){r:queryLogs(condition:$c){errorReason logs{${fields}}}}`,
    { c: { ...wide, queryOrder: 'ASC' } },
  )) as { readonly logs: readonly Readonly<Record<string, unknown>>[] };
  assert.deepEqual(logs[0], {
    serviceName: 'web',
    serviceId: web,
    serviceInstanceName: 'w-1',
    serviceInstanceId: memberId(web, 'w-1'),
    endpointName: '/pay',
    endpointId: memberId(web, '/pay'),
    traceId: 't1',
    timestamp: minute(1),
    contentType: 'TEXT',
    content: 'Order 1 paid',
    tags: [
      { key: 'level', value: 'INFO' },
      { key: 'thread', value: 'main' },
    ],
  });
  assert.deepEqual(logs[3], {
    serviceName: 'stock',
    serviceId: serviceId('stock', true),
    serviceInstanceName: null,
    serviceInstanceId: null,
    endpointName: null,
    endpointId: null,
    traceId: null,
    timestamp: minute(4),
    contentType: 'YAML',
    content: 'stock: 4',
    tags: [],
  });
  assert.deepEqual(
    logs.map(({ contentType }) => contentType),
    ['TEXT', 'TEXT', 'JSON', 'YAML', 'TEXT'],
  );
});

test('lists the newest first unless asked otherwise, in pages', async () => {
  assert.deepEqual(await find({}), [5, 4, 3, 2, 1]);
  assert.deepEqual(await find({ queryOrder: 'DES' }), [5, 4, 3, 2, 1]);
  assert.deepEqual(await find({ queryOrder: 'ASC' }), [1, 2, 3, 4, 5]);
  assert.deepEqual(await find({ paging: { pageNum: 2, pageSize: 2 } }), [3, 2]);
  assert.deepEqual(await find({ paging: { pageSize: 2 } }), [5, 4]);
  assert.deepEqual(await find({ paging: { pageNum: 9, pageSize: 2 } }), []);
  assert.deepEqual(await find({ paging: { pageSize: 0 } }), []);
  assert.deepEqual(await find({ queryDuration: minutes(2, 3) }), [3, 2]);
  assert.deepEqual(await find({ queryDuration: minutes(3, 2) }), []);
});

test('narrows by service, instance and endpoint, by id and by name', async () => {
  assert.deepEqual(await find({ serviceId: web }), [3, 2, 1]);
  assert.deepEqual(await find({ serviceId: web, serviceInstanceId: memberId(web, 'w-1') }), [2, 1]);
  assert.deepEqual(await find({ endpointId: memberId(web, '/pay') }), [1]);
  assert.deepEqual(await find({ serviceId: serviceId('nobody', true) }), []);
  assert.deepEqual(await find({ serviceId: 'no id at all' }), []);
  const service = { serviceName: 'web', layer: 'GENERAL' };
  assert.deepEqual(await find({ service }, byName), [3, 2, 1]);
  assert.deepEqual(await find({ instance: { ...service, instanceName: 'w-2' } }, byName), [3]);
  assert.deepEqual(
    await find({ service, endpoint: { ...service, endpointName: '/pay' } }, byName),
    [1],
  );
  assert.deepEqual(
    await find({ service: { serviceName: 'web', layer: 'VIRTUAL_MQ' } }, byName),
    [],
  );
});

test('narrows by trace, segment and span, within a time or without', async () => {
  const trace = (more: object = {}): object => ({ relatedTrace: { traceId: 't1', ...more } });
  assert.deepEqual(await find(trace()), [3, 2, 1]);
  assert.deepEqual(await find(trace({ segmentId: 's1' })), [2, 1]);
  assert.deepEqual(await find(trace({ segmentId: 's1', spanId: 0 })), [1]);
  assert.deepEqual(await find(trace({ spanId: 3 })), [3, 2]);
  assert.deepEqual(await find(trace({ segmentId: 's2', spanId: 0 })), []);
  assert.deepEqual(await find({ ...trace(), queryDuration: null }), [3, 2, 1]);
  assert.deepEqual(await find({ ...trace(), queryDuration: minutes(2, 2) }), [2]);
  assert.deepEqual(await find({ relatedTrace: { traceId: 'none' } }), []);
});

test('narrows by tags; one that is not searchable finds nothing', async () => {
  const tags = (...pairs: readonly (readonly [string, string])[]): object => ({
    tags: pairs.map(([key, value]) => ({ key, value })),
  });
  assert.deepEqual(await find(tags(['level', 'INFO'])), [3, 1]);
  assert.deepEqual(await find(tags(['level', 'WARNING'], ['http.status_code', '402'])), [2]);
  assert.deepEqual(await find(tags(['level', 'INFO'], ['http.status_code', '402'])), []);
  assert.deepEqual(await find(tags(['level', 'info'])), []);
  assert.deepEqual(await find(tags(['thread', 'main'])), []);
  assert.deepEqual(await find({ tags: [{ key: 'level' }] }), []);
});

test('narrows by words that are in the content, and by words that are not', async () => {
  const words = (
    keywordsOfContent: readonly string[],
    excluding: readonly string[] = [],
  ): object => ({
    keywordsOfContent,
    excludingKeywordsOfContent: excluding,
  });
  assert.deepEqual(await find(words(['ORDER'])), [2, 1]);
  assert.deepEqual(await find(words(['order', 'card exp'])), [2]);
  assert.deepEqual(await find(words(['order'], ['Paid'])), [2]);
  assert.deepEqual(await find(words([], ['order'])), [5, 4, 3]);
  assert.deepEqual(await find(words([], ['order', 'stock'])), [5, 3]);
  assert.deepEqual(await find(words(['STRASSE'])), []);
  assert.deepEqual(await find(words(['STRAßE'])), [3]);
  assert.deepEqual(await find(words(['']), query), [5, 4, 3, 2, 1]);
});

test('takes empty texts and nulls for what was not given', async () => {
  const c = {
    ...wide,
    serviceId: '',
    serviceInstanceId: '',
    endpointId: '',
    relatedTrace: { traceId: '', segmentId: '' },
    tags: null,
    keywordsOfContent: null,
    excludingKeywordsOfContent: [],
    queryOrder: null,
  };
  assert.deepEqual(await find(c), [5, 4, 3, 2, 1]);
});

test('a question without time and trace is refused', async () => {
  for (const text of ['{r:queryLogs{logs{content}}}', '{r:queryLogsByName{logs{content}}}']) {
    const { errors } = await ask(endpoint, text);
    assert.deepEqual(errors?.[0]?.extensions, { code: 'QUERY_LOG_WINDOW_MISSING' });
  }
  const { errors } = await ask(endpoint, query, { c: { paging: { pageSize: 5 } } });
  assert.deepEqual(errors?.[0]?.extensions, { code: 'QUERY_LOG_WINDOW_MISSING' });
});

test('what is older than logs are kept is not found, however long the window', async () => {
  const old = await seededStore(new Seed());
  await writeLogs(old.rows, [
    { timeMs: baseMs - 10 * 86_400_000, content: 'long ago' },
    { timeMs: baseMs, content: 'now' },
  ]);
  const c = { ...wide, queryDuration: { start: '2025-12-01', end: '2026-02-20', step: 'DAY' } };
  const text = 'query($c:LogQueryCondition){r:queryLogs(condition:$c){logs{content}}}';
  assert.deepEqual(await read(endpointOver(old), text, { c }), { logs: [{ content: 'now' }] });
});

test('a line whose stored tags are damaged is shown without them', async () => {
  const damaged = await seededStore(new Seed());
  const row = { ...logRow({ timeMs: baseMs, content: 'x' }), allTags: Uint8Array.of(0x0a, 0xff) };
  await damaged.rows.writeRows({ records: [{ schema: logRecord, rows: [row] }] });
  const text = 'query($c:LogQueryCondition){r:queryLogs(condition:$c){logs{content tags{key}}}}';
  const found = await read(endpointOver(damaged), text, { c: wide });
  assert.deepEqual(found, { logs: [{ content: 'x', tags: [] }] });
});

test('a page of lines that are too long together is cut, and says so', async () => {
  const long = await seededStore(new Seed());
  const content = 'x'.repeat(queryLimits.logPageLengthMax / 8);
  const lines = Array.from({ length: 200 }, (_, i) => ({ timeMs: baseMs + i, content: '' }));
  await writeLogs(long.rows, lines);
  await writeLogs(
    long.rows,
    Array.from({ length: 12 }, (_, i) => ({ timeMs: minute(1) + i, content })),
  );
  const text =
    'query($c:LogQueryCondition){r:queryLogs(condition:$c){errorReason logs{timestamp}}}';
  const pageOf = async (pageNum: number, pageSize: number): Promise<unknown> => {
    const c = { ...wide, paging: { pageNum, pageSize } };
    const { errorReason, logs } = (await read(endpointOver(long), text, { c })) as {
      readonly errorReason: string | null;
      readonly logs: readonly unknown[];
    };
    return [errorReason, logs.length];
  };
  const reason = 'the lines of this page are too long together: these are the first 101';
  assert.deepEqual(await pageOf(1, 1_000), [reason, 101]);
  assert.deepEqual(await pageOf(2, 100), [null, 100]);
});

test('tells with debug what was read', async () => {
  const { debuggingTrace } = (await read(
    endpoint,
    'query($c:LogQueryCondition){r:queryLogs(condition:$c,debug:true){debuggingTrace{condition spans{operation msg}}}}',
    { c: { ...wide, keywordsOfContent: ['paid'] } },
  )) as {
    readonly debuggingTrace: {
      readonly condition: string;
      readonly spans: readonly { readonly operation: string; readonly msg: string | null }[];
    };
  };
  assert.match(debuggingTrace.condition, /^condition: .*"keywordsOfContent":\["paid"\]/);
  assert.deepEqual(
    debuggingTrace.spans.map(({ operation }) => operation),
    ['Query Service: queryLogs', 'Store: readRecords'],
  );
  assert.match(debuggingTrace.spans[1]?.msg ?? '', /"op":"contains","text":"paid".*rows: 1$/);
});

test('offers searchable tags that logs of the days of the window had', async () => {
  const { data } = await ask(
    endpoint,
    `query($d:Duration!){a:queryLogTagAutocompleteKeys(duration:$d)
      b:queryLogTagAutocompleteValues(tagKey:"level",duration:$d)
      c:queryLogTagAutocompleteValues(tagKey:"nothing",duration:$d)}`,
    { d: minutes(-30, -20) },
  );
  assert.deepEqual(data, { a: ['level'], b: ['ERROR', 'INFO'], c: [] });
});
