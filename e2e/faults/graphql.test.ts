import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { ServerProcess } from '@stormpetrel/testkit/process';
import { minutesAround } from '../support/duration.ts';
import { assertGoesOn, expectRise, startFaultServer } from '../support/fault-server.ts';

const failures = 'graphql_query_error_count';

let server: ServerProcess;
before(async () => {
  server = await startFaultServer();
});
after(() => server[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly json: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly {
      readonly message: string;
      readonly extensions?: { readonly code: string };
    }[];
  };
}

async function post(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(server.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, json: (await response.json()) as Answer['json'] };
}

function ask(query: string, variables: object = {}): Promise<Answer> {
  return post(JSON.stringify({ query, variables }));
}

function codeOf({ json }: Answer): string | undefined {
  return json.errors?.[0]?.extensions?.code;
}

test('a dashboard of 200 aliases in 120 kB is answered', async () => {
  const fields = Array.from(
    { length: 200 },
    (_, i) => `a${i}: execExpression(expression: "service_cpm", duration: $d,
      entity: {serviceName: "service-${i}-${'x'.repeat(450)}", normal: true}) { type error results { values { id value } } }`,
  );
  const query = `query($d: Duration!) { ${fields.join('\n')} }`;
  assert.ok(query.length > 120_000, `${query.length}`);
  const { status, json } = await ask(query, { d: minutesAround(Date.now(), 5, 0) });
  assert.equal(status, 200);
  assert.equal(json.errors, undefined);
  assert.equal(Object.keys(json.data ?? {}).length, 200);
  await assertGoesOn(server);
});

test('queries beyond the limits are refused by name, in data that clients can read', async () => {
  const depth = 30;
  const nested = `{ __type(name: "Query") { ${'ofType { '.repeat(depth)} name ${'} '.repeat(depth)} } }`;
  const aliases = Array.from({ length: 1_001 }, (_, i) => `a${i}: version`).join(' ');
  const inner = Array.from({ length: 400 }, (_, i) => `f${i}: name`).join(' ');
  const many = Array.from({ length: 100 }, (_, i) => `t${i}: __type(name: "Query") { ${inner} }`);
  const cases: readonly (readonly [string, RegExp])[] = [
    [nested, /levels of depth, and 24 are the most/],
    [`{ ${aliases} }`, /fields at its root, and 1000 are the most/],
    [`{ ${many.join(' ')} }`, /fields, and 30000 are the most/],
  ];
  for (const [query, reason] of cases) {
    const answer = await expectRise(server, { [failures]: 1 }, () => ask(query));
    assert.deepEqual([answer.status, codeOf(answer)], [200, 'QUERY_REQUEST_TOO_LARGE']);
    assert.match(answer.json.errors?.[0]?.message ?? '', reason);
  }
  await assertGoesOn(server);
});

test('fragments that double each other cost no time, loops of them are refused', async () => {
  const doubling = Array.from(
    { length: 40 },
    (_, i) => `fragment f${i} on __Type { ${i === 39 ? 'name' : `...f${i + 1} ...f${i + 1}`} }`,
  );
  const huge = await ask(`{ __type(name: "Query") { ...f0 } } ${doubling.join(' ')}`);
  assert.equal(codeOf(huge), 'QUERY_REQUEST_TOO_LARGE');
  const loop = await ask(
    '{ __type(name: "Query") { ...a } } fragment a on __Type { ...b } fragment b on __Type { ...a }',
  );
  assert.match(loop.json.errors?.[0]?.message ?? '', /Cannot spread fragment "a" within itself/);
  await assertGoesOn(server);
});

test('a document of more tokens than the limit, or nested in a million brackets, is refused', async () => {
  for (const query of [`{ ${'version '.repeat(260_000 / 2)} }`, '{'.repeat(400_000)]) {
    const { status, json } = await ask(query);
    assert.ok(status === 200 || status === 413, `${status}`);
    assert.ok((json.errors?.length ?? 0) > 0);
  }
  const list = await ask(`{ version(a: ${'['.repeat(100_000)}) }`);
  assert.ok((list.json.errors?.length ?? 0) > 0);
  await assertGoesOn(server);
});

test('bodies that are no GraphQL request get 400 and say why', async () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', 'the body is not JSON'],
    ['{', 'the body is not JSON'],
    ['[]', 'the body is not a JSON object'],
    ['"{ version }"', 'the body is not a JSON object'],
    ['{}', 'query is missing'],
    ['{"query": 7}', 'query is missing'],
    ['{"query": "{ version }", "variables": []}', 'variables is not an object'],
    ['{"query": "{ version }", "operationName": 7}', 'operationName is not a text'],
    [`${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'the body is not a JSON object'],
  ];
  for (const [body, message] of cases) {
    const answer = await expectRise(server, { [failures]: 1 }, () => post(body));
    assert.equal(answer.status, 400, body.slice(0, 50));
    assert.deepEqual(
      [codeOf(answer), answer.json.errors?.[0]?.message],
      ['QUERY_REQUEST_MALFORMED', message],
    );
  }
  await assertGoesOn(server);
});

test('bodies too large, packed or not, are refused before they are read whole', async () => {
  const unpacked = Buffer.alloc(100_000_000, 0x20);
  const packed: readonly (readonly [string, Uint8Array<ArrayBuffer>])[] = [
    ['gzip', gzipSync(unpacked)],
    ['br', brotliCompressSync(unpacked, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ];
  for (const [encoding, body] of packed) {
    const answer = await expectRise(server, { [failures]: 1 }, () =>
      post(body, { 'content-encoding': encoding }),
    );
    assert.deepEqual([answer.status, codeOf(answer)], [413, 'QUERY_REQUEST_TOO_LARGE']);
  }
  const broken = await post(Buffer.from('not gzip'), { 'content-encoding': 'gzip' });
  assert.deepEqual([broken.status, codeOf(broken)], [400, 'QUERY_REQUEST_MALFORMED']);
  await assertGoesOn(server);
});

test('mistakes in a query are told with 200, as SkyWalking does', async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['{ nobody }', /Cannot query field "nobody"/],
    ['{ version', /Syntax Error/],
    ['query($d: Duration!) { version }', /Variable "\$d"/],
    [
      '{ getGlobalTopology(duration: {start: "yesterday", end: "today", step: DAY}) { nodes { id } } }',
      /yesterday/,
    ],
  ];
  for (const [query, reason] of cases) {
    const answer = await expectRise(server, { [failures]: 1 }, () => ask(query));
    assert.equal(answer.status, 200);
    assert.match(answer.json.errors?.[0]?.message ?? '', reason);
  }
  await assertGoesOn(server);
});

test('expressions that are odd, deep or huge answer with their error, beside those that are well', async () => {
  const odd = [
    '',
    'service_cpm +',
    'nobody_cpm',
    '('.repeat(100_000),
    `${'('.repeat(150)}service_cpm${')'.repeat(150)}`,
    `${'-'.repeat(20_000)}1`,
    `service_cpm${'+service_cpm'.repeat(2_000)}`,
    'top_n(service_cpm,999999999,des)',
    'service_cpm/0',
    'avg(',
  ];
  const fields = odd.map(
    (_, i) => `e${i}: execExpression(expression: $x${i}, duration: $d,
      entity: {serviceName: "witness", normal: true}) { error results { values { value } } }`,
  );
  const declared = odd.map((_, i) => `$x${i}: String!`).join(' ');
  const variables = Object.fromEntries(odd.map((text, i) => [`x${i}`, text]));
  const { status, json } = await ask(
    `query(${declared} $d: Duration!) { ${fields.join('\n')} version }`,
    { ...variables, d: minutesAround(Date.now(), 5, 0) },
  );
  assert.equal(status, 200);
  assert.equal(typeof json.data?.['version'], 'string', JSON.stringify(json.errors));
  await assertGoesOn(server);
});

test('a client that sends half a request, or goes before its answer, holds nobody up', async () => {
  const { hostname, port } = new URL(server.graphqlUrl);
  const sockets = Array.from({ length: 50 }, () => connect(Number(port), hostname));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  for (const [i, socket] of sockets.entries()) {
    socket.on('error', () => {});
    socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"query"');
    if (i % 2 === 0) socket.destroy();
  }
  await assertGoesOn(server);
  for (const socket of sockets) socket.destroy();
  await assertGoesOn(server);
});

test('a body that is larger than the limit gets 413 each time, also from one client', async () => {
  for (let i = 0; i < 8; i++) {
    const reply = await fetch(server.graphqlUrl, {
      method: 'POST',
      body: ' '.repeat(5_000_000),
      signal: AbortSignal.timeout(5_000),
    });
    assert.equal(reply.status, 413);
    assert.equal(
      await reply.text(),
      '{"errors":[{"message":"the body is larger than 4194304 bytes","extensions":{"code":"QUERY_REQUEST_TOO_LARGE"}}]}',
    );
  }
  await assertGoesOn(server);
});

test('none of it was a fault to the server', () => {
  assert.deepEqual(
    server.log.filter((line) => line.level === 'error'),
    [],
  );
});
