/**
 * Traces made from a seed, for the development server, tests and benches: of a given size, shaped like a shop's (a
 * gateway, services behind it, caches, databases, a queue), and broken in each way that traces break.
 */

/** A repeatable stream of numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface MockRef {
  traceId: string;
  parentSegmentId: string;
  parentSpanId: number;
  type: string;
}

/** A span as the GraphQL answer has it. */
export type MockSpan = {
  traceId: string;
  segmentId: string;
  spanId: number;
  parentSpanId: number;
  refs: MockRef[];
  serviceCode: string;
  serviceInstanceName: string;
  startTime: number;
  endTime: number;
  endpointName: string;
  type: string;
  peer: string;
  component: string;
  isError: boolean;
  layer: string;
  tags: { key: string; value: string }[];
  logs: { time: number; data: { key: string; value: string }[] }[];
  attachedEvents: never[];
};

interface Work {
  readonly service: string;
  readonly endpoints: readonly string[];
  readonly calls: readonly string[];
}

const SHOP: readonly Work[] = [
  {
    service: 'gateway',
    endpoints: ['GET:/checkout', 'GET:/home', 'POST:/order'],
    calls: ['web-frontend', 'auth'],
  },
  {
    service: 'web-frontend',
    endpoints: ['GET:/render', 'GET:/product/{id}'],
    calls: ['catalog', 'cart', 'recommendation'],
  },
  { service: 'auth', endpoints: ['POST:/token/verify'], calls: ['redis:6379'] },
  {
    service: 'catalog',
    endpoints: ['/catalog.Catalog/List', '/catalog.Catalog/Get'],
    calls: ['mysql:3306', 'search'],
  },
  {
    service: 'cart',
    endpoints: ['GET:/cart/{user}', 'POST:/cart/{user}/add'],
    calls: ['redis:6379', 'pricing'],
  },
  { service: 'recommendation', endpoints: ['GET:/recommend'], calls: ['feature-store', 'catalog'] },
  { service: 'pricing', endpoints: ['/pricing.Pricing/Quote'], calls: ['mysql:3306', 'currency'] },
  { service: 'search', endpoints: ['GET:/search'], calls: ['elasticsearch:9200'] },
  { service: 'feature-store', endpoints: ['/features.Store/Read'], calls: ['redis:6379'] },
  { service: 'currency', endpoints: ['GET:/convert'], calls: [] },
  { service: 'shipping', endpoints: ['POST:/quote'], calls: ['currency', 'mysql:3306'] },
  { service: '结算服务', endpoints: ['POST:/结算/订单'], calls: ['kafka:9092', 'shipping'] },
];

const BACKENDS: Readonly<
  Record<string, { layer: string; component: string; names: readonly string[] }>
> = {
  'mysql:3306': {
    layer: 'Database',
    component: 'mysql-connector-java',
    names: ['Mysql/JDBC/PreparedStatement/execute', 'Mysql/JDBC/Connection/commit'],
  },
  'redis:6379': {
    layer: 'Cache',
    component: 'Lettuce',
    names: ['Lettuce/GET', 'Lettuce/MGET', 'Lettuce/SET'],
  },
  'elasticsearch:9200': {
    layer: 'Database',
    component: 'rest-high-level-client',
    names: ['Elasticsearch/SearchRequest'],
  },
  'kafka:9092': { layer: 'MQ', component: 'kafka-producer', names: ['Kafka/orders/Producer'] },
};

class Builder {
  readonly spans: MockSpan[] = [];
  readonly #random: () => number;
  readonly #traceId: string;
  #segments = 0;

  constructor(seed: number, traceId: string) {
    this.#random = seededRandom(seed);
    this.#traceId = traceId;
  }

  number(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1));
  }

  pick<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.#random() * list.length)];
    if (item === undefined) throw new Error('Nothing to pick from.');
    return item;
  }

  isLucky(share: number): boolean {
    return this.#random() < share;
  }

  segmentId(): string {
    this.#segments += 1;
    return `${this.#traceId}.${String(this.#segments).padStart(6, '0')}`;
  }

  add(
    span: Partial<MockSpan> & Pick<MockSpan, 'segmentId' | 'spanId' | 'startTime' | 'endTime'>,
  ): MockSpan {
    const whole: MockSpan = {
      traceId: this.#traceId,
      parentSpanId: -1,
      refs: [],
      serviceCode: 'gateway',
      serviceInstanceName: `${span.serviceCode ?? 'gateway'}-7d9f@10.0.${this.number(0, 3)}.${this.number(2, 250)}`,
      endpointName: '',
      type: 'Local',
      peer: '',
      component: 'Unknown',
      isError: false,
      layer: 'Unknown',
      tags: [],
      logs: [],
      attachedEvents: [],
      ...span,
    };
    this.spans.push(whole);
    return whole;
  }

  refTo(parent: MockSpan, type = 'CROSS_PROCESS'): MockRef {
    return {
      traceId: this.#traceId,
      parentSegmentId: parent.segmentId,
      parentSpanId: parent.spanId,
      type,
    };
  }
}

function fail(span: MockSpan, builder: Builder): void {
  span.isError = true;
  span.logs.push({
    time: builder.number(span.startTime, span.endTime),
    data: [
      { key: 'event', value: 'error' },
      { key: 'error.kind', value: 'java.net.SocketTimeoutException' },
      { key: 'message', value: 'Read timed out' },
      {
        key: 'stack',
        value:
          'java.net.SocketTimeoutException: Read timed out\n\tat java.base/java.net.SocketInputStream.socketRead0(Native Method)\n\tat shop.pricing.Client.quote(Client.java:81)\n\tat shop.cart.CartService.total(CartService.java:144)',
      },
    ],
  });
}

/** A request into `service` between two points of time, with calls below, until `budget` spans are used up. */
function addRequest(
  builder: Builder,
  request: { service: string; caller?: MockSpan; from: number; to: number },
  budget: number,
): number {
  const work = SHOP.find((it) => it.service === request.service);
  const segmentId = builder.segmentId();
  const entry = builder.add({
    segmentId,
    spanId: 0,
    serviceCode: request.service,
    startTime: request.from,
    endTime: request.to,
    endpointName: work === undefined ? 'GET:/' : builder.pick(work.endpoints),
    type: 'Entry',
    component: 'SpringMVC',
    layer: 'Http',
    refs: request.caller === undefined ? [] : [builder.refTo(request.caller)],
    tags: [
      { key: 'url', value: `http://${request.service}.shop.svc:8080/` },
      { key: 'http.method', value: 'GET' },
      { key: 'http.status_code', value: '200' },
    ],
  });
  let used = 1;
  let spanId = 1;
  let at =
    request.from + builder.number(0, Math.max(0, Math.floor((request.to - request.from) / 20)));
  const steps = Math.max(
    1,
    Math.min(budget - 1, work === undefined ? 2 : 2 + work.calls.length * 2),
  );
  while (used < budget) {
    const left = request.to - at;
    if (left <= 2 && spanId > 1) break;
    const end =
      at +
      Math.max(
        0,
        Math.floor((left * builder.number(30, 90)) / 100 / Math.max(1, steps - spanId / 2)),
      );
    const peer =
      work !== undefined && work.calls.length > 0 && builder.isLucky(0.8)
        ? builder.pick(work.calls)
        : undefined;
    const spent = addStep(builder, { entry, segmentId, spanId, at, end, peer }, budget - used);
    used += spent.spans;
    spanId = spent.nextSpanId;
    at = builder.isLucky(0.25)
      ? at + builder.number(0, 2)
      : Math.min(request.to, end + builder.number(0, 2));
    if (spanId > 4 + steps) break;
  }
  if (builder.isLucky(0.01)) fail(entry, builder);
  return used;
}

interface Step {
  readonly entry: MockSpan;
  readonly segmentId: string;
  readonly spanId: number;
  readonly at: number;
  readonly end: number;
  readonly peer: string | undefined;
}

function addStep(
  builder: Builder,
  step: Step,
  budget: number,
): { spans: number; nextSpanId: number } {
  const common = {
    segmentId: step.segmentId,
    parentSpanId: 0,
    serviceCode: step.entry.serviceCode,
    serviceInstanceName: step.entry.serviceInstanceName,
  };
  const backend = step.peer === undefined ? undefined : BACKENDS[step.peer];
  if (step.peer !== undefined && backend !== undefined) {
    // Now and then the classic: one query a row instead of one for all.
    const times = builder.isLucky(0.08) ? builder.number(9, 40) : 1;
    const name = builder.pick(backend.names);
    const total = Math.min(times, budget);
    const each = (step.end - step.at) / total;
    for (let k = 0; k < total; k += 1) {
      const span = builder.add({
        ...common,
        spanId: step.spanId + k,
        startTime: Math.floor(step.at + k * each),
        endTime: Math.floor(step.at + (k + 0.8) * each),
        endpointName: name,
        type: 'Exit',
        peer: step.peer,
        component: backend.component,
        layer: backend.layer,
        tags: [
          { key: 'db.type', value: backend.layer === 'Cache' ? 'Redis' : 'sql' },
          { key: 'db.statement', value: 'SELECT id, name, price FROM item WHERE id = ?' },
        ],
      });
      if (builder.isLucky(0.004)) fail(span, builder);
    }
    return { spans: total, nextSpanId: step.spanId + total };
  }
  if (step.peer !== undefined && budget >= 2) {
    const exit = builder.add({
      ...common,
      spanId: step.spanId,
      startTime: step.at,
      endTime: step.end,
      endpointName: `/${step.peer}`,
      type: 'Exit',
      peer: `${step.peer}.shop.svc:8080`,
      component: 'HttpClient',
      layer: 'Http',
    });
    const margin = Math.floor((step.end - step.at) / 16);
    const inside = addRequest(
      builder,
      { service: step.peer, caller: exit, from: step.at + margin, to: step.end - margin },
      Math.max(1, Math.min(budget - 1, Math.ceil(budget * 0.7))),
    );
    return { spans: 1 + inside, nextSpanId: step.spanId + 1 };
  }
  const local = builder.add({
    ...common,
    spanId: step.spanId,
    startTime: step.at,
    endTime: step.end,
    endpointName: builder.pick(['Shop.price', 'Json.encode', 'Session.load', 'Template.render']),
  });
  if (builder.isLucky(0.1)) {
    local.logs.push({
      time: builder.number(local.startTime, local.endTime),
      data: [{ key: 'event', value: 'loaded' }],
    });
  }
  return { spans: 1, nextSpanId: step.spanId + 1 };
}

/** A trace of exactly `size` spans that began at `startMs`. */
export function mockTrace(
  size: number,
  options: { seed?: number; traceId?: string; startMs?: number } = {},
): MockSpan[] {
  const seed = options.seed ?? size;
  const traceId = options.traceId ?? `mock-${size}-${seed}`;
  const builder = new Builder(seed, traceId);
  const startMs = options.startMs ?? 1_760_000_000_000;
  const lengthMs = Math.max(40, Math.round(Math.sqrt(size) * 120));
  if (size <= 0) return [];
  const segmentId = builder.segmentId();
  const root = builder.add({
    segmentId,
    spanId: 0,
    startTime: startMs,
    endTime: startMs + lengthMs,
    endpointName: 'POST:/order',
    type: 'Entry',
    component: 'SpringCloudGateway',
    layer: 'Http',
    tags: [
      { key: 'url', value: 'https://shop.example/order' },
      { key: 'http.method', value: 'POST' },
      { key: 'http.status_code', value: '200' },
    ],
  });
  let used = 1;
  let at = startMs;
  let spanId = 1;
  const names = SHOP.map((it) => it.service).slice(1);
  while (used < size) {
    const rounds = Math.max(2, Math.min(40, Math.ceil(size / 60)));
    const end = Math.min(startMs + lengthMs, at + Math.ceil(lengthMs / rounds));
    const from = Math.min(at, end);
    if (size - used === 1) {
      builder.add({
        segmentId,
        spanId,
        parentSpanId: 0,
        startTime: from,
        endTime: end,
        endpointName: 'Order.done',
      });
      break;
    }
    const service = builder.pick(names);
    const exit = builder.add({
      segmentId,
      spanId,
      parentSpanId: 0,
      serviceInstanceName: root.serviceInstanceName,
      startTime: from,
      endTime: end,
      endpointName: `/${service}`,
      type: 'Exit',
      peer: `${service}.shop.svc:8080`,
      component: 'SpringCloudGateway',
      layer: 'Http',
    });
    used += 1;
    used += addRequest(
      builder,
      { service, caller: exit, from: from + 1, to: Math.max(from + 1, end - 1) },
      size - used,
    );
    spanId += 1;
    at = end >= startMs + lengthMs ? startMs + builder.number(0, lengthMs / 2) : end;
  }
  return builder.spans;
}

/** A small trace with everything that goes wrong: lost parents, circles, clocks, doubles, times that are not. */
export function brokenTrace(traceId = 'mock-broken'): MockSpan[] {
  const spans = mockTrace(60, { seed: 7, traceId });
  const at = (i: number): MockSpan => {
    const span = spans[i];
    if (span === undefined) throw new Error('The broken trace is too short.');
    return span;
  };
  // The clock of one machine runs 90 ms behind.
  const skewed = spans.find((it, i) => i > 3 && it.refs.length > 0);
  if (skewed !== undefined) {
    for (const span of spans) {
      if (span.segmentId !== skewed.segmentId) continue;
      span.startTime -= 90;
      span.endTime -= 90;
    }
  }
  at(20).parentSpanId = 999;
  const orphan = spans.findLast((it) => it.refs.length > 0);
  if (orphan?.refs[0] !== undefined) orphan.refs[0].parentSegmentId = 'lost-in-the-network';
  spans.push({ ...at(30) });
  spans.push({
    ...at(1),
    segmentId: 'ring',
    spanId: 0,
    parentSpanId: 1,
    endpointName: 'Ring.a',
    refs: [],
  });
  spans.push({
    ...at(1),
    segmentId: 'ring',
    spanId: 1,
    parentSpanId: 0,
    endpointName: 'Ring.b',
    refs: [],
  });
  spans.push({
    ...at(1),
    segmentId: 'late',
    spanId: 0,
    parentSpanId: -1,
    endpointName: '',
    peer: '',
    startTime: 0,
    endTime: 0,
    refs: [],
  });
  spans.push({
    ...at(1),
    segmentId: 'back',
    spanId: 0,
    parentSpanId: -1,
    endpointName: 'Backwards',
    endTime: at(1).startTime - 5,
  });
  return spans;
}
