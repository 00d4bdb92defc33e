import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceId } from '@stormpetrel/model';
import { end, openAdminBench, start, window } from './testing/admin-bench.ts';

const { read } = await openAdminBench();

test('lists metrics by name, type and catalogue', async () => {
  const row = (name: string, type: string, valueColumnName: string) => ({
    name,
    type,
    catalog: 'SERVICE',
    scopeId: 1,
    scope: 'Service',
    valueColumnName,
    downsamplings: ['MINUTE', 'HOUR', 'DAY'],
  });
  assert.deepEqual(await read('/inspect/metrics?regex=service_(cpm|sla|percentile)'), [
    200,
    {
      metrics: [
        row('service_cpm', 'REGULAR_VALUE', 'value'),
        row('service_percentile', 'LABELED_VALUE', 'datatable_value'),
        row('service_sla', 'REGULAR_VALUE', 'percentage'),
      ],
    },
  ]);
  const names = async (query: string): Promise<readonly string[]> => {
    const [, answer] = await read(`/inspect/metrics?${query}`);
    return (answer as { metrics: { name: string }[] }).metrics.map(({ name }) => name);
  };
  assert.deepEqual(await names('regex=service_.*&type=LABELED_VALUE&catalog=SERVICE'), [
    'service_percentile',
  ]);
  const records = await names('type=SAMPLED_RECORD&type=HEATMAP');
  assert.ok(records.includes('top_n_database_statement'));
  assert.deepEqual(await names('type=SAMPLED_RECORD&type=HEATMAP&mqeQueryable=true'), []);
  const [status, answer] = await read('/inspect/metrics?regex=(a');
  assert.deepEqual([status, Object.keys(answer as object)], [400, ['error']]);
});

test('lists who has values of a metric, with what MQE asks for, a row for each layer', async () => {
  const service = (name: string, layer: string) => ({
    entityId: serviceId(name, true),
    decoded: { serviceName: name, isReal: true },
    layer,
    mqeEntity: { scope: 'Service', serviceName: name, normal: true },
  });
  assert.deepEqual(await read(`/inspect/entities?metric=service_cpm&${window}`), [
    200,
    {
      metric: 'service_cpm',
      scope: 'Service',
      step: 'MINUTE',
      start,
      end,
      rows: [service('cart', 'GENERAL'), service('web', 'GENERAL'), service('web', 'MESH')],
    },
  ]);
  const one = `start=${start}&end=${start}&step=minute`;
  const [, first] = await read(`/inspect/entities?metric=service_cpm&${one}`);
  assert.deepEqual((first as { rows: unknown }).rows, [
    service('web', 'GENERAL'),
    service('web', 'MESH'),
  ]);
  const [, limited] = await read(`/inspect/entities?metric=service_cpm&${window}&limit=1`);
  assert.equal((limited as { rows: readonly object[] }).rows.length < 3, true);
});

test('takes ids of instances, endpoints and relations apart', async () => {
  const decoded = async (metric: string): Promise<unknown> => {
    const [, answer] = await read(`/inspect/entities?metric=${metric}&${window}`);
    const [row] = (answer as { rows: { decoded: unknown; mqeEntity: unknown }[] }).rows;
    return [row?.decoded, row?.mqeEntity];
  };
  const real = { serviceName: 'web', isReal: true };
  const from = { serviceName: 'web', normal: true };
  assert.deepEqual(await decoded('service_instance_cpm'), [
    { ...real, serviceInstanceName: 'w-1' },
    { scope: 'ServiceInstance', ...from, serviceInstanceName: 'w-1' },
  ]);
  assert.deepEqual(await decoded('endpoint_cpm'), [
    { ...real, endpointName: '/a' },
    { scope: 'Endpoint', ...from, endpointName: '/a' },
  ]);
  assert.deepEqual(await decoded('service_relation_server_cpm'), [
    { source: real, destination: { serviceName: 'cart', isReal: true } },
    { scope: 'ServiceRelation', ...from, destServiceName: 'cart', destNormal: true },
  ]);
  assert.deepEqual(await decoded('service_relation_client_cpm'), [undefined, undefined]);
  assert.deepEqual(await decoded('endpoint_relation_cpm'), [
    {
      source: { ...real, endpointName: '/a' },
      destination: { serviceName: 'cart', isReal: true, endpointName: '/c' },
    },
    {
      scope: 'EndpointRelation',
      ...from,
      endpointName: '/a',
      destServiceName: 'cart',
      destNormal: true,
      destEndpointName: '/c',
    },
  ]);
});

test('refuses what cannot be inspected, in SkyWalking’s words', async () => {
  const refusals: Readonly<Record<string, string>> = {
    [`metric=nope&${window}`]:
      'metric unknown locally: nope — provide valueColumn and valueType to inspect a metric persisted by another OAP',
    [`metric=nope&valueColumn=value&valueType=TEXT&${window}`]:
      'valueType must be one of LONG / INT / DOUBLE / LABELED (got TEXT)',
    [`metric=top_n_database_statement&${window}`]:
      'metric type SAMPLED_RECORD is out of scope for /inspect/entities',
    [`metric=service_cpm&start=${start}&end=${end}&step=SECOND`]:
      'step must be one of MINUTE / HOUR / DAY (got SECOND)',
    [`metric=service_cpm&${window}&limit=301`]: 'limit must be between 1 and 300',
    [`metric=service_cpm&${window}&limit=0`]: 'limit must be between 1 and 300',
    [`metric=service_cpm&start=${start}`]: 'missing parameter: step',
  };
  for (const [query, error] of Object.entries(refusals)) {
    assert.deepEqual(await read(`/inspect/entities?${query}`), [400, { error }]);
  }
  const [status, answer] = await read(
    `/inspect/entities?metric=service_cpm&start=noon&end=${end}&step=MINUTE`,
  );
  assert.equal(status, 400);
  assert.match((answer as { error: string }).error, /^start \/ end must follow/);
  const foreign = `metric=nope&valueColumn=value&valueType=LONG&${window}`;
  assert.deepEqual(await read(`/inspect/entities?${foreign}`), [
    200,
    { metric: 'nope', scope: null, step: 'MINUTE', start, end, rows: [] },
  ]);
});
