import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, end, openAdminBench, start } from './testing/admin-bench.ts';

const { ask, read } = await openAdminBench();

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

test('answers lists of traces, traces, maps and logs with theirs', async () => {
  const cases: Readonly<Record<string, readonly [key: string, count: number, root: string]>> = {
    [`trace/queryBasicTraces?${duration}&service=web&serviceInstance=w-1&endpoint=/&traceState=ALL&queryOrder=BY_DURATION&pageNum=1&pageSize=15&tags=http.method=GET`]:
      ['traces', 1, 'queryBasicTraces'],
    [`trace/queryTrace?traceId=t1&${duration}`]: ['spans', 1, 'queryTrace'],
    [`log/queryLogs?${duration}&pageNum=1&pageSize=15`]: ['logs', 2, 'queryLogs'],
    [`log/queryLogs?${duration}&service=web&serviceLayer=GENERAL&serviceInstance=w-1&endpoint=/&tags=level=WARN&keywordsOfContent=cart,FULL&excludingKeywordsOfContent=empty,x&queryOrder=ASC&pageNum=1&pageSize=15`]:
      ['logs', 1, 'queryLogs'],
    'log/queryLogs?traceId=t1&segmentId=s1&spanId=1&pageNum=1&pageSize=15': [
      'logs',
      1,
      'queryLogs',
    ],
    'log/queryLogs?traceId=t2&pageNum=1&pageSize=15': ['logs', 0, 'queryLogs'],
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
    'log/queryLogs?pageNum=1&pageSize=15': 'missing parameter: startTime',
    [`log/queryLogs?${duration}&pageNum=1&pageSize=15&queryOrder=UP`]:
      'queryOrder must be one of ASC / DES (got UP)',
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
