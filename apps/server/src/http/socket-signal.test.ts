import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, createServer, request as startRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { socketSignal } from './socket-signal.ts';

test('tells that the client is gone, with one signal for all requests of a connection', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = startRequest({ port, method: 'POST' });
  client.on('error', () => undefined);
  client.flushHeaders();
  const [first] = (await once(server, 'request')) as [IncomingMessage];
  const signal = socketSignal(first);
  assert.equal(socketSignal(first), signal);
  assert.equal(signal.aborted, false);
  assertNoMoreListeners(first);
  const gone = once(signal, 'abort');
  client.destroy();
  await gone;
  assert.match(String(signal.reason), /the client is gone/);
  assert.equal(socketSignal(first).aborted, true);
  server.close();
});

/** Asking again adds no listener. */
function assertNoMoreListeners(request: IncomingMessage): void {
  const before = request.socket.listenerCount('close');
  for (let i = 0; i < 100; i++) socketSignal(request);
  assert.equal(request.socket.listenerCount('close'), before);
}
