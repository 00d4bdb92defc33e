import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SegmentBuilder } from '@stormpetrel/testkit';
import type { ServerProcess } from '@stormpetrel/testkit/process';
import { minutesAround } from '../support/duration.ts';
import { sendSegments, startFaultServer, traceOf } from '../support/fault-server.ts';

let server: ServerProcess;
before(async () => {
  server = await startFaultServer({
    SW_DEBUGGING_QUERY_KEYWORDS_FOR_MASKING_SECRETS: 'password,clusterName',
    SW_DCS_CLUSTER_NAME: 'hush-1',
  });
  const segment = new SegmentBuilder('shop', 'shop-1', Date.now() - 100)
    .ids('admin-1', 'admin-1.1')
    .entry('GET:/', { spanLayer: 'Http' })
    .build();
  await sendSegments(server, segment);
  await traceOf(server, 'admin-1', 1);
});
after(() => server[Symbol.asyncDispose]());

function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(new URL(path, server.addresses.admin), { headers });
}

const json = { accept: 'application/json' };

function window(): { start: string; end: string; step: string } {
  return minutesAround(Date.now(), 5, 0);
}

test('every path of the admin port answers', async () => {
  const { start, end } = window();
  const inspected = new URLSearchParams({ metric: 'service_cpm', start, end, step: 'MINUTE' });
  const asked = new URLSearchParams({ startTime: start, endTime: end, step: 'MINUTE' });
  const page = 'traceState=ALL&queryOrder=BY_START_TIME&pageNum=1&pageSize=15';
  const expected: Readonly<Record<string, RegExp>> = {
    'status/config/ttl': /^metrics\.minute=7$/m,
    'status/cluster/nodes': /"host":"127\.0\.0\.1","port":\d+,"self":true/,
    'status/config/dynamic': /"provider":"none"/,
    'debugging/config/dump': /^core\.default\.restPort=0$/m,
    [`debugging/query/mqe?expression=service_cpm&service=shop&${asked}`]:
      /MQE Metric OP: service_cpm/,
    [`debugging/query/trace/queryBasicTraces?service=shop&${page}&${asked}`]: /"admin-1"/,
    [`debugging/query/trace/queryTrace?traceId=admin-1&${asked}`]: /serviceCode: "shop"/,
    [`debugging/query/log/queryLogs?pageNum=1&pageSize=15&${asked}`]: /logs: \[\]/,
    [`debugging/query/topology/getGlobalTopology?${asked}`]: /name: "shop"/,
    [`debugging/query/topology/getServicesTopology?services=shop&${asked}`]: /debuggingTrace:/,
    [`debugging/query/topology/getServiceInstanceTopology?clientService=a&serverService=shop&${asked}`]:
      /debuggingTrace:/,
    [`debugging/query/topology/getEndpointDependencies?service=shop&endpoint=GET:/&${asked}`]:
      /debuggingTrace:/,
    [`debugging/query/topology/getProcessTopology?service=shop&instance=shop-1&${asked}`]:
      /debuggingTrace:/,
    'inspect/metrics?regex=service_cpm': /"name":"service_cpm"/,
    [`inspect/entities?${inspected}`]: /"serviceName":"shop"/,
    'runtime/oal/files': /"oal\/core\.oal"/,
    'runtime/oal/files/oal%2Fcore.oal': /service_cpm = /,
    'runtime/oal/rules': /"source":"Endpoint"/,
    'runtime/oal/rules/Service': /"service_apdex"/,
    'ui-management/templates': /^\[/,
  };
  for (const [path, text] of Object.entries(expected)) {
    const response = await get(path);
    assert.equal(response.status, 200, path);
    assert.match(await response.text(), text, path);
  }
});

test('the dump masks what the setting says, and knows what is on', async () => {
  const dump = (await (await get('debugging/config/dump', json)).json()) as Record<string, string>;
  assert.equal(dump['configuration.grpc.clusterName'], '******');
  assert.equal(dump['admin-server.provider'], 'default');
  assert.ok(!JSON.stringify(dump).includes('hush'));
});

test('times to live and members are told on both ports alike', async () => {
  const ofBoth = async (path: string): Promise<unknown> => {
    const admin: unknown = await (await get(path, json)).json();
    const page = await fetch(new URL(path, server.addresses.page), { headers: json });
    assert.deepEqual(await page.json(), admin);
    return admin;
  };
  const ttl = (await ofBoth('status/config/ttl')) as { records: { coldTrace: number } };
  assert.equal(ttl.records.coldTrace, -1);
  const port = Number(server.addresses.grpc.split(':')[1]);
  assert.deepEqual(await ofBoth('status/cluster/nodes'), {
    nodes: [{ host: '127.0.0.1', port, self: true }],
  });
});

test('templates are kept, and pages from elsewhere may not write them', async () => {
  const url = new URL('ui-management/templates', server.addresses.admin);
  const body = JSON.stringify({ id: 'board', configuration: '{"name":"board"}' });
  const post = (headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  assert.equal((await post({ origin: 'https://elsewhere.example' })).status, 403);
  assert.deepEqual(await (await fetch(url)).json(), []);
  assert.deepEqual(await (await post()).json(), { id: 'board', status: true, message: null });
  assert.equal((await post({ origin: url.origin })).status, 409);
  const templates: unknown = await (await fetch(url)).json();
  assert.deepEqual(templates, [
    { id: 'board', configuration: '{"name":"board"}', disabled: false },
  ]);
});

test('values of metrics of another server are asked for with POST', async () => {
  const url = new URL('inspect/values', server.addresses.admin);
  const { start, end, step } = window();
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({
      expression: 'meter_x',
      entity: { scope: 'Service', serviceName: 'shop', normal: true },
      start,
      end,
      step,
      foreignMetrics: [{ name: 'meter_x', valueColumn: 'value', valueType: 'LONG' }],
    }),
  });
  assert.equal(response.status, 200);
  assert.equal(((await response.json()) as { type: string }).type, 'TIME_SERIES_VALUES');
});

test('refuses bodies that are too large, and does not know other paths', async () => {
  const url = new URL('ui-management/templates', server.addresses.admin);
  const large = await fetch(url, { method: 'POST', body: ' '.repeat(4 * 1024 * 1024 + 1) });
  assert.equal(large.status, 413);
  assert.equal((await get('graphql')).status, 404);
  assert.equal((await get('')).status, 404);
});

test('an empty selector turns the port off', async () => {
  await using off = await startFaultServer({ SW_ADMIN_SERVER: '' });
  assert.equal(off.addresses.admin, '');
});
