import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { after, test } from 'node:test';
import { Telemetry, silentLogger } from '@stormpetrel/base';
import type { HttpReply } from './http-reply.ts';
import { listenHttp } from './http-server.ts';

/** What the route answers next, and what became of it. */
let reply: HttpReply;

const server = await listenHttp({
  host: '127.0.0.1',
  port: 0,
  routes: [() => Promise.resolve(reply)],
  idleTimeoutMs: 1_000,
  headerBytesMax: 8_192,
  logger: silentLogger,
  telemetry: new Telemetry(),
});
after(() => server.close());

const piece = new Uint8Array(64 * 1024);

interface Watched {
  sent: number;
  readonly left: Promise<void>;
}

/** Endless pieces, and how many were asked for until the client left. */
function endless(): Watched {
  const { promise: left, resolve } = Promise.withResolvers<void>();
  const watched = { sent: 0, left };
  reply = {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    async *chunks(signal) {
      try {
        for (; !signal.aborted; watched.sent++) yield piece;
      } finally {
        resolve();
      }
    },
  };
  return watched;
}

async function open(method = 'GET'): Promise<IncomingMessage> {
  const request = httpRequest({ port: server.port, host: '127.0.0.1', method });
  // That it breaks off is what is tested.
  request.on('error', () => {});
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

test('sends pieces as they come, bytes and texts', async () => {
  reply = {
    status: 201,
    headers: { 'content-type': 'text/plain' },
    async *chunks() {
      yield 'one ';
      yield new TextEncoder().encode('two');
    },
  };
  const response = await open();
  assert.equal(response.statusCode, 201);
  assert.equal(Buffer.concat(await response.toArray()).toString(), 'one two');
});

test('asks for no more than the client takes, and ends when it leaves', async () => {
  const watched = endless();
  const response = await open();
  await once(response, 'readable');
  // Nobody reads on: what is asked for stays within the buffers of both ends.
  let before = -1;
  while (before !== watched.sent) {
    before = watched.sent;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.ok(watched.sent < 1_000, `${watched.sent}`);
  response.destroy();
  await watched.left;
});

test('a request for the head alone gets no pieces, and whoever makes them knows', async () => {
  const watched = endless();
  const response = await open('HEAD');
  assert.deepEqual(await response.toArray(), []);
  await watched.left;
  assert.equal(watched.sent, 0);
});

test('a stream that fails breaks the connection off', async () => {
  const { promise: read, resolve } = Promise.withResolvers<void>();
  reply = {
    status: 200,
    headers: {},
    async *chunks() {
      yield 'half';
      await read;
      throw new Error('no more');
    },
  };
  const response = await open();
  await once(response, 'readable');
  resolve();
  await assert.rejects(response.toArray(), /aborted/);
});
