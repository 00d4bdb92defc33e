import { SegmentBuilder, referenceFrom } from '@stormpetrel/testkit';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceText } from '../testing/source-text.ts';
import { type TestPipeline, openTestPipeline, testNowMs } from '../testing/test-pipeline.ts';

const startMs = testNowMs - 3_600_000;

function segmentOf(): SegmentBuilder {
  return new SegmentBuilder('cart', 'cart-1', startMs).ids('trace-1', 'segment-1');
}

const virtualSources: ReadonlySet<string> = new Set([
  'DatabaseAccess',
  'CacheAccess',
  'MQAccess',
  'MQEndpointAccess',
  'GenAIProviderAccess',
  'GenAIModelAccess',
]);

async function check(segment: SegmentBuilder, expected: readonly string[]): Promise<TestPipeline> {
  const parts = openTestPipeline();
  parts.send(segment.build());
  await parts.pipeline.close();
  const found = parts.sources.filter(([name]) => virtualSources.has(name));
  assert.deepEqual(found.map(sourceText), expected);
  return parts;
}

function layersOf({ writer }: TestPipeline): unknown[] {
  return writer.metadata('service').map(({ fields }) => `${fields.name} ${fields.layer}`);
}

test('counts a database, and keeps a statement that was slow under it and under the caller', async () => {
  const parts = await check(
    segmentOf().exit('Mysql/query', {
      peer: 'db:3306',
      spanLayer: 'Database',
      componentId: 33,
      durationMs: 201,
      isError: true,
      tags: { 'db.type': 'Mysql', 'db.statement': 'select 1' },
    }),
    ['DatabaseAccess name=db:3306 databaseTypeId=33 latency=201 status=false'],
  );
  assert.deepEqual(layersOf(parts), ['db:3306 VIRTUAL_DATABASE']);
  const row = {
    time: startMs,
    statement: 'select 1',
    latency: 201,
    traceId: 'trace-1',
  };
  assert.deepEqual(Object.fromEntries(parts.writer.batches[0]?.records ?? []), {
    segment: parts.writer.records('segment'),
    top_n_database_statement: [{ ...row, entity: 'ZGI6MzMwNg==.0' }],
    top_n_service_database_statement: [{ ...row, entity: 'Y2FydA==.1' }],
  });
  assert.deepEqual(parts.writer.metrics('DatabaseAccess'), [
    { entity: 'ZGI6MzMwNg==.0', bucketMs: startMs, values: [1] },
  ]);
});

test('keeps no statement that is fast, blank, or of no database type', async () => {
  const statementsOf = async (
    durationMs: number,
    tags: Readonly<Record<string, string>>,
  ): Promise<number> => {
    const parts = openTestPipeline();
    const exit = { peer: 'db:1', spanLayer: 'Database', durationMs, tags } as const;
    parts.send(segmentOf().exit('q', exit).build());
    await parts.pipeline.close();
    return parts.writer.records('top_n_database_statement').length;
  };
  assert.equal(await statementsOf(200, { 'db.type': 'sql', 'db.statement': 's' }), 0);
  assert.equal(await statementsOf(201, { 'db.type': 'sql', 'db.statement': 's' }), 1);
  assert.equal(await statementsOf(101, { 'db.type': 'MongoDB', 'db.statement': 's' }), 1);
  assert.equal(await statementsOf(900, { 'db.type': 'sql', 'db.statement': '  ' }), 0);
  assert.equal(await statementsOf(900, { 'db.type': 'sql' }), 0);
  assert.equal(await statementsOf(900, { 'db.statement': 's' }), 0);
});

test('reads the tags of each span by itself', async () => {
  const parts = openTestPipeline();
  const slow = { peer: 'db:1', spanLayer: 'Database', durationMs: 900 } as const;
  parts.send(
    segmentOf()
      .exit('q', { ...slow, tags: { 'db.type': 'sql', 'db.statement': 's' } })
      .exit('q', slow)
      .build(),
  );
  await parts.pipeline.close();
  assert.equal(parts.writer.records('top_n_database_statement').length, 1);
});

test('cuts statements, and files them under the cut name of the caller', async () => {
  const parts = openTestPipeline();
  const long = 'service-'.repeat(20);
  parts.send(
    new SegmentBuilder(long, 'i', startMs)
      .exit('q', {
        peer: 'db:1',
        spanLayer: 'Database',
        durationMs: 900,
        tags: { 'db.type': 'sql', 'db.statement': 'é'.repeat(3000) },
      })
      .build(),
  );
  await parts.pipeline.close();
  const [record] = parts.writer.records('top_n_service_database_statement');
  assert.equal(record?.statement, 'é'.repeat(2000));
  assert.equal(record?.entity, `${Buffer.from(long.slice(0, 70)).toString('base64')}.1`);
});

test('keeps the slowest statements of a minute, whenever they come', async () => {
  const parts = openTestPipeline();
  const slow = (i: number, durationMs: number): void => {
    parts.send(
      new SegmentBuilder('cart', 'c', startMs)
        .exit('q', {
          peer: 'db:1',
          spanLayer: 'Database',
          durationMs,
          tags: { 'db.type': 'sql', 'db.statement': `s${i}` },
        })
        .build(),
    );
  };
  for (let i = 0; i < 60; i++) slow(i, 1000 - i);
  await parts.pipeline.flush();
  slow(60, 5000);
  slow(61, 300);
  await parts.pipeline.close();
  const statements = parts.writer.records('top_n_database_statement');
  assert.deepEqual(
    statements.map(({ latency }) => latency),
    [...Array.from({ length: 50 }, (_, i) => 1000 - i), 5000],
  );
});

test('counts a cache by its peer, or as local to the process', async () => {
  const read = {
    'cache.type': 'Redis',
    'cache.op': 'read',
    'cache.cmd': 'get',
    'cache.key': 'shelf:1',
  };
  const remote = await check(
    segmentOf().exit('Jedis/get', {
      peer: 'redis:6379',
      spanLayer: 'Cache',
      componentId: 30,
      durationMs: 11,
      tags: read,
    }),
    ['CacheAccess name=redis:6379 cacheTypeId=30 latency=11 status=true operation=Read'],
  );
  assert.deepEqual(layersOf(remote), ['redis:6379 VIRTUAL_CACHE']);
  assert.deepEqual(remote.writer.records('top_n_cache_read_command'), [
    {
      time: startMs,
      entity: 'cmVkaXM6NjM3OQ==.0',
      statement: 'get shelf:1',
      latency: 11,
      traceId: 'trace-1',
    },
  ]);
  const local = await check(
    segmentOf().local('put', {
      spanLayer: 'Cache',
      durationMs: 21,
      tags: { 'cache.type': 'Ehcache', 'cache.op': 'write', 'cache.cmd': 'put' },
    }),
    ['CacheAccess name=Ehcache-local latency=21 status=true operation=Write'],
  );
  assert.deepEqual(
    local.writer.records('top_n_cache_write_command').map(({ statement }) => statement),
    ['put'],
  );
});

test('keeps no cache command that is fast', async () => {
  const commandsOf = async (operation: string, durationMs: number): Promise<number> => {
    const parts = openTestPipeline();
    const tags = { 'cache.type': 'other', 'cache.op': operation, 'cache.cmd': 'c' };
    const exit = { peer: 'cache:1', spanLayer: 'Cache', durationMs, tags } as const;
    parts.send(segmentOf().exit('c', exit).build());
    await parts.pipeline.close();
    return parts.writer.records(`top_n_cache_${operation}_command`).length;
  };
  assert.deepEqual([await commandsOf('read', 20), await commandsOf('read', 21)], [0, 1]);
  assert.deepEqual([await commandsOf('write', 20), await commandsOf('write', 21)], [0, 1]);
});

test('counts cache calls that neither read nor write, and none without a type', async () => {
  const other = await check(
    segmentOf().exit('ping', {
      peer: 'redis:1',
      spanLayer: 'Cache',
      durationMs: 900,
      tags: { 'cache.type': 'redis', 'cache.op': 'ping' },
    }),
    ['CacheAccess name=redis:1 latency=900 status=true operation=Others'],
  );
  assert.deepEqual(other.writer.records('top_n_cache_read_command'), []);
  await check(segmentOf().exit('get', { peer: 'redis:1', spanLayer: 'Cache' }), []);
});

const broker = 'a2Fma2E6OTA5Mg==.0';

test('counts what a broker takes in and gives out, by topic and queue', async () => {
  const produced = await check(
    segmentOf().exit('Producer', {
      peer: 'kafka:9092',
      spanLayer: 'MQ',
      componentId: 40,
      tags: { 'mq.topic': 'orders', 'mq.queue': 'q1' },
    }),
    [
      'MQAccess name=kafka:9092 typeId=40 status=true operation=Produce',
      `MQEndpointAccess serviceId=${broker} serviceName=kafka:9092 endpoint=orders/q1 typeId=40 status=true operation=Produce`,
    ],
  );
  assert.deepEqual(layersOf(produced), ['kafka:9092 VIRTUAL_MQ']);
  assert.deepEqual(
    produced.writer.metadata('endpoint').map(({ id }) => id),
    [`${broker}_b3JkZXJzL3Ex`],
  );
  await check(
    segmentOf().entry('Consumer', {
      spanLayer: 'MQ',
      peer: 'not this',
      refs: [referenceFrom('shop', 's', 'e', 'kafka:9092')],
      tags: { 'mq.topic': ' ', 'transmission.latency': '35' },
    }),
    ['MQAccess name=kafka:9092 transmissionLatency=35 status=true operation=Consume'],
  );
  await check(
    segmentOf().entry('Consumer', {
      spanLayer: 'MQ',
      peer: 'kafka:9092',
      refs: [referenceFrom('shop', 's', 'e', '')],
    }),
    ['MQAccess name=kafka:9092 status=true operation=Consume'],
  );
  await check(segmentOf().exit('Producer', { spanLayer: 'MQ' }), []);
  await check(segmentOf().local('none', { spanLayer: 'MQ', peer: 'kafka:9092' }), []);
});

test('gives a consuming segment up whose transmission latency is no number, if told so', async () => {
  const consumer = segmentOf().entry('Consumer', {
    spanLayer: 'MQ',
    peer: 'kafka:9092',
    isError: true,
    tags: { 'transmission.latency': '' },
  });
  const parts = await check(consumer, []);
  assert.deepEqual(
    parts.sources.map(([name]) => name),
    ['Service'],
  );
  assert.deepEqual(parts.writer.records('segment'), []);
  const reason = 'unreadable_transmission_latency';
  assert.equal(parts.sample('trace_dropped_count', { reason }), 1);

  const tolerant = openTestPipeline({ settings: { abandonUnreadableTransmission: false } });
  tolerant.send(consumer.build());
  await tolerant.pipeline.close();
  assert.equal(tolerant.writer.records('segment').length, 1);
  assert.equal(tolerant.writer.metrics('MQAccess').length, 1);
});

test('counts providers and models of GenAI, with an estimate of the cost', async () => {
  const tags = {
    'gen_ai.provider.name': 'openai',
    'gen_ai.response.model': 'gpt-4o-2024-08-06',
    'gen_ai.usage.input_tokens': '1200',
    'gen_ai.usage.output_tokens': '340',
    'gen_ai.server.time_to_first_token': '210',
  };
  const parts = await check(
    segmentOf().exit('chat', { peer: 'api:443', spanLayer: 'GenAI', durationMs: 1800, tags }),
    [
      'GenAIProviderAccess name=openai inputTokens=1200 outputTokens=340 totalEstimatedCost=6400 latency=1800 status=true',
      'GenAIModelAccess serviceName=openai serviceId=b3BlbmFp.0 modelName=gpt-4o-2024-08-06 inputTokens=1200 outputTokens=340 totalEstimatedCost=6400 timeToFirstToken=210 latency=1800 status=true',
    ],
  );
  assert.deepEqual(layersOf(parts), ['openai VIRTUAL_GENAI']);
  assert.deepEqual(
    parts.writer.metadata('instance').map(({ id, fields }) => [id, fields.layer]),
    [['b3BlbmFp.0_Z3B0LTRvLTIwMjQtMDgtMDY=', 'VIRTUAL_GENAI']],
  );
  await check(
    segmentOf().exit('chat', {
      spanLayer: 'GenAI',
      tags: { 'gen_ai.response.model': 'claude-x', 'gen_ai.usage.input_tokens': 'many' },
    }),
    [
      'GenAIProviderAccess name=anthropic latency=10 status=true',
      'GenAIModelAccess serviceName=anthropic serviceId=YW50aHJvcGlj.0 modelName=claude-x latency=10 status=true',
    ],
  );
  await check(segmentOf().exit('chat', { spanLayer: 'GenAI' }), []);
});

test('counts virtual targets of spans that skip the analysis of calls', async () => {
  await check(segmentOf().exit('q', { peer: 'db:1', spanLayer: 'Database', skipAnalysis: true }), [
    'DatabaseAccess name=db:1 latency=10 status=true',
  ]);
});
