/** Alarms and events of the made-up shop: what the incident of `mock-world` sets off, and what else happens there. */
import { minuteMs, noise, unitHash, worldServices } from './mock-world.ts';
import type { Scene, WorldService } from './mock-world.ts';

export interface MockEvent {
  readonly uuid: string;
  readonly source: {
    readonly service: string;
    readonly serviceInstance: string | null;
    readonly endpoint: null;
  };
  readonly name: string;
  readonly type: 'Normal' | 'Error';
  readonly message: string;
  readonly parameters: readonly { readonly key: string; readonly value: string }[];
  readonly startTime: number;
  readonly endTime: number | null;
  readonly layer: string;
}

export interface MockAlarm {
  readonly startTime: number;
  readonly recoveryTime: number | null;
  readonly scope: string;
  readonly id: string;
  readonly name: string;
  readonly message: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly ruleName: string;
  readonly layer: string;
  readonly service: string;
  readonly snapshot: { readonly expression: string; readonly metrics: readonly unknown[] };
  readonly events: readonly MockEvent[];
}

/** Times hang on the minute, so that what one answer names the next one still has. */
function anchorOf(nowMs: number): number {
  return Math.floor(nowMs / minuteMs) * minuteMs + minuteMs / 2;
}

/** What happens in the shop, newest first. */
export function mockEvents(scene: Scene, nowMs: number): readonly MockEvent[] {
  const anchorMs = anchorOf(nowMs);
  const services = new Map(worldServices(scene).map((each) => [each.name, each]));
  const events: MockEvent[] = [];
  const add = (
    service: string,
    instance: number | undefined,
    what: readonly [name: string, type: 'Normal' | 'Error', message: string],
    minutesAgo: number,
    lengthMinutes?: number,
    parameters: readonly { readonly key: string; readonly value: string }[] = [],
  ): void => {
    const owner = services.get(service);
    if (owner === undefined) return;
    const startTime = Math.round(anchorMs - minutesAgo * minuteMs);
    const [name, type, message] = what;
    events.push({
      uuid: `${name}-${service}-${instance ?? ''}-${minutesAgo}`,
      source: {
        service,
        serviceInstance: instance === undefined ? null : (owner.instances[instance] ?? null),
        endpoint: null,
      },
      name,
      type,
      message,
      parameters,
      startTime,
      endTime: lengthMinutes === undefined ? null : startTime + lengthMinutes * minuteMs,
      layer: owner.layer,
    });
  };
  for (const [instance, ago] of [27, 25.5, 24].entries()) {
    add('cart', instance, ['Shutdown', 'Normal', 'Shutting down for an update.'], ago, 0.4);
    add('cart', instance, ['Start', 'Normal', 'Start Java Application'], ago - 0.5, 0.6, [
      {
        key: 'OPTS',
        value: '-Xmx1g -XX:+UseG1GC -javaagent:/skywalking/agent/skywalking-agent.jar',
      },
    ]);
  }
  add(
    'payment',
    undefined,
    ['Deployed', 'Normal', 'payment 4.18.0 rolled out by the pipeline.'],
    14.2,
    1.8,
    [
      { key: 'version', value: '4.18.0' },
      { key: 'commit', value: '9f3c1e07' },
      { key: 'by', value: 'deploy-bot' },
    ],
  );
  add(
    'payment',
    1,
    ['Unhealthy', 'Error', 'Readiness probe failed: HTTP probe failed with statuscode: 503'],
    11.4,
    3.1,
  );
  add(
    'payment',
    1,
    ['Killing', 'Error', 'Stopping container payment: liveness probe failed.'],
    9.3,
  );
  add('payment', 1, ['Start', 'Normal', 'Start Java Application'], 8.8, 0.7, [
    { key: 'OPTS', value: '-Xmx1g -XX:+UseG1GC' },
  ]);
  add('checkout', 0, ['BackOff', 'Error', 'Circuit breaker for payment opened.'], 10.7, 4.5);
  add(
    'redis:6379',
    undefined,
    ['Failover', 'Error', 'Replica redis-1 promoted: primary did not answer for 5 s.'],
    19.6,
    0.3,
  );
  add(
    'gateway',
    undefined,
    ['ConfigChanged', 'Normal', 'Route table reloaded: 41 routes, 2 changed.'],
    4.1,
  );
  add('订单服务', 2, ['ScalingReplicaSet', 'Normal', '副本数从 2 增加到 3'], 17.3, 1.1);
  if (scene === 'many') {
    for (let i = 0; i < 1400; i++)
      add(
        `tenant-${String(i % 40).padStart(2, '0')}::worker-${i % 985}`,
        i % 3,
        unitHash(`t${i}`) > 0.8
          ? ['OOMKilled', 'Error', 'Container was killed: out of memory.']
          : ['Start', 'Normal', 'Start Java Application'],
        unitHash(`e${i}`) * 30,
      );
  }
  return events.toSorted((a, b) => b.startTime - a.startTime);
}

interface Rule {
  readonly name: string;
  readonly expression: string;
  readonly message: (name: string) => string;
  readonly level: string;
}

const rules: Readonly<
  Record<'latency' | 'success' | 'instance' | 'endpoint' | 'relation' | 'database', Rule>
> = {
  latency: {
    name: 'service_resp_time_rule',
    expression: 'sum(service_resp_time > 1000) >= 3',
    message: (name) =>
      `Response time of service ${name} is more than 1000ms in 3 minutes of last 10 minutes.`,
    level: 'WARNING',
  },
  success: {
    name: 'service_sla_rule',
    expression: 'sum(service_sla < 9000) >= 2',
    message: (name) =>
      `Successful rate of service ${name} is lower than 90% in 2 minutes of last 10 minutes`,
    level: 'CRITICAL',
  },
  instance: {
    name: 'service_instance_resp_time_rule',
    expression: 'sum(service_instance_resp_time > 1000) >= 2',
    message: (name) =>
      `Response time of service instance ${name} is more than 1000ms in 2 minutes of last 10 minutes`,
    level: 'WARNING',
  },
  endpoint: {
    name: 'endpoint_percentile_rule',
    expression: "sum(endpoint_percentile{p='95,99'} > 2000) >= 3",
    message: (name) =>
      `Percentile response time of endpoint ${name} alarm in 3 minutes of last 10 minutes`,
    level: 'WARNING',
  },
  relation: {
    name: 'service_relation_rule',
    expression: 'avg(service_relation_client_resp_time) > 600',
    message: (name) => `Calls from ${name} take more than 600ms`,
    level: 'WARNING',
  },
  database: {
    name: 'database_access_resp_time_rule',
    expression: 'sum(database_access_resp_time > 20) >= 2',
    message: (name) =>
      `Response time of database access ${name} is more than 20ms in 2 minutes of last 10 minutes`,
    level: 'INFO',
  },
};

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** The alarms of the shop, newest first. */
export function mockAlarms(scene: Scene, nowMs: number): readonly MockAlarm[] {
  const anchorMs = anchorOf(nowMs);
  const alarms: MockAlarm[] = [];
  const events = mockEvents(scene, nowMs);
  const services = worldServices(scene);
  const add = (
    kind: keyof typeof rules,
    target: {
      readonly service: string;
      readonly instance?: number;
      readonly endpoint?: number;
      readonly to?: string;
    },
    minutesAgo: number,
    lengthMinutes?: number,
  ): void => {
    const owner = services.find((each) => each.name === target.service);
    if (owner === undefined) return;
    const rule = rules[kind];
    const instance = target.instance === undefined ? undefined : owner.instances[target.instance];
    const endpoint = target.endpoint === undefined ? undefined : owner.endpoints[target.endpoint];
    const child = instance ?? endpoint;
    const name =
      instance !== undefined
        ? `${instance} of ${owner.name}`
        : endpoint !== undefined
          ? `${endpoint} in ${owner.name}`
          : target.to !== undefined
            ? `${owner.name} to ${target.to}`
            : owner.name;
    const startTime = Math.round(anchorMs - minutesAgo * minuteMs);
    alarms.push({
      startTime,
      recoveryTime: lengthMinutes === undefined ? null : startTime + lengthMinutes * minuteMs,
      scope:
        instance !== undefined
          ? 'ServiceInstance'
          : endpoint !== undefined
            ? 'Endpoint'
            : target.to !== undefined
              ? 'ServiceRelation'
              : 'Service',
      id: child === undefined ? owner.id : `${owner.id}_${base64(child)}`,
      name,
      message: rule.message(name),
      tags: [
        { key: 'level', value: rule.level },
        { key: 'team', value: owner.name.length % 2 === 0 ? 'checkout' : 'platform' },
      ],
      ruleName: rule.name,
      layer: owner.layer,
      service: owner.name,
      snapshot: {
        expression: rule.expression,
        metrics: snapshotOf(rule.expression, owner, child, startTime),
      },
      events: events.filter(
        (event) =>
          event.source.service === owner.name &&
          Math.abs(event.startTime - startTime) < 5 * minuteMs,
      ),
    });
  };
  add('latency', { service: 'payment' }, 10.4);
  add('latency', { service: 'payment' }, 5.4, 3.2);
  add('success', { service: 'payment' }, 9.9, 5.6);
  add('success', { service: 'checkout' }, 9.2);
  add('instance', { service: 'payment', instance: 1 }, 10.1, 2.4);
  add('instance', { service: 'payment', instance: 1 }, 6.2, 1.3);
  add('instance', { service: 'payment', instance: 1 }, 2.9);
  add('endpoint', { service: 'payment', endpoint: 1 }, 8.7, 4.9);
  add('relation', { service: 'checkout', to: 'payment' }, 9.6, 5.1);
  add('database', { service: 'orders-primary.mysql:3306' }, 22.8, 4.2);
  add(
    'latency',
    { service: 'notification-and-customer-communication-preferences-service' },
    26.4,
    1.7,
  );
  add('latency', { service: '订单服务' }, 47, 22);
  if (scene === 'many')
    for (let i = 0; i < 900; i++)
      add(
        'latency',
        { service: `tenant-${String(i % 40).padStart(2, '0')}::worker-${i % 985}` },
        unitHash(`a${i}`) * 30,
        0.2 + unitHash(`l${i}`) * 6,
      );
  return alarms.toSorted((a, b) => b.startTime - a.startTime);
}

/** The values that the rule saw: its ten minutes up to the alarm. */
function snapshotOf(
  expression: string,
  owner: WorldService,
  child: string | undefined,
  startTime: number,
): readonly unknown[] {
  const metric = /[a-z]\w*_\w+(?:\{[^}]*\})?/.exec(expression)?.[0] ?? '';
  const name = metric.replace(/\{.*$/, '');
  const end = Math.floor(startTime / minuteMs) * minuteMs - minuteMs;
  const starts = Array.from({ length: 10 }, (_, i) => end - (9 - i) * minuteMs);
  const limit = Number(/[<>]\s*(\d+)/.exec(expression)?.[1] ?? 1000);
  const isBelow = expression.includes('<');
  const value = (atMs: number, rank: number): number => {
    const trouble = Math.max(0, 1 - (end - atMs) / (4.5 * minuteMs));
    const usual =
      limit * (isBelow ? 1.1 : 0.55) * rank * noise(`${owner.name}${child ?? ''}`, atMs, 0.2);
    return Math.round(
      isBelow ? Math.min(10_000, usual - limit * 0.45 * trouble) : usual + limit * 1.1 * trouble,
    );
  };
  const ranks = /p='([\d,]+)'/.exec(metric)?.[1]?.split(',');
  const lines =
    ranks === undefined
      ? [{ labels: [], rank: 1 }]
      : ranks.map((p, i) => ({ labels: [{ key: 'p', value: p }], rank: 1 + i * 0.45 }));
  return [
    {
      name,
      results: lines.map(({ labels, rank }) => ({
        metric: { labels },
        values: starts.map((atMs) => ({ id: String(atMs), value: String(value(atMs, rank)) })),
      })),
    },
  ];
}
