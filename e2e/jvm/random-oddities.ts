/**
 * Segments of a seed as agents rarely send them, but may: spans of any type and layer, in any order, with several
 * references or none, from other processes and other threads, with blank names, names at the limits and names of other
 * alphabets, endpoints told by tags, functions, caches without an address, brokers without a producer.
 *
 * What 10.1 refuses as a whole is not made (keys of tags that come twice, `x-le` that is no JSON), and neither is what came later (GenAI, brokers that only the consumer knows).
 */
import { SpanLayer, SpanType } from '@stormpetrel/model';
import { CLRMetricCollection, JVMMetricCollection } from '@stormpetrel/protocol';
import {
  type ReferenceSample,
  type SegmentSample,
  type SpanSample,
  type TagSample,
  SeededRandom,
} from '@stormpetrel/testkit';

const minuteMs = 60_000;

/** An encoded message and the unary method that takes it. */
export interface OddReport {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface OddService {
  readonly name: string;
  readonly instances: readonly string[];
}

/** What both servers cut names to: little, so that ids of cut names still fit into the columns of the other's store. */
export const nameLengths = { service: 40, instance: 30, endpoint: 50 } as const;

const endpoints = [
  'GET:/odd',
  'POST:/länger/漢字',
  'a"b\\c/{x}?y=1&z=ü 😀',
  'job',
  '',
  'User',
  '/a-b_c.d',
  `/${'long'.repeat(20)}`,
];

/** Endpoints that `x-le` tags tell. */
const logicNames = ['logic-1', 'logic ü'];

const topics = ['odd-topic', 'odd queue'];

const statusCodes = ['200', '404', '500', '+7', 'abc', '', '-1', '99999999999'];

const components = [0, 1, 2, 41, 6000, 12_345];

export class RandomOddities {
  readonly seed: number;
  readonly services: readonly OddService[];
  /** Addresses that nobody stands behind. */
  readonly peers: readonly string[];
  /** Names as they are counted: cut at the limits, blank ones named. */
  readonly endpoints: readonly string[];
  readonly topics: readonly string[];
  readonly #brokers: readonly string[];
  #serial = 0;

  constructor(seed: number) {
    this.seed = seed;
    this.services = [`odd::s${seed}-ö漢😀`, `s${seed} "x"/+=.1_`, `s${seed}-${'n'.repeat(45)}`].map(
      (name) => ({ name, instances: ['i-1', `i@${'9'.repeat(40)}`, ''] }),
    );
    this.#brokers = [`s${seed}-odd-broker:1`, `s${seed}-odd-broker:2`];
    this.peers = [...this.#brokers, `s${seed}-peer:1`, `s${seed}-ü:2`];
    this.endpoints = [...endpoints, ...logicNames].map((name) =>
      shownName(name, nameLengths.endpoint),
    );
    this.topics = [...topics, `${topics[0]}/${topics[1]}`];
  }

  segments(count: number, fromMs: number): readonly SegmentSample[] {
    const random = new SeededRandom(this.seed + 3);
    return Array.from({ length: count }, () => {
      const service = random.pick(this.services);
      const instance = random.pick(service.instances);
      const startMs = fromMs + random.int(0, 2) * minuteMs + random.int(0, 50_000);
      const id = `o${this.seed}.${this.#serial++}`;
      const length = random.int(1, 4);
      const spans = Array.from({ length }, (_, i) =>
        this.#span(random, { spanId: i, startMs, service, instance }),
      );
      return {
        traceId: `${id}.t`,
        traceSegmentId: id,
        service: service.name,
        serviceInstance: instance,
        // Agents send spans as they end: the first is often the last.
        spans: random.chance(0.5) ? spans.toReversed() : spans,
      };
    });
  }

  /** What agents tell beside their segments: readings of runtimes, late and doubled, properties, signs of life. */
  reports(count: number, fromMs: number): readonly OddReport[] {
    const random = new SeededRandom(this.seed + 4);
    return Array.from({ length: count }, () => {
      const isClr = random.chance(0.4);
      // Names of CLRs are not cut there, so that their readings are of other instances than their calls.
      const { name: service, instances } = random.pick(this.services.slice(0, isClr ? 2 : 3));
      const of = { service, serviceInstance: random.pick(instances.slice(0, isClr ? 1 : 2)) };
      const times = Array.from(
        { length: random.int(1, 4) },
        () => fromMs + random.int(-1, 2) * minuteMs + random.int(0, 59_999),
      );
      const whole = (): number => random.pick([0, 1, random.int(2, 1_000), random.int(0, 2 ** 31)]);
      if (!isClr) {
        const metrics = times.map((time) => jvmReading(random, time, whole));
        return {
          path: '/skywalking.v3.JVMMetricReportService/collect',
          bytes: JVMMetricCollection.encode(
            JVMMetricCollection.fromJSON({ ...of, metrics }),
          ).finish(),
        };
      }
      const metrics = times.map((time) => ({
        time,
        cpu,
        gc: {
          Gen0CollectCount: whole(),
          Gen1CollectCount: whole(),
          Gen2CollectCount: whole(),
          HeapMemory: whole(),
        },
        thread: {
          AvailableCompletionPortThreads: random.int(0, 1_000),
          AvailableWorkerThreads: random.int(0, 1_000),
          MaxCompletionPortThreads: random.int(0, 1_000),
          MaxWorkerThreads: random.int(0, 1_000),
        },
      }));
      return {
        path: '/skywalking.v3.CLRMetricReportService/collect',
        bytes: CLRMetricCollection.encode(
          CLRMetricCollection.fromJSON({ ...of, metrics }),
        ).finish(),
      };
    });
  }

  #span(
    random: SeededRandom,
    of: {
      readonly spanId: number;
      readonly startMs: number;
      readonly service: OddService;
      readonly instance: string;
    },
  ): SpanSample {
    const startTime = of.startMs + random.pick([0, 0, 7, 45_000]);
    const spanType = random.int(0, 2);
    const spanLayer = random.int(0, 6);
    const operationName = random.pick(endpoints);
    // A consumer names a producer. 10.1 does not cut the names of calls between threads.
    const [refsMin, refsMax] =
      spanType === SpanType.Entry
        ? [spanLayer === SpanLayer.MQ ? 1 : 0, 2]
        : [
            0,
            of.service.name.length > nameLengths.service ||
            operationName.length > nameLengths.endpoint
              ? 0
              : 2,
          ];
    const refsCount = Math.min(refsMax, Math.max(refsMin, random.pick([0, 0, 1, 1, 2])));
    const refs = Array.from({ length: refsCount }, () =>
      this.#reference(random, { spanType, spanLayer }, of),
    );
    return {
      spanId: of.spanId,
      parentSpanId: of.spanId - 1,
      startTime,
      endTime: startTime + random.pick([0, 1, 9, 10, 99, 250, 2_500, 70_000, -3]),
      refs,
      operationName,
      peer: random.chance(0.25) ? '' : random.pick(this.peers),
      spanType,
      spanLayer,
      componentId: random.pick(components),
      isError: random.chance(0.3),
      tags: this.#tags(random),
      skipAnalysis: random.chance(0.1),
    };
  }

  /** Addresses are those of brokers and of nobody else, so that both servers know the same aliases at any time: none. */
  #reference(
    random: SeededRandom,
    { spanType, spanLayer }: { readonly spanType: number; readonly spanLayer: number },
    of: { readonly service: OddService; readonly instance: string },
  ): ReferenceSample {
    const parents = spanType === SpanType.Entry ? this.services : this.services.filter(isShort);
    const parent = random.pick(parents);
    return {
      refType: random.int(0, 1),
      traceId: 't',
      parentTraceSegmentId: 's',
      parentService: parent.name,
      parentServiceInstance: random.pick(parent.instances),
      parentEndpoint: random.pick(['GET:/odd', 'job', '', 'POST:/länger/漢字']),
      networkAddressUsedAtPeer:
        spanLayer === SpanLayer.MQ
          ? random.pick(['', ...this.#brokers])
          : `own:${of.service.name.slice(0, 9)}`,
    };
  }

  #tags(random: SeededRandom): TagSample[] {
    const tags: [string, string][] = [];
    const maybe = (chance: number, key: string, values: readonly string[]): void => {
      if (random.chance(chance)) tags.push([key, random.pick(values)]);
    };
    maybe(0.5, random.pick(['http.status_code', 'status_code']), statusCodes);
    maybe(0.3, 'rpc.status_code', ['OK', '13', '']);
    maybe(0.5, 'db.type', ['Mysql', 'MongoDB', 'sql']);
    maybe(0.5, 'db.statement', ['select 1', '  ', `select '${'ü'.repeat(2_500)}'`]);
    maybe(0.7, 'cache.type', ['Redis', 'REDIS', ' ', 'Guava']);
    maybe(0.7, 'cache.op', ['read', 'write', 'Read', 'delete']);
    maybe(0.5, 'cache.cmd', ['GET', '']);
    maybe(0.5, 'cache.key', ['k', 'ключ']);
    maybe(0.5, 'mq.topic', [topics[0] ?? '', ' ']);
    maybe(0.4, 'mq.queue', [topics[1] ?? '', '']);
    maybe(0.5, 'transmission.latency', ['0', '17', '+4', '-3', '1800']);
    maybe(0.2, 'x-le', [
      '{"logic-span":true}',
      '{"logic-span":false}',
      `{"name":"${logicNames[0]}","latency":120,"status":true}`,
      `{"name":"${logicNames[1]}","latency":"8","status":"false"}`,
      '{"name":"logic-1","latency":5}',
      '{"logic-span":true,"name":"logic-1","latency":7,"status":true}',
    ]);
    return tags.map(([key, value]) => ({ key, value }));
  }
}

function isShort({ name }: OddService): boolean {
  return name.length <= nameLengths.service;
}

/** Always the same, since the store of 10.1 rounds averages of shares of the CPU. */
const cpu = { usagePercent: 37 };

function jvmReading(random: SeededRandom, time: number, whole: () => number): object {
  const memory = (): { init: number; max: number; used: number; committed: number } => ({
    init: whole(),
    max: random.pick([-1, whole()]),
    used: whole(),
    committed: whole(),
  });
  return {
    time,
    cpu,
    memory: [true, false, true]
      .slice(0, random.int(1, 3))
      .map((isHeap) => ({ isHeap, ...memory() })),
    memoryPool: Array.from({ length: random.int(0, 12) }, () => ({
      type: random.int(0, 10),
      ...memory(),
    })),
    gc: [0, 1, 2].map((phase) => ({ phase, count: random.int(0, 9), time: random.int(0, 999) })),
    thread: {
      liveCount: whole(),
      daemonCount: whole(),
      peakCount: whole(),
      runnableStateThreadCount: whole(),
      blockedStateThreadCount: whole(),
      waitingStateThreadCount: whole(),
      timedWaitingStateThreadCount: whole(),
    },
    clazz: {
      loadedClassCount: whole(),
      totalUnloadedClassCount: whole(),
      totalLoadedClassCount: whole(),
    },
  };
}

/** A name as it is counted and asked for. */
export function shownName(name: string, lengthMax: number): string {
  return name.trim() === '' ? '_blank' : name.slice(0, lengthMax);
}
