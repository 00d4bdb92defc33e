import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type Socket, connect as connectTcp } from 'node:net';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { GrpcTestClient, framed, outcomeOf } from '../testing/grpc-client.ts';
import { collectPath, segmentBytes } from '../testing/sample-bytes.ts';
import { type TestServer, eventually, startTestServer } from '../testing/test-server.ts';
import { GrpcStatus } from './grpc-status.ts';
import { compressedFrame } from './message-encoding.ts';

const healthPath = '/grpc.health.v1.Health/Check';
const ok = { httpStatus: 200, status: 0, message: '', rstCode: 0 };
const emptyReply = { ...ok, replies: [Buffer.alloc(0)] };

function refusal(status: number, message: string): object {
  return { httpStatus: 200, status, message, replies: [], rstCode: 0 };
}

async function withClient(
  options: Parameters<typeof startTestServer>[0],
  use: (client: GrpcTestClient, server: TestServer) => Promise<void>,
): Promise<void> {
  await using server = await startTestServer(options);
  const client = await GrpcTestClient.open(server.port);
  await use(client, server);
  await client.close();
}

test('takes a stream of messages and answers once', () =>
  withClient({}, async (client, server) => {
    const body = framed(segmentBytes('a'), segmentBytes('b'), segmentBytes('c'));
    assert.deepEqual(await client.call(collectPath, body), emptyReply);
    assert.deepEqual(server.sink.traceIds, ['a', 'b', 'c']);
    assert.equal(server.metric('trace_in_latency', { protocol: 'grpc' }), 3);
    assert.equal(server.metric('grpc_server_received_bytes_total'), body.length);
  }));

test('answers a stream without messages', () =>
  withClient({}, async (client) => {
    assert.deepEqual(await client.call(collectPath, Buffer.alloc(0)), emptyReply);
  }));

test('takes a message as soon as it is whole, byte by byte from a slow client', () =>
  withClient({}, async (client, server) => {
    const stream = client.start(collectPath);
    const outcome = outcomeOf(stream);
    for (const byte of framed(segmentBytes('slow'))) {
      stream.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    await eventually(() => server.sink.traceIds.length === 1, 'the segment');
    stream.end();
    assert.deepEqual(await outcome, emptyReply);
  }));

test('takes many streams of one connection at once', () =>
  withClient({}, async (client, server) => {
    const calls = Array.from({ length: 300 }, (_, i) =>
      client.call(collectPath, framed(segmentBytes(`t${i}`), segmentBytes(`u${i}`))),
    );
    assert.deepEqual(new Set((await Promise.all(calls)).map(({ status }) => status)), new Set([0]));
    assert.equal(new Set(server.sink.traceIds).size, 600);
  }));

for (const encoding of ['gzip', 'deflate'] as const) {
  test(`takes messages compressed with ${encoding}`, () =>
    withClient({}, async (client, server) => {
      const body = Buffer.concat([
        compressedFrame(encoding, segmentBytes('z')),
        framed(segmentBytes('plain')),
      ]);
      const outcome = await client.call(collectPath, body, { 'grpc-encoding': encoding });
      assert.deepEqual(outcome, emptyReply);
      assert.deepEqual(server.sink.traceIds, ['z', 'plain']);
    }));
}

test('refuses a compression that it does not know, and names those that it does', () =>
  withClient({}, async (client) => {
    const stream = client.start(collectPath, { 'grpc-encoding': 'snappy' });
    const [headers] = (await once(stream, 'response')) as [Record<string, string>];
    assert.equal(headers['grpc-status'], String(GrpcStatus.UNIMPLEMENTED));
    assert.equal(headers['grpc-accept-encoding'], 'identity,deflate,gzip');
  }));

test('refuses a compressed message of a call without compression', () =>
  withClient({}, async (client) => {
    assert.deepEqual(
      await client.call(collectPath, compressedFrame('gzip', segmentBytes('z'))),
      refusal(13, 'a message is marked as compressed, but the call has no grpc-encoding'),
    );
  }));

test('refuses a message that can not be decompressed', () =>
  withClient({}, async (client) => {
    const body = Buffer.from([1, 0, 0, 0, 2, 9, 9]);
    const outcome = await client.call(collectPath, body, { 'grpc-encoding': 'gzip' });
    assert.deepEqual(
      outcome,
      refusal(13, 'a message can not be decompressed with gzip: incorrect header check'),
    );
  }));

test('refuses a message that inflates past the limit', () =>
  withClient({ limits: { messageBytesMax: 1_000 } }, async (client) => {
    const body = compressedFrame('gzip', new Uint8Array(100_000));
    assert.deepEqual(
      await client.call(collectPath, body, { 'grpc-encoding': 'gzip' }),
      refusal(8, 'a compressed message holds more than 1000 bytes'),
    );
  }));

test('refuses a message over the limit while the client still sends', () =>
  withClient({ limits: { messageBytesMax: 1_000 } }, async (client, server) => {
    assert.deepEqual(
      await client.call(collectPath, framed(new Uint8Array(5_000_000))),
      refusal(8, 'a message of 5000000 bytes is larger than the 1000 that are taken'),
    );
    assert.deepEqual(server.kinds(), ['grpc-limit']);
    assert.equal(server.metric('grpc_server_refused_total', { reason: 'limit' }), 1);
  }));

test('counts a segment that is not sound and takes its neighbours', () =>
  withClient({}, async (client, server) => {
    const body = framed(segmentBytes('a'), Buffer.from([0x0a, 99]), segmentBytes('b'));
    assert.deepEqual(await client.call(collectPath, body), emptyReply);
    assert.deepEqual(server.sink.traceIds, ['a', 'b']);
    assert.equal(server.metric('trace_analysis_error_count', { protocol: 'grpc' }), 1);
    assert.deepEqual(server.lines[0]?.fields, {
      kind: 'segment-refused',
      suppressed: 0,
      protocol: 'grpc',
      sizeBytes: 2,
    });
  }));

test('refuses a stream that ends within a message', () =>
  withClient({}, async (client, server) => {
    const whole = framed(segmentBytes('a'), segmentBytes('b'));
    assert.deepEqual(
      await client.call(collectPath, whole.subarray(0, whole.length - 1)),
      refusal(13, 'the last message is cut off'),
    );
    assert.deepEqual(server.sink.traceIds, ['a']);
  }));

test('refuses a method that nobody knows', () =>
  withClient({}, async (client) => {
    assert.deepEqual(
      await client.call('/no.Such/thing', framed(Buffer.alloc(50_000))),
      refusal(12, 'unknown method /no.Such/thing'),
    );
  }));

test('says that a known method is not taken yet', () =>
  withClient({}, async (client) => {
    assert.deepEqual(
      await client.call('/skywalking.v3.MeterReportService/collect', framed(Buffer.alloc(9))),
      refusal(12, 'this server does not take skywalking.v3.MeterReportService/collect yet'),
    );
  }));

test('refuses a unary call with no message or with two', () =>
  withClient({}, async (client) => {
    assert.deepEqual(
      await client.call(healthPath, Buffer.alloc(0)),
      refusal(12, 'the call ended without its message'),
    );
    assert.deepEqual(
      await client.call(healthPath, framed(Buffer.alloc(0), Buffer.alloc(0))),
      refusal(12, 'the method takes one message, and more were sent'),
    );
  }));

test('answers what is not gRPC with 415', () =>
  withClient({}, async (client, server) => {
    const outcome = await client.call('/', Buffer.from('{}'), {
      'content-type': 'application/json',
    });
    assert.deepEqual([outcome.httpStatus, outcome.status], [415, undefined]);
    assert.deepEqual(server.kinds(), ['grpc-bad-request']);
  }));

test('asks for the token, but not for health', () =>
  withClient({ token: 'sesame' }, async (client, server) => {
    const body = framed(segmentBytes('a'));
    const missing = refusal(7, 'the token is missing or wrong');
    assert.deepEqual(await client.call(collectPath, body), missing);
    assert.deepEqual(await client.call(collectPath, body, { authentication: 'sesamf' }), missing);
    assert.deepEqual(await client.call('/no.Such/thing', body), missing);
    assert.deepEqual(
      await client.call(collectPath, body, { authentication: 'sesame' }),
      emptyReply,
    );
    assert.equal((await client.call(healthPath, framed(Buffer.alloc(0)))).status, 0);
    assert.equal(server.metric('grpc_server_refused_total', { reason: 'bad-token' }), 3);
    assert.deepEqual(server.sink.traceIds, ['a']);
  }));

test('ends a call whose deadline has passed', () =>
  withClient({}, async (client, server) => {
    const stream = client.start(collectPath, { 'grpc-timeout': '50m' });
    stream.write(framed(segmentBytes('a')));
    assert.deepEqual(await outcomeOf(stream), refusal(4, 'the deadline has passed'));
    assert.equal(server.metric('grpc_server_refused_total', { reason: 'deadline' }), 1);
    assert.equal(server.metric('grpc_server_calls_cancelled_total'), 1);
    assert.deepEqual(server.sink.traceIds, ['a']);
  }));

test('refuses a timeout that is none', () =>
  withClient({}, async (client) => {
    const outcome = await client.call(collectPath, Buffer.alloc(0), { 'grpc-timeout': 'soon' });
    assert.deepEqual(outcome, refusal(13, 'the header grpc-timeout is not sound'));
  }));

test('keeps what a cancelled stream has brought', () =>
  withClient({}, async (client, server) => {
    const stream = client.start(collectPath);
    stream.write(framed(segmentBytes('a')).subarray(0, -1));
    stream.write(framed(segmentBytes('a')).subarray(-1));
    stream.write(framed(segmentBytes('b')).subarray(0, 20));
    await eventually(() => server.sink.traceIds.length === 1, 'the first segment');
    stream.close(8);
    await eventually(
      () => server.metric('grpc_server_calls_cancelled_total') === 1,
      'the cancellation',
    );
    assert.deepEqual(server.sink.traceIds, ['a']);
  }));

test('stops reading and refuses new calls while it is overloaded, and loses nothing', () =>
  withClient({}, async (client, server) => {
    const stream = client.start(collectPath);
    const outcome = outcomeOf(stream);
    stream.write(framed(segmentBytes('first')));
    await eventually(() => server.sink.traceIds.length === 1, 'the first segment');
    server.sink.overloaded = true;
    stream.write(framed(segmentBytes('second')));
    await eventually(() => server.sink.traceIds.length === 2, 'what was under way');
    const many = Array.from({ length: 5_000 }, (_, i) => segmentBytes(`t${i}`));
    stream.end(framed(...many));
    assert.deepEqual(
      await client.call(collectPath, framed(segmentBytes('x'))),
      refusal(8, 'the server is behind; try again later'),
    );
    assert.equal((await client.call(healthPath, framed(Buffer.alloc(0)))).status, 0);
    assert.equal(server.sink.traceIds.length, 2);
    server.sink.overloaded = false;
    assert.deepEqual(await outcome, emptyReply);
    assert.equal(server.sink.traceIds.length, 5_002);
    assert.equal(server.metric('grpc_server_refused_total', { reason: 'overload' }), 1);
  }));

test('ends calls that expire or are cancelled while it is overloaded', () =>
  withClient({}, async (client, server) => {
    const many = framed(...Array.from({ length: 2_000 }, (_, i) => segmentBytes(`t${i}`)));
    const expiring = client.start(collectPath, { 'grpc-timeout': '300m' });
    const cancelled = client.start(collectPath);
    const outcome = outcomeOf(expiring);
    for (const stream of [expiring, cancelled]) stream.write(framed(segmentBytes('first')));
    await eventually(() => server.sink.traceIds.length === 2, 'the first segments');
    server.sink.overloaded = true;
    for (const stream of [expiring, cancelled]) stream.write(many);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const taken = server.sink.traceIds.length;
    cancelled.close(8);
    assert.deepEqual(await outcome, refusal(4, 'the deadline has passed'));
    await eventually(() => server.metric('grpc_server_calls_cancelled_total') === 2, 'both ends');
    assert.equal(server.sink.traceIds.length, taken);
    server.sink.overloaded = false;
    assert.deepEqual(await client.call(collectPath, framed(segmentBytes('x'))), emptyReply);
    assert.equal(server.sink.traceIds.length, taken + 1);
  }));

test('closes connections past the limit', async () => {
  await using server = await startTestServer({ limits: { connectionsMax: 2 } });
  const clients = [await GrpcTestClient.open(server.port), await GrpcTestClient.open(server.port)];
  const third = connectTcp(server.port, '127.0.0.1');
  third.on('error', () => undefined);
  await once(third, 'close');
  await eventually(() => server.kinds().includes('grpc-too-many-connections'), 'the log line');
  assert.equal(server.metric('grpc_server_connections'), 2);
  assert.equal((await clients[0]?.call(collectPath, Buffer.alloc(0)))?.status, 0);
  for (const client of clients) await client.close();
});

test('serves 2,000 connections', async () => {
  await using server = await startTestServer();
  const clients: GrpcTestClient[] = [];
  for (let i = 0; i < 2_000; i += 100) {
    const opened = Array.from({ length: 100 }, () => GrpcTestClient.open(server.port));
    clients.push(...(await Promise.all(opened)));
  }
  await eventually(() => server.metric('grpc_server_connections') === 2_000, 'all connections');
  const body = framed(segmentBytes('a'));
  const outcomes = await Promise.all(clients.map((client) => client.call(collectPath, body)));
  assert.ok(outcomes.every(({ status }) => status === 0));
  assert.equal(server.sink.traceIds.length, 2_000);
  for (const client of clients) client.session.destroy();
});

test('closes a connection that never speaks', async () => {
  await using server = await startTestServer({ limits: { handshakeTimeoutMs: 50 } });
  const socket = connectTcp(server.port, '127.0.0.1');
  socket.resume();
  await once(socket, 'close');
  assert.deepEqual(server.kinds(), ['grpc-handshake-timeout']);
});

test('pings a silent connection, and keeps one that answers', async () => {
  await using server = await startTestServer({
    limits: { keepaliveIntervalMs: 50, keepaliveTimeoutMs: 300 },
  });
  const client = await GrpcTestClient.open(server.port);
  await once(client.session, 'ping');
  await once(client.session, 'ping');
  assert.equal((await client.call(collectPath, Buffer.alloc(0))).status, 0);
  await client.close();
});

/** The client preface, and settings without a setting. */
const preface = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);

async function rawSocket(port: number, bytes: Uint8Array): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

test('closes a half-open connection, which no longer answers pings', async () => {
  await using server = await startTestServer({
    limits: { keepaliveIntervalMs: 50, keepaliveTimeoutMs: 50 },
  });
  const socket = await rawSocket(server.port, preface);
  await once(socket, 'close');
  assert.deepEqual(server.kinds(), ['grpc-keepalive-timeout']);
});

test('tells a connection without calls to go', async () => {
  await using server = await startTestServer({ limits: { idleConnectionMs: 50 } });
  const client = await GrpcTestClient.open(server.port);
  await once(client.session, 'close');
  assert.deepEqual(new Set(client.goaways), new Set([0]));
  assert.equal(server.metric('grpc_server_refused_total', { reason: 'idle' }), 1);
});

test('closes a connection that speaks something else', async () => {
  await using server = await startTestServer();
  const socket = await rawSocket(server.port, Buffer.from('GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
  await once(socket, 'close');
  await eventually(() => server.kinds().includes('grpc-connection-error'), 'the log line');
});

test('refuses a flood of headers and goes on serving', async () => {
  await using server = await startTestServer();
  const client = await GrpcTestClient.open(server.port);
  const flood = Object.fromEntries(
    Array.from({ length: 500 }, (_, i) => [`x-flood-${i}`, 'y'.repeat(100)]),
  );
  const outcome = await client.call(collectPath, Buffer.alloc(0), flood);
  assert.equal(outcome.status, undefined);
  assert.notEqual(outcome.rstCode, 0);
  const other = await GrpcTestClient.open(server.port);
  assert.equal((await other.call(collectPath, Buffer.alloc(0))).status, 0);
  await client.close();
  await other.close();
});

test('closes a connection that opens and resets streams without end', async () => {
  await using server = await startTestServer({
    limits: { streamResetBurst: 50, streamResetsPerSecond: 10 },
  });
  const client = await GrpcTestClient.open(server.port);
  const closed = new Promise((resolve) => client.session.once('close', resolve));
  for (let i = 0; i < 500 && !client.session.destroyed; i++) {
    client.start(collectPath).close(8);
    if (i % 20 === 0) await new Promise(setImmediate);
  }
  await closed;
  assert.notDeepEqual(client.goaways, []);
  assert.ok(server.kinds().includes('grpc-connection-error'));
  const other = await GrpcTestClient.open(server.port);
  assert.equal((await other.call(collectPath, Buffer.alloc(0))).status, 0);
  await other.close();
});

test('lets running calls end when it closes, and takes no new ones', async () => {
  await using server = await startTestServer();
  const client = await GrpcTestClient.open(server.port);
  const stream = client.start(collectPath);
  const outcome = outcomeOf(stream);
  stream.write(framed(segmentBytes('a')));
  await eventually(() => server.sink.traceIds.length === 1, 'the segment');
  const closed = server.server.close(5_000);
  await eventually(() => client.goaways.length > 0, 'GOAWAY');
  stream.end(framed(segmentBytes('b')));
  assert.deepEqual(await outcome, emptyReply);
  await closed;
  assert.deepEqual(server.sink.traceIds, ['a', 'b']);
});

test('breaks off calls that do not end by the deadline of its closing', async () => {
  await using server = await startTestServer();
  const client = await GrpcTestClient.open(server.port);
  const stream = client.start(collectPath);
  const outcome = outcomeOf(stream);
  stream.write(framed(segmentBytes('a')));
  await eventually(() => server.sink.traceIds.length === 1, 'the segment');
  await server.server.close(50);
  assert.equal((await outcome).status, undefined);
});

test('lets two servers listen on one port', async () => {
  await using first = await startTestServer({ reusePort: true });
  await using second = await startTestServer({ reusePort: true, port: first.port });
  const clients: GrpcTestClient[] = [];
  for (let i = 0; i < 40; i++) clients.push(await GrpcTestClient.open(first.port));
  const counts = (): number[] =>
    [first, second].map((each) => each.metric('grpc_server_connections') ?? 0);
  await eventually(() => counts().reduce((sum, count) => sum + count) === 40, 'all connections');
  assert.ok(counts().every((count) => count > 0));
  for (const client of clients) await client.close();
});

test('says which port it can not have', async () => {
  await using server = await startTestServer();
  await assert.rejects(startTestServer({ port: server.port }), {
    code: 'RECEIVER_LISTEN_FAILED',
    message: `gRPC can not listen on 127.0.0.1:${server.port}: listen EADDRINUSE: address already in use 127.0.0.1:${server.port}`,
  });
});

test('answers INTERNAL and goes on when a service fails', async () => {
  const path = '/a.B/c';
  const methods = [
    {
      kind: 'unary' as const,
      path,
      handle: (): never => {
        throw new Error('a fault of ours');
      },
    },
  ];
  await using server = await startTestServer({ methods });
  const client = await GrpcTestClient.open(server.port);
  const failed = refusal(13, 'the server failed while it took this call');
  assert.deepEqual(await client.call(path, framed(Buffer.of(1))), failed);
  assert.deepEqual(await client.call(path, framed(Buffer.of(1))), failed);
  assert.match(server.lines[0]?.message ?? '', /a fault of ours/);
  await client.close();
});

test('survives random bytes in place of frames', () =>
  withClient({}, async (client, server) => {
    for (let seed = 1; seed <= 100; seed++) {
      const body = Buffer.from(
        Array.from({ length: seed }, (_, i) => Math.imul(seed * 31 + i, 0x9e3779b1) >>> 24),
      );
      const outcome = await client.call(collectPath, body, { 'grpc-encoding': 'gzip' });
      assert.ok(outcome.status !== undefined);
    }
    assert.deepEqual(await client.call(collectPath, framed(segmentBytes('a'))), emptyReply);
    assert.ok(server.sink.traceIds.includes('a'));
  }));

test('counts compressed bytes as they came', () =>
  withClient({}, async (client, server) => {
    const frame = compressedFrame('gzip', segmentBytes('a'));
    await client.call(collectPath, frame, { 'grpc-encoding': 'gzip' });
    assert.equal(server.metric('grpc_server_received_bytes_total'), frame.length);
    assert.equal(frame.length, 5 + gzipSync(segmentBytes('a')).length);
  }));
