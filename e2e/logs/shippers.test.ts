/** What docs/logs.md tells people to type, typed; and what shippers of logs do over HTTP. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { minuteMs, serviceId } from '@stormpetrel/model';
import { ServerProcess } from '@stormpetrel/testkit/process';
import { minutesAround } from '../support/duration.ts';
import { logsOf } from './log-questions.ts';

const page = readFileSync(new URL('../../docs/logs.md', import.meta.url), 'utf8');

/** The command of the page, to this server, about a log of now. */
function documentedCommand(server: ServerProcess, nowMs: number): string {
  const command = /```bash\n(curl [^]*?)\n```/.exec(page)?.[1] ?? '';
  assert.match(command, /127\.0\.0\.1:12800/);
  const { host } = new URL(server.addresses.page);
  return command.replace('127.0.0.1:12800', host).replace('1790000000000', String(nowMs));
}

async function post(server: ServerProcess, logs: unknown, gzip = false): Promise<string> {
  const body = Buffer.from(JSON.stringify(logs));
  const response = await fetch(new URL('/v3/logs', server.addresses.page), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(gzip && { 'content-encoding': 'gzip' }) },
    body: gzip ? gzipSync(body) : body,
  });
  return `${response.status} ${await response.text()}`;
}

test('the command of the page sends a log that is found as it was', async () => {
  await using server = await ServerProcess.start();
  const nowMs = Date.now();
  const answer = execFileSync('sh', ['-c', documentedCommand(server, nowMs)]).toString();
  assert.equal(answer, '{}');
  const tags = [
    { key: 'level', value: 'ERROR' },
    { key: 'logger', value: 'billing.Gateway' },
  ];
  assert.deepEqual(await logsOf(server, { serviceId: serviceId('shop::billing', true) }, 1), [
    {
      serviceName: 'shop::billing',
      serviceInstanceName: 'billing-1',
      endpointName: 'POST:/charge',
      traceId: 'a1b2c3',
      timestamp: nowMs,
      contentType: 'TEXT',
      content: 'card declined for order 7',
      tags,
    },
  ]);
});

test('takes what Fluent Bit posts: packed, with a field that nobody knows, empty texts', async () => {
  await using server = await ServerProcess.start();
  const nowMs = Date.now();
  const line = {
    date: nowMs / 1_000,
    timestamp: nowMs,
    service: 'files.app',
    serviceInstance: '',
    body: { text: { text: 'started' } },
    traceContext: { traceId: '' },
    tags: { data: [{ key: 'level', value: 'INFO' }] },
  };
  const json = { ...line, timestamp: nowMs + 1, body: { json: { json: '{"step": 2}' } } };
  assert.equal(await post(server, [line, json], true), '200 {}');
  const logs = await logsOf(server, { serviceId: serviceId('files.app', true) }, 2);
  assert.deepEqual(
    logs.map(({ contentType, content, traceId, serviceInstanceName }) => [
      contentType,
      content,
      traceId,
      serviceInstanceName,
    ]),
    [
      ['TEXT', 'started', null, null],
      ['JSON', '{"step": 2}', null, null],
    ],
  );
});

test('a service that only writes logs is listed, with its instance and endpoint', async () => {
  await using server = await ServerProcess.start();
  const log = {
    service: 'proxy',
    serviceInstance: 'proxy-1',
    endpoint: '/index.html',
    layer: 'NGINX',
    // Written an hour ago, seen now.
    timestamp: Date.now() - 60 * minuteMs,
    body: { text: { text: 'GET /index.html 200' } },
  };
  assert.equal(await post(server, [log, { ...log, layer: 'MOON' }]), '200 {}');
  await logsOf(
    server,
    { serviceId: serviceId('proxy', true), queryDuration: minutesAround(Date.now(), 90, 5) },
    1,
  );
  const { services } = await server.query<{ services: unknown }>(
    '{ services: listServices(layer: "NGINX") { id layers } }',
  );
  assert.deepEqual(services, [{ id: serviceId('proxy', true), layers: ['NGINX'] }]);
  const metrics = await server.metrics();
  assert.match(metrics, /^log_dropped_count\{reason="unknown_layer"\} 1$/m);
});

test('what is not a list of logs is refused with the place of the fault', async () => {
  await using server = await ServerProcess.start();
  const log = { service: 'a', timestamp: 'yesterday' };
  assert.equal(
    await post(server, [{ service: 'a' }, log]),
    '400 logs[1].timestamp is not a whole number of 64 bits',
  );
  assert.equal(await post(server, [{ body: {} }]), '400 logs[0]: it names no service');
});
