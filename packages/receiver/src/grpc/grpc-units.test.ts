import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { encodeStatusMessage } from './grpc-status.ts';
import { parseGrpcTimeout } from './grpc-timeout.ts';
import { FlowGate } from './flow-gate.ts';

function checkTimeout(text: string, expected: number | undefined): void {
  assert.equal(parseGrpcTimeout(text), expected);
}

test('reads a timeout in each unit', () => {
  checkTimeout('2H', 7_200_000);
  checkTimeout('3M', 180_000);
  checkTimeout('30S', 30_000);
  checkTimeout('15m', 15);
  checkTimeout('1500u', 1.5);
  checkTimeout('00000000n', 0);
});
test('takes no timeout of nine digits, without unit or with a sign', () => {
  for (const text of ['123456789S', '5', 'S', '-1S', '1.5S', '1s', ''])
    checkTimeout(text, undefined);
});

test('encodes status messages so that they can be read back', () => {
  assert.equal(encodeStatusMessage('100% "鹱"\n'), '100%25 "%E9%B9%B1"%0A');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const encoded = encodeStatusMessage(text);
      assert.match(encoded, /^[ -~]*$/);
      assert.equal(decodeURIComponent(encoded), text.toWellFormed());
    }),
  );
});

test('lets held streams go one by one, as long as there is room', async () => {
  let room = 0;
  const gate = new FlowGate(() => room === 0);
  const resumed: number[] = [];
  const streams = [1, 2, 3].map((id) => ({
    pause: () => undefined,
    resume: () => {
      resumed.push(id);
      room--;
    },
  }));
  for (const stream of streams) gate.hold(stream);
  gate.drop(streams[0] ?? { pause: () => undefined, resume: () => undefined });
  room = 1;
  while (resumed.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual([resumed, gate.heldCount], [[2], 1]);
  room = 1;
  while (resumed.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual([resumed, gate.heldCount], [[2, 3], 0]);
});
