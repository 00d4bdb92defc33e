import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { framed } from '../testing/grpc-client.ts';
import { GrpcFailure, GrpcStatus } from './grpc-status.ts';
import { type FrameTarget, MessageFramer, PartialBudget } from './message-framer.ts';

class Collector implements FrameTarget {
  readonly messages: string[] = [];

  frame(compressed: boolean, bytes: Uint8Array, start: number, end: number): undefined {
    this.messages.push(
      `${compressed ? 'z' : ''}${Buffer.from(bytes.subarray(start, end)).toString('hex')}`,
    );
  }
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...chunks, bytes.subarray(at)];
}

test('gives the same messages however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }),
      fc.array(fc.nat({ max: 50 }), { maxLength: 20 }),
      (messages, sizes) => {
        const budget = new PartialBudget(1 << 20);
        const framer = new MessageFramer(1 << 10, budget);
        const target = new Collector();
        for (const chunk of cut(framed(...messages), sizes)) {
          assert.equal(framer.push(chunk, target), undefined);
        }
        assert.deepEqual(
          target.messages,
          messages.map((message) => Buffer.from(message).toString('hex')),
        );
        assert.equal(framer.midMessage, false);
        assert.equal(budget.bytes, 0);
      },
    ),
    { numRuns: 500 },
  );
});

test('holds nothing of random bytes once it is released', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 8 }), (chunks) => {
      const budget = new PartialBudget(1 << 18);
      const framer = new MessageFramer(1 << 20, budget);
      for (const chunk of chunks) {
        if (framer.push(chunk, new Collector()) !== undefined) break;
      }
      framer.release();
      assert.equal(budget.bytes, 0);
    }),
    { numRuns: 500 },
  );
});

function failureOf(bytes: readonly number[], budgetBytes = 1 << 20): GrpcFailure | undefined {
  const framer = new MessageFramer(100_000, new PartialBudget(budgetBytes));
  return framer.push(Uint8Array.from(bytes), new Collector());
}

test('refuses a flag that is neither plain nor compressed', () =>
  assert.deepEqual(
    failureOf([2, 0, 0, 0, 0]),
    new GrpcFailure(GrpcStatus.INTERNAL, 'a message begins with the unknown flag 2'),
  ));

test('refuses a message over the limit as soon as its length is known', () =>
  assert.deepEqual(
    failureOf([0, 0, 1, 0x86, 0xa1]),
    new GrpcFailure(
      GrpcStatus.RESOURCE_EXHAUSTED,
      'a message of 100001 bytes is larger than the 100000 that are taken',
    ),
  ));

test('refuses a message that does not arrive whole when too much is held already', () =>
  assert.equal(failureOf([0, 0, 0, 0, 9, 1], 100)?.status, GrpcStatus.RESOURCE_EXHAUSTED));

test('reserves memory for what has arrived, not for what is announced', () => {
  const budget = new PartialBudget(1 << 30);
  const framer = new MessageFramer(1 << 29, budget);
  framer.push(Uint8Array.of(0, 0x10, 0, 0, 0, 1, 2, 3), new Collector());
  assert.equal(budget.bytes, 16_384);
});

test('takes a large message in many pieces', () => {
  const budget = new PartialBudget(1 << 20);
  const framer = new MessageFramer(1 << 20, budget);
  const target = new Collector();
  const message = Buffer.alloc(300_000, 7);
  const bytes = framed(message, Buffer.from([1]));
  for (let at = 0; at < bytes.length; at += 1_000)
    framer.push(bytes.subarray(at, at + 1_000), target);
  assert.deepEqual(target.messages, [message.toString('hex'), '01']);
  assert.equal(budget.bytes, 0);
});

test('stops at the message that its target refuses', () => {
  const failure = new GrpcFailure(GrpcStatus.INTERNAL, 'no');
  const framer = new MessageFramer(100, new PartialBudget(1 << 20));
  const bytes = framed(Buffer.from([1]), Buffer.from([2]));
  let calls = 0;
  const target: FrameTarget = { frame: () => (++calls === 1 ? failure : undefined) };
  assert.equal(framer.push(bytes, target), failure);
  assert.equal(calls, 1);
});
