import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Telemetry, must } from '@stormpetrel/base';
import * as fc from 'fast-check';
import { getIntrospectionQuery } from 'graphql';
import { graphqlLimits, queryLimits } from '../limits.ts';
import { ask, endpointOver, minutes, seededStore } from '../testing/ask.ts';
import { Seed } from '../testing/seed.ts';
import type { HttpRequest, HttpResponse } from './http-request.ts';

const endpoint = endpointOver(await seededStore(new Seed()));

function post(
  body: Uint8Array | string,
  headers: HttpRequest['headers'] = {},
): Promise<HttpResponse> {
  return endpoint.handle({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(body),
  });
}

function json(response: HttpResponse): unknown {
  return JSON.parse(String(response.body));
}

const version = JSON.stringify({ query: '{version}' });
const answered = { data: { version: '1.2.3' } };

test('answers a POST with JSON that any origin may read', async () => {
  const response = await post(version);
  assert.equal(response.status, 200);
  assert.deepEqual(json(response), answered);
  assert.equal(response.headers['content-type'], 'application/json; charset=utf-8');
  assert.equal(response.headers['access-control-allow-origin'], '*');
});

test('takes compressed bodies, and bare queries', async () => {
  const encodings = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
  for (const [encoding, compress] of Object.entries(encodings)) {
    const response = await post(compress(version), { 'content-encoding': encoding });
    assert.deepEqual(json(response), answered, encoding);
  }
  const bare = await post('{version}', { 'content-type': 'application/graphql; charset=utf-8' });
  assert.deepEqual(json(bare), answered);
});

test('answers the question of browsers whether they may ask', async () => {
  const request = { method: 'OPTIONS', url: '/graphql', headers: {}, body: new Uint8Array() };
  const { status, headers } = await endpoint.handle(request);
  assert.deepEqual([status, headers['access-control-allow-methods']], [204, 'POST, OPTIONS']);
  const { status: refused } = await endpoint.handle({ ...request, method: 'GET' });
  assert.equal(refused, 405);
});

test('refuses bodies that are no request with 400', async () => {
  const bodies = [
    '',
    '{',
    '[]',
    '3',
    'null',
    '{}',
    '{"query":1}',
    '{"query":"{version}","variables":[]}',
  ];
  for (const body of bodies) assert.equal((await post(body)).status, 400, body);
  assert.equal((await post(version, { 'content-encoding': 'gzip' })).status, 400);
  assert.equal((await post(version, { 'content-encoding': 'zip' })).status, 400);
  assert.equal((await post(version, { 'content-encoding': 'constructor' })).status, 400);
});

test('refuses bodies beyond the limit with 413, compressed ones by what they hold', async () => {
  const pad = graphqlLimits.bodyBytesMax - version.length;
  assert.equal((await post(version + ' '.repeat(pad))).status, 200);
  assert.equal((await post(version + ' '.repeat(pad + 1))).status, 413);
  const bomb = gzipSync(version + ' '.repeat(pad + 1));
  assert.equal((await post(bomb, { 'content-encoding': 'gzip' })).status, 413);
});

test('tells mistakes in a query as GraphQL errors, with 200', async () => {
  const response = await post(JSON.stringify({ query: '{nope}' }));
  assert.equal(response.status, 200);
  assert.deepEqual(json(response), {
    errors: [
      {
        message: 'Cannot query field "nope" on type "Query".',
        locations: [{ line: 1, column: 2 }],
      },
    ],
  });
  const { errors } = await ask(endpoint, '{version');
  assert.equal(errors?.length, 1);
});

test('refuses a document that asks for too much before it is run', async () => {
  const fields = Array.from({ length: graphqlLimits.rootFieldsMax + 1 }, (_, i) => `a${i}:version`);
  const { errors, data } = await ask(endpoint, `{${fields.join(' ')}}`);
  assert.deepEqual(
    [errors?.[0]?.extensions, data],
    [{ code: 'QUERY_REQUEST_TOO_LARGE' }, undefined],
  );
  const tokens = await ask(
    endpoint,
    `{version ${'# \n,x:version '.repeat(graphqlLimits.tokensMax / 3)}}`,
  );
  assert.match(tokens.errors?.[0]?.message ?? '', /more that? \d+ tokens|tokens/i);
});

test('never rejects, whatever the bytes', async () => {
  const anyHeaders = fc.record({ 'content-encoding': fc.constantFrom('gzip', 'br', '') });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), anyHeaders, async (body, headers) => {
      assert.ok([200, 400].includes((await post(body, headers)).status));
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.jsonValue(), async (query, variables) => {
      const { status } = await post(JSON.stringify({ query: `{${query}`, variables }));
      assert.ok([200, 400].includes(status));
    }),
  );
});

test('describes its schema to tools', async () => {
  const { data, errors } = await ask(endpoint, getIntrospectionQuery());
  assert.equal(errors, undefined);
  assert.ok(data !== undefined);
  const { data: type } = await ask(endpoint, '{__type(name:"Query"){name kind}}');
  assert.deepEqual(type, { __type: { name: 'Query', kind: 'OBJECT' } });
});

test('answers 200 aliases in a body of 120 kB', async () => {
  const fields = Array.from(
    { length: 200 },
    (_, i) =>
      `alias_${i}: execExpression(expression: "service_cpm${' '.repeat(430)}", entity: {serviceName: "s${i}", normal: true}, duration: $d) {type error results {metric {labels {key value}} values {id value traceID owner {scope serviceID serviceName normal serviceInstanceID serviceInstanceName endpointID endpointName}}}}`,
  );
  const query = `query ($d: Duration!) {\n${fields.join('\n')}\n}`;
  assert.ok(query.length > 120_000);
  const { data, errors } = await ask(endpoint, query, { d: minutes(0, 30) });
  assert.equal(errors, undefined);
  assert.equal(Object.keys(data ?? {}).length, 200);
});

test('says of a field that cannot be answered yet that it is not, and answers the rest', async () => {
  const query = '{a:queryBrowserErrorLogs(condition:{paging:{pageSize:1}}){logs{time}} version}';
  assert.deepEqual(await ask(endpoint, query), {
    errors: [
      {
        message: 'field queryBrowserErrorLogs is not available yet',
        path: ['a'],
        extensions: { code: 'QUERY_NOT_AVAILABLE' },
      },
    ],
    data: { a: null, version: '1.2.3' },
  });
});

test('keeps what went wrong inside to the log', async () => {
  const store = await seededStore(new Seed());
  const broken = { ...store, readMetrics: () => Promise.reject(new Error('secret path')) };
  const query = 'query($d:Duration!){r:getGlobalTopology(duration:$d){nodes{id}}}';
  assert.deepEqual(await ask(endpointOver(broken), query, { d: minutes(0, 1) }), {
    errors: [{ message: 'internal error', path: ['r'] }],
    data: { r: null },
  });
});

test('runs the operation that is named', async () => {
  const query = 'query a{version} query b{r:checkHealth{score}}';
  const run = async (operationName: string): Promise<unknown> =>
    json(await post(JSON.stringify({ query, operationName })));
  assert.deepEqual(await run('b'), { data: { r: { score: 0 } } });
  const empty = await post(JSON.stringify({ query: '{version}', operationName: '' }));
  assert.deepEqual(json(empty), answered);
});

test('counts how long requests take and how many fail', async () => {
  const telemetry = new Telemetry();
  const counted = endpointOver(await seededStore(new Seed()), telemetry);
  await ask(counted, '{version}');
  await ask(counted, '{nope}');
  const samples = telemetry.samples();
  const find = (name: string) =>
    must(
      samples.find((sample) => sample.name === name),
      name,
    );
  assert.equal(find('graphql_query_error_count').value, 1);
  assert.equal(find('graphql_query_latency').counts?.at(-1), 2);
});

test('says of a query that nests too deep what is wrong with it', async () => {
  const list = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const { errors } = await ask(endpoint, `{getValues(metric:{name:"x",ids:${list}}){values{id}}}`);
  assert.deepEqual(
    errors?.map(({ extensions }) => extensions),
    [{ code: 'QUERY_REQUEST_TOO_LARGE' }],
  );
});

test('refuses lists of arguments that one field cannot answer, at the limit exactly', async () => {
  const { entitiesReadMax, labelsMax } = queryLimits;
  const codeOf = async (query: string, list: readonly string[]): Promise<unknown> => {
    const { errors } = await ask(endpoint, query, { d: minutes(0, 0), list });
    return errors?.[0]?.extensions;
  };
  const values = (count: number): Promise<unknown> =>
    codeOf(
      'query($d:Duration!,$list:[ID!]!){getValues(metric:{name:"x",ids:$list},duration:$d){values{id}}}',
      new Array<string>(count).fill('a'),
    );
  const lines = (count: number): Promise<unknown> =>
    codeOf(
      'query($d:Duration!,$list:[String!]!){readLabeledMetricsValues(condition:{name:"x",entity:{}},labels:$list,duration:$d){label}}',
      new Array<string>(count).fill('a'),
    );
  const refused = { code: 'QUERY_REQUEST_TOO_LARGE' };
  assert.deepEqual(
    [await values(entitiesReadMax), await values(entitiesReadMax + 1)],
    [undefined, refused],
  );
  assert.deepEqual([await lines(labelsMax), await lines(labelsMax + 1)], [undefined, refused]);
});
