/** What the mock answers to each root field of the protocol. */
import { alertingResolvers } from './mock-alerting.ts';
import { evaluateAverage } from './mock-average.ts';
import { evaluateExpression, mockCatalogue } from './mock-expression.ts';
import { evaluate } from './mock-metrics.ts';
import type { MockEntity, MockWindow } from './mock-metrics.ts';
import type { MockProfiling } from './mock-profiling.ts';
import { mockTopology } from './mock-topology.ts';
import { brokenTrace, mockTrace } from './mock-traces.ts';
import { unitHash, worldServices } from './mock-world.ts';
import type { Scene, WorldService } from './mock-world.ts';

export interface MockContext {
  readonly scene: Scene;
  readonly nowMs: () => number;
  readonly profiling?: MockProfiling;
}

type Args = Readonly<Record<string, unknown>>;
type Resolver = (args: Args, context: MockContext) => unknown;

const stepsMs: Readonly<Record<string, number>> = {
  SECOND: 1000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: 86_400_000,
};

/** The mock lives in UTC+08:00, which is never the reader's zone in tests: a page that mixes them up shows it. */
const offsetMs = 8 * 3_600_000;

/** The start of the bucket that a time of the protocol names. */
export function readWireTime(text: string): number {
  const digits = text.replaceAll(/\D/g, '').padEnd(14, '0');
  const at = (from: number, to: number): number => Number(digits.slice(from, to));
  return Date.UTC(at(0, 4), at(4, 6) - 1, at(6, 8), at(8, 10), at(10, 12), at(12, 14)) - offsetMs;
}

function windowOf(args: Args, context: MockContext): MockWindow {
  const duration = args['duration'] as { start: string; end: string; step: string };
  const stepMs = stepsMs[duration.step] ?? 60_000;
  const endMs = readWireTime(duration.end);
  const starts: number[] = [];
  for (let at = readWireTime(duration.start); at <= endMs && starts.length < 500; at += stepMs)
    starts.push(at);
  return { starts, stepMs, nowMs: context.nowMs() };
}

function idOf(owner: WorldService, name: string): string {
  return `${owner.id}_${Buffer.from(name, 'utf8').toString('base64')}`;
}

function serviceById(id: unknown, context: MockContext): WorldService | undefined {
  return worldServices(context.scene).find(
    (each) => String(id) === each.id || String(id).startsWith(`${each.id}_`),
  );
}

function toService(owner: WorldService): unknown {
  return {
    id: owner.id,
    name: owner.name,
    shortName: owner.name,
    group: '',
    layers: [owner.layer],
    normal: owner.normal,
  };
}

function toInstance(owner: WorldService, name: string): unknown {
  const started = new Date(
    Date.UTC(2026, 10, 20, 6, Math.floor(unitHash(name) * 60)),
  ).toISOString();
  return {
    id: idOf(owner, name),
    name,
    language: owner.language,
    instanceUUID: idOf(owner, name),
    attributes: [
      { name: 'OS Name', value: 'Linux' },
      { name: 'hostname', value: name },
      { name: 'Process No.', value: '1' },
      { name: 'ipv4s', value: `10.42.${Math.floor(unitHash(name) * 200)}.17` },
      { name: 'namespace', value: 'shop' },
      { name: 'Start Time', value: started },
      {
        name: 'JVM Arguments',
        value:
          owner.language === 'JAVA'
            ? '-Xmx1g -XX:+UseG1GC -javaagent:/skywalking/agent/skywalking-agent.jar'
            : '',
      },
    ].filter((attribute) => attribute.value !== ''),
  };
}

const components: Readonly<Record<string, string>> = {
  VIRTUAL_DATABASE: 'Mysql',
  VIRTUAL_CACHE: 'Redis',
  VIRTUAL_MQ: 'Kafka',
};
const runtimes: Readonly<Record<string, string>> = {
  JAVA: 'SpringMVC',
  NODEJS: 'Express',
  PYTHON: 'Flask',
  DOTNET: 'AspNetCore',
  GO: 'Go',
};

function typeOf(owner: WorldService): string {
  return components[owner.layer] ?? runtimes[owner.language] ?? 'Unknown';
}

/** The calls among the services, with the people who call the gateway. */
function shopTopology(context: MockContext, wanted?: ReadonlySet<string>): unknown {
  const services = worldServices(context.scene).filter((each) => each.isSilent !== true);
  const user = {
    id: `${Buffer.from('User').toString('base64')}.0`,
    name: 'User',
    type: 'USER',
    isReal: false,
    layers: ['UNDEFINED'],
  };
  const all = services.flatMap((source) =>
    source.calls.flatMap((name) => {
      const target = services.find((each) => each.name === name);
      if (target === undefined) return [];
      return [
        {
          id: `${source.id}-${target.id}`,
          source: source.id,
          target: target.id,
          sourceComponents: [typeOf(target)],
          targetComponents: [typeOf(target)],
          detectPoints: target.normal ? ['CLIENT', 'SERVER'] : ['CLIENT'],
        },
      ];
    }),
  );
  const gateway = services.find((each) => each.name === 'gateway');
  if (gateway !== undefined) {
    all.push({
      id: `${user.id}-${gateway.id}`,
      source: user.id,
      target: gateway.id,
      sourceComponents: [],
      targetComponents: ['Go'],
      detectPoints: ['SERVER'],
    });
  }
  const calls =
    wanted === undefined
      ? all
      : all.filter((call) => wanted.has(call.source) || wanted.has(call.target));
  const used = new Set(calls.flatMap((call) => [call.source, call.target]));
  const nodes = services
    .filter((each) => wanted === undefined || used.has(each.id) || wanted.has(each.id))
    .map((each) => ({
      id: each.id,
      name: each.name,
      type: typeOf(each),
      isReal: each.normal,
      layers: [each.layer],
    }));
  return { nodes: used.has(user.id) ? [user, ...nodes] : nodes, calls };
}

function endpointDependencies(args: Args, context: MockContext): unknown {
  const owner = serviceById(args['endpointId'], context);
  const services = worldServices(context.scene);
  if (owner === undefined) return { nodes: [], calls: [] };
  const at =
    owner.endpoints.find((name) => idOf(owner, name) === args['endpointId']) ??
    owner.endpoints[0] ??
    '';
  const node = (of: WorldService, name: string) => ({
    id: idOf(of, name),
    name,
    serviceId: of.id,
    serviceName: of.name,
    type: typeOf(of),
    isReal: of.normal,
  });
  const self = node(owner, at);
  const callers = services.filter(
    (each) => each.calls.includes(owner.name) && each.endpoints.length > 0,
  );
  const callees = services.filter(
    (each) => owner.calls.includes(each.name) && each.endpoints.length > 0,
  );
  const before = callers.flatMap((each) =>
    each.endpoints.slice(1, 3).map((name) => node(each, name)),
  );
  const after = callees.flatMap((each) =>
    each.endpoints.slice(0, 1).map((name) => node(each, name)),
  );
  const call = (source: { id: string }, target: { id: string }) => ({
    id: `${source.id}-${target.id}`,
    source: source.id,
    target: target.id,
    sourceComponents: [],
    targetComponents: [],
    detectPoints: ['SERVER'],
  });
  return {
    nodes: [self, ...before, ...after],
    calls: [...before.map((each) => call(each, self)), ...after.map((each) => call(self, each))],
  };
}

interface TraceCondition {
  readonly serviceId?: string;
  readonly endpointId?: string;
  readonly traceId?: string;
  readonly traceState?: string;
  readonly queryOrder?: string;
  readonly minTraceDuration?: number;
  readonly maxTraceDuration?: number;
  readonly queryDuration?: { start: string; end: string; step: string };
  readonly paging?: { pageNum?: number; pageSize: number };
}

/** Traces of the window: a few a minute, slow and failing ones more often during the incident. */
function basicTraces(args: Args, context: MockContext): unknown {
  const condition = args['condition'] as TraceCondition;
  const services = worldServices(context.scene).filter(
    (each) => each.normal && each.isSilent !== true && each.endpoints.length > 0,
  );
  if (services.length === 0) return { traces: [] };
  const nowMs = context.nowMs();
  const endMs = Math.min(
    nowMs,
    condition.queryDuration === undefined
      ? nowMs
      : readWireTime(condition.queryDuration.end) + 60_000,
  );
  const startMs =
    condition.queryDuration === undefined
      ? endMs - 900_000
      : readWireTime(condition.queryDuration.start);
  const count = Math.min(4000, Math.ceil((endMs - startMs) / 1000));
  const traces = Array.from({ length: count }, (_, i) => {
    const owner = services[Math.floor(unitHash(`s${i}`) * services.length)] as WorldService;
    const endpoint = owner.endpoints[Math.floor(unitHash(`e${i}`) * owner.endpoints.length)] ?? '';
    const atMs = Math.floor(startMs + ((endMs - startMs) * i) / count);
    const trouble =
      owner.name === 'payment' || owner.name === 'checkout'
        ? Math.max(0, 1 - Math.abs(nowMs - atMs - 560_000) / 240_000)
        : 0;
    const skew = unitHash(`d${i}`);
    const duration = Math.max(
      1,
      Math.round(owner.latencyMs * (0.35 + skew + (skew > 0.96 ? 7 * skew : 0) + trouble * 4)),
    );
    const id = `c0ffee${String(i).padStart(6, '0')}${Math.floor(unitHash(`t${i}`) * 1e10)
      .toString(16)
      .padStart(10, '0')}.71.${atMs}0001`;
    return {
      owner,
      row: {
        segmentId: `${id}.s`,
        endpointNames: [endpoint],
        duration,
        start: String(atMs),
        isError: unitHash(`x${i}`) < owner.errorShare * 2 + trouble * 0.3,
        traceIds: [id],
      },
    };
  });
  const rows = traces
    .filter(({ owner, row }) => {
      if (
        condition.serviceId !== undefined &&
        condition.serviceId !== null &&
        owner.id !== condition.serviceId
      )
        return false;
      if (condition.traceState === 'ERROR' && !row.isError) return false;
      if (condition.traceState === 'SUCCESS' && row.isError) return false;
      if (
        typeof condition.minTraceDuration === 'number' &&
        row.duration < condition.minTraceDuration
      )
        return false;
      return !(
        typeof condition.maxTraceDuration === 'number' && row.duration > condition.maxTraceDuration
      );
    })
    .map(({ row }) => row);
  if (condition.queryOrder === 'BY_DURATION') rows.sort((a, b) => b.duration - a.duration);
  else rows.reverse();
  const size = condition.paging?.pageSize ?? 20;
  const from = ((condition.paging?.pageNum ?? 1) - 1) * size;
  return { traces: rows.slice(from, from + size) };
}

/** `mock-<spans>` opens a trace of that size, `mock-broken` one with every fault; any other id a trace of a shop. */
function trace(args: Args, context: MockContext): unknown {
  const id = String(args['traceId']);
  if (id === 'mock-none') return { spans: [] };
  if (id === 'mock-broken') return { spans: brokenTrace(id) };
  const sized = /^mock-(\d+)$/.exec(id);
  const size = sized === null ? 20 + Math.floor(unitHash(id) * 60) : Number(sized[1]);
  const at = /\.(\d{13})\d*$/.exec(id);
  const startMs = at === null ? context.nowMs() - 600_000 : Number(at[1]);
  return { spans: mockTrace(size, { traceId: id, startMs, seed: Math.floor(unitHash(id) * 1e6) }) };
}

/** Every root field that the pages use. A field that is missing here is answered as the protocol answers it. */
export const resolvers: Readonly<Record<string, Resolver>> = {
  version: () => 'mock',
  checkHealth: () => ({ score: 0, details: '' }),
  getTimeInfo: (_, context) => ({ timezone: '+0800', currentTimestamp: context.nowMs() }),
  listLayers: (_, context) => [...new Set(worldServices(context.scene).map((each) => each.layer))],
  listServices: (args, context) =>
    worldServices(context.scene)
      .filter((each) => typeof args['layer'] !== 'string' || each.layer === args['layer'])
      .map(toService),
  getService: (args, context) => {
    const owner = serviceById(args['serviceId'], context);
    return owner === undefined ? null : toService(owner);
  },
  listInstances: (args, context) => {
    const owner = serviceById(args['serviceId'], context);
    return owner === undefined ? [] : owner.instances.map((name) => toInstance(owner, name));
  },
  getInstance: (args, context) => {
    const owner = serviceById(args['instanceId'], context);
    const name = owner?.instances.find((each) => idOf(owner, each) === args['instanceId']);
    return owner === undefined || name === undefined ? null : toInstance(owner, name);
  },
  findEndpoint: (args, context) => {
    const owner = serviceById(args['serviceId'], context);
    const keyword = typeof args['keyword'] === 'string' ? args['keyword'].toLowerCase() : '';
    return (owner?.endpoints ?? [])
      .filter((name) => name.toLowerCase().includes(keyword))
      .slice(0, Number(args['limit']))
      .map((name) => ({ id: owner === undefined ? '' : idOf(owner, name), name }));
  },
  getEndpointInfo: (args, context) => {
    const owner = serviceById(args['endpointId'], context);
    const name = owner?.endpoints.find((each) => idOf(owner, each) === args['endpointId']);
    return owner === undefined || name === undefined
      ? null
      : { id: args['endpointId'], name, serviceId: owner.id, serviceName: owner.name };
  },
  execExpression: (args, context) => {
    const entity = (args['entity'] ?? {}) as MockEntity;
    const window = windowOf(args, context);
    const world = { services: worldServices(context.scene), scene: context.scene };
    const ask = (expression: string) => evaluate(expression, entity, window, world);
    const expression = String(args['expression']);
    return evaluateAverage(expression, entity, ask) ?? evaluateExpression(expression.trim(), ask);
  },
  listMetrics: () => mockCatalogue,
  typeOfMetrics: (args) =>
    mockCatalogue.find(({ name }) => name === args['name'])?.type ?? 'UNKNOWN',
  getGlobalTopology: (_, context) =>
    context.scene === 'many' ? mockTopology(300) : shopTopology(context),
  getServiceTopology: (args, context) =>
    shopTopology(context, new Set([String(args['serviceId'])])),
  getServicesTopology: (args, context) =>
    shopTopology(context, new Set((args['serviceIds'] as string[]).map(String))),
  getEndpointDependencies: endpointDependencies,
  ...alertingResolvers(readWireTime),
  hasQueryTracesV2Support: () => false,
  queryBasicTraces: basicTraces,
  queryTrace: trace,
  queryLogTagAutocompleteKeys: () => ['level', 'logger', 'thread'],
  queryLogTagAutocompleteValues: (args) =>
    args['tagKey'] === 'level' ? ['INFO', 'WARN', 'ERROR', 'DEBUG'] : [],
  queryTraceTagAutocompleteKeys: () => [
    'http.method',
    'http.status_code',
    'db.type',
    'cache.cmd',
    'mq.topic',
  ],
  queryTraceTagAutocompleteValues: (args) =>
    args['tagKey'] === 'http.method'
      ? ['GET', 'POST', 'DELETE']
      : args['tagKey'] === 'http.status_code'
        ? ['200', '404', '500']
        : [],
};
