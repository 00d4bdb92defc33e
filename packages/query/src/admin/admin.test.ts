import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Telemetry, must, silentLogger } from '@stormpetrel/base';
import { metricTables } from '@stormpetrel/language/oal/rules';
import {
  endpointRelationId,
  memberId,
  relationId,
  segmentRecord,
  serviceId,
  topologyTables,
} from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';
import { FakeClock, SegmentBuilder, encodeSegment } from '@stormpetrel/testkit';
import { createQueryServices } from '../graphql/create-endpoint.ts';
import { baseMs, coreCatalog, minutes, seededStore, settings } from '../testing/ask.ts';
import { Seed } from '../testing/seed.ts';
import { type Admin, type AdminParts, createAdmin } from './admin.ts';
import type { AdminReply } from './admin-request.ts';

const table = (name: string) => must(metricTables.get(name), `table ${name}`);
const general = { name: 'GENERAL', id: 2 };
const mesh = { name: 'MESH', id: 1 };
const web = serviceId('web', true);
const cart = serviceId('cart', true);
const sample = new SegmentBuilder('web', 'w-1', baseMs).ids('t1', 's1').entry('/').build();

const store = await seededStore(
  new Seed()
    .service('web', general, baseMs)
    .service('web', mesh, baseMs)
    .service('cart', general, baseMs)
    .row(table('Service'), web, baseMs, { count: 2 })
    .row(table('Service'), cart, baseMs + 60_000, { count: 2 })
    .row(table('ServiceInstance'), memberId(web, 'w-1'), baseMs, { count: 2 })
    .row(table('Endpoint'), memberId(web, '/a'), baseMs, { count: 2 })
    .row(table('ServiceRelation'), relationId(web, cart), baseMs, {
      'count{detectPoint=SERVER}': 2,
    })
    .row(table('EndpointRelation'), endpointRelationId(web, '/a', cart, '/c'), baseMs, {
      'count{detectPoint=SERVER}': 2,
    })
    .relation(topologyTables.serviceServer, relationId(web, cart), baseMs, 1)
    .record(segmentRecord, {
      startTime: baseMs,
      traceId: 't1',
      segmentId: 's1',
      service: web,
      instance: memberId(web, 'w-1'),
      endpoint: memberId(web, '/'),
      latency: 5,
      isError: false,
      tags: ['http.method=GET'],
      body: encodeSegment(sample),
    }),
);

const fullParts: AdminParts = {
  status: {
    retention: settings.retention,
    nodes: () => [{ host: '127.0.0.1', port: 11_800, self: true }],
    configuration: () => [
      { name: 'core.default.restPort', value: '12800' },
      { name: 'storage.x.Password', value: 'hush' },
      { name: 'storage.x.url', value: 'https://me:hush@host/a' },
      { name: 'core.default.special', value: 'hush', secret: true },
      { name: 'a.password.path', value: 'plain' },
    ],
    maskWords: ['password', 'accessKey'],
    dynamic: () => ({ provider: 'none' }),
    alarms: {
      rules: () => ({ ruleList: [{ id: 'r' }] }),
      rule: (id) => Promise.resolve(id === 'a/b' ? { ruleId: id } : undefined),
      entity: (id, name) => Promise.resolve({ ruleId: id, entityName: name }),
    },
  },
  inspect: true,
  oal: {
    files: ['oal/core.oal', 'oal/gone.oal'],
    readFile: (name) => Promise.resolve(name === 'oal/core.oal' ? 'a = b;' : undefined),
    metricsBySource: () => new Map([['Service', ['service_cpm']]]),
  },
  templates: {
    list: (all) => Promise.resolve(all ? [{ id: 'x', configuration: '{}', disabled: true }] : []),
    find: (id) =>
      Promise.resolve(id === 'x' ? { id, configuration: '{}', disabled: false } : undefined),
    add: ({ id }) => Promise.resolve({ id, status: true }),
    change: ({ id }) => Promise.resolve({ id, status: false, message: 'not there' }),
    disable: (id) =>
      id === 'x' ? Promise.resolve({ id, status: true }) : Promise.reject(new Error('disk')),
  },
};

function open(parts: AdminParts = fullParts, reader: StoreReader = store): Admin {
  const services = createQueryServices({
    reader,
    rows: store.rows,
    clock: new FakeClock(baseMs + 3_600_000),
    catalog: coreCatalog,
    settings,
    version: '1',
    logger: silentLogger,
    telemetry: new Telemetry(),
  });
  return createAdmin(services, parts, silentLogger);
}

const admin = open();

async function ask(
  target: string,
  options: { method?: string; accept?: string; body?: string; admin?: Admin } = {},
): Promise<AdminReply | undefined> {
  const [path = '', query = ''] = target.split('?');
  return (options.admin ?? admin).answer({
    method: options.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    accept: options.accept ?? '',
    body: options.body ?? '',
  });
}

/** The status, and the JSON, YAML or text. */
async function read(...args: Parameters<typeof ask>): Promise<readonly [number, unknown]> {
  const reply = must(await ask(...args), 'an answer');
  const { body } = reply;
  const value =
    body.kind === 'text' ? body.text : (JSON.parse(JSON.stringify(body.value)) as unknown);
  return [reply.status, value];
}

const json = { accept: 'application/json' };
const { start, end } = minutes(0, 5) as { start: string; end: string };
const window = `start=${start}&end=${end}&step=MINUTE`;
const duration = `startTime=${start}&endTime=${end}&step=MINUTE`;

test('tells how long data is kept, in JSON or text', async () => {
  assert.deepEqual(await read('/status/config/ttl', json), [
    200,
    {
      metrics: {
        metadata: 15,
        minute: 7,
        hour: 16,
        day: 17,
        coldMinute: -1,
        coldHour: -1,
        coldDay: -1,
      },
      records: {
        normal: 3,
        trace: 4,
        zipkinTrace: 4,
        log: 3,
        browserErrorLog: 3,
        coldNormal: -1,
        coldTrace: -1,
        coldZipkinTrace: -1,
        coldLog: -1,
        coldBrowserErrorLog: -1,
      },
    },
  ]);
  const [, text] = await read('/status/config/ttl');
  assert.match(String(text), /^metrics\.minute=7$/m);
  assert.match(String(text), /^records\.trace\.cold=-1$/m);
});

test('tells the nodes and what the dynamic configuration says', async () => {
  const nodes = [{ host: '127.0.0.1', port: 11_800, self: true }];
  assert.deepEqual(await read('/status/cluster/nodes'), [200, { nodes }]);
  assert.deepEqual(await read('/status/config/dynamic'), [200, { provider: 'none' }]);
});

test('dumps the configuration with its secrets masked', async () => {
  assert.deepEqual(await read('/debugging/config/dump', json), [
    200,
    {
      'a.password.path': 'plain',
      'core.default.restPort': '12800',
      'core.default.special': '******',
      'storage.x.Password': '******',
      'storage.x.url': 'https://******@host/a',
    },
  ]);
  const [, text] = await read('/debugging/config/dump');
  assert.equal(
    text,
    'a.password.path=plain\ncore.default.restPort=12800\ncore.default.special=******\nstorage.x.Password=******\nstorage.x.url=https://******@host/a\n',
  );
});

test('tells what the alarm rules do, under either form of the path', async () => {
  const of = (status: object) => [200, { oapInstances: [{ address: '127.0.0.1_11800', status }] }];
  assert.deepEqual(await read('/status/alarm/rules'), of({ ruleList: [{ id: 'r' }] }));
  assert.deepEqual(await read('/status/alarm/a%2Fb'), of({ ruleId: 'a/b' }));
  assert.deepEqual(await read('/status/alarm/rules/a%2Fb'), of({ ruleId: 'a/b' }));
  assert.deepEqual(await read('/status/alarm/unknown'), of({}));
  assert.deepEqual(await read('/status/alarm/r/web'), of({ ruleId: 'r', entityName: 'web' }));
  assert.deepEqual(await read('/status/alarm/rules/r/web'), of({ ruleId: 'r', entityName: 'web' }));
  assert.equal(await ask('/status/alarm/a/b/c/d'), undefined);
});

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

const valuesRequest = {
  expression: 'meter_x + 1',
  entity: { scope: 'Service', serviceName: 'web', normal: true },
  start,
  end: start,
  step: 'MINUTE',
  foreignMetrics: [{ name: 'meter_x', valueColumn: 'value', valueType: 'LONG' }],
};

function readValues(change: object): Promise<readonly [number, unknown]> {
  const body = JSON.stringify({ ...valuesRequest, ...change });
  return read('/inspect/values', { method: 'POST', body });
}

test('values of a metric of another server are none', async () => {
  const [status, answer] = await readValues({});
  assert.equal(status, 200);
  const { type, error } = answer as { type: string; error: unknown };
  assert.deepEqual([type, error], ['TIME_SERIES_VALUES', null]);
  const local = await readValues({ expression: 'service_cpm + 0 * service_cpm' });
  assert.equal(local[0], 200);
});

test('refuses a question for values that is not whole', async () => {
  const refusals: readonly (readonly [object, RegExp])[] = [
    [{ expression: ' ' }, /^expression is required$/],
    [{ entity: { serviceName: 'web' } }, /^entity \(with a scope\) is required$/],
    [{ entity: { scope: 'Service' } }, /^entity is missing required fields for scope Service/],
    [{ foreignMetrics: [] }, /^foreignMetrics is required/],
    [
      { foreignMetrics: [{ name: 'service_cpm', valueColumn: 'v', valueType: 'INT' }] },
      /^metric service_cpm is defined locally/,
    ],
    [
      { foreignMetrics: [{ name: 'x', valueColumn: '1; drop', valueType: 'INT' }] },
      /^valueColumn is invalid: 1; drop$/,
    ],
    [
      { foreignMetrics: [{ name: 'x', valueColumn: 'v', valueType: 'TEXT' }] },
      /^valueType must be one of/,
    ],
    [{ foreignMetrics: [{ valueColumn: 'v' }] }, /^each foreignMetrics entry needs a name$/],
    [{ step: 'SECOND' }, /^step must be one of/],
    [{ start: 'noon' }, /^start \/ end must follow/],
    [{ expression: 'meter_x +' }, /./],
  ];
  for (const [change, error] of refusals) {
    const [status, answer] = await readValues(change);
    assert.equal(status, 400, JSON.stringify(change));
    assert.match((answer as { error: string }).error, error);
  }
  for (const body of ['', '[]', '{', 'null']) {
    const [status] = await read('/inspect/values', { method: 'POST', body });
    assert.equal(status, 400, body);
  }
});

interface TraceTree {
  readonly condition: string;
  readonly duration: number;
  readonly rootSpan: SpanTree;
}

interface SpanTree {
  readonly operation: string;
  readonly msg: string | null;
  readonly childSpans: readonly SpanTree[];
}

/** Operations of a tree, those below indented. */
function outline(span: SpanTree, depth = 0): readonly string[] {
  const line = `${' '.repeat(depth)}${span.operation}`;
  return [line, ...span.childSpans.flatMap((child) => outline(child, depth + 1))];
}

test('answers an expression with the trace of how it was answered', async () => {
  const query = `expression=service_cpm + service_sla&service=web&${duration}`;
  const target = `/debugging/query/mqe?${query.replaceAll('+', '%2B')}`;
  assert.equal((await ask(target))?.body.kind, 'yaml');
  const [status, answer] = await read(target);
  const { type, error, debuggingTrace } = answer as {
    type: string;
    error?: string;
    debuggingTrace: TraceTree;
  };
  assert.deepEqual([status, type, error], [200, 'TIME_SERIES_VALUES', undefined]);
  assert.match(debuggingTrace.condition, /^expression: service_cpm \+ service_sla, entity: /);
  assert.deepEqual(outline(debuggingTrace.rootSpan), [
    'MQE query',
    ' MQE syntax analysis',
    ' MQE Metric OP: service_cpm, service_sla',
    '  Store: readMetrics',
  ]);
  const [, metric] = debuggingTrace.rootSpan.childSpans;
  assert.match(String(metric?.childSpans[0]?.msg), /"table":"Service".*, rows: 1$/);
});

test('answers lists of traces, traces and maps with theirs', async () => {
  const cases: Readonly<Record<string, readonly [key: string, count: number, root: string]>> = {
    [`trace/queryBasicTraces?${duration}&service=web&serviceInstance=w-1&endpoint=/&traceState=ALL&queryOrder=BY_DURATION&pageNum=1&pageSize=15&tags=http.method=GET`]:
      ['traces', 1, 'queryBasicTraces'],
    [`trace/queryTrace?traceId=t1&${duration}`]: ['spans', 1, 'queryTrace'],
    [`topology/getGlobalTopology?${duration}`]: ['nodes', 2, 'getGlobalTopology'],
    [`topology/getGlobalTopology?${duration}&serviceLayer=MESH`]: ['nodes', 2, 'getGlobalTopology'],
    [`topology/getServicesTopology?${duration}&services=web,cart`]: [
      'nodes',
      2,
      'getServicesTopology',
    ],
    [`topology/getServiceInstanceTopology?${duration}&clientService=web&serverService=cart`]: [
      'nodes',
      0,
      'getServiceInstanceTopology',
    ],
    [`topology/getEndpointDependencies?${duration}&service=web&endpoint=/a`]: [
      'nodes',
      0,
      'getEndpointDependencies',
    ],
    [`topology/getProcessTopology?${duration}&service=web&instance=w-1`]: [
      'nodes',
      0,
      'getProcessTopology',
    ],
  };
  for (const [target, [key, count, root]] of Object.entries(cases)) {
    const [status, answer] = await read(`/debugging/query/${target}`);
    const { debuggingTrace, ...rest } = answer as { debuggingTrace: TraceTree };
    const list = (rest as Record<string, readonly unknown[]>)[key];
    assert.deepEqual([status, list?.length], [200, count], target);
    assert.equal(debuggingTrace.rootSpan.operation, `Query Service: ${root}`);
  }
});

test('refuses parameters that are missing or not of their form', async () => {
  const refusals: Readonly<Record<string, string>> = {
    mqe: 'missing parameter: service',
    [`mqe?expression=1&service=web&serviceLayer=NO&${duration}`]: 'unknown layer: NO',
    [`mqe?expression=1&service=web&startTime=${start}&endTime=${end}&step=YEAR`]:
      'step must be one of DAY / HOUR / MINUTE / SECOND (got YEAR)',
    [`trace/queryBasicTraces?${duration}&serviceInstance=x&traceState=ALL&queryOrder=BY_DURATION&pageNum=1&pageSize=1`]:
      'an instance or endpoint needs its service',
    [`trace/queryBasicTraces?${duration}&traceState=ALL&queryOrder=BY_DURATION&pageNum=one&pageSize=1`]:
      'pageNum must be a whole number (got one)',
    [`trace/queryBasicTraces?${duration}&traceState=ALL&queryOrder=BY_DURATION&pageNum=1&pageSize=1&tags=a`]:
      'tags must be written key=value,key=value (got a)',
  };
  for (const [target, message] of Object.entries(refusals)) {
    assert.deepEqual(await read(`/debugging/query/${target}`), [400, message]);
  }
  const [status] = await read(
    '/debugging/query/topology/getGlobalTopology?startTime=noon&endTime=noon&step=MINUTE',
  );
  assert.equal(status, 400);
  assert.equal(await ask('/debugging/query/constructor'), undefined);
});

test('shows the loaded rules', async () => {
  assert.deepEqual(await read('/runtime/oal/files'), [
    200,
    { files: ['oal/core.oal', 'oal/gone.oal'], count: 2 },
  ]);
  assert.deepEqual(await read('/runtime/oal/files/oal%2Fcore.oal'), [200, 'a = b;']);
  assert.deepEqual(await read('/runtime/oal/files/oal/core.oal'), [200, 'a = b;']);
  assert.deepEqual(await read('/runtime/oal/files/oal%2Fgone.oal'), [
    404,
    'OAL file content not found: oal/gone.oal',
  ]);
  assert.deepEqual(await read('/runtime/oal/files/..%2F..%2Fetc'), [
    404,
    'OAL file not loaded: ../../etc',
  ]);
  const dispatcher = 'ServiceDispatcher';
  const source = { source: 'Service', dispatcher, metrics: ['service_cpm'] };
  assert.deepEqual(await read('/runtime/oal/rules'), [200, { sources: [source], count: 1 }]);
  assert.deepEqual(await read('/runtime/oal/rules/Service'), [
    200,
    { source: 'Service', dispatcher, metrics: [{ name: 'service_cpm', status: 'live' }] },
  ]);
  const message = 'No OAL dispatcher owns source Nope';
  assert.deepEqual(await read('/runtime/oal/rules/Nope'), [
    404,
    { status: 'error', code: 'source_not_found', message },
  ]);
});

test('keeps templates, and says why not', async () => {
  const path = '/ui-management/templates';
  const write = (method: string, body: string) => read(path, { method, body });
  assert.deepEqual(await read(path), [200, []]);
  assert.deepEqual(await read(`${path}?includingDisabled=true`), [
    200,
    [{ id: 'x', configuration: '{}', disabled: true }],
  ]);
  assert.deepEqual(await read(`${path}/x`), [
    200,
    { id: 'x', configuration: '{}', disabled: false },
  ]);
  assert.deepEqual(await read(`${path}/y%20z`), [
    404,
    { error: 'not_found', message: 'No template found with id=y z' },
  ]);
  assert.deepEqual(await write('POST', '{"id":"n","configuration":"{}"}'), [
    200,
    { id: 'n', status: true, message: null },
  ]);
  assert.deepEqual(await write('PUT', '{"id":"n","configuration":"{}"}'), [
    409,
    { id: 'n', status: false, message: 'not there' },
  ]);
  const missingId = { error: 'missing_id', message: "Request body must include 'id'." };
  for (const body of ['', '{', '[]', '7', '{"id":7}', '{"configuration":""}']) {
    assert.deepEqual(await write('POST', body), [400, missingId]);
  }
  const [status, answer] = await write('PUT', '{"id":"n"}');
  assert.deepEqual([status, (answer as { error: string }).error], [400, 'missing_configuration']);
  assert.deepEqual(await read(`${path}/x/disable`, { method: 'POST' }), [
    200,
    { id: 'x', status: true, message: null },
  ]);
  assert.deepEqual(await read(`${path}/y/disable`, { method: 'POST' }), [
    500,
    { error: 'store_failed', message: 'internal error' },
  ]);
  assert.equal((await ask(path, { method: 'DELETE' }))?.status, 405);
});

test('parts that are off, and paths that nobody knows, are not answered', async () => {
  const off = open({ inspect: false });
  const paths = [
    '/status/config/ttl',
    '/debugging/config/dump',
    '/debugging/query/mqe',
    '/inspect/metrics',
    '/runtime/oal/files',
    '/ui-management/templates',
  ];
  for (const path of paths) assert.equal(await ask(path, { admin: off }), undefined);
  for (const path of ['/', '/status/alarm', '/inspect/nothing', '/runtime/oal/other']) {
    assert.equal(await ask(path), undefined);
  }
  assert.equal(await ask('/status/config/ttl', { method: 'POST' }), undefined);
});

test('what the store cannot do is a fault of the server, told without its details', async () => {
  const broken = open(fullParts, {
    readMetrics: () => Promise.reject(new Error('disk at /secret/place')),
    readRecords: () => Promise.reject(new Error('disk')),
    readMetadata: () => Promise.reject(new Error('disk')),
    close: () => Promise.resolve(),
  });
  assert.deepEqual(
    await read(`/inspect/entities?metric=service_cpm&${window}`, { admin: broken }),
    [500, { error: 'internal error' }],
  );
  assert.deepEqual(
    await read(`/debugging/query/topology/getGlobalTopology?${duration}`, { admin: broken }),
    [500, 'internal error'],
  );
});

test('answers anything that may be asked, and never rejects', async () => {
  const paths = [
    '/debugging/query/mqe',
    '/debugging/query/trace/queryBasicTraces',
    '/debugging/query/topology/getServicesTopology',
    '/inspect/metrics',
    '/inspect/entities',
    '/inspect/values',
    '/runtime/oal/files/',
    '/runtime/oal/rules/',
    '/status/alarm/',
    '/ui-management/templates',
    '/ui-management/templates/x',
  ];
  const names = [
    'expression',
    'service',
    'startTime',
    'endTime',
    'step',
    'metric',
    'start',
    'end',
    'regex',
    'tags',
    'services',
  ];
  const value = fc.oneof(fc.string(), fc.constantFrom(start, end, 'MINUTE', 'service_cpm', 'web'));
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'HEAD'),
    path: fc
      .tuple(fc.constantFrom(...paths), fc.oneof(fc.constant(''), fc.string()))
      .map((parts) => parts.join('')),
    query: fc
      .array(fc.tuple(fc.constantFrom(...names), value))
      .map((pairs) => new URLSearchParams(pairs)),
    accept: fc.string(),
    body: fc.oneof(
      fc.string(),
      fc.jsonValue().map((json) => JSON.stringify(json)),
    ),
  });
  await fc.assert(
    fc.asyncProperty(request, async (asked) => {
      const reply = await admin.answer(asked);
      const isStored = asked.path.endsWith('/disable');
      assert.ok(
        reply === undefined || isStored || reply.status < 500,
        JSON.stringify([asked.path, String(asked.query), asked.body, reply]),
      );
    }),
    { numRuns: 500 },
  );
});
