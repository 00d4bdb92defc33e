import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '@stormpetrel/base';
import { metricTables } from '@stormpetrel/language/oal/rules';
import { bucketDigits, memberId, serviceId, topStatementRecords } from '@stormpetrel/model';
import { ask, baseMs, endpointOver, minutes, read, seededStore } from '../../../testing/ask.ts';
import { Seed } from '../../../testing/seed.ts';

const table = (name: string) => must(metricTables.get(name), `table ${name}`);
const minute = (count: number): number => baseMs + count * 60_000;
const statements = must(topStatementRecords[0], 'slow statements');

const web = serviceId('web', true);
const cart = serviceId('cart', true);
const db = serviceId('db:1', false);

/** `count` calls of a latency, all well. */
function calls(count: number, latencyMs: number, layer = 'GENERAL') {
  return {
    count,
    attr0: layer,
    'sum(latency)': count * latencyMs,
    'count{status}': count,
    'buckets(latency/10)': [[Math.floor(latencyMs / 10), count]] as const,
  };
}

const store = await seededStore(
  new Seed()
    .row(table('Service'), web, minute(0), calls(2, 100))
    .row(table('Service'), web, minute(1), calls(4, 301))
    .row(table('Service'), web, minute(3), calls(1, 500))
    .row(table('Service'), cart, minute(1), calls(9, 50, 'MESH'))
    .row(table('ServiceInstance'), memberId(web, 'w-1'), minute(0), calls(3, 40))
    .row(table('ServiceInstance'), memberId(web, 'w-2'), minute(0), calls(5, 60))
    .row(table('ServiceInstance'), memberId(cart, 'c-1'), minute(1), calls(7, 50))
    .row(table('Endpoint'), memberId(web, '/a'), minute(0), calls(2, 10))
    .row(table('Endpoint'), memberId(web, '/b'), minute(0), calls(2, 30))
    .row(table('Endpoint'), memberId(cart, '/c'), minute(0), calls(2, 20))
    .record(statements, {
      time: minute(0),
      entity: db,
      statement: 'select 1',
      latency: 120,
      traceId: 't1',
    })
    .record(statements, {
      time: minute(2),
      entity: db,
      statement: 'select 2',
      latency: 340,
      traceId: 't2',
    }),
);
const endpoint = endpointOver(store);

const entityOf = (serviceName: string) => ({ serviceName, normal: true });

async function run(expression: string, entity: object, from = 0, to = 3): Promise<unknown> {
  return read(
    endpoint,
    `query($e:String!,$n:Entity!,$d:Duration!){r:execExpression(expression:$e,entity:$n,duration:$d){
      type error results{metric{labels{key value}} values{id value traceID owner{scope serviceID serviceName normal serviceInstanceID endpointID endpointName}}}}}`,
    { e: expression, n: entity, d: minutes(from, to) },
  );
}

const noOwner = { traceID: null, owner: null };

test('evaluates an expression over the minutes of the window', async () => {
  assert.deepEqual(await run('service_resp_time', entityOf('web')), {
    type: 'TIME_SERIES_VALUES',
    error: null,
    results: [
      {
        metric: { labels: [] },
        values: [
          { id: String(minute(0)), value: '100', ...noOwner },
          { id: String(minute(1)), value: '301', ...noOwner },
          { id: String(minute(2)), value: null, ...noOwner },
          { id: String(minute(3)), value: '500', ...noOwner },
        ],
      },
    ],
  });
});

test('reads labelled metrics line by line', async () => {
  assert.deepEqual(await run("service_percentile{p='50,99'}", entityOf('web'), 0, 0), {
    type: 'TIME_SERIES_VALUES',
    error: null,
    results: ['50', '99'].map((value) => ({
      metric: { labels: [{ key: 'p', value }] },
      values: [{ id: String(minute(0)), value: '100', ...noOwner }],
    })),
  });
});

test('ranks entities by the mean of their minutes, with their owners', async () => {
  const owner = {
    scope: 'Endpoint',
    serviceID: web,
    serviceName: 'web',
    normal: true,
    serviceInstanceID: null,
  };
  const entry = (name: string, value: string) => ({
    id: name,
    value,
    traceID: null,
    owner: { ...owner, endpointID: memberId(web, name), endpointName: name },
  });
  assert.deepEqual(await run('top_n(endpoint_resp_time, 5, des)', entityOf('web')), {
    type: 'SORTED_LIST',
    error: null,
    results: [{ metric: { labels: [] }, values: [entry('/b', '30'), entry('/a', '10')] }],
  });
});

interface Values {
  readonly results: readonly {
    readonly values: readonly { readonly id: string; readonly value: string }[];
  }[];
}

async function ranking(expression: string, entity: object): Promise<string[]> {
  const { results } = (await run(expression, entity)) as Values;
  return (results[0]?.values ?? []).map(({ id, value }) => `${id} ${value}`);
}

test('ranks over all services, by attribute, and cut to the number asked for', async () => {
  assert.deepEqual(await ranking('top_n(endpoint_resp_time, 2, asc)', {}), [
    'web - /a 10',
    'cart - /c 20',
  ]);
  assert.deepEqual(await ranking('top_n(service_resp_time, 9, des)', {}), ['web 300', 'cart 50']);
  assert.deepEqual(await ranking("top_n(service_cpm, 9, des, attr0='MESH')", {}), ['cart 9']);
  assert.deepEqual(await ranking("top_n(service_cpm, 9, des, attr0!='MESH')", {}), ['web 2']);
  assert.deepEqual(await ranking('top_n(service_cpm, 9, des)', entityOf('cart')), ['cart 9']);
});

test('tells mistakes of an expression in its result only', async () => {
  assert.deepEqual(await run('no_such_metric', entityOf('web')), {
    type: 'UNKNOWN',
    error: 'Metric: [no_such_metric] does not exist.',
    results: [],
  });
  const misfit = { type: 'UNKNOWN', error: null, results: [] };
  assert.deepEqual(await run('endpoint_cpm', entityOf('web')), misfit);
  const { error } = (await run('avg(service_cpm', entityOf('web'))) as { error: string };
  assert.notEqual(error, null);
});

test('refuses windows without points', async () => {
  const query = (d: object): Promise<unknown> =>
    ask(
      endpoint,
      'query($d:Duration!){r:execExpression(expression:"service_cpm",entity:{},duration:$d){type}}',
      { d },
    ).then(({ errors }) => errors?.[0]?.extensions);
  assert.deepEqual(await query(minutes(5, 0)), { code: 'QUERY_DURATION_REVERSED' });
  assert.deepEqual(await query(minutes(0, 501)), { code: 'QUERY_DURATION_TOO_LONG' });
});

test('reads what 200 aliases want of one table at once, and survives a bad one among them', async () => {
  const fields = Array.from({ length: 200 }, (_, i) => {
    const metric = ['service_cpm', 'service_resp_time', 'service_sla', 'no_such'][i % 4];
    const name = i % 2 === 0 ? 'web' : 'cart';
    return `a${i}:execExpression(expression:"${metric}",entity:{serviceName:"${name}",normal:true},duration:$d){error results{values{value}}}`;
  });
  const before = store.reads.metrics;
  const { data, errors } = await ask(endpoint, `query($d:Duration!){${fields.join('\n')}}`, {
    d: minutes(1, 1),
  });
  assert.equal(errors, undefined);
  assert.equal(store.reads.metrics - before, 1);
  const series = (value: string) => ({ error: null, results: [{ values: [{ value }] }] });
  assert.deepEqual(
    [196, 197, 198, 199].map((i) => data?.[`a${i}`]),
    [
      series('4'),
      series('50'),
      series('10000'),
      { error: 'Metric: [no_such] does not exist.', results: [] },
    ],
  );
});

test('scans a table once for rankings that differ only in their number', async () => {
  const before = store.reads.metrics;
  const top = (count: number): string =>
    `a${count}:execExpression(expression:"top_n(endpoint_cpm,${count},des)",entity:{},duration:$d){type}`;
  await ask(endpoint, `query($d:Duration!){${top(1)} ${top(2)} ${top(3)}}`, { d: minutes(0, 1) });
  assert.equal(store.reads.metrics - before, 1);
});

test('lists metrics with their kinds, those of records too', async () => {
  const regex = 'service_sla|endpoint_percentile|service_relation_client_cpm|top_n_database_.*';
  assert.deepEqual(await read(endpoint, `{r:listMetrics(regex:"${regex}"){name type catalog}}`), [
    { name: 'endpoint_percentile', type: 'LABELED_VALUE', catalog: 'ENDPOINT' },
    { name: 'service_relation_client_cpm', type: 'REGULAR_VALUE', catalog: 'SERVICE_RELATION' },
    { name: 'service_sla', type: 'REGULAR_VALUE', catalog: 'SERVICE' },
    { name: 'top_n_database_statement', type: 'SAMPLED_RECORD', catalog: 'SERVICE' },
  ]);
  assert.equal(await read(endpoint, '{r:typeOfMetrics(name:"nope")}'), 'UNKNOWN');
  assert.equal(await read(endpoint, '{r:typeOfMetrics(name:"service_cpm")}'), 'REGULAR_VALUE');
});

const condition = (name: string, serviceName = 'web') => ({
  name,
  entity: { scope: 'Service', serviceName, normal: true },
});

async function legacy(field: string, c: object, from = 0, to = 3): Promise<unknown> {
  const query = `query($c:MetricsCondition!,$d:Duration!){r:${field}}`;
  return read(endpoint, query, { c, d: minutes(from, to) });
}

const point = (count: number, value: number | undefined, id = web) => ({
  id: `${bucketDigits(minute(count), 'minute')}_${id}`,
  value: value ?? 0,
  isEmptyValue: value === undefined,
});

test('gives old readers the mean of the minutes, without its fraction', async () => {
  const value = 'readMetricsValue(condition:$c,duration:$d)';
  const nullable = 'readNullableMetricsValue(condition:$c,duration:$d){value isEmptyValue}';
  assert.equal(await legacy(value, condition('service_resp_time'), 0, 1), 200);
  assert.equal(await legacy(value, condition('service_resp_time', 'nobody')), 0);
  assert.equal(await legacy(value, condition('no_such')), 0);
  assert.deepEqual(await legacy(nullable, condition('service_cpm')), {
    value: 2,
    isEmptyValue: false,
  });
  const empty = { value: 0, isEmptyValue: true };
  assert.deepEqual(await legacy(nullable, condition('service_cpm', 'nobody')), empty);
  assert.deepEqual(await legacy(nullable, condition('no_such')), empty);
});

test('gives old readers points with their digits and entity', async () => {
  const field =
    'readMetricsValues(condition:$c,duration:$d){label values{values{id value isEmptyValue}}}';
  assert.deepEqual(await legacy(field, condition('service_cpm'), 1, 3), {
    label: null,
    values: { values: [point(1, 4), point(2, undefined), point(3, 1)] },
  });
  assert.deepEqual(await legacy(field, condition('no_such'), 1, 1), {
    label: null,
    values: { values: [point(1, undefined, 'UNKNOWN_METRIC_NAME')] },
  });
  assert.deepEqual(await legacy(field, condition('endpoint_cpm'), 1, 1), {
    label: null,
    values: { values: [point(1, undefined, 'ILLEGAL_ENTITY')] },
  });
});

test('selects lines of a labelled metric by any of the forms that clients use', async () => {
  const ask = (labels: readonly string[]): Promise<unknown> =>
    legacy(
      `readLabeledMetricsValues(condition:$c,labels:${JSON.stringify(labels)},duration:$d){label values{values{value}}}`,
      condition('service_percentile'),
      0,
      0,
    );
  const line = (label: string) => ({ label, values: { values: [{ value: 100 }] } });
  assert.deepEqual(await ask(['50', '{p=75}', 'p=90', '3', 'nope']), [
    line('50'),
    line('{p=75}'),
    line('p=90'),
    line('3'),
  ]);
  const all = ['50', '75', '90', '95', '99'].map((p) => line(`{p=${p}}`));
  assert.deepEqual(await ask([]), all);
  assert.deepEqual(await ask(['']), all);
});

test('refuses to read a metric as one of another kind', async () => {
  const refusal = async (field: string, name: string): Promise<unknown> => {
    const { errors } = await ask(endpoint, `query($c:MetricsCondition!,$d:Duration!){r:${field}}`, {
      c: condition(name),
      d: minutes(0, 1),
    });
    return errors?.[0]?.extensions;
  };
  const code = { code: 'QUERY_METRIC_KIND' };
  const value = 'readMetricsValue(condition:$c,duration:$d)';
  const heatMap = 'readHeatMap(condition:$c,duration:$d){buckets{min}}';
  const labelled = 'readLabeledMetricsValues(condition:$c,labels:[],duration:$d){label}';
  assert.deepEqual(await refusal(value, 'service_percentile'), code);
  assert.deepEqual(await refusal(value, 'top_n_database_statement'), code);
  assert.deepEqual(await refusal(heatMap, 'service_cpm'), code);
  assert.deepEqual(await refusal(labelled, 'service_cpm'), code);
});

test('sorts for old readers, within a parent or over all', async () => {
  const sort = (c: object): Promise<unknown> =>
    read(
      endpoint,
      'query($c:TopNCondition!,$d:Duration!){r:sortMetrics(condition:$c,duration:$d){name id value refId}}',
      { c, d: minutes(0, 3) },
    );
  const row = (name: string, id: string, value: string) => ({ name, id, value, refId: null });
  const base = { name: 'endpoint_resp_time', topN: 2, order: 'DES' };
  assert.deepEqual(await sort({ ...base, parentService: 'web', normal: true }), [
    row('/b', memberId(web, '/b'), '30'),
    row('/a', memberId(web, '/a'), '10'),
  ]);
  assert.deepEqual(await sort({ ...base, scope: 'Endpoint', order: 'ASC', topN: 1 }), [
    row('web - /a', memberId(web, '/a'), '10'),
  ]);
  assert.deepEqual(await sort({ ...base, parentService: 'web' }), []);
  assert.deepEqual(await sort({ ...base, name: 'no_such' }), []);
});

test('answers the readers of the 6.x line', async () => {
  const { data, errors } = await ask(
    endpoint,
    `query($d:Duration!){
      values:getValues(metric:{name:"service_resp_time",ids:["${web}","nobody"]},duration:$d){values{id value isEmptyValue}}
      linear:getLinearIntValues(metric:{name:"service_cpm",id:"${web}"},duration:$d){values{id value isEmptyValue}}
      multiple:getMultipleLinearIntValues(metric:{name:"service_percentile",id:"${web}"},numOfLinear:2,duration:$d){values{value}}
      subset:getSubsetOfMultipleLinearIntValues(metric:{name:"service_percentile",id:"${web}"},linearIndex:[0,4,9],duration:$d){values{value}}
      services:getServiceTopN(name:"service_cpm",topN:1,duration:$d,order:DES){name id value}
      endpoints:getAllEndpointTopN(name:"endpoint_resp_time",topN:1,duration:$d,order:ASC){name id value}
      ofService:getEndpointTopN(serviceId:"${web}",name:"endpoint_resp_time",topN:1,duration:$d,order:DES){name id value}
      instances:getAllServiceInstanceTopN(name:"service_instance_cpm",topN:2,duration:$d,order:DES){name id value}
      instancesOf:getServiceInstanceTopN(serviceId:"${web}",name:"service_instance_resp_time",topN:9,duration:$d,order:ASC){name id value}
      wrongScope:getServiceTopN(name:"endpoint_cpm",topN:1,duration:$d,order:DES){name}
      thermodynamic:getThermodynamic(metric:{name:"no_such"},duration:$d){nodes axisYStep}
    }`,
    { d: minutes(0, 1) },
  );
  assert.equal(errors, undefined);
  const line = { values: [{ value: 100 }, { value: 300 }] };
  assert.deepEqual(data, {
    values: {
      values: [
        { id: web, value: 200, isEmptyValue: false },
        { id: 'nobody', value: 0, isEmptyValue: true },
      ],
    },
    linear: { values: [point(0, 2), point(1, 4)] },
    multiple: [line, line],
    subset: [line, line],
    services: [{ name: 'cart', id: cart, value: 9 }],
    endpoints: [{ name: 'web - /a', id: memberId(web, '/a'), value: 10 }],
    ofService: [{ name: '/b', id: memberId(web, '/b'), value: 30 }],
    instances: [
      { name: 'cart - c-1', id: memberId(cart, 'c-1'), value: 7 },
      { name: 'web - w-2', id: memberId(web, 'w-2'), value: 5 },
    ],
    instancesOf: [
      { name: 'w-1', id: memberId(web, 'w-1'), value: 40 },
      { name: 'w-2', id: memberId(web, 'w-2'), value: 60 },
    ],
    wrongScope: [],
    thermodynamic: { nodes: [], axisYStep: 200 },
  });
});

test('lists slow statements slowest or fastest first, by all three readers and by expression', async () => {
  const { data, errors } = await ask(
    endpoint,
    `query($d:Duration!){
      records:readRecords(condition:{name:"top_n_database_statement",parentEntity:{serviceName:"db:1",normal:false},topN:9,order:DES},duration:$d){name id value refId}
      sampled:readSampledRecords(condition:{name:"top_n_database_statement",parentService:"db:1",normal:false,topN:1,order:ASC},duration:$d){name value}
      topN:getTopNRecords(condition:{serviceId:"${db}",metricName:"top_n_database_statement",topN:1,order:DES,duration:$d}){statement latency traceId}
      nobody:readRecords(condition:{name:"top_n_database_statement",parentEntity:{serviceName:"x",normal:false},topN:9,order:DES},duration:$d){name}
      metric:readRecords(condition:{name:"service_cpm",parentEntity:{serviceName:"web",normal:true},topN:9,order:DES},duration:$d){name}
      mqe:execExpression(expression:"top_n(top_n_database_statement,1,des)",entity:{serviceName:"db:1",normal:false},duration:$d){type results{values{id value traceID}}}
    }`,
    { d: minutes(0, 3) },
  );
  assert.equal(errors, undefined);
  assert.deepEqual(data, {
    records: [
      { name: 'select 2', id: 't2', value: '340', refId: 't2' },
      { name: 'select 1', id: 't1', value: '120', refId: 't1' },
    ],
    sampled: [{ name: 'select 1', value: '120' }],
    topN: [{ statement: 'select 2', latency: 340, traceId: 't2' }],
    nobody: [],
    metric: [],
    mqe: {
      type: 'RECORD_LIST',
      results: [{ values: [{ id: 'select 2', value: '340', traceID: 't2' }] }],
    },
  });
});
