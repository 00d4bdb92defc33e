import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '@stormpetrel/base';
import { metricTables } from '@stormpetrel/language/oal/rules';
import { serviceId } from '@stormpetrel/model';
import { FakeClock } from '@stormpetrel/testkit';
import { queryLimits } from '../limits.ts';
import { baseMs, endpointOver, minutes, read, seededStore } from '../testing/ask.ts';
import { Seed } from '../testing/seed.ts';
import { ExecutionTrace } from './execution-trace.ts';

const serviceTable = must(metricTables.get('Service'), 'the table of services');
const store = await seededStore(
  new Seed().row(serviceTable, serviceId('web', true), baseMs, { count: 2 }),
);
const endpoint = endpointOver(store);

const traceFields = `debuggingTrace{traceId condition startTime endTime duration
  spans{spanId parentSpanId operation startTime endTime duration msg error}}`;

interface TraceView {
  readonly condition: string;
  readonly spans: readonly {
    readonly spanId: number;
    readonly parentSpanId: number;
    readonly operation: string;
    readonly msg: string | null;
    readonly error: string | null;
  }[];
}

async function debugged(field: string, variables: object = {}): Promise<TraceView> {
  const answer = await read(
    endpoint,
    `query($d:Duration!){_:getTimeInfo{timezone} r:${field}{${traceFields}}
      used:getGlobalTopology(duration:$d){nodes{id}}}`,
    { d: minutes(0, 5), ...variables },
  );
  return (answer as { debuggingTrace: TraceView }).debuggingTrace;
}

test('an expression asked with debug tells what was read, and one without does not', async () => {
  const entity = 'entity:{serviceName:"web",normal:true},duration:$d';
  const trace = await debugged(
    `execExpression(expression:"avg(service_cpm)",${entity},debug:true)`,
  );
  assert.deepEqual(
    trace.spans.map(({ spanId, parentSpanId, operation, error }) => [
      spanId,
      parentSpanId,
      operation,
      error,
    ]),
    [
      [0, -1, 'MQE query', null],
      [1, 0, 'MQE syntax analysis', null],
      [2, 0, 'MQE Metric OP: service_cpm', null],
      [3, 2, 'Store: readMetrics', null],
    ],
  );
  assert.match(trace.condition, /^expression: avg\(service_cpm\), entity: \{"serviceName":"web"/);
  assert.match(String(trace.spans[3]?.msg), /"entities":\{"ids":\["d2Vi.1"\]\}\}, rows: 1$/);
  for (const flag of ['', ',debug:false']) {
    assert.equal(await debugged(`execExpression(expression:"service_cpm",${entity}${flag})`), null);
  }
});

test('an expression that is wrong still tells how far it came', async () => {
  const entity = 'entity:{serviceName:"web",normal:true},duration:$d';
  const trace = await debugged(`execExpression(expression:"avg(",${entity},debug:true)`);
  assert.deepEqual(
    trace.spans.map(({ operation }) => operation),
    ['MQE query', 'MQE syntax analysis'],
  );
});

test('traces and maps asked with debug tell theirs', async () => {
  const condition =
    'condition:{queryDuration:$d,traceState:ALL,queryOrder:BY_START_TIME,paging:{pageSize:5}}';
  const cases: Readonly<Record<string, string>> = {
    [`queryBasicTraces(${condition},debug:true)`]: 'queryBasicTraces',
    [`queryBasicTracesByName(${condition},debug:true)`]: 'queryBasicTraces',
    [`queryTraces(${condition},debug:true)`]: 'queryTraces',
    [`queryTrace(traceId:"t",debug:true)`]: 'queryTrace',
    [`getGlobalTopology(duration:$d,debug:true)`]: 'getGlobalTopology',
    [`getServicesTopology(serviceIds:["a"],duration:$d,debug:true)`]: 'getServicesTopology',
    [`getServiceTopology(serviceId:"a",duration:$d,debug:true)`]: 'getServicesTopology',
    [`getServiceInstanceTopology(clientServiceId:"a",serverServiceId:"b",duration:$d,debug:true)`]:
      'getServiceInstanceTopology',
    [`getEndpointDependencies(endpointId:"a",duration:$d,debug:true)`]: 'getEndpointDependencies',
    [`getProcessTopology(serviceInstanceId:"a",duration:$d,debug:true)`]: 'getProcessTopology',
  };
  for (const [field, operation] of Object.entries(cases)) {
    const { spans } = await debugged(field);
    assert.equal(spans[0]?.operation, `Query Service: ${operation}`, field);
    assert.ok(operation === 'getProcessTopology' || spans.length > 1, field);
  }
});

function openTrace(): { trace: ExecutionTrace; clock: FakeClock } {
  const clock = new FakeClock(0);
  return { clock, trace: new ExecutionTrace({ traceId: 'id', condition: 'c', clock }) };
}

test('spans nest by what began them, also where the work runs at once', async () => {
  const { trace, clock } = openTrace();
  await trace.span('root', '', async () => {
    await Promise.all([
      trace.span('a', '', async (span) => {
        await trace.span('a1', '', () => clock.advance(2));
        span.tell('rows: 1');
        span.tell('more');
      }),
      trace.span('b', 'where', () => trace.span('b1', '', () => Promise.resolve())),
    ]);
  });
  assert.deepEqual(
    trace.view().spans.map(({ operation, parentSpanId, msg }) => [operation, parentSpanId, msg]),
    [
      ['root', -1, null],
      ['a', 0, 'rows: 1, more'],
      ['a1', 1, null],
      ['b', 0, 'where'],
      ['b1', 3, null],
    ],
  );
  assert.equal(trace.view().spans[2]?.duration, 2_000_000);
  assert.equal(trace.view().duration, 2_000_000);
});

test('what fails is written down and thrown on', async () => {
  const { trace } = openTrace();
  await assert.rejects(
    trace.span('read', '', () => Promise.reject(new Error('disk'))),
    /disk/,
  );
  assert.equal(trace.view().spans[0]?.error, 'disk');
});

test('a trace keeps so many spans and no more, and cuts long texts', async () => {
  const { trace } = openTrace();
  const { executionSpansMax, executionTextMax } = queryLimits;
  let runs = 0;
  for (let i = 0; i < executionSpansMax + 5; i++) {
    await trace.span('x'.repeat(executionTextMax + 1), '', (span) => {
      span.tell('y');
      runs++;
    });
  }
  const { spans } = trace.view();
  assert.deepEqual([runs, spans.length], [executionSpansMax + 5, executionSpansMax]);
  assert.equal(spans[0]?.operation, `${'x'.repeat(executionTextMax)}…`);
});
