/**
 * A small system made of a seed, and its calls over three minutes: services that call each other along random edges,
 * a database, a cache and a broker. The same seed makes the same calls, whatever the time is that they are dated to.
 */
import {
  type SegmentSample,
  SegmentBuilder,
  SeededRandom,
  referenceFrom,
} from '@stormpetrel/testkit';

const minuteMs = 60_000;

/** Ids of components that the JVM server of the comparison is told about. */
const component = {
  tomcat: 1,
  httpClient: 2,
  mysql: 33,
  producer: 40,
  consumer: 41,
  redisson: 56,
};

export interface RandomService {
  readonly name: string;
  readonly instances: readonly string[];
  readonly endpoints: readonly string[];
  /** Places in the list of services; always greater than its own, so that calls end. */
  readonly calls: readonly number[];
}

/** Minutes of the calls, from the first. */
export const minutesOfCalls = 3;

export class RandomSystem {
  readonly seed: number;
  readonly services: readonly RandomService[];
  readonly database: string;
  readonly cache: string;
  readonly broker: string;
  #serial = 0;

  constructor(seed: number) {
    this.seed = seed;
    const random = new SeededRandom(seed);
    const count = random.int(2, 4);
    this.services = Array.from({ length: count }, (_, i) => {
      const name = `r${seed}-${'abcd'[i] ?? i}`;
      const later = Array.from({ length: count - i - 1 }, (_unused, j) => i + j + 1);
      return {
        name,
        instances: [`${name}-1`, `${name}-2`],
        endpoints: ['GET:/list', 'POST:/item', 'GET:/item'].slice(0, random.int(1, 3)),
        // Each is called by the one before it, so that none is out of reach.
        calls: later.filter((place) => place === i + 1 || random.chance(0.5)),
      };
    });
    this.database = `r${seed}-db:3306`;
    this.cache = `r${seed}-cache:6379`;
    this.broker = `r${seed}-broker:9092`;
  }

  /** One call along every edge: what teaches a server which service is behind an address. */
  introduction(atMs: number): readonly SegmentSample[] {
    return this.services.flatMap((service, i) =>
      this.services
        .filter((caller) => caller.calls.includes(i))
        .flatMap((caller) =>
          service.instances.map((instance) =>
            new SegmentBuilder(service.name, instance, atMs)
              .ids(this.#nextId(), this.#nextId())
              .entry(service.endpoints[0] ?? '', {
                spanLayer: 'Http',
                componentId: component.tomcat,
                refs: [
                  referenceFrom(
                    caller.name,
                    caller.instances[0] ?? '',
                    caller.endpoints[0] ?? '',
                    addressOf(instance),
                  ),
                ],
              })
              .build(),
          ),
        ),
    );
  }

  /** `traces` requests with all that they lead to; `fromMs` MUST be the start of a minute. */
  segments(traces: number, fromMs: number): readonly SegmentSample[] {
    const random = new SeededRandom(this.seed + 1);
    return Array.from({ length: traces }, () => {
      const startMs = fromMs + random.int(0, minutesOfCalls - 1) * minuteMs + random.int(0, 40_000);
      const segments: SegmentSample[] = [];
      this.#visit({ place: 0, startMs, traceId: this.#nextId(), segments }, random);
      return segments;
    }).flat();
  }

  #visit(visit: Visit, random: SeededRandom): void {
    const { startMs, traceId } = visit;
    const service = this.services[visit.place] as RandomService;
    const instance = visit.instance ?? random.pick(service.instances);
    const endpoint = random.pick(service.endpoints);
    const segmentId = this.#nextId();
    const builder = new SegmentBuilder(service.name, instance, startMs).ids(traceId, segmentId);
    const isError = random.chance(0.2);
    builder.entry(endpoint, {
      durationMs: random.chance(0.1) ? 0 : random.int(1, 1_500),
      isError,
      spanLayer: 'Http',
      componentId: component.tomcat,
      ...(visit.from === undefined ? {} : { refs: [visit.from] }),
      tags: { 'http.method': 'GET', 'http.status_code': isError ? '500' : '200' },
    });
    let spans = 1;
    for (const place of service.calls) {
      if (!random.chance(0.7)) continue;
      const callee = this.services[place] as RandomService;
      const target = random.pick(callee.instances);
      builder.exit('/call', {
        durationMs: random.int(0, 1_000),
        isError: random.chance(0.2),
        spanLayer: 'Http',
        componentId: component.httpClient,
        peer: addressOf(target),
      });
      const from = {
        ...referenceFrom(service.name, instance, endpoint, addressOf(target)),
        traceId,
        parentTraceSegmentId: segmentId,
        parentSpanId: spans++,
      };
      if (random.chance(0.9)) {
        this.#visit({ ...visit, place, startMs: startMs + 5, instance: target, from }, random);
      }
    }
    this.#addStores(builder, random);
    visit.segments.push(builder.build());
  }

  #addStores(builder: SegmentBuilder, random: SeededRandom): void {
    if (random.chance(0.5)) {
      builder.exit('Mysql/JDBC/execute', {
        durationMs: random.int(0, 600),
        isError: random.chance(0.2),
        spanLayer: 'Database',
        componentId: component.mysql,
        peer: this.database,
        tags: { 'db.type': 'Mysql', 'db.statement': `select ${random.int(1, 9)}` },
      });
    }
    if (random.chance(0.4)) {
      const operation = random.pick(['read', 'write']);
      builder.exit('Redisson/GET', {
        durationMs: random.int(0, 60),
        spanLayer: 'Cache',
        componentId: component.redisson,
        peer: this.cache,
        tags: {
          'cache.type': 'Redis',
          'cache.cmd': 'GET',
          'cache.op': operation,
          'cache.key': 'k',
        },
      });
    }
    if (random.chance(0.3)) {
      builder.exit('Kafka/orders/Producer', {
        durationMs: random.int(0, 20),
        spanLayer: 'MQ',
        componentId: component.producer,
        peer: this.broker,
        tags: { 'mq.topic': 'orders' },
      });
    }
  }

  #nextId(): string {
    return `r${this.seed}.${this.#serial++}`;
  }
}

interface Visit {
  readonly place: number;
  readonly startMs: number;
  readonly traceId: string;
  readonly segments: SegmentSample[];
  readonly instance?: string;
  readonly from?: ReturnType<typeof referenceFrom>;
}

function addressOf(instance: string): string {
  return `${instance}:8080`;
}
