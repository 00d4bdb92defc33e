import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { mockTrace } from '../../../../dev/mock-traces.ts';
import { remoteSession, serveSession } from './session-protocol.ts';
import type { SessionChannel } from './session-protocol.ts';
import { spanKeyOf } from '../table/span-detail.ts';
import { localSession } from './trace-session.ts';

function bytesOf(json: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(json));
}

/** Both ends of the protocol on this thread, joined by a real channel. */
function joinedChannel(): SessionChannel {
  const { port1, port2 } = new MessageChannel();
  const serve = serveSession((reply) => port2.postMessage(reply));
  port2.on('message', serve);
  return {
    post: (request, transfer) => port1.postMessage(request, transfer),
    onReply: (take) => void port1.on('message', take),
    onFailure: () => undefined,
    close: () => port1.close(),
  };
}

test('answers across a thread as it does on this one', async () => {
  const answer = { data: { trace: { spans: mockTrace(300) } } };
  const near = localSession(bytesOf(answer), { adjustClocks: true });
  const far = await remoteSession(joinedChannel(), bytesOf(answer), { adjustClocks: true });
  assert.deepEqual(far.table, near.table);
  assert.deepEqual(await far.find('redis get'), await near.find('redis get'));
  const detail = await far.detail(17);
  assert.deepEqual(detail, await near.detail(17));
  assert.ok(detail !== undefined);
  const key = spanKeyOf(detail);
  assert.deepEqual(await far.rowsOf([key, 'no-such-segment:0', key]), Int32Array.of(17, -1, 17));
  far.close();
});

test('opens what it exported', async () => {
  const first = localSession(bytesOf(mockTrace(120)), { adjustClocks: true });
  const again = localSession(new TextEncoder().encode(await first.exportJson()), {
    adjustClocks: true,
  });
  assert.deepEqual(again.table, first.table);
});

test('opens the shapes that traces come in', () => {
  const spans = mockTrace(12);
  for (const shape of [
    spans,
    { spans },
    { trace: { spans } },
    { data: { queryTrace: { spans } } },
    { traces: [{ spans }] },
  ]) {
    assert.equal(localSession(bytesOf(shape), { adjustClocks: true }).table.count, 12);
  }
  assert.equal(localSession(bytesOf({ hello: [1, 2] }), { adjustClocks: true }).table.count, 0);
});

test('says what is wrong with an answer', async () => {
  const text = new TextEncoder().encode('<html>');
  await assert.rejects(
    remoteSession(joinedChannel(), text, { adjustClocks: true }),
    /This is not JSON/u,
  );
  const refused = bytesOf({ data: null, errors: [{ message: 'Trace store is down.' }] });
  await assert.rejects(
    remoteSession(joinedChannel(), refused, { adjustClocks: true }),
    /Trace store is down\./u,
  );
});

test('finds words in names, tags and logs, all of which must occur', async () => {
  const span = {
    segmentId: 's',
    spanId: 0,
    parentSpanId: -1,
    endpointName: 'GET:/cart',
    serviceCode: 'Cart',
    tags: [{ key: 'db.statement', value: 'SELECT price' }],
    logs: [{ time: 1, data: [{ key: 'message', value: 'Read timed out' }] }],
  };
  const session = localSession(bytesOf([span]), { adjustClocks: true });
  const found = async (text: string): Promise<number> => (await session.find(text)).length;
  assert.deepEqual(
    [
      await found('CART'),
      await found('statement=select'),
      await found('timed cart'),
      await found('nope cart'),
      await found(' '),
    ],
    [1, 1, 1, 0, 0],
  );
});
