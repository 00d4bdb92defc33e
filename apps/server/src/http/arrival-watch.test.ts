import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as startRequest } from 'node:http';
import { test } from 'node:test';
import { Telemetry, silentLogger } from '@stormpetrel/base';
import { type Every, arrivingBytesMin } from './arrival-watch.ts';
import type { ReadBody } from './body-reader.ts';
import { textReply } from './http-reply.ts';
import { listenHttp } from './http-server.ts';

/** A server whose time stands still: it looks whether a request arrives when it is told. */
async function open() {
  const looks: { readonly periodMs: number; readonly look: () => void }[] = [];
  const every: Every = (periodMs, look) => {
    const entry = { periodMs, look };
    looks.push(entry);
    return () => looks.splice(looks.indexOf(entry), 1);
  };
  let pieces = Promise.withResolvers<void>();
  let arrivedBytes = 0;
  const server = await listenHttp({
    host: '127.0.0.1',
    port: 0,
    routes: [
      async (request: IncomingMessage, _path: string, readBody: ReadBody) => {
        request.on('data', (piece: Buffer) => {
          arrivedBytes += piece.length;
          pieces.resolve();
        });
        const body = await readBody(1 << 20);
        return textReply(200, String(body instanceof Uint8Array ? body.length : body.status));
      },
    ],
    longPaths: new Set(['/long']),
    idleTimeoutMs: 1_000,
    headerBytesMax: 8_192,
    every,
    logger: silentLogger,
    telemetry: new Telemetry(),
  });
  return {
    looks,
    begin(path: string, sizeBytes = 1 << 20): ClientRequest {
      const request = startRequest({ port: server.port, path, method: 'POST' });
      request.setHeader('content-length', sizeBytes);
      return request;
    },
    /** Resolves when the server has the piece. */
    async send(request: ClientRequest, text: string): Promise<void> {
      const before = arrivedBytes;
      request.write(text);
      while (arrivedBytes < before + text.length) {
        pieces = Promise.withResolvers<void>();
        await pieces.promise;
      }
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

test('a large file has time as long as it goes on arriving', async () => {
  await using bed = await open();
  const request = bed.begin('/long', 2 + arrivingBytesMin);
  await bed.send(request, 'a');
  assert.deepEqual(
    bed.looks.map(({ periodMs }) => periodMs),
    [30_000],
  );
  await bed.send(request, 'b'.repeat(arrivingBytesMin));
  bed.looks[0]?.look();
  request.end('c');
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 200);
  response.resume();
  await once(response, 'close');
  assert.deepEqual(bed.looks, []);
});

for (const [what, piece] of [
  ['pauses for 30 s', ''],
  ['comes too slowly', 'c'.repeat(1_000)],
] as const)
  test(`a large file that ${what} is dropped`, async () => {
    await using bed = await open();
    const request = bed.begin('/long');
    const failed = once(request, 'error');
    await bed.send(request, 'a');
    await bed.send(request, 'b'.repeat(arrivingBytesMin - 1_500));
    await bed.send(request, 'b'.repeat(1_500));
    bed.looks[0]?.look();
    await bed.send(request, piece);
    bed.looks[0]?.look();
    await failed;
    assert.deepEqual(bed.looks, []);
  });

test('any other request is dropped after two minutes, whatever goes on arriving', async () => {
  await using bed = await open();
  const request = bed.begin('/graphql');
  const failed = once(request, 'error');
  await bed.send(request, 'a');
  await bed.send(request, 'b');
  assert.deepEqual(
    bed.looks.map(({ periodMs }) => periodMs),
    [120_000],
  );
  bed.looks[0]?.look();
  await failed;
  assert.deepEqual(bed.looks, []);
});
