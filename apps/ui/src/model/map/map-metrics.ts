/**
 * The numbers on a map: load, latency and success of services and of calls. Services known only from calls to them
 * (databases, queues) have no numbers of their own kind; theirs are those of the calls that reach them.
 */
import type { ExpressionAnswer, ExpressionEntity, ExpressionRequest } from '../graphql-client.ts';
import type { WireDuration } from '../page/time-window.ts';
import type { ServiceMap } from './service-map.ts';

/** NaN where the server has no number. */
export interface Numbers {
  /** Calls a minute. */
  readonly load: Float64Array;
  readonly latencyMs: Float64Array;
  /** 0 to 100. */
  readonly success: Float64Array;
}

export interface MapNumbers {
  readonly nodes: Numbers;
  readonly calls: Numbers;
  /** Expressions that the server could not answer. */
  readonly failures: number;
}

function emptyNumbers(count: number): Numbers {
  return {
    load: new Float64Array(count).fill(NaN),
    latencyMs: new Float64Array(count).fill(NaN),
    success: new Float64Array(count).fill(NaN),
  };
}

export function emptyMapNumbers(map: ServiceMap): MapNumbers {
  return {
    nodes: emptyNumbers(map.nodes.length),
    calls: emptyNumbers(map.calls.length),
    failures: 0,
  };
}

const SERVICE_EXPRESSIONS = [
  'avg(service_cpm)',
  'avg(service_resp_time)',
  'avg(service_sla)/100',
] as const;

function callExpressions(side: 'client' | 'server'): readonly string[] {
  const prefix = `service_relation_${side}`;
  return [`avg(${prefix}_cpm)`, `avg(${prefix}_resp_time)`, `avg(${prefix}_call_sla)/100`];
}

/** Three expressions for each real service, then three for each call, in the order of the map. */
export function metricRequests(map: ServiceMap, duration: WireDuration): ExpressionRequest[] {
  const requests: ExpressionRequest[] = [];
  const ask = (expressions: readonly string[], entity: ExpressionEntity): void => {
    for (const expression of expressions) requests.push({ expression, entity, duration });
  };
  for (const node of map.nodes) {
    if (node.isReal) ask(SERVICE_EXPRESSIONS, { serviceName: node.name, normal: true });
  }
  for (const call of map.calls) {
    const source = map.nodes[call.source];
    const target = map.nodes[call.target];
    if (source === undefined || target === undefined) continue;
    // What the server side saw is complete; the client side misses calls of callers without an agent.
    ask(callExpressions(call.isSeenByServer ? 'server' : 'client'), {
      serviceName: source.name,
      normal: source.isReal,
      destServiceName: target.name,
      destNormal: target.isReal,
    });
  }
  return requests;
}

function numberOf(answer: ExpressionAnswer | undefined): number {
  if (answer === undefined || !answer.ok) return NaN;
  const value = answer.series[0]?.values[0]?.value;
  return value === undefined || value === null || value === '' ? NaN : Number(value);
}

/** Puts the answers to `metricRequests` in their places. */
export function readMetrics(map: ServiceMap, answers: readonly ExpressionAnswer[]): MapNumbers {
  const numbers = emptyMapNumbers(map);
  let next = 0;
  const take = (into: Numbers, index: number): void => {
    into.load[index] = numberOf(answers[next]);
    into.latencyMs[index] = numberOf(answers[next + 1]);
    into.success[index] = numberOf(answers[next + 2]);
    next += 3;
  };
  map.nodes.forEach((node, i) => {
    if (node.isReal) take(numbers.nodes, i);
  });
  map.calls.forEach((_, k) => take(numbers.calls, k));
  fillFromCalls(map, numbers);
  return { ...numbers, failures: answers.reduce((sum, answer) => sum + (answer.ok ? 0 : 1), 0) };
}

/** Gives nodes without numbers those of the calls to them: load added, the rest weighed by load. */
function fillFromCalls(map: ServiceMap, { nodes, calls }: MapNumbers): void {
  const load = new Float64Array(map.nodes.length);
  const latency = new Float64Array(map.nodes.length);
  const success = new Float64Array(map.nodes.length);
  map.calls.forEach(({ target }, k) => {
    const weight = calls.load[k] as number;
    if (!(weight > 0)) return;
    load[target] = (load[target] as number) + weight;
    latency[target] = (latency[target] as number) + weight * (calls.latencyMs[k] as number);
    success[target] = (success[target] as number) + weight * (calls.success[k] as number);
  });
  for (let i = 0; i < map.nodes.length; i += 1) {
    if (!Number.isNaN(nodes.load[i]) || load[i] === 0) continue;
    nodes.load[i] = load[i] as number;
    nodes.latencyMs[i] = (latency[i] as number) / (load[i] as number);
    nodes.success[i] = (success[i] as number) / (load[i] as number);
  }
}

/** Share of calls that failed, 0 to 1; 0 when unknown. */
export function failedShare(success: number | undefined): number {
  return success === undefined || Number.isNaN(success)
    ? 0
    : Math.min(1, Math.max(0, 1 - success / 100));
}
