import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { systemClock } from '@stormpetrel/base';
import {
  type GrpcClient,
  type GrpcClientOptions,
  createGrpcClient,
  grpcStatus,
} from './grpc-client.ts';

const tlsFolder = join(import.meta.dirname, '../../../receiver/testdata/tls');
const pem = (name: string): string => readFileSync(join(tlsFolder, name), 'utf8');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (message: Uint8Array): string => new TextDecoder().decode(message);
const soon = { deadlineMs: 20_000 };

function method(
  name: string,
  requestStream: boolean,
  responseStream: boolean,
): MethodDefinition<Buffer, Buffer> {
  const same = (value: Buffer): Buffer => value;
  return {
    path: `/test.Echo/${name}`,
    requestStream,
    responseStream,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

/** Says back what it is told, in each of the ways that a call can go. */
class EchoServer implements AsyncDisposable {
  readonly #server = new Server({ 'grpc.max_receive_message_length': 50_000_000 });
  port = 0;
  /** Resolved when a call of `hang` has come. */
  readonly hanging = Promise.withResolvers<void>();

  constructor() {
    this.#server.addService(
      {
        echo: method('echo', false, false),
        fail: method('fail', false, false),
        hang: method('hang', false, false),
        join: method('join', true, false),
        refuse: method('refuse', true, false),
        count: method('count', false, true),
      },
      {
        echo: (call: ServerUnaryCall<Buffer, Buffer>, reply: sendUnaryData<Buffer>) => {
          const said = call.metadata.get('x-token').join();
          reply(null, Buffer.concat([call.request, Buffer.from(said)]));
        },
        fail: (_call: unknown, reply: sendUnaryData<Buffer>) =>
          reply({ code: status.RESOURCE_EXHAUSTED, details: 'too much' }),
        hang: () => this.hanging.resolve(),
        join: (call: ServerReadableStream<Buffer, Buffer>, reply: sendUnaryData<Buffer>) => {
          let [count, sizeBytes] = [0, 0];
          call.on('data', (message: Buffer) => {
            count++;
            sizeBytes += message.length;
          });
          call.on('end', () => reply(null, Buffer.from(`${count} ${sizeBytes}`)));
        },
        refuse: (_call: unknown, reply: sendUnaryData<Buffer>) =>
          reply({ code: status.INVALID_ARGUMENT, details: 'not this' }),
        count: (call: ServerWritableStream<Buffer, Buffer>) => {
          const last = Number(call.request.toString());
          for (let i = 1; i <= last; i++) call.write(Buffer.from(String(i)));
          if (last > 0) call.end();
        },
      },
    );
  }

  async listen(port = 0, credentials = ServerCredentials.createInsecure()): Promise<this> {
    this.port = await new Promise((resolve, reject) => {
      this.#server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#server.forceShutdown();
    return Promise.resolve();
  }
}

function clientOf(port: number, options: Partial<GrpcClientOptions> = {}): GrpcClient & Disposable {
  const client = createGrpcClient({ target: `127.0.0.1:${port}`, clock: systemClock, ...options });
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

test('makes a unary call with metadata', async () => {
  await using server = await new EchoServer().listen();
  using client = clientOf(server.port);
  const outcome = await client.unary('/test.Echo/echo', bytes('hello '), {
    ...soon,
    metadata: { 'x-token': 'secret' },
  });
  assert.equal(outcome.ok && text(outcome.message), 'hello secret');
});

test('tells the status and details of a call that fails', async () => {
  await using server = await new EchoServer().listen();
  using client = clientOf(server.port);
  assert.deepEqual(await client.unary('/test.Echo/fail', bytes(''), soon), {
    ok: false,
    status: grpcStatus.resourceExhausted,
    details: 'too much',
  });
  const unknown = await client.unary('/test.Echo/unknown', bytes(''), soon);
  assert.equal(!unknown.ok && unknown.status, grpcStatus.unimplemented);
  const metadata = { 'not a name': 'x' };
  const unsendable = await client.unary('/test.Echo/echo', bytes(''), { ...soon, metadata });
  assert.equal(!unsendable.ok && unsendable.status, grpcStatus.internal);
});

test('gives up at the deadline', async () => {
  await using server = await new EchoServer().listen();
  using client = clientOf(server.port);
  const outcome = await client.unary('/test.Echo/hang', bytes(''), { deadlineMs: 50 });
  assert.equal(!outcome.ok && outcome.status, grpcStatus.deadlineExceeded);
});

test('streams messages to the server no faster than it takes them', async () => {
  await using server = await new EchoServer().listen();
  using client = clientOf(server.port);
  let made = 0;
  function* messages(): Generator<Uint8Array> {
    for (; made < 500; made++) yield new Uint8Array(10_000);
  }
  const outcome = await client.clientStream('/test.Echo/join', messages(), soon);
  assert.equal(outcome.ok && text(outcome.message), '500 5000000');
  assert.equal(made, 500);
});

test('stops streaming to a server that has answered', async () => {
  await using server = await new EchoServer().listen();
  using client = clientOf(server.port);
  let made = 0;
  async function* messages(): AsyncGenerator<Uint8Array> {
    for (;;) {
      made++;
      yield new Uint8Array(100_000);
      await sleep(0);
    }
  }
  assert.deepEqual(await client.clientStream('/test.Echo/refuse', messages(), soon), {
    ok: false,
    status: grpcStatus.invalidArgument,
    details: 'not this',
  });
  assert.ok(made > 0);
});

test('cancels the stream when its source throws', async () => {
  await using server = await new EchoServer().listen();
  using client = clientOf(server.port);
  function* messages(): Generator<Uint8Array> {
    yield bytes('a');
    throw new Error('the source is dry');
  }
  assert.deepEqual(await client.clientStream('/test.Echo/join', messages(), soon), {
    ok: false,
    status: grpcStatus.cancelled,
    details: 'the source is dry',
  });
});

test('takes a stream of messages one after the other', async () => {
  await using server = await new EchoServer().listen();
  using client = clientOf(server.port);
  const taken: string[] = [];
  let busy = 0;
  const outcome = await client.serverStream('/test.Echo/count', bytes('100'), async (message) => {
    assert.equal(++busy, 1);
    taken.push(text(message));
    await sleep(0);
    busy--;
  });
  assert.deepEqual(outcome, { ok: true });
  assert.deepEqual(
    taken,
    Array.from({ length: 100 }, (_, i) => String(i + 1)),
  );
});

test('ends a stream of messages by its signal, by what the taker throws, and by its deadline', async () => {
  await using server = await new EchoServer().listen();
  using client = clientOf(server.port);
  const endless = (options: object, take: () => void): ReturnType<GrpcClient['serverStream']> =>
    client.serverStream('/test.Echo/count', bytes('0'), take, options);
  const thrown = await client.serverStream('/test.Echo/count', bytes('3'), () => {
    throw new Error('no more');
  });
  assert.deepEqual(thrown, { ok: false, status: grpcStatus.cancelled, details: 'no more' });
  const timed = await endless({ deadlineMs: 50 }, () => {});
  assert.equal(!timed.ok && timed.status, grpcStatus.deadlineExceeded);
  const early = await endless({ signal: AbortSignal.abort() }, () => {});
  assert.equal(!early.ok && early.status, grpcStatus.cancelled);
  const ending = new AbortController();
  const later = endless({ signal: ending.signal }, () => {});
  ending.abort();
  const outcome = await later;
  assert.equal(!outcome.ok && outcome.status, grpcStatus.cancelled);
});

test('refuses messages past the limit', async () => {
  await using server = await new EchoServer().listen();
  using client = clientOf(server.port, { messageBytesMax: 100 });
  const fits = await client.unary('/test.Echo/echo', new Uint8Array(100), soon);
  assert.equal(fits.ok, true);
  const outcome = await client.unary('/test.Echo/echo', new Uint8Array(101), soon);
  assert.equal(!outcome.ok && outcome.status, grpcStatus.resourceExhausted);
});

test('speaks TLS, and shows who it is', async () => {
  const keys = [
    { private_key: Buffer.from(pem('server-a.key')), cert_chain: Buffer.from(pem('server-a.pem')) },
  ];
  const credentials = ServerCredentials.createSsl(Buffer.from(pem('ca.pem')), keys, true);
  await using server = await new EchoServer().listen(0, credentials);
  const target = `localhost:${server.port}`;
  const trusted = { trustedCa: pem('ca.pem') };
  const agent = { ...trusted, key: pem('agent.key'), certificateChain: pem('agent.pem') };
  using known = clientOf(server.port, { target, tls: agent });
  assert.equal((await known.unary('/test.Echo/echo', bytes('a'), soon)).ok, true);
  for (const tls of [trusted, { ...agent, trustedCa: pem('other-ca.pem') }, undefined]) {
    using stranger = clientOf(server.port, { target, ...(tls === undefined ? {} : { tls }) });
    const outcome = await stranger.unary('/test.Echo/echo', bytes('a'), soon);
    assert.equal(!outcome.ok && outcome.status, grpcStatus.unavailable);
  }
});

test('reaches a server that was away, once it is back', async () => {
  const first = await new EchoServer().listen();
  using client = clientOf(first.port);
  assert.equal((await client.unary('/test.Echo/echo', bytes('a'), soon)).ok, true);
  await first[Symbol.asyncDispose]();
  const away = await client.unary('/test.Echo/echo', bytes('b'), soon);
  assert.equal(!away.ok && away.status, grpcStatus.unavailable);
  await using second = await new EchoServer().listen(first.port);
  assert.equal(second.port, first.port);
  let outcome = away;
  while (!outcome.ok) {
    await sleep(50);
    outcome = await client.unary('/test.Echo/echo', bytes('c'), soon);
  }
  assert.equal(text(outcome.message), 'c');
});

test('closing ends the calls under way and those that come after', async () => {
  await using server = await new EchoServer().listen();
  using client = clientOf(server.port);
  const hanging = client.unary('/test.Echo/hang', bytes(''), soon);
  await server.hanging.promise;
  client.close();
  const outcome = await hanging;
  assert.equal(!outcome.ok && outcome.status, grpcStatus.cancelled);
  const closed = { ok: false, status: grpcStatus.cancelled, details: 'the client is closed' };
  assert.deepEqual(await client.unary('/test.Echo/echo', bytes(''), soon), closed);
  assert.deepEqual(await client.clientStream('/test.Echo/join', [], soon), closed);
  assert.deepEqual(await client.serverStream('/test.Echo/count', bytes(''), () => {}), closed);
  client.close();
});

test('loads nothing before the first call, and asks no proxy', async () => {
  await using server = await new EchoServer().listen();
  const script = `
    import { createRequire } from 'node:module';
    import { createGrpcClient } from '${join(import.meta.dirname, 'index.ts')}';
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).length > 0;
    const client = createGrpcClient({ target: '127.0.0.1:${server.port}', clock: { nowMs: Date.now } });
    const before = loaded();
    const outcome = await client.unary('/test.Echo/echo', new Uint8Array(1), { deadlineMs: 20000 });
    client.close();
    process.stdout.write(JSON.stringify([before, outcome.ok, loaded()]));`;
  const proxy = 'http://127.0.0.1:1';
  const child = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, http_proxy: proxy, grpc_proxy: proxy, https_proxy: proxy },
  });
  assert.deepEqual(JSON.parse((await child).stdout), [false, true, true]);
});
