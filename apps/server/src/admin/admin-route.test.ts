import type { Admin, AdminReply, AdminRequest } from '@stormpetrel/query';
import { Telemetry, silentLogger } from '@stormpetrel/base';
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { listenHttp } from '../http/http-server.ts';
import { adminRoute } from './admin-route.ts';

const requests: AdminRequest[] = [];
const yamlValue = {
  type: 'X',
  list: [{ a: undefined, b: 'yes', c: '12', d: 'two\nlines: "quoted"' }],
  empty: [],
  none: null,
};

const replies: Readonly<Record<string, AdminReply>> = {
  '/yaml': { status: 200, body: { kind: 'yaml', value: yamlValue } },
  '/json': { status: 409, body: { kind: 'json', value: { a: 1 } } },
  '/text': { status: 400, body: { kind: 'text', text: 'no' } },
};

const admin: Admin = {
  answer(request) {
    requests.push(request);
    return Promise.resolve(replies[request.path]);
  },
};

const server = await listenHttp({
  host: '127.0.0.1',
  port: 0,
  routes: [adminRoute(admin)],
  idleTimeoutMs: 1_000,
  headerBytesMax: 8_192,
  logger: silentLogger,
  telemetry: new Telemetry(),
});
after(() => server.close());

const origin = `http://127.0.0.1:${server.port}`;

test('writes YAML that reads as the same again, each text quoted', async () => {
  const response = await fetch(`${origin}/yaml`);
  const text = await response.text();
  assert.equal(response.headers.get('content-type'), 'text/plain; charset=utf-8');
  assert.match(text, /^---\ntype: "X"\nlist:\n {2}- a: null\n {4}b: "yes"\n {4}c: "12"\n/);
  const [item] = yamlValue.list;
  assert.deepEqual(parse(text), { ...yamlValue, list: [{ ...item, a: null }] });
});

test('gives on status, JSON and text, and 404 for what nobody answers', async () => {
  const found = async (path: string): Promise<readonly [number, string]> => {
    const response = await fetch(`${origin}${path}`);
    return [response.status, await response.text()];
  };
  assert.deepEqual(await found('/json'), [409, '{"a":1}']);
  assert.deepEqual(await found('/text'), [400, 'no']);
  assert.deepEqual(await found('/other'), [404, 'not found\n']);
});

test('hands on method, path, parameters and body', async () => {
  requests.length = 0;
  await fetch(`${origin}/json?a=1&a=2&b=x%3Fy`, {
    method: 'PUT',
    body: 'text ✓',
    headers: { accept: 'application/json' },
  });
  const [request] = requests;
  assert.deepEqual(
    [request?.method, request?.path, request?.query.getAll('a'), request?.query.get('b')],
    ['PUT', '/json', ['1', '2'], 'x?y'],
  );
  assert.deepEqual([request?.accept, request?.body], ['application/json', 'text ✓']);
});

test('lets programs and its own pages write, and no others', async () => {
  const post = async (from?: string): Promise<number> =>
    (
      await fetch(`${origin}/json`, {
        method: 'POST',
        ...(from !== undefined && { headers: { origin: from } }),
      })
    ).status;
  assert.deepEqual(
    await Promise.all([post(), post(origin), post('http://evil.example'), post('null')]),
    [409, 409, 403, 403],
  );
});

test('refuses a body that is too large, and goes on', async () => {
  requests.length = 0;
  const body = new Uint8Array(4 * 1024 * 1024 + 1);
  const { status } = await fetch(`${origin}/json`, { method: 'POST', body });
  assert.deepEqual([status, requests.length], [413, 0]);
  assert.equal((await fetch(`${origin}/json`)).status, 409);
});
