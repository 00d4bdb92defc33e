/** What both servers are asked. */
import { memberId, serviceId } from '@stormpetrel/model';
import type { TrafficShape } from '@stormpetrel/testkit/load';
import { minutesAround } from '../support/duration.ts';
import type { RandomExpression } from './random-expressions.ts';
import { type RandomSystem, minutesOfCalls } from './random-system.ts';

export interface Question {
  readonly name: string;
  readonly query: string;
  readonly variables: object;
}

/** What is asked of the samples of the load generator, over the minute that they lie in. */
export function fixedQuestions(shape: TrafficShape, aroundMs: number): Question[] {
  const duration = minutesAround(aroundMs, 0, 0);
  const list: Question[] = [
    {
      name: 'map',
      query:
        'query($d: Duration!) { getGlobalTopology(duration: $d) { nodes { id name isReal } calls { id source target detectPoints } } }',
      variables: { d: duration },
    },
    {
      name: 'services',
      query:
        'query($d: Duration!) { getAllServices(duration: $d) { id name group shortName normal } }',
      variables: { d: duration },
    },
  ];
  const entity = (name: string, rest: object = {}): object => ({
    serviceName: name,
    normal: true,
    ...rest,
  });
  const names = Array.from(
    { length: shape.services },
    (_, i) => `group-${i % 5}::service-${String(i).padStart(4, '0')}`,
  );
  names.forEach((name, i) => {
    const target = names[(i + 1) % names.length] ?? name;
    const relation = entity(name, { destServiceName: target, destNormal: true });
    const endpoint = entity(name, {
      endpointName: `GET:/api/v1/resource-${i % shape.endpointsPerService}/items`,
    });
    const instance = entity(name, { serviceInstanceName: `instance-0@10.0.${i % 256}.0` });
    for (const metric of ['cpm', 'resp_time', 'sla', 'apdex', 'percentile'])
      list.push(expression(`service_${metric}`, entity(name), duration));
    for (const metric of ['cpm', 'resp_time', 'sla'])
      list.push(expression(`service_instance_${metric}`, instance, duration));
    for (const metric of ['cpm', 'resp_time', 'sla', 'percentile'])
      list.push(expression(`endpoint_${metric}`, endpoint, duration));
    for (const side of ['client', 'server']) {
      for (const metric of ['cpm', 'call_sla', 'resp_time', 'percentile'])
        list.push(expression(`service_relation_${side}_${metric}`, relation, duration));
    }
  });
  const guessed = (name: string): object => ({ serviceName: name, normal: false });
  for (const metric of ['cpm', 'resp_time', 'sla', 'percentile']) {
    list.push(expression(`database_access_${metric}`, guessed('mysql-0.db.svc:3306'), duration));
    list.push(expression(`cache_access_${metric}`, guessed('redis-0.cache.svc:6379'), duration));
  }
  return list;
}

/** The answers of a random system: its expressions and its maps. `fromMs` is the first minute of its calls. */
export function randomQuestions(
  system: RandomSystem,
  expressions: readonly RandomExpression[],
  fromMs: number,
): Question[] {
  const duration = minutesAround(fromMs, 1, minutesOfCalls);
  const firstMinute = minutesAround(fromMs, 0, 0);
  const untilMs = fromMs + minutesOfCalls * 60_000;
  const list = expressions.map(({ text, entity, isRanking, step }) => {
    const whole = step === 'MINUTE' ? duration : stepsBetween(fromMs, untilMs, step);
    return expression(text, entity, isRanking ? firstMinute : whole);
  });
  const ids = system.services.map(({ name }) => serviceId(name, true));
  list.push({
    name: 'map of the services',
    query:
      'query($s: [ID!]!, $d: Duration!) { getServicesTopology(serviceIds: $s, duration: $d) { nodes { id name isReal } calls { id source target detectPoints } } }',
    variables: { s: ids, d: duration },
  });
  for (const [i, { calls }] of system.services.entries()) {
    for (const place of calls) {
      list.push({
        name: 'map of instances',
        query:
          'query($a: ID!, $b: ID!, $d: Duration!) { getServiceInstanceTopology(clientServiceId: $a, serverServiceId: $b, duration: $d) { nodes { id name serviceName isReal } calls { id source target detectPoints } } }',
        variables: { a: ids[i], b: ids[place], d: duration },
      });
    }
  }
  const [first] = system.services;
  for (const name of first?.endpoints ?? []) {
    list.push({
      name: 'map of an endpoint',
      query:
        'query($e: ID!, $d: Duration!) { getEndpointDependencies(endpointId: $e, duration: $d) { nodes { id name serviceName isReal } calls { id source target detectPoints } } }',
      variables: { e: memberId(ids[0] ?? '', name), d: duration },
    });
  }
  return list;
}

/** Whole hours or days, in UTC. */
function stepsBetween(fromMs: number, toMs: number, step: 'HOUR' | 'DAY'): object {
  const text = (timeMs: number): string =>
    new Date(timeMs)
      .toISOString()
      .replace('T', ' ')
      .slice(0, step === 'HOUR' ? 13 : 10);
  return { start: text(fromMs), end: text(toMs), step };
}

export function expression(text: string, entity: object, duration: object): Question {
  return {
    name: `${text} of ${JSON.stringify(entity)} in ${JSON.stringify(duration)}`,
    query:
      'query($e: String!, $n: Entity!, $d: Duration!) { execExpression(expression: $e, entity: $n, duration: $d) { type error results { metric { labels { key value } } values { id value } } } }',
    variables: { e: text, n: entity, d: duration },
  };
}

/** The answer in a form that does not depend on the order of lists. */
export async function ask(url: string, query: string, variables: object): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return canonical(await response.json());
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).toSorted().join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  // What has no name is shown as such there, and by the name that its id has here.
  const shown = (key: string, item: unknown): unknown => {
    if (item === '' && /name$/i.test(key)) return '_blank';
    // An endpoint that calls itself is told twice there.
    if (key !== 'calls' || !Array.isArray(item)) return item;
    return [...new Map(item.map((call) => [canonical(call), call])).values()];
  };
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(shown(key, item))}`).join(',')}}`;
}
