/**
 * Two hours of a small system, sent over gRPC and asked back over GraphQL: every answer was worked out by hand
 * (known-system.ts has the calls, known-metrics.ts the metrics). The server is asked at once, when its store has been
 * tidied and rolled up, and after a restart; and all that once more in a zone that is half an hour off.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { ServerProcess } from '@stormpetrel/testkit/process';
import { eventually } from '@stormpetrel/testkit/process';
import { readCounters, sendSegments, startFaultServer } from '../support/fault-server.ts';
import { storeTidied } from '../support/store-folder.ts';
import { type KnownRow, knownMetrics } from './known-metrics.ts';
import { introduction, knownSegments } from './known-system.ts';
import {
  type Series,
  type Step,
  type Zone,
  askLists,
  askMaps,
  askSeries,
  askTrace,
  askTraces,
  nameOf,
} from './questions.ts';

const utc: Zone = { name: 'UTC', offsetMs: 0 };
const india: Zone = { name: 'Asia/Kolkata', offsetMs: 330 * 60_000 };
const steps: readonly Step[] = ['MINUTE', 'HOUR', 'DAY'];

const root = mkdtempSync(join(tmpdir(), 'stormpetrel-known-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** Times of the points, on the clocks of the zone. */
const times: Readonly<Record<string, Readonly<Record<Step, readonly string[]>>>> = {
  [utc.name]: {
    MINUTE: ['A 23:10', 'A 23:50', 'B 00:05', 'B 00:40'],
    HOUR: ['A 23:00', 'B 00:00'],
    DAY: ['A 00:00', 'B 00:00'],
  },
  [india.name]: {
    MINUTE: ['B 04:40', 'B 05:20', 'B 05:35', 'B 06:10'],
    HOUR: ['B 04:00', 'B 05:00', 'B 06:00'],
    DAY: ['B 00:00'],
  },
};

function valuesOf(row: KnownRow, step: Step, zone: Zone): readonly (number | string | undefined)[] {
  if (step === 'MINUTE') return row.minutes;
  if (zone === utc) return step === 'HOUR' ? row.hours : (row.days ?? row.hours);
  return step === 'HOUR' ? row.indianHours : [row.indianDay];
}

function expectedSeries(step: Step, zone: Zone): Record<string, Series> {
  const expected: Record<string, Series> = {};
  for (const { entity, rows } of knownMetrics) {
    for (const row of rows) {
      const points: Record<string, string> = {};
      for (const [i, value] of valuesOf(row, step, zone).entries()) {
        if (value !== undefined) points[times[zone.name]?.[step][i] ?? '?'] = String(value);
      }
      expected[`${row.metric} of ${nameOf(entity)}`] = points;
    }
  }
  return expected;
}

/** Sends everything, and waits until the store has it. */
async function fill(server: ServerProcess): Promise<void> {
  await sendSegments(server, introduction());
  const segments = knownSegments();
  await sendSegments(server, ...segments);
  await eventually(10_000, async () => {
    const counters = await readCounters(server);
    assert.equal(counters.get('segments_received_count'), segments.length + 1);
    assert.equal((await askTrace(server, 'health-1499')).length, 1);
  });
}

async function checkAll(server: ServerProcess, zone: Zone): Promise<void> {
  for (const step of steps) {
    assert.deepEqual(await askSeries(server, step, zone), expectedSeries(step, zone), step);
  }
  assert.deepEqual(await askTraces(server, zone), knownTraces);
  assert.deepEqual(await askTrace(server, 'T1'), knownTrace);
  assert.deepEqual(await askMaps(server, zone), knownMaps);
  assert.deepEqual(await askLists(server, zone), knownLists);
}

const knownTraces = {
  'newest checkouts of web': ['T4-web', 'T3-web', 'T2-web', 'T1-web'],
  'slowest checkouts of web': ['T2-web', 'T3-web', 'T4-web', 'T1-web'],
  'second page of checkouts': ['T1-web'],
  failed: ['T3-cart', 'T3-web'],
  'sound ones of cart': ['T4-cart', 'T2-cart', 'T1-audit', 'T1-cart'],
  'of instance cart-2': ['T3-cart'],
  'of cart, 500 ms and more': ['T3-cart', 'T2-cart'],
  'of cart, 60 to 100 ms': ['T4-cart', 'T1-cart'],
  'of trace T1': ['T1-stock', 'T1-audit', 'T1-cart', 'T1-web'],
  'with http.status_code=500': ['T3-web'],
  'with mq.topic=orders': ['T4-stock', 'T4-cart', 'T1-stock', 'T1-cart'],
  'with two tags': ['T4-web', 'T2-web', 'T1-web'],
  'with a tag that nobody has': [],
};

const knownTrace = [
  'T1-audit 0<-1 cart-1 Local audit 10 ms Unknown ← CROSS_THREAD T1-cart 0',
  'T1-cart 0<-1 cart-1 Entry POST:/add 60 ms Tomcat ← CROSS_PROCESS T1-web 1',
  'T1-cart 1<0 cart-1 Exit Mysql/JDBC/execute 20 ms mysql-connector-java',
  'T1-cart 2<0 cart-1 Exit Jedis/get 5 ms Jedis',
  'T1-cart 3<0 cart-1 Exit Kafka/orders/Producer 3 ms kafka-producer',
  'T1-stock 0<-1 stock-1 Entry Kafka/orders/Consumer 40 ms kafka-consumer ← CROSS_PROCESS T1-cart 3',
  'T1-web 0<-1 web-1 Entry GET:/checkout 100 ms Tomcat',
  'T1-web 1<0 web-1 Exit /add 80 ms HttpClient',
];

const knownMaps = {
  all: {
    nodes: [
      'User: USER',
      'cart: Tomcat',
      'db:3306: Mysql',
      'kafka:9092: Kafka',
      'redis:6379: Redis',
      'stock: kafka-consumer',
      'web: Tomcat',
    ],
    calls: [
      'User → web: SERVER',
      'cart → db:3306: CLIENT',
      'cart → kafka:9092: CLIENT',
      'cart → redis:6379: CLIENT',
      'kafka:9092 → stock: SERVER',
      'web → cart: CLIENT+SERVER',
    ],
  },
  web: {
    nodes: ['User: USER', 'cart: Tomcat', 'web: Tomcat'],
    calls: ['User → web: SERVER', 'web → cart: CLIENT+SERVER'],
  },
  // Only services have a type. web knows the address cart:8080 as cart-1, whoever answers there.
  instances: {
    nodes: ['cart-1: ', 'cart-2: ', 'web-1: ', 'web-2: '],
    calls: ['web-1 → cart-1: CLIENT+SERVER', 'web-2 → cart-1: CLIENT', 'web-2 → cart-2: SERVER'],
  },
  add: {
    nodes: ['GET:/checkout: ', 'Kafka/orders/Consumer: ', 'POST:/add: ', 'audit: '],
    calls: [
      'GET:/checkout → POST:/add: SERVER',
      'POST:/add → Kafka/orders/Consumer: SERVER',
      'POST:/add → audit: SERVER',
    ],
  },
};

const knownLists = {
  // Slower than 200 ms.
  database: ['500 select * from item where price > ? T2', '400 update cart set state = ? T3'],
  caller: ['500 select * from item where price > ? T2'],
  // Slower than 10 ms.
  cache: ['30 GET of-T4 T4'],
  // Averages over the minutes that have a value: cart (330+500+100)/3, web (450+600+200+50)/4.
  slowest: ['325 web', '310 cart'],
  keys: ['db.type', 'http.method', 'http.status_code', 'mq.topic'],
  codes: ['200', '500'],
  topics: ['orders'],
  instances: ['web-1', 'web-2'],
  endpoints: ['GET:/checkout'],
  GENERAL: ['cart', 'stock', 'web'],
  VIRTUAL_DATABASE: ['db:3306'],
  VIRTUAL_CACHE: ['redis:6379'],
  VIRTUAL_MQ: ['kafka:9092'],
};

for (const zone of [utc, india]) {
  test(`all answers are as worked out by hand, in ${zone.name}, and the same after a restart`, async () => {
    const dataFolder = join(root, zone.name.replace('/', '-'));
    {
      await using server = await startFaultServer({ TZ: zone.name }, dataFolder);
      await fill(server);
      await checkAll(server, zone);
      await storeTidied(dataFolder);
      await checkAll(server, zone);
    }
    await using server = await startFaultServer({ TZ: zone.name }, dataFolder);
    await checkAll(server, zone);
  });
}
