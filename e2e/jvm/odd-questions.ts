/** What both servers are asked about the odd segments: every metric of every entity that they can have made, and lists. */
import { memberId, serviceId } from '@stormpetrel/model';
import { minutesAround } from '../support/duration.ts';
import { type Question, expression } from './questions.ts';
import { type RandomOddities, nameLengths, shownName } from './random-oddities.ts';

const traffic = (prefix: string): readonly string[] =>
  ['cpm', 'resp_time', 'sla', 'percentile'].map((name) => `${prefix}_${name}`);

const serviceMetrics = [
  ...traffic('service'),
  'service_apdex',
  'service_mq_consume_count',
  'service_mq_consume_latency',
];
const instanceMetrics = traffic('service_instance').slice(0, 3);
const endpointMetrics = [...traffic('endpoint'), 'endpoint_mq_consume_latency'];
const relationMetrics = (scope: string): readonly string[] =>
  ['client', 'server'].flatMap((side) =>
    ['cpm', 'resp_time', 'call_sla', 'percentile'].map((name) => `${scope}_${side}_${name}`),
  );
const guessedMetrics = [
  ...traffic('database_access'),
  ...['access', 'read', 'write'].flatMap((name) => traffic(`cache_${name}`)),
  ...['consume_cpm', 'consume_sla', 'consume_latency', 'consume_percentile'].map(
    (name) => `mq_service_${name}`,
  ),
  'mq_service_produce_cpm',
  'mq_service_produce_sla',
];
const topicMetrics = guessedMetrics
  .filter((name) => name.startsWith('mq_'))
  .map((name) => name.replace('service', 'endpoint'));

const pools =
  'code_cache newgen oldgen survivor permgen metaspace zheap compressed_class_space codeheap_non_nmethods codeheap_profiled_nmethods codeheap_non_profiled_nmethods';
const threads =
  'live_count daemon_count peak_count runnable_state_thread_count blocked_state_thread_count waiting_state_thread_count timed_waiting_state_thread_count';
const runtimeMetrics = [
  'cpu',
  ...['heap', 'noheap', 'heap_max', 'noheap_max'].map((name) => `memory_${name}`),
  ...pools.split(' ').map((name) => `memory_pool_${name}`),
  ...['young', 'old', 'normal'].flatMap((name) => [`${name}_gc_time`, `${name}_gc_count`]),
  ...threads.split(' ').map((name) => `thread_${name}`),
  ...['loaded', 'total_unloaded', 'total_loaded'].map((name) => `class_${name}_class_count`),
]
  .map((name) => `instance_jvm_${name}`)
  .concat(
    [
      'cpu',
      'gen0_collect_count',
      'gen1_collect_count',
      'gen2_collect_count',
      'heap_memory',
      'available_completion_port_threads',
      'available_worker_threads',
      'max_completion_port_threads',
      'max_worker_threads',
    ].map((name) => `instance_clr_${name}`),
  );

export function oddQuestions(system: RandomOddities, fromMs: number): Question[] {
  const duration = minutesAround(fromMs, 1, 4);
  const services = system.services.map(({ name, instances }) => ({
    name: shownName(name, nameLengths.service),
    instances: instances.map((instance) => shownName(instance, nameLengths.instance)),
  }));
  const guessed = [...system.peers, '_blank', 'Redis-local', 'REDIS-local', 'Guava-local'];
  const ask = (names: readonly string[], entity: object): Question[] =>
    names.map((name) => expression(name, entity, duration));
  const list: Question[] = [];
  for (const { name: serviceName, instances } of services) {
    const entity = { serviceName, normal: true };
    list.push(...ask(serviceMetrics, entity));
    for (const serviceInstanceName of instances) {
      list.push(
        ...ask([...instanceMetrics, ...runtimeMetrics], { ...entity, serviceInstanceName }),
      );
    }
    for (const endpointName of new Set(system.endpoints)) {
      list.push(...ask(endpointMetrics, { ...entity, endpointName }));
    }
  }
  for (const serviceName of guessed) {
    const entity = { serviceName, normal: false };
    list.push(...ask(guessedMetrics, entity));
    for (const endpointName of system.topics) {
      list.push(...ask(topicMetrics, { ...entity, endpointName }));
    }
  }
  const ends = [
    ...services.map(({ name }) => ({ name, normal: true })),
    ...guessed.slice(0, 5).flatMap((name) => [true, false].map((normal) => ({ name, normal }))),
    { name: 'User', normal: false },
  ];
  for (const source of ends) {
    for (const target of ends) {
      const isOwn = services.some(({ name }) => name === source.name || name === target.name);
      if (!isOwn) continue;
      list.push(
        ...ask(relationMetrics('service_relation'), {
          serviceName: source.name,
          normal: source.normal,
          destServiceName: target.name,
          destNormal: target.normal,
        }),
      );
    }
  }
  return [
    ...list,
    ...mapQuestions(system, services, duration),
    ...traceQuestions(services, duration),
  ];
}

interface ShownService {
  readonly name: string;
  readonly instances: readonly string[];
}

function mapQuestions(
  system: RandomOddities,
  services: readonly ShownService[],
  duration: object,
): Question[] {
  const ids = services.map(({ name }) => serviceId(name, true));
  const list: Question[] = [
    {
      name: 'map of the odd services',
      query:
        'query($s: [ID!]!, $d: Duration!) { getServicesTopology(serviceIds: $s, duration: $d) { nodes { id name isReal } calls { id source target detectPoints } } }',
      variables: { s: ids, d: duration },
    },
  ];
  for (const id of ids) {
    for (const endpoint of new Set(system.endpoints)) {
      list.push({
        name: `dependencies of ${endpoint}`,
        query:
          'query($e: ID!, $d: Duration!) { getEndpointDependencies(endpointId: $e, duration: $d) { nodes { id name serviceName isReal } calls { id source target detectPoints } } }',
        variables: { e: memberId(id, endpoint), d: duration },
      });
    }
    const others = [
      ...ids,
      serviceId('User', false),
      ...system.peers.flatMap((name) => [serviceId(name, true), serviceId(name, false)]),
    ];
    for (const other of others) {
      for (const [a, b] of [
        [id, other],
        [other, id],
      ]) {
        list.push({
          name: 'map of odd instances',
          query:
            'query($a: ID!, $b: ID!, $d: Duration!) { getServiceInstanceTopology(clientServiceId: $a, serverServiceId: $b, duration: $d) { nodes { id name serviceName isReal } calls { id source target detectPoints } } }',
          variables: { a, b, d: duration },
        });
      }
    }
  }
  return list;
}

function traceQuestions(services: readonly ShownService[], duration: object): Question[] {
  const list: Question[] = [];
  const add = (name: string, more: object): void => {
    list.push({
      name: `traces ${name}`,
      query:
        'query($c: TraceQueryCondition!) { queryBasicTraces(condition: $c) { traces { segmentId endpointNames duration start isError traceIds } } }',
      variables: {
        c: {
          queryDuration: duration,
          traceState: 'ALL',
          queryOrder: 'BY_START_TIME',
          paging: { pageNum: 1, pageSize: 500 },
          ...more,
        },
      },
    });
  };
  for (const { name, instances } of services) {
    const id = serviceId(name, true);
    add(`of ${name}`, { serviceId: id });
    add(`of ${name} that failed`, { serviceId: id, traceState: 'ERROR' });
    add(`of ${name} in a range`, { serviceId: id, minTraceDuration: 10, maxTraceDuration: 2_600 });
    for (const instance of instances) {
      add(`of ${name} ${instance}`, { serviceId: id, serviceInstanceId: memberId(id, instance) });
    }
    for (const endpoint of ['GET:/odd', 'job', '_blank']) {
      add(`of ${name} ${endpoint}`, { serviceId: id, endpointId: memberId(id, endpoint) });
    }
    add(`of ${name} by tag`, {
      serviceId: id,
      tags: [{ key: 'http.status_code', value: '404' }],
    });
    list.push({
      name: `endpoints of ${name}`,
      query: 'query($s: ID!) { findEndpoint(serviceId: $s, keyword: "", limit: 100) { id name } }',
      variables: { s: id },
    });
    list.push({
      name: `instances of ${name}`,
      query:
        'query($s: ID!, $d: Duration!) { listInstances(serviceId: $s, duration: $d) { id name language instanceUUID attributes { name value } } }',
      variables: { s: id, d: duration },
    });
  }
  return list;
}
