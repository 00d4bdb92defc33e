import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ThreadSnapshot, ThreadStack } from '../generated/trace-profiling.ts';
import { snapshotFramesMax } from '../limits.ts';
import { decodeSnapshot } from './snapshot-decoder.ts';

function decode(bytes: Uint8Array): unknown {
  const view = decodeSnapshot(bytes, 0, bytes.length);
  if (view === undefined) return undefined;
  const { stack, ...rest } = view;
  return { ...rest, frames: ThreadStack.decode(stack).codeSignatures };
}

const snapshots = fc.record({
  taskId: fc.string({ unit: 'grapheme', maxLength: 100 }),
  traceSegmentId: fc.string({ maxLength: 100 }),
  time: fc.maxSafeInteger(),
  sequence: fc.integer(),
  stack: fc.record({ codeSignatures: fc.array(fc.string({ unit: 'grapheme' })) }),
});

test('reads what the generated codec reads', () =>
  fc.assert(
    fc.property(snapshots, fc.nat(3), (snapshot, offset) => {
      const encoded = ThreadSnapshot.encode(snapshot).finish();
      const bytes = new Uint8Array(encoded.length + offset + 20).fill(0xff);
      bytes.set(encoded, offset);
      const view = decodeSnapshot(bytes, offset, offset + encoded.length);
      const { taskId, traceSegmentId, time, sequence, stack } = ThreadSnapshot.decode(encoded);
      assert.ok(view !== undefined);
      assert.deepEqual(
        { ...view, stack: ThreadStack.decode(view.stack).codeSignatures },
        {
          taskId,
          segmentId: traceSegmentId,
          timeMs: time,
          sequence,
          stack: stack?.codeSignatures ?? [],
        },
      );
    }),
  ));

test('takes the pieces of a stack that comes in several', () => {
  const snapshot = (frame: string): Uint8Array =>
    ThreadSnapshot.encode(
      ThreadSnapshot.fromPartial({ taskId: frame, stack: { codeSignatures: [frame] } }),
    ).finish();
  const bytes = Buffer.concat([snapshot('a'), snapshot('b')]);
  const expected = { taskId: 'b', segmentId: '', timeMs: 0, sequence: 0, frames: ['a', 'b'] };
  assert.deepEqual(decode(bytes), expected);
});

test('never throws, and gives only stacks that the generated codec reads', () => {
  const cut = fc
    .tuple(snapshots, fc.nat(200))
    .map(([snapshot, length]) => ThreadSnapshot.encode(snapshot).finish().subarray(0, length));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), cut), (bytes) => void decode(bytes)),
    { numRuns: 3_000 },
  );
});

test('refuses stacks that are too deep, and ids that are none', () => {
  const deep = (frames: number): Uint8Array =>
    ThreadSnapshot.encode(
      ThreadSnapshot.fromPartial({
        stack: { codeSignatures: Array.from({ length: frames }, () => 'f') },
      }),
    ).finish();
  assert.ok(decode(deep(snapshotFramesMax)) !== undefined);
  assert.equal(decode(deep(snapshotFramesMax + 1)), undefined);
  const long = ThreadSnapshot.fromPartial({ taskId: 'x'.repeat(1_025) });
  assert.equal(decode(ThreadSnapshot.encode(long).finish()), undefined);
});
