import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ThreadDumps } from '@stormpetrel/profile';
import { ThreadStack } from '@stormpetrel/protocol';
import fc from 'fast-check';
import { StoredDumps } from './stored-dumps.ts';

const frames = fc.array(fc.constantFrom('a', 'b', 'ü:1', ''), { maxLength: 4 });
const stack = fc.oneof(
  frames.map((codeSignatures) => ThreadStack.encode({ codeSignatures }).finish()),
  fc.uint8Array({ maxLength: 6 }),
);
const dump = fc.record({
  segmentId: fc.constantFrom('s', 't'),
  dumpTime: fc.nat(50),
  sequence: fc.nat(5),
  stack: fc.oneof(stack, fc.constant('no bytes')),
});

/** Decodes each by itself. */
function slowFrames(bytes: unknown): readonly string[] {
  try {
    return bytes instanceof Uint8Array ? ThreadStack.decode(bytes).codeSignatures : [];
  } catch {
    return [];
  }
}

test('remembers stacks by their bytes, as few as it may, and is none the wiser', () => {
  fc.assert(
    fc.property(fc.array(dump), fc.constantFrom(0, 5, 20, 1_000), (rows, knownBytesMax) => {
      const stored = new StoredDumps(new ThreadDumps(), knownBytesMax);
      const slow = new ThreadDumps();
      for (const row of rows) {
        stored.add(row.segmentId, row);
        slow.add(row.segmentId, row.dumpTime, row.sequence, slowFrames(row.stack));
      }
      assert.deepEqual(stored.dumps.segments, slow.segments);
      assert.deepEqual(stored.dumps.toProfile(), slow.toProfile());
    }),
  );
});
