import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { SeededRandom, SegmentBuilder, encodeSegment } from '@stormpetrel/testkit';
import type { ServerProcess } from '@stormpetrel/testkit/process';
import {
  assertGoesOn,
  expectLog,
  expectRise,
  findTrace,
  readCounters,
  sendSegments,
  startFaultServer,
  traceOf,
} from '../support/fault-server.ts';
import { GrpcClient, frameHeader, framed } from '../support/grpc-client.ts';

/** Small, so that a test can go past it. */
const messageBytesMax = 65_536;

const errors = 'trace_analysis_error_count{protocol="grpc"}';
const emptySegments = 'trace_dropped_count{reason="empty"}';
const badRequests = 'grpc_server_refused_total{reason="bad-request"}';
const overLimits = 'grpc_server_refused_total{reason="limit"}';
const cancelled = 'grpc_server_calls_cancelled_total';

let server: ServerProcess;
let client: GrpcClient;
before(async () => {
  server = await startFaultServer({ SW_CORE_GRPC_MAX_MESSAGE_SIZE: String(messageBytesMax) });
  client = await GrpcClient.open(server.addresses.grpc);
});
after(async () => {
  client[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const ok = { httpStatus: 200, status: 0, message: '' };

function goodSegment(traceId: string): Uint8Array {
  return encodeSegment(
    new SegmentBuilder('shop', 'shop-1', Date.now() - 50)
      .ids(traceId, `${traceId}.1`)
      .entry('GET:/cart', { spanLayer: 'Http' })
      .build(),
  );
}

/** A message that no decoder takes, between two that are sound: its stream goes on. */
async function checkRefused(name: string, bytes: Uint8Array): Promise<void> {
  const outcome = await expectRise(server, { [errors]: 1, segments_received_count: 2 }, () =>
    client.call(framed(goodSegment(`${name}-1`), bytes, goodSegment(`${name}-2`))),
  );
  assert.deepEqual(outcome, ok);
  await traceOf(server, `${name}-1`, 1);
  await traceOf(server, `${name}-2`, 1);
}

test('a segment that is cut short is refused, its neighbours on the stream are taken', async () => {
  await checkRefused('cut', goodSegment('cut').subarray(0, -3));
  await expectLog(server, {
    level: 'warn',
    kind: 'segment-refused',
    message: /A segment was refused: not a sound protobuf message\./,
  });
  await assertGoesOn(server);
});

test('varints without an end, lengths past the end, field 0 and groups are refused', async () => {
  const hostile: Readonly<Record<string, readonly number[]>> = {
    'varint of eleven bytes': [0x30, ...Array<number>(10).fill(0xff), 0x01],
    'varint that never ends': [0x30, ...Array<number>(40).fill(0x80)],
    'length of 2^31': [0x0a, 0x80, 0x80, 0x80, 0x80, 0x08],
    'length of 2^64 - 1': [0x0a, ...Array<number>(9).fill(0xff), 0x01],
    'length past the end': [0x1a, 0x7f, 0x08],
    'field 0': [0x02, 0x00],
    'groups in groups': Array<number>(10_000).fill(0x0b),
    'wire type 6': [0x0e, 0x00],
    'span with a broken tag': [0x1a, 0x03, 0x62, 0x7f, 0x00],
    'reference with a broken name': [0x1a, 0x04, 0x2a, 0x02, 0x2a, 0x10],
  };
  for (const [name, bytes] of Object.entries(hostile)) {
    await checkRefused(name, Uint8Array.from(bytes));
  }
  await assertGoesOn(server);
});

test('fields of wrong wire types are stepped over, as protobuf asks', async () => {
  // Trace id as varint, spans as fixed64 and as fixed32, service as varint: nothing is left that could be kept.
  const bytes = [0x08, 0x01, 0x19, 1, 2, 3, 4, 5, 6, 7, 8, 0x1d, 1, 2, 3, 4, 0x20, 0x05];
  const rise = { [errors]: 0, segments_received_count: 1, [emptySegments]: 1 };
  assert.deepEqual(
    await expectRise(server, rise, () => client.call(framed(Uint8Array.from(bytes)))),
    ok,
  );
  await assertGoesOn(server);
});

test('messages nested ten thousand deep cost no stack', async () => {
  // Field 3 (a span, then a field that spans do not have) in field 3 in field 3 …
  let nested: Buffer = Buffer.alloc(0);
  for (let depth = 0; depth < 10_000; depth++) {
    const length = nested.length;
    const prefix =
      length < 0x80 ? [0x1a, length] : [0x1a, (length & 0x7f) | 0x80, ...rest(length >>> 7)];
    nested = Buffer.concat([Buffer.from(prefix), nested]);
  }
  const rise = { [errors]: 0, segments_received_count: 1 };
  assert.deepEqual(await expectRise(server, rise, () => client.call(framed(nested))), ok);
  await assertGoesOn(server);
});

function rest(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...rest(value >>> 7)];
}

test('names that are not UTF-8 are kept, readable as far as they can be', async () => {
  const bytes = Buffer.from(goodSegment('not-utf8'));
  const at = bytes.indexOf('shop');
  bytes[at + 1] = 0xff;
  bytes[at + 2] = 0xc0;
  assert.deepEqual(await client.call(framed(bytes)), ok);
  const spans = await traceOf(server, 'not-utf8', 1);
  assert.equal(spans[0]?.serviceCode, 's\ufffd\ufffdp');
  await assertGoesOn(server);
});

test('an empty message and a call without any are answered, and count as nothing', async () => {
  const rise = { [errors]: 0, [emptySegments]: 1, segments_received_count: 1 };
  assert.deepEqual(
    await expectRise(server, rise, () => client.call(framed(new Uint8Array(0)))),
    ok,
  );
  assert.deepEqual(await client.call(new Uint8Array(0)), ok);
  await assertGoesOn(server);
});

test('five thousand random messages: each is counted, as refused or as taken', async () => {
  const random = new SeededRandom(20_240_501);
  const sample = goodSegment('random');
  const messages = Array.from({ length: 5_000 }, (_, i) => {
    const bytes = Buffer.alloc(random.int(1, 200), 0);
    for (let at = 0; at < bytes.length; at++) bytes[at] = random.int(0, 255);
    if (i % 2 === 0) return bytes;
    // The other half is nearly right, which leads deeper into the decoder.
    const bent = Buffer.from(sample);
    for (let n = random.int(1, 4); n > 0; n--)
      bent[random.int(0, bent.length - 1)] = random.int(0, 255);
    return bent;
  });
  const earlier = await readCounters(server);
  assert.deepEqual(await client.call(framed(...messages)), ok);
  await assertGoesOn(server);
  const later = await readCounters(server);
  const rise = (name: string): number => (later.get(name) ?? 0) - (earlier.get(name) ?? 0);
  assert.equal(rise(errors) + rise('segments_received_count') - 1, messages.length);
  assert.ok(rise(errors) > 2_000, `${rise(errors)} refused`);
});

test('a message larger than the limit ends its call with RESOURCE_EXHAUSTED', async () => {
  const rise = { [overLimits]: 1, [cancelled]: 1 };
  const large = Buffer.concat([frameHeader(messageBytesMax + 1), Buffer.alloc(messageBytesMax)]);
  const outcome = await expectRise(server, rise, () => client.call(large));
  assert.deepEqual(outcome, {
    httpStatus: 200,
    status: 8,
    message: 'a message of 65537 bytes is larger than the 65536 that are taken',
  });
  await expectLog(server, { level: 'warn', kind: 'grpc-limit', message: /larger than the 65536/ });
  // The length alone is enough: nothing is waited for, nothing reserved.
  const announced = await expectRise(server, rise, () => client.call(frameHeader(0xffff_ffff)));
  assert.equal(announced.status, 8);
  await assertGoesOn(server);
});

test('a message that unpacks to more than the limit ends its call, too', async () => {
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  const outcome = await expectRise(server, { [overLimits]: 1 }, () =>
    client.call(Buffer.concat([frameHeader(bomb.length, 1), bomb]), undefined, {
      'grpc-encoding': 'gzip',
    }),
  );
  assert.equal(outcome.status, 8);
  await assertGoesOn(server);
});

test('a body that ends within a message, or begins with an odd flag, ends its call with INTERNAL', async () => {
  const rise = { [badRequests]: 1, [cancelled]: 1, segments_received_count: 0 };
  const short = framed(goodSegment('short')).subarray(0, -1);
  assert.deepEqual(await expectRise(server, rise, () => client.call(short)), {
    httpStatus: 200,
    status: 13,
    message: 'the last message is cut off',
  });
  await expectLog(server, { level: 'warn', kind: 'grpc-bad-request', message: /cut off/ });
  const flagged = Buffer.concat([frameHeader(3, 7), Buffer.alloc(3)]);
  assert.deepEqual(await expectRise(server, rise, () => client.call(flagged)), {
    httpStatus: 200,
    status: 13,
    message: 'a message begins with the unknown flag 7',
  });
  assert.deepEqual(await findTrace(server, 'short'), []);
  await assertGoesOn(server);
});

test('calls that are not gRPC, or for nobody, are told so', async () => {
  const unknown = 'grpc_server_refused_total{reason="unknown-method"}';
  const nobody = await expectRise(server, { [unknown]: 1 }, () =>
    client.call(framed(), '/skywalking.v3.Nobody/home'),
  );
  assert.deepEqual(nobody, {
    httpStatus: 200,
    status: 12,
    message: 'unknown method /skywalking.v3.Nobody/home',
  });
  await expectLog(server, {
    level: 'warn',
    kind: 'grpc-unknown-method',
    message: /unknown method/,
  });
  const odd: readonly (readonly [Record<string, string>, number | undefined, number])[] = [
    [{ 'content-type': 'text/plain' }, undefined, 415],
    [{ 'grpc-encoding': 'lzma' }, 12, 200],
    [{ 'grpc-timeout': 'soon' }, 13, 200],
  ];
  for (const [headers, status, httpStatus] of odd) {
    const outcome = await expectRise(server, { [badRequests]: 1 }, () =>
      client.call(framed(goodSegment('odd')), undefined, headers),
    );
    assert.deepEqual([outcome.status, outcome.httpStatus], [status, httpStatus]);
  }
  await assertGoesOn(server);
});

test('bytes that are no message of a colder protocol end their call with INTERNAL', async () => {
  const path = 'skywalking.v3.ManagementService/reportInstanceProperties';
  const outcome = await expectRise(
    server,
    { [`receiver_decode_errors_total{method="${path}"}`]: 1 },
    () => client.call(framed(Uint8Array.from([0x0a, 0x7f, 0x00])), `/${path}`),
  );
  assert.deepEqual(outcome, {
    httpStatus: 200,
    status: 13,
    message: 'the message is not sound protobuf',
  });
  await expectLog(server, {
    level: 'warn',
    kind: 'message-refused',
    message: /not sound protobuf/,
  });
  await assertGoesOn(server);
});

test('what was sound before and between all this is still there', async () => {
  await sendSegments(server);
  await traceOf(server, 'cut-1', 1);
  assert.equal(
    server.log.some((line) => line.level === 'error'),
    false,
    JSON.stringify(server.log.filter((line) => line.level === 'error')),
  );
});
