import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as startRequest } from 'node:http';
import { test } from 'node:test';
import { Telemetry, silentLogger } from '@stormpetrel/base';
import { textReply } from './http-reply.ts';
import { listenHttp } from './http-server.ts';

const bodyBytesMax = 1_000;

/** Takes bodies of 1,000 bytes, and 2,500 at the same time. */
async function open() {
  let arrivedBytes = 0;
  let arrived = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const server = await listenHttp({
    host: '127.0.0.1',
    port: 0,
    arrivingBytesMax: 2_500,
    idleTimeoutMs: 1_000,
    headerBytesMax: 8_192,
    logger: silentLogger,
    telemetry: new Telemetry(),
    routes: [
      async (request, _path, readBody) => {
        request.on('data', (piece: Buffer) => {
          arrivedBytes += piece.length;
          arrived.resolve();
        });
        const body = await readBody(bodyBytesMax).catch((error: unknown) => {
          left.resolve();
          throw error;
        });
        if (body instanceof Uint8Array) return textReply(200, `${body.length}`);
        return textReply(body.status, body.reason);
      },
    ],
  });
  return {
    /** Resolves when a client has gone away. */
    left: left.promise,
    /** A request that has brought so many bytes, and is not ended. */
    async begin(sizeBytes: number): Promise<ClientRequest> {
      const request = startRequest({ port: server.port, path: '/', method: 'POST' });
      const body = Buffer.alloc(sizeBytes);
      const before = arrivedBytes;
      request.write(body);
      while (arrivedBytes < before + body.length) {
        await arrived.promise;
        arrived = Promise.withResolvers();
      }
      return request;
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function answerOf(request: ClientRequest): Promise<string> {
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const text = (await response.toArray()).join('');
  return `${response.statusCode} ${text}`;
}

test('a body may be as large as its route allows, and no larger', async () => {
  await using bench = await open();
  assert.equal(await answerOf(await bench.begin(1_000)), '200 1000');
  const tooLarge = await answerOf(await bench.begin(1_001));
  assert.equal(tooLarge, '413 the body is larger than 1000 bytes');
});

test('bodies that arrive together share one bound, and give back what they held', async () => {
  await using bench = await open();
  const first = await bench.begin(1_000);
  const second = await bench.begin(1_000);
  const third = await bench.begin(500);
  const fourth = await bench.begin(1);
  assert.equal(await answerOf(fourth), '503 too many bodies arrive at once; try again');
  assert.equal(await answerOf(first), '200 1000');
  // One that goes away gives back, too.
  second.on('error', () => undefined);
  second.destroy();
  await bench.left;
  assert.equal(await answerOf(await bench.begin(900)), '200 900');
  assert.equal(await answerOf(third), '200 500');
  const all = [await bench.begin(1_000), await bench.begin(1_000), await bench.begin(500)];
  assert.deepEqual(await Promise.all(all.map(answerOf)), ['200 1000', '200 1000', '200 500']);
});
