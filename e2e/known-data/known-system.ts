/**
 * A small system and two hours of its life, known to the last call.
 *
 *     User → web ──HTTP──▶ cart ──┬─▶ db:3306     (Mysql)
 *                           │     ├─▶ redis:6379  (Redis)
 *                         audit   └─▶ kafka:9092  ──topic orders──▶ stock
 *                       (a thread of cart)
 *
 * Day A is the day before yesterday, day B yesterday, both in UTC. All that happened, latencies in ms (`!` failed):
 *
 *     when      trace        web          exit to cart   cart         db     redis   kafka   stock (transmission)
 *     A 23:10   T1           web-1 100     80            cart-1  60    20     5       3      stock-1 40 (7)
 *     A 23:10   T2           web-1 800    700            cart-1 600   500     5       –      –
 *     A 23:50   T3           web-2 600!   520!           cart-2 500!  400!    –       –      –
 *     B 00:05   T4           web-1 200    150            cart-1 100    10    30       3      stock-1 80 (13)
 *     B 00:40   1,500 calls  web-2  50    (another endpoint, GET:/health)
 *
 * In T1 cart starts the thread `audit`, 10 ms.
 */
import { type SegmentSample, SegmentBuilder, referenceFrom } from '@stormpetrel/testkit';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Midnight between the days A and B. */
export const midnightMs: number = Math.floor(Date.now() / dayMs) * dayMs - dayMs;

/** The two hours around it. */
export const windowFromMs: number = midnightMs - 60 * minuteMs;
export const windowToMs: number = midnightMs + 60 * minuteMs;

export const healthCalls = 1_500;

interface Checkout {
  readonly id: string;
  readonly startMs: number;
  readonly web: string;
  readonly webMs: number;
  readonly exitMs: number;
  readonly cart: string;
  readonly cartMs: number;
  readonly databaseMs: number;
  readonly statement: string;
  readonly failed?: boolean;
  readonly cacheMs?: number;
  readonly stockMs?: number;
  readonly transmissionMs?: number;
}

const checkouts: readonly Checkout[] = [
  {
    id: 'T1',
    startMs: midnightMs - 50 * minuteMs + 1_000,
    web: 'web-1',
    webMs: 100,
    exitMs: 80,
    cart: 'cart-1',
    cartMs: 60,
    databaseMs: 20,
    statement: 'select * from cart',
    cacheMs: 5,
    stockMs: 40,
    transmissionMs: 7,
  },
  {
    id: 'T2',
    startMs: midnightMs - 50 * minuteMs + 20_000,
    web: 'web-1',
    webMs: 800,
    exitMs: 700,
    cart: 'cart-1',
    cartMs: 600,
    databaseMs: 500,
    statement: 'select * from item where price > ?',
    cacheMs: 5,
  },
  {
    id: 'T3',
    startMs: midnightMs - 10 * minuteMs + 1_000,
    web: 'web-2',
    webMs: 600,
    exitMs: 520,
    cart: 'cart-2',
    cartMs: 500,
    databaseMs: 400,
    statement: 'update cart set state = ?',
    failed: true,
  },
  {
    id: 'T4',
    startMs: midnightMs + 5 * minuteMs + 1_000,
    web: 'web-1',
    webMs: 200,
    exitMs: 150,
    cart: 'cart-1',
    cartMs: 100,
    databaseMs: 10,
    statement: 'select * from cart',
    cacheMs: 30,
    stockMs: 80,
    transmissionMs: 13,
  },
];

/** Component ids (SkyWalking, component-libraries.yml). */
const component = { tomcat: 1, httpClient: 2, jedis: 30, mysql: 33, producer: 40, consumer: 41 };

const fromWeb = (web: string) => referenceFrom('web', web, 'GET:/checkout', 'cart:8080');

/**
 * A call of today, to be sent first: web learns from it that cart:8080 is cart-1. Calls as old as the others teach
 * nothing about addresses. It lies outside of the two hours.
 */
export function introduction(): SegmentSample {
  return new SegmentBuilder('cart', 'cart-1', Date.now())
    .ids('introduction', 'introduction-cart')
    .entry('POST:/add', {
      spanLayer: 'Http',
      componentId: component.tomcat,
      refs: [fromWeb('web-1')],
    })
    .build();
}

export function knownSegments(): SegmentSample[] {
  return [
    ...checkouts.flatMap((checkout) => [
      webSegment(checkout),
      cartSegment(checkout),
      ...(checkout.stockMs === undefined ? [] : [stockSegment(checkout, checkout.stockMs)]),
      ...(checkout.id === 'T1' ? [auditSegment(checkout)] : []),
    ]),
    ...Array.from({ length: healthCalls }, (_, i) => healthSegment(i)),
  ];
}

function webSegment(checkout: Checkout): SegmentSample {
  const { id, startMs, web, webMs, exitMs, failed: isError = false } = checkout;
  return new SegmentBuilder('web', web, startMs)
    .ids(id, `${id}-web`)
    .entry('GET:/checkout', {
      durationMs: webMs,
      isError,
      spanLayer: 'Http',
      componentId: component.tomcat,
      tags: { 'http.method': 'GET', 'http.status_code': isError ? '500' : '200' },
    })
    .exit('/add', {
      durationMs: exitMs,
      isError,
      spanLayer: 'Http',
      componentId: component.httpClient,
      peer: 'cart:8080',
    })
    .build();
}

function cartSegment(checkout: Checkout): SegmentSample {
  const { id, startMs, web, cart, cartMs, databaseMs, statement, cacheMs } = checkout;
  const isError = checkout.failed ?? false;
  const segment = new SegmentBuilder('cart', cart, startMs + 10)
    .ids(id, `${id}-cart`)
    .entry('POST:/add', {
      durationMs: cartMs,
      isError,
      spanLayer: 'Http',
      componentId: component.tomcat,
      refs: [{ ...fromWeb(web), traceId: id, parentTraceSegmentId: `${id}-web`, parentSpanId: 1 }],
    })
    .exit('Mysql/JDBC/execute', {
      durationMs: databaseMs,
      isError,
      spanLayer: 'Database',
      componentId: component.mysql,
      peer: 'db:3306',
      tags: { 'db.type': 'Mysql', 'db.statement': statement },
    });
  if (cacheMs !== undefined) {
    segment.exit('Jedis/get', {
      durationMs: cacheMs,
      spanLayer: 'Cache',
      componentId: component.jedis,
      peer: 'redis:6379',
      tags: {
        'cache.type': 'Redis',
        'cache.cmd': 'GET',
        'cache.op': 'read',
        'cache.key': `of-${id}`,
      },
    });
  }
  if (checkout.stockMs !== undefined) {
    segment.exit('Kafka/orders/Producer', {
      durationMs: 3,
      spanLayer: 'MQ',
      componentId: component.producer,
      peer: 'kafka:9092',
      tags: { 'mq.topic': 'orders' },
    });
  }
  return segment.build();
}

function stockSegment(checkout: Checkout, stockMs: number): SegmentSample {
  const { id, startMs, cart, transmissionMs } = checkout;
  return new SegmentBuilder('stock', 'stock-1', startMs + 40)
    .ids(id, `${id}-stock`)
    .entry('Kafka/orders/Consumer', {
      durationMs: stockMs,
      spanLayer: 'MQ',
      componentId: component.consumer,
      peer: 'kafka:9092',
      refs: [
        {
          ...referenceFrom('cart', cart, 'POST:/add', 'kafka:9092'),
          traceId: id,
          parentTraceSegmentId: `${id}-cart`,
          parentSpanId: 3,
        },
      ],
      tags: { 'mq.topic': 'orders', 'transmission.latency': String(transmissionMs) },
    })
    .build();
}

function auditSegment({ id, startMs, cart }: Checkout): SegmentSample {
  return new SegmentBuilder('cart', cart, startMs + 20)
    .ids(id, `${id}-audit`)
    .local('audit', {
      durationMs: 10,
      refs: [
        {
          ...referenceFrom('cart', cart, 'POST:/add', ''),
          refType: 1,
          traceId: id,
          parentTraceSegmentId: `${id}-cart`,
          parentSpanId: 0,
        },
      ],
    })
    .build();
}

function healthSegment(i: number): SegmentSample {
  const id = `health-${i}`;
  return new SegmentBuilder('web', 'web-2', midnightMs + 40 * minuteMs + i * 30)
    .ids(id, `${id}-web`)
    .entry('GET:/health', {
      durationMs: 50,
      spanLayer: 'Http',
      componentId: component.tomcat,
      tags: { 'http.method': 'GET', 'http.status_code': '200' },
    })
    .build();
}
