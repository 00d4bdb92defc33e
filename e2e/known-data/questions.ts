/** What is asked about the known system, and how answers become short texts that a table can hold. */
import type { ServerProcess } from '@stormpetrel/testkit/process';
import { windowFromMs, windowToMs } from './known-system.ts';
import { type KnownEntity, knownMetrics } from './known-metrics.ts';

/** A zone that the server runs in. Durations are written in it, as its clocks show it. */
export interface Zone {
  readonly name: string;
  readonly offsetMs: number;
}

export type Step = 'MINUTE' | 'HOUR' | 'DAY';

interface Duration {
  readonly start: string;
  readonly end: string;
  readonly step: Step;
}

const textLength: Readonly<Record<Step, number>> = { DAY: 10, HOUR: 13, MINUTE: 16 };

function localText(timeMs: number, step: Step, zone: Zone): string {
  const local = new Date(timeMs + zone.offsetMs).toISOString().replace('T', ' ');
  return local.slice(0, textLength[step]).replace(':', '');
}

/** The two hours, the last minute included. */
export function wholeWindow(step: Step, zone: Zone): Duration {
  return {
    start: localText(windowFromMs, step, zone),
    end: localText(windowToMs - 60_000, step, zone),
    step,
  };
}

export type Series = Readonly<Record<string, string>>;

interface ExpressionAnswer {
  readonly error: string | null;
  readonly results: readonly {
    readonly metric: {
      readonly labels: readonly { readonly key: string; readonly value: string }[];
    };
    readonly values: readonly {
      readonly id: string;
      readonly value: string | null;
      readonly traceID?: string | null;
    }[];
  }[];
}

const expressionFields =
  '{ error results { metric { labels { key value } } values { id value traceID } } }';

/**
 * Points that have a value, by their time on the server's clocks as `dd hh:mm`, day A as `A`, day B as `B`. Values of
 * several labels stand side by side in the order of the labels.
 */
export async function askSeries(
  server: ServerProcess,
  step: Step,
  zone: Zone,
): Promise<Readonly<Record<string, Series>>> {
  const asked = knownMetrics.flatMap(({ entity, rows }) =>
    rows.map(({ metric }) => ({ entity, metric })),
  );
  const fields = asked.map(
    (_, i) =>
      `m${i}: execExpression(expression: $x${i}, entity: $e${i}, duration: $d) ${expressionFields}`,
  );
  const declared = asked.map((_, i) => `$x${i}: String! $e${i}: Entity!`).join(' ');
  const variables: Record<string, unknown> = { d: wholeWindow(step, zone) };
  for (const [i, { entity, metric }] of asked.entries()) {
    variables[`x${i}`] = expressionOf(metric);
    variables[`e${i}`] = entity;
  }
  const answers = await server.query<Record<string, ExpressionAnswer>>(
    `query($d: Duration! ${declared}) { ${fields.join('\n')} }`,
    variables,
  );
  const found: Record<string, Series> = {};
  for (const [i, { entity, metric }] of asked.entries()) {
    const answer = answers[`m${i}`];
    const name = `${metric} of ${nameOf(entity)}`;
    found[name] = answer === undefined ? {} : seriesOf(answer, zone);
  }
  return found;
}

function expressionOf(metric: string): string {
  return metric.endsWith('_percentile') ? `${metric}{p='50,75,90,95,99'}` : metric;
}

export function nameOf(entity: KnownEntity): string {
  const own = [entity.serviceName, entity.serviceInstanceName, entity.endpointName];
  const other = [entity.destServiceName, entity.destServiceInstanceName, entity.destEndpointName];
  return [own, other]
    .map((names) => names.filter((name) => name !== undefined).join(' '))
    .filter((name) => name !== '')
    .join(' → ');
}

function seriesOf(answer: ExpressionAnswer, zone: Zone): Series {
  if (answer.error !== null) return { error: answer.error };
  const points: Record<string, string> = {};
  const byLabel = answer.results.toSorted((a, b) => labelOf(a) - labelOf(b));
  for (const { values } of byLabel) {
    for (const { id, value } of values) {
      if (value === null) continue;
      const time = timeText(Number(id), zone);
      points[time] = points[time] === undefined ? value : `${points[time]},${value}`;
    }
  }
  return points;
}

function labelOf({ metric }: ExpressionAnswer['results'][number]): number {
  return Number(metric.labels.find(({ key }) => key === 'p')?.value ?? 0);
}

/** `A 23:10`: the day, in the server's zone, and the time of day there. */
function timeText(timeMs: number, zone: Zone): string {
  const dayMs = 86_400_000;
  const local = timeMs + zone.offsetMs;
  const dayOfA = Math.floor(windowFromMs / dayMs);
  const day = ['A', 'B'][Math.floor(local / dayMs) - dayOfA] ?? '?';
  return `${day} ${new Date(local).toISOString().slice(11, 16)}`;
}

const idOf = (service: string, normal = true): string =>
  `${Buffer.from(service).toString('base64')}.${normal ? 1 : 0}`;
const memberIdOf = (service: string, member: string): string =>
  `${idOf(service)}_${Buffer.from(member).toString('base64')}`;

/** Conditions of queryBasicTraces, and what they find: segment ids in order. */
export async function askTraces(
  server: ServerProcess,
  zone: Zone,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const checkout = { endpointId: memberIdOf('web', 'GET:/checkout') };
  const conditions: Readonly<Record<string, object>> = {
    'newest checkouts of web': checkout,
    'slowest checkouts of web': { ...checkout, queryOrder: 'BY_DURATION' },
    'second page of checkouts': { ...checkout, paging: { pageNum: 2, pageSize: 3 } },
    failed: { traceState: 'ERROR' },
    'sound ones of cart': { serviceId: idOf('cart'), traceState: 'SUCCESS' },
    'of instance cart-2': {
      serviceId: idOf('cart'),
      serviceInstanceId: memberIdOf('cart', 'cart-2'),
    },
    'of cart, 500 ms and more': { serviceId: idOf('cart'), minTraceDuration: 500 },
    'of cart, 60 to 100 ms': {
      serviceId: idOf('cart'),
      minTraceDuration: 60,
      maxTraceDuration: 100,
    },
    'of trace T1': { traceId: 'T1' },
    'with http.status_code=500': { tags: [{ key: 'http.status_code', value: '500' }] },
    'with mq.topic=orders': { tags: [{ key: 'mq.topic', value: 'orders' }] },
    'with two tags': {
      ...checkout,
      tags: [
        { key: 'http.method', value: 'GET' },
        { key: 'http.status_code', value: '200' },
      ],
    },
    'with a tag that nobody has': { tags: [{ key: 'http.status_code', value: '418' }] },
  };
  const found: Record<string, readonly string[]> = {};
  for (const [name, condition] of Object.entries(conditions)) {
    const { traces } = await server.query<{ traces: { traces: { segmentId: string }[] } }>(
      `query($c: TraceQueryCondition) { traces: queryBasicTraces(condition: $c) { traces { segmentId } } }`,
      {
        c: {
          queryDuration: wholeWindow('MINUTE', zone),
          traceState: 'ALL',
          queryOrder: 'BY_START_TIME',
          paging: { pageNum: 1, pageSize: 20 },
          ...condition,
        },
      },
    );
    found[name] = traces.traces.map(({ segmentId }) => segmentId);
  }
  return found;
}

/** All spans of T1 as `segment span-of-parent type endpoint latency component [failed] [← references]`. */
export async function askTrace(server: ServerProcess, traceId: string): Promise<readonly string[]> {
  const { trace } = await server.query<{
    trace: {
      spans: {
        segmentId: string;
        spanId: number;
        parentSpanId: number;
        serviceInstanceName: string;
        type: string;
        endpointName: string;
        component: string;
        isError: boolean;
        startTime: number;
        endTime: number;
        refs: { type: string; parentSegmentId: string; parentSpanId: number }[];
      }[];
    };
  }>(
    `query($t: ID!) { trace: queryTrace(traceId: $t) { spans { segmentId spanId parentSpanId serviceInstanceName type
      endpointName component isError startTime endTime refs { type parentSegmentId parentSpanId } } } }`,
    { t: traceId },
  );
  return trace.spans
    .map((span) => {
      const refs = span.refs.map(
        (ref) => ` ← ${ref.type} ${ref.parentSegmentId} ${ref.parentSpanId}`,
      );
      return `${span.segmentId} ${span.spanId}<${span.parentSpanId} ${span.serviceInstanceName} ${span.type} ${
        span.endpointName
      } ${span.endTime - span.startTime} ms ${span.component}${span.isError ? ' failed' : ''}${refs.join('')}`;
    })
    .toSorted();
}

interface TopologyAnswer {
  readonly nodes: readonly {
    readonly id: string;
    readonly name: string;
    readonly type: string | null;
  }[];
  readonly calls: readonly {
    readonly source: string;
    readonly target: string;
    readonly detectPoints: readonly string[];
  }[];
}

/** Maps at all scopes: nodes as `name: type`, calls as `from → to: ends that saw it`. */
export async function askMaps(
  server: ServerProcess,
  zone: Zone,
): Promise<Readonly<Record<string, { nodes: string[]; calls: string[] }>>> {
  const fields = '{ nodes { id name type } calls { source target detectPoints } }';
  const answers = await server.query<Record<string, TopologyAnswer>>(
    `query($d: Duration!, $web: ID!, $cart: ID!, $add: ID!) {
      all: getGlobalTopology(duration: $d) ${fields}
      web: getServiceTopology(serviceId: $web, duration: $d) ${fields}
      instances: getServiceInstanceTopology(clientServiceId: $web, serverServiceId: $cart, duration: $d) ${fields}
      add: getEndpointDependencies(endpointId: $add, duration: $d) ${fields} }`,
    {
      d: wholeWindow('MINUTE', zone),
      web: idOf('web'),
      cart: idOf('cart'),
      add: memberIdOf('cart', 'POST:/add'),
    },
  );
  return Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, mapOf(answer)]));
}

function mapOf({ nodes, calls }: TopologyAnswer): { nodes: string[]; calls: string[] } {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return {
    nodes: nodes.map(({ name, type }) => `${name}: ${type}`).toSorted(),
    calls: calls
      .map(
        ({ source, target, detectPoints }) =>
          `${names.get(source)} → ${names.get(target)}: ${detectPoints.toSorted().join('+')}`,
      )
      .toSorted(),
  };
}

/** Slow statements, ranked entities, tags and metadata. */
export async function askLists(
  server: ServerProcess,
  zone: Zone,
): Promise<Record<string, unknown>> {
  const d = wholeWindow('MINUTE', zone);
  const answer = await server.query<Record<string, unknown>>(
    `query($d: Duration!, $web: ID!) {
      database: execExpression(expression: "top_n(top_n_database_statement,10,des)",
        entity: {serviceName: "db:3306", normal: false}, duration: $d) ${expressionFields}
      caller: execExpression(expression: "top_n(top_n_service_database_statement,1,des)",
        entity: {serviceName: "cart", normal: true}, duration: $d) ${expressionFields}
      cache: execExpression(expression: "top_n(top_n_cache_read_command,10,des)",
        entity: {serviceName: "redis:6379", normal: false}, duration: $d) ${expressionFields}
      slowest: execExpression(expression: "top_n(service_resp_time,2,des)", entity: {}, duration: $d) ${expressionFields}
      keys: queryTraceTagAutocompleteKeys(duration: $d)
      codes: queryTraceTagAutocompleteValues(tagKey: "http.status_code", duration: $d)
      topics: queryTraceTagAutocompleteValues(tagKey: "mq.topic", duration: $d)
      instances: listInstances(serviceId: $web, duration: $d) { name }
      endpoints: findEndpoint(serviceId: $web, keyword: "check", limit: 10, duration: $d) { name } }`,
    { d, web: idOf('web') },
  );
  const lists: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(answer)) lists[name] = listOf(value);
  for (const layer of ['GENERAL', 'VIRTUAL_DATABASE', 'VIRTUAL_CACHE', 'VIRTUAL_MQ']) {
    const { services } = await server.query<{ services: { name: string }[] }>(
      `query($l: String!) { services: listServices(layer: $l) { name } }`,
      { l: layer },
    );
    lists[layer] = services.map((found) => found.name).toSorted();
  }
  return lists;
}

/** Expressions as `value name trace`, in order; other lists sorted, since they have no order. */
function listOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) {
    return value
      .map((item: string | { name: string }) => (typeof item === 'string' ? item : item.name))
      .toSorted();
  }
  const { error, results } = value as ExpressionAnswer;
  if (error !== null) return [error];
  return results.flatMap(({ values }) =>
    values.map(({ id, value: found, traceID }) =>
      [found, id, traceID ?? ''].filter((part) => part !== '').join(' '),
    ),
  );
}
