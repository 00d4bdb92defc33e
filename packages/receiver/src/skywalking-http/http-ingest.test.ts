import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LogFields, Telemetry, systemClock } from '@stormpetrel/base';
import { segmentSpansMax } from '@stormpetrel/protocol';
import * as fc from 'fast-check';
import { FakeSink } from '../testing/fake-sink.ts';
import { jsonLimits } from '../limits.ts';
import { type HttpReply, createHttpIngest } from './http-ingest.ts';

class Bench {
  constructor(bodyBytesMax = 100_000) {
    this.#handlers = createHttpIngest(this.sink, {
      clock: systemClock,
      telemetry: this.telemetry,
      logger: {
        log: (_level, _message, fields?: LogFields) => void this.kinds.push(fields?.['kind']),
      },
      bodyBytesMax,
    });
  }

  readonly sink = new FakeSink();
  readonly telemetry = new Telemetry();
  readonly kinds: unknown[] = [];
  readonly #handlers: ReturnType<typeof createHttpIngest>;

  post(path: string, body: unknown): HttpReply {
    return this.send(path, Buffer.from(JSON.stringify(body)));
  }

  send(path: string, body: Uint8Array): HttpReply {
    const handler = this.#handlers.get(path);
    assert.ok(handler !== undefined);
    return handler(body);
  }

  metric(name: string): number | undefined {
    return this.telemetry.samples().find((sample) => sample.name === name)?.value;
  }
}

const ok: HttpReply = { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };

function refused(status: HttpReply['status'], body: string): HttpReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

const segment = {
  traceId: 'a',
  traceSegmentId: 'a.1',
  service: 'orders',
  serviceInstance: 'orders-1',
  spans: [{ spanId: 0, parentSpanId: -1, startTime: '1790000000000', spanType: 'Entry' }],
};

test('takes a segment', () => {
  const bench = new Bench();
  assert.deepEqual(bench.post('/v3/segment', segment), ok);
  assert.deepEqual([bench.sink.traceIds, bench.sink.services], [['a'], ['orders']]);
});

test('takes a list of segments', () => {
  const bench = new Bench();
  assert.deepEqual(bench.post('/v3/segments', [segment, { ...segment, traceId: 'b' }]), ok);
  assert.deepEqual(bench.sink.traceIds, ['a', 'b']);
  assert.deepEqual(bench.post('/v3/segments', []), ok);
});

test('takes none of a list of which one is wrong, and names it', () => {
  const bench = new Bench();
  const wrong = { ...segment, spans: [{ endTime: 'soon' }] };
  assert.deepEqual(
    bench.post('/v3/segments', [segment, wrong]),
    refused(400, 'segments[1].spans[0].endTime is not a whole number of 64 bits'),
  );
  assert.deepEqual(bench.sink.traceIds, []);
  assert.equal(bench.metric('http_ingest_refused_total'), 1);
  assert.deepEqual(bench.kinds, ['http-400']);
});

test('takes properties and signs of life', () => {
  const bench = new Bench();
  const names = { service: 'orders', service_instance: 'orders-1' };
  const properties = [{ key: 'language', value: 'lua' }];
  assert.deepEqual(bench.post('/v3/management/reportProperties', { ...names, properties }), ok);
  assert.deepEqual(bench.post('/v3/management/keepAlive', names), ok);
  const expected = { service: 'orders', instance: 'orders-1', layer: 'GENERAL' };
  assert.deepEqual(bench.sink.properties, [{ ...expected, properties: [['language', 'lua']] }]);
  assert.deepEqual(bench.sink.pings, [expected]);
});

test('names what is wrong with a management report', () => {
  const bench = new Bench();
  assert.deepEqual(bench.post('/v3/management/keepAlive', {}), refused(400, 'service is empty'));
  assert.deepEqual(
    bench.post('/v3/management/reportProperties', { properties: 1 }),
    refused(400, 'properties is not an array'),
  );
});

const event = {
  uuid: 'u1',
  source: { service: 'orders', service_instance: 'orders-1', endpoint: '/pay' },
  name: 'Upgrade',
  type: 'Error',
  message: 'from {from}',
  parameters: { from: 'v1', to: 2 },
  startTime: '1790000000000',
  endTime: 1_790_000_000_005,
  layer: 'GENERAL',
};

const log = {
  date: 1_790_000_000.5,
  timestamp: 1_790_000_000_000,
  service: 'orders',
  body: { text: { text: 'paid' } },
  traceContext: { traceId: 't', spanId: '0', traceSegmentId: 's' },
  tags: { data: [{ key: 'level', value: 'INFO' }] },
};

test('takes a list of logs, as agents and shippers send it', () => {
  const bench = new Bench();
  const other = { ...log, body: { json: { json: '{"a":1}' } } };
  assert.deepEqual(bench.post('/v3/logs', [log, other]), ok);
  assert.deepEqual(bench.sink.logTexts, ['orders: paid', 'orders: {"a":1}']);
  assert.deepEqual(bench.post('/v3/logs', []), ok);
});

test('takes no log of a list that is not one of logs, and says where it is wrong', () => {
  const bench = new Bench();
  const wrong = { ...log, timestamp: 'yesterday' };
  assert.deepEqual(
    bench.post('/v3/logs', [log, wrong]),
    refused(400, 'logs[1].timestamp is not a whole number of 64 bits'),
  );
  assert.deepEqual(bench.post('/v3/logs', log), refused(400, 'the body is not an array'));
  assert.deepEqual(bench.sink.logTexts, []);
});

test('a log without a service costs itself only, and is told where no other was taken', () => {
  const bench = new Bench();
  const { service: _, ...nameless } = log;
  assert.deepEqual(bench.post('/v3/logs', [nameless, log, nameless]), ok);
  assert.deepEqual(bench.sink.logTexts, ['orders: paid']);
  assert.equal(bench.metric('log_analysis_error_count'), 2);
  assert.deepEqual(
    bench.post('/v3/logs', [nameless]),
    refused(400, 'logs[0]: it names no service'),
  );
});

test('answers 200 or 400 to any JSON for logs', () => {
  const bench = new Bench();
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.array(fc.object()).map((list) => JSON.stringify(list)),
      ),
      (json) => {
        const { status } = bench.send('/v3/logs', Buffer.from(json));
        assert.ok(status === 200 || status === 400);
      },
    ),
  );
});

test('takes a list of events', () => {
  const bench = new Bench();
  assert.deepEqual(bench.post('/v3/events', [event, { layer: 'MESH' }]), ok);
  assert.deepEqual(bench.sink.events, [
    {
      uuid: 'u1',
      service: 'orders',
      instance: 'orders-1',
      endpoint: '/pay',
      name: 'Upgrade',
      isError: true,
      message: 'from {from}',
      parameters: [
        ['from', 'v1'],
        ['to', '2'],
      ],
      startMs: 1_790_000_000_000,
      endMs: 1_790_000_000_005,
      layer: 'GENERAL',
    },
    {
      uuid: '',
      service: '',
      instance: '',
      endpoint: '',
      name: '',
      isError: false,
      message: '',
      parameters: [],
      startMs: 0,
      endMs: 0,
      layer: 'MESH',
    },
  ]);
  assert.deepEqual(bench.post('/v3/events', []), ok);
});

test('takes none of a list of events of which one is wrong, and names it', () => {
  const bench = new Bench();
  assert.deepEqual(
    bench.post('/v3/events', [event, { ...event, type: 'Odd' }]),
    refused(400, 'events[1].type is none of Normal, Error'),
  );
  assert.deepEqual(
    bench.post('/v3/events', [event, { ...event, layer: '' }]),
    refused(400, 'events[1].layer is empty; SkyWalking demands it since version 9'),
  );
  assert.deepEqual(bench.post('/v3/events', event), refused(400, 'the body is not an array'));
  assert.deepEqual(bench.sink.events, []);
  assert.equal(bench.metric('event_error_count'), 2);
});

test('answers 200 or 400 to any JSON for events', () => {
  const bench = new Bench();
  const lists = fc.oneof(
    fc.jsonValue(),
    fc.array(
      fc.oneof(fc.jsonValue(), fc.record({ layer: fc.jsonValue(), source: fc.jsonValue() })),
    ),
  );
  fc.assert(
    fc.property(lists, (json) => {
      const { status } = bench.post('/v3/events', json);
      assert.ok(status === 200 || status === 400);
    }),
  );
});

test('refuses what is not JSON, not UTF-8 or not an array', () => {
  const bench = new Bench();
  const json = refused(400, 'the body is not JSON');
  assert.deepEqual(bench.send('/v3/segment', Buffer.from('{"traceId"')), json);
  assert.deepEqual(bench.send('/v3/segment', Buffer.alloc(0)), json);
  assert.deepEqual(
    bench.send('/v3/segment', Buffer.from([0x22, 0xff, 0x22])),
    refused(400, 'the body is not UTF-8'),
  );
  assert.deepEqual(bench.post('/v3/segments', segment), refused(400, 'the body is not an array'));
});

test('refuses a body over the limit', () => {
  const bench = new Bench();
  assert.deepEqual(
    bench.send('/v3/segment', new Uint8Array(100_001)),
    refused(413, 'a body of more than 100000 bytes is not taken'),
  );
});

test('refuses a segment with too many spans', () => {
  const bench = new Bench();
  const spans = Array.from({ length: segmentSpansMax + 1 }, () => ({}));
  assert.deepEqual(
    bench.post('/v3/segment', { ...segment, spans }),
    refused(400, 'too many spans in one segment'),
  );
});

test('takes none of a list of which one is past a limit, so that it can be sent again', () => {
  const bench = new Bench(1_000_000);
  const large = { ...segment, spans: Array.from({ length: segmentSpansMax + 1 }, () => ({})) };
  const others = [segment, { ...segment, traceId: 'b' }];
  assert.deepEqual(
    bench.post('/v3/segments', [others[0], large, others[1]]),
    refused(400, 'segments[1]: too many spans in one segment'),
  );
  assert.deepEqual(bench.sink.traceIds, []);
  assert.deepEqual(bench.post('/v3/segments', others), ok);
  assert.deepEqual(bench.sink.traceIds, ['a', 'b']);
});

test('takes a body of 50,000 nested arrays for what it is', () => {
  const bench = new Bench();
  const body = Buffer.from('['.repeat(50_000) + ']'.repeat(50_000));
  assert.deepEqual(bench.send('/v3/segments', body), refused(400, 'segments[0] is not an object'));
});

test('answers 429 while the server is overloaded', () => {
  const bench = new Bench();
  bench.sink.overloaded = true;
  assert.deepEqual(
    bench.post('/v3/segment', segment),
    refused(429, 'the server is behind; try again later'),
  );
  assert.deepEqual(bench.sink.traceIds, []);
});

test('answers 200 or 400 to any JSON', () => {
  const bench = new Bench();
  const paths = ['/v3/segment', '/v3/segments', '/v3/management/reportProperties'];
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...paths), (json, path) => {
      const { status } = bench.post(path, json);
      assert.ok(status === 200 || status === 400);
    }),
  );
});

test('a list of more entries than agents send is refused whole, however short they are', () => {
  const bench = new Bench(12 << 20);
  const list = Array.from({ length: jsonLimits.listLengthMax }, () => ({ service: 'a' }));
  const text = `the list has more than ${jsonLimits.listLengthMax} entries`;
  const { source, name, startTime, layer } = event;
  const short = JSON.stringify({ source: { service: source.service }, name, startTime, layer });
  for (const [path, entry] of [
    ['/v3/logs', '{}'],
    ['/v3/segments', '{}'],
    ['/v3/events', short],
  ] as const)
    assert.deepEqual(
      bench.send(path, Buffer.from(`[${`${entry},`.repeat(jsonLimits.listLengthMax)}${entry}]`)),
      refused(400, text),
      path,
    );
  assert.deepEqual(bench.sink.logs.logCount, 0);
  assert.deepEqual(bench.post('/v3/logs', list), ok);
});
