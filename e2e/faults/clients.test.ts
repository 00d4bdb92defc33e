import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SegmentBuilder, encodeSegment } from '@stormpetrel/testkit';
import { type ServerProcess, eventually } from '@stormpetrel/testkit/process';
import {
  assertGoesOn,
  expectLog,
  expectRise,
  findTrace,
  readCounters,
  startFaultServer,
  traceOf,
} from '../support/fault-server.ts';
import { type CallOutcome, GrpcClient, framed, outcomeOf } from '../support/grpc-client.ts';

const connections = 'grpc_server_connections';
const cancelled = 'grpc_server_calls_cancelled_total';
const connectionErrors = 'grpc_server_refused_total{reason="connection-error"}';
const silent = 'grpc_server_refused_total{reason="handshake-timeout"}';

/** Opened first and looked at last: the server gives them ten seconds, in which the other tests run. */
const silentCount = 50;
const silentSockets: Socket[] = [];

let server: ServerProcess;
before(async () => {
  server = await startFaultServer();
  silentSockets.push(...(await openSockets(silentCount)));
});
after(async () => {
  for (const socket of silentSockets) socket.destroy();
  await server[Symbol.asyncDispose]();
});

/** Bare connections to the gRPC port. */
async function openSockets(count: number): Promise<Socket[]> {
  const { hostname, port } = new URL(`http://${server.addresses.grpc}`);
  const sockets = Array.from({ length: count }, () => connect(Number(port), hostname));
  for (const socket of sockets) socket.on('error', () => {});
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  return sockets;
}

function segmentBytes(traceId: string): Uint8Array {
  return encodeSegment(
    new SegmentBuilder('client', 'client-1', Date.now() - 50)
      .ids(traceId, `${traceId}.1`)
      .entry('/client')
      .build(),
  );
}

test('a client that sends byte by byte is waited for', async () => {
  using client = await GrpcClient.open(server.addresses.grpc);
  const stream = client.start();
  const outcome = outcomeOf(stream);
  for (const byte of framed(segmentBytes('slow'))) {
    stream.write(Uint8Array.of(byte));
    await sleep(2);
  }
  await assertGoesOn(server);
  stream.end();
  assert.deepEqual(await outcome, { httpStatus: 200, status: 0, message: '' });
  await traceOf(server, 'slow', 1);
});

test('a stream that is left open hands over what it has sent so far', async () => {
  // Its end is waited for: the next test would count it as its own.
  await expectRise(server, { [cancelled]: 1 }, async () => {
    using client = await GrpcClient.open(server.addresses.grpc);
    const stream = client.start();
    stream.write(framed(segmentBytes('open-stream')));
    await traceOf(server, 'open-stream', 1);
    await assertGoesOn(server);
  });
});

test('a client that is cut off within a message leaves what was whole, and nothing else', async () => {
  await expectRise(server, { [cancelled]: 1, segments_received_count: 1 }, async () => {
    using client = await GrpcClient.open(server.addresses.grpc);
    const stream = client.start();
    stream.write(
      Buffer.concat([framed(segmentBytes('whole')), framed(segmentBytes('half'))]).subarray(0, -10),
    );
    await traceOf(server, 'whole', 1);
  });
  assert.deepEqual(await findTrace(server, 'half'), []);
  await assertGoesOn(server);
});

test('what is not HTTP/2 is hung up on, counted and logged', async () => {
  const before = await readCounters(server);
  const sockets = await openSockets(10);
  const closed = sockets.map((socket) => once(socket.resume(), 'close'));
  for (const [i, socket] of sockets.entries()) {
    socket.write(
      i % 2 === 0
        ? 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'
        : 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff',
    );
  }
  await Promise.all(closed);
  await eventually(5_000, async () => {
    const rise =
      ((await readCounters(server)).get(connectionErrors) ?? 0) -
      (before.get(connectionErrors) ?? 0);
    assert.ok(rise >= 5, `${rise}`);
  });
  await expectLog(server, { level: 'warn', kind: 'grpc-connection-error', message: /./ });
  await assertGoesOn(server);
});

test('a thousand streams at once on one connection are all answered', async () => {
  using client = await GrpcClient.open(server.addresses.grpc);
  await once(client.session, 'remoteSettings').catch(() => {});
  assert.equal(client.session.remoteSettings.maxConcurrentStreams, 256);
  const outcomes = await expectRise(server, { segments_received_count: 1_000 }, () =>
    Promise.all(
      Array.from({ length: 1_000 }, (_, i) => client.call(framed(segmentBytes(`many-${i}`)))),
    ),
  );
  assert.deepEqual(countByStatus(outcomes), { 0: 1_000 });
  await assertGoesOn(server);
});

function countByStatus(outcomes: readonly CallOutcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of outcomes) counts[String(status)] = (counts[String(status)] ?? 0) + 1;
  return counts;
}

test('a client that opens and resets streams without end is sent away, the others are not', async () => {
  using neighbour = await GrpcClient.open(server.addresses.grpc);
  using client = await GrpcClient.open(server.addresses.grpc);
  const before = (await readCounters(server)).get(connectionErrors) ?? 0;
  const away = new AbortController();
  client.session.on('goaway', () => away.abort());
  for (let round = 0; round < 100 && !away.signal.aborted && !client.session.destroyed; round++) {
    for (let i = 0; i < 100; i++) {
      if (client.session.closed || client.session.destroyed) break;
      const stream = client.start();
      stream.write(framed(segmentBytes('reset')).subarray(0, 20));
      stream.close(8);
    }
    await sleep(5);
  }
  await eventually(5_000, async () => {
    assert.ok(away.signal.aborted);
    assert.ok(((await readCounters(server)).get(connectionErrors) ?? 0) > before);
  });
  assert.equal((await neighbour.call(framed(segmentBytes('neighbour')))).status, 0);
  await assertGoesOn(server);
});

/** Both ends lie on this machine, but only this process's own are limited by what it may open. */
function openFilesMax(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0);
}

test('two thousand connections at once, each with a segment', async (t) => {
  if (process.platform !== 'linux' || openFilesMax() < 4_096) {
    t.skip('needs Linux, and 4,096 open files for a process: ulimit -n');
    return;
  }
  const opened = await Promise.allSettled(
    Array.from({ length: 2_000 }, () => GrpcClient.open(server.addresses.grpc)),
  );
  const clients = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  try {
    assert.equal(clients.length, 2_000);
    // The kernel says that a connection is there before the server has looked at it.
    await eventually(10_000, async () => {
      const count = (await readCounters(server)).get(connections) ?? 0;
      assert.ok(count >= 2_000, `${count} connections`);
    });
    const outcomes = await expectRise(server, { segments_received_count: 2_000 }, () =>
      Promise.all(clients.map((client, i) => client.call(framed(segmentBytes(`crowd-${i}`))))),
    );
    assert.deepEqual(countByStatus(outcomes), { 0: 2_000 });
    await assertGoesOn(server);
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }
  await eventually(10_000, async () => {
    const left = (await readCounters(server)).get(connections) ?? 0;
    assert.ok(left <= silentCount + 1, `${left} connections left`);
  });
});

test('connections that never say anything are closed after ten seconds', async () => {
  await eventually(15_000, async () => {
    const counters = await readCounters(server);
    assert.equal(counters.get(silent), silentCount);
    assert.equal(counters.get(connections), 0);
  });
  await expectLog(server, {
    level: 'warn',
    kind: 'grpc-handshake-timeout',
    message: /a connection was opened and nothing was said/,
  });
  await assertGoesOn(server);
});

test('none of it was a fault to the server', () => {
  assert.deepEqual(
    server.log.filter((line) => line.level === 'error'),
    [],
  );
});
