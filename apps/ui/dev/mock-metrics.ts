/**
 * Answers metric expressions over the made-up shop: a metric's name with or without labels, `top_n` over services,
 * instances or endpoints, and an error for what does not exist.
 */
import { daily, incident, minuteMs, noise, unitHash } from './mock-world.ts';
import type { Scene, WorldService } from './mock-world.ts';

export interface MockEntity {
  readonly serviceName?: string;
  readonly serviceInstanceName?: string;
  readonly endpointName?: string;
  readonly destServiceName?: string;
}

export interface MockWindow {
  readonly starts: readonly number[];
  readonly stepMs: number;
  readonly nowMs: number;
}

export interface MockSeries {
  readonly metric: { readonly labels: readonly { readonly key: string; readonly value: string }[] };
  readonly values: readonly Record<string, unknown>[];
}

export interface MockResult {
  readonly type: string;
  readonly error: string | null;
  readonly results: readonly MockSeries[];
}

const ranks: Readonly<Record<string, number>> = {
  '50': 0.82,
  '75': 1.12,
  '90': 1.7,
  '95': 2.3,
  '99': 4.1,
};

/** Names of metrics by their kind; anything else does not exist. */
const patterns: readonly (readonly [
  RegExp,
  'cpm' | 'latency' | 'sla' | 'percentile' | 'apdex' | 'runtime',
])[] = [
  [
    /^(?:service|service_instance|endpoint|endpoint_relation|service_relation_(?:client|server)|database_access|cache_(?:access|read|write)|mq_service_(?:consume|produce))_cpm$/,
    'cpm',
  ],
  [
    /^(?:service|service_instance|endpoint|endpoint_relation|service_relation_(?:client|server)|database_access|cache_(?:access|read|write))_resp_time$|^mq_service_consume_latency$/,
    'latency',
  ],
  [
    /^(?:service|service_instance|endpoint|endpoint_relation|database_access|cache_(?:access|read|write)|mq_service_(?:consume|produce))_sla$|^service_relation_(?:client|server)_call_sla$/,
    'sla',
  ],
  [
    /^(?:service|endpoint|endpoint_relation|service_relation_(?:client|server)|database_access|cache_access|mq_service_consume)_percentile$/,
    'percentile',
  ],
  [/^service_apdex$/, 'apdex'],
  [/^instance_(?:jvm|clr)_\w+$/, 'runtime'],
];

/** Evaluates one expression. */
export function evaluate(
  expression: string,
  entity: MockEntity,
  window: MockWindow,
  world: { readonly services: readonly WorldService[]; readonly scene: Scene },
): MockResult {
  const top = /^top_n\(\s*(\w+)\s*,\s*(\d+)\s*,\s*(asc|des)/.exec(expression);
  if (top !== null) {
    return topList(top[1] ?? '', Number(top[2]), top[3] === 'asc', entity, window, world.services);
  }
  const plain = /^(\w+)(?:\{p='([\d,]+)'\})?$/.exec(expression);
  const name = plain?.[1] ?? '';
  const kind = patterns.find(([pattern]) => pattern.test(name))?.[1];
  if (plain === null || kind === undefined)
    return failed(`Metric: [${name === '' ? expression : name}] does not exist.`);
  if (name.startsWith('endpoint_') && entity.endpointName === undefined)
    return { type: 'UNKNOWN', error: null, results: [] };
  if (world.scene === 'partial' && /percentile|apdex/.test(name))
    return failed('Read of metrics timed out after 10 s.');
  const value = (atMs: number, rank: number): number | undefined =>
    valueAt(world.services, name, kind, entity, atMs, window, rank);
  if (kind !== 'percentile') return series([{ labels: [], rank: 1 }], window, value);
  const wanted = (plain[2] ?? '50,75,90,95,99').split(',');
  return series(
    wanted.map((p) => ({ labels: [{ key: 'p', value: p }], rank: ranks[p] ?? 1 })),
    window,
    value,
  );
}

function failed(error: string): MockResult {
  return { type: 'UNKNOWN', error, results: [] };
}

function series(
  lines: readonly { readonly labels: MockSeries['metric']['labels']; readonly rank: number }[],
  window: MockWindow,
  value: (atMs: number, rank: number) => number | undefined,
): MockResult {
  return {
    type: 'TIME_SERIES_VALUES',
    error: null,
    results: lines.map(({ labels, rank }) => ({
      metric: { labels },
      values: window.starts.map((atMs) => {
        const at = value(atMs, rank);
        return {
          id: String(atMs),
          value: at === undefined ? null : String(Math.round(at * 100) / 100),
        };
      }),
    })),
  };
}

function valueAt(
  services: readonly WorldService[],
  metric: string,
  kind: 'cpm' | 'latency' | 'sla' | 'percentile' | 'apdex' | 'runtime',
  entity: MockEntity,
  atMs: number,
  window: MockWindow,
  rank: number,
): number | undefined {
  const owner = services.find(
    (each) => each.name === (entity.destServiceName ?? entity.serviceName),
  );
  if (owner === undefined || owner.isSilent === true || atMs > window.nowMs) return undefined;
  if (
    !metric.startsWith(familyOf(owner)) &&
    /^(?:database|cache|mq|service)_/.test(metric) &&
    !/_relation|_instance/.test(metric)
  ) {
    return undefined;
  }
  const part = partOf(owner, entity);
  if (
    part.restartsAtMs !== undefined &&
    Math.abs(atMs - (window.nowMs - part.restartsAtMs)) < 1.5 * minuteMs
  )
    return undefined;
  const key = `${entity.serviceName}/${entity.serviceInstanceName ?? ''}/${entity.endpointName ?? ''}/${entity.destServiceName ?? ''}`;
  if (kind === 'runtime') return runtimeValue(metric, owner, key, atMs);
  const trouble = incident(owner.name, atMs, window.nowMs);
  // The last bucket has only begun.
  const filled = Math.min(1, (window.nowMs - atMs) / window.stepMs);
  const load =
    owner.callsPerMinute * part.share * daily(atMs) * noise(`${key}cpm`, atMs, 0.22) * filled;
  const latency = Math.max(
    0.4,
    owner.latencyMs * part.slowness * noise(`${key}lat`, atMs, 0.3) * (1 + 3.6 * trouble),
  );
  const errors = owner.errorShare * noise(`${key}err`, atMs, 1.1) + 0.19 * trouble;
  switch (kind) {
    case 'cpm':
      return Math.round(load);
    case 'latency':
      return Math.round(latency);
    case 'sla':
      return Math.floor(10_000 * (1 - Math.max(0, errors)));
    case 'percentile':
      return Math.ceil((latency * rank * noise(`${key}p${rank}`, atMs, 0.12)) / 10) * 10;
    case 'apdex':
      return Math.floor(
        10_000 * Math.max(0.05, 1 - errors - Math.min(0.9, Math.max(0, latency - 180) / 1800)),
      );
  }
}

function familyOf(owner: WorldService): string {
  const families: Readonly<Record<string, string>> = {
    VIRTUAL_DATABASE: 'database_access',
    VIRTUAL_CACHE: 'cache_',
    VIRTUAL_MQ: 'mq_service_',
  };
  return families[owner.layer] ?? 'service_';
}

interface Part {
  readonly share: number;
  readonly slowness: number;
  readonly restartsAtMs?: number;
}

function partOf(owner: WorldService, entity: MockEntity): Part {
  if (entity.endpointName !== undefined) {
    const at = Math.max(0, owner.endpoints.indexOf(entity.endpointName));
    return { share: 0.55 / (at + 1), slowness: 0.6 + unitHash(entity.endpointName) * 1.1 };
  }
  if (entity.serviceInstanceName !== undefined) {
    const at = owner.instances.indexOf(entity.serviceInstanceName);
    return {
      share: 1 / Math.max(1, owner.instances.length),
      slowness: 0.9 + at * 0.12,
      ...(at === 1 ? { restartsAtMs: 9 * minuteMs } : {}),
    };
  }
  if (entity.destServiceName !== undefined) {
    return { share: 0.1 + unitHash(`${entity.serviceName}>${owner.name}`) * 0.5, slowness: 1.1 };
  }
  return { share: 1, slowness: 1 };
}

function runtimeValue(
  metric: string,
  owner: WorldService,
  key: string,
  atMs: number,
): number | undefined {
  const isJvm = metric.startsWith('instance_jvm_');
  if (isJvm !== (owner.language === 'JAVA') || (!isJvm && owner.language !== 'DOTNET'))
    return undefined;
  const sawtooth = ((atMs / minuteMs + unitHash(key) * 14) % 14) / 14;
  const mib = 2 ** 20;
  const values: Readonly<Record<string, number>> = {
    instance_jvm_cpu: 22 * noise(key, atMs, 0.7),
    instance_jvm_memory_heap: (240 + 420 * sawtooth) * mib,
    instance_jvm_memory_heap_max: 1024 * mib,
    instance_jvm_memory_noheap: 118 * mib * noise(`${key}nh`, atMs, 0.03),
    instance_jvm_young_gc_time: Math.round(14 * noise(`${key}gc`, atMs, 1)),
    instance_jvm_young_gc_count: Math.round(4 * noise(`${key}gcc`, atMs, 0.8)),
    instance_jvm_old_gc_time: sawtooth < 0.08 ? 180 : 0,
    instance_jvm_old_gc_count: sawtooth < 0.08 ? 1 : 0,
    instance_jvm_thread_live_count: Math.round(84 * noise(`${key}th`, atMs, 0.1)),
    instance_jvm_thread_daemon_count: 61,
    instance_jvm_thread_peak_count: 112,
    instance_jvm_thread_runnable_state_thread_count: Math.round(18 * noise(`${key}run`, atMs, 0.5)),
    instance_jvm_thread_blocked_state_thread_count: unitHash(`${key}${atMs}`) > 0.8 ? 3 : 0,
    instance_jvm_thread_waiting_state_thread_count: 34,
    instance_jvm_thread_timed_waiting_state_thread_count: 27,
    instance_jvm_class_loaded_class_count: 14_210,
    instance_clr_cpu: 17 * noise(key, atMs, 0.6),
    instance_clr_heap_memory: (90 + 110 * sawtooth) * mib,
    instance_clr_gen0_collect_count: Math.round(6 * noise(`${key}g0`, atMs, 0.9)),
    instance_clr_gen1_collect_count: Math.round(2 * noise(`${key}g1`, atMs, 0.9)),
    instance_clr_gen2_collect_count: sawtooth < 0.08 ? 1 : 0,
    instance_clr_available_worker_threads: 32_000,
    instance_clr_max_worker_threads: 32_767,
  };
  return values[metric];
}

const slowStatements = [
  'SELECT o.*, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = ? ORDER BY o.created_at DESC LIMIT 200',
  'UPDATE stock SET reserved = reserved + ? WHERE sku = ? AND available - reserved >= ?',
  'SELECT sum(amount) FROM payments WHERE merchant_id = ? AND captured_at BETWEEN ? AND ?',
  'INSERT INTO order_events (order_id, kind, body) VALUES (?, ?, ?)',
];

function topList(
  metric: string,
  count: number,
  isAscending: boolean,
  entity: MockEntity,
  window: MockWindow,
  services: readonly WorldService[],
): MockResult {
  if (metric === 'top_n_database_statement') return slowList(count, entity, services);
  const kind = patterns.find(([pattern]) => pattern.test(metric))?.[1];
  if (kind === undefined) return failed(`Metric: [${metric}] does not exist.`);
  const within =
    entity.serviceName === undefined
      ? services
      : services.filter((each) => each.name === entity.serviceName);
  const rows = within.flatMap((owner) => ownersOf(metric, owner).map((each) => ({ owner, each })));
  const middleMs = window.starts[Math.floor(window.starts.length / 2)] ?? window.nowMs;
  const values = rows.flatMap(({ owner, each }) => {
    const of = { serviceName: owner.name, ...each };
    const value = valueAt(services, metric, kind, of, middleMs, window, 1);
    if (value === undefined) return [];
    const scope =
      each.endpointName === undefined
        ? each.serviceInstanceName === undefined
          ? 'Service'
          : 'ServiceInstance'
        : 'Endpoint';
    const childName = each.endpointName ?? each.serviceInstanceName;
    const id =
      childName === undefined
        ? owner.id
        : `${owner.id}_${Buffer.from(childName).toString('base64')}`;
    return [
      {
        id,
        value: String(Math.round(value)),
        traceID: null,
        owner: {
          scope,
          serviceID: owner.id,
          serviceName: owner.name,
          normal: owner.normal,
          serviceInstanceID: each.serviceInstanceName === undefined ? null : id,
          serviceInstanceName: each.serviceInstanceName ?? null,
          endpointID: each.endpointName === undefined ? null : id,
          endpointName: each.endpointName ?? null,
        },
      },
    ];
  });
  values.sort((a, b) => (isAscending ? 1 : -1) * (Number(a.value) - Number(b.value)));
  return {
    type: 'SORTED_LIST',
    error: null,
    results: [{ metric: { labels: [] }, values: values.slice(0, count) }],
  };
}

function ownersOf(metric: string, owner: WorldService): readonly MockEntity[] {
  if (metric.startsWith('endpoint_'))
    return owner.endpoints.map((endpointName) => ({ endpointName }));
  if (metric.startsWith('service_instance_'))
    return owner.instances.map((serviceInstanceName) => ({ serviceInstanceName }));
  return [{}];
}

function slowList(
  count: number,
  entity: MockEntity,
  services: readonly WorldService[],
): MockResult {
  const owner = services.find((each) => each.name === entity.serviceName);
  const values = owner?.layer === 'VIRTUAL_DATABASE' ? slowStatements.slice(0, count) : [];
  return {
    type: 'RECORD_LIST',
    error: null,
    results: [
      {
        metric: { labels: [] },
        values: values.map((statement, index) => ({
          id: statement,
          value: String(2300 - index * 410),
          traceID: `5f1d${index}c0ffee4b0d9a7c${index}.84.17637600000${index}0`,
          owner: null,
        })),
      },
    ],
  };
}
