import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { buildTrace } from './build-trace.ts';
import { drawnSpans } from './span-samples.ts';
import type { TraceTable } from './trace-table.ts';
import type { WireSpan } from './wire-span.ts';

function checkSelf(drawing: string, expected: readonly number[]): void {
  assert.deepEqual([...buildTrace(drawnSpans(drawing), { adjustClocks: false }).self], expected);
}

test('takes away what children cover', () =>
  checkSelf('a 0 100\n  b 10 30\n  c 50 60', [70, 20, 10]));
test('counts overlapping children once', () =>
  checkSelf('a 0 100\n  b 10 60\n  c 20 50\n  d 40 80', [30, 50, 30, 40]));
test('does not count what a child does after its parent', () =>
  checkSelf('a 0 10\n  ~ b 5 50', [5, 45]));
test('ignores children outside of their parent', () => checkSelf('a 0 10\n  ~ b 20 50', [10, 30]));

/** Random trees, as a parent for each span and its times in whole milliseconds. */
export const randomSpans: fc.Arbitrary<WireSpan[]> = fc
  .array(fc.record({ up: fc.nat(), from: fc.integer({ min: 1, max: 60 }), length: fc.nat(30) }), {
    minLength: 1,
    maxLength: 25,
  })
  .map((list) =>
    list.map(({ up, from, length }, i) => ({
      segmentId: 's',
      spanId: i,
      parentSpanId: i === 0 ? -1 : up % i,
      startTime: from,
      endTime: from + length,
    })),
  );

/** The slow twin: looks at every millisecond. */
function selfByMillisecond(table: TraceTable, row: number): number {
  let self = 0;
  for (let at = table.start[row] as number; at < (table.end[row] as number); at += 1) {
    const isCovered = Array.from(table.parent).some(
      (p, child) =>
        p === row && (table.start[child] as number) <= at && at < (table.end[child] as number),
    );
    if (!isCovered) self += 1;
  }
  return self;
}

test('agrees with a look at every millisecond', () => {
  fc.assert(
    fc.property(randomSpans, (spans) => {
      const table = buildTrace(spans, { adjustClocks: false });
      for (let i = 0; i < table.count; i += 1)
        assert.equal(table.self[i], selfByMillisecond(table, i));
    }),
  );
});

test('adds up to the time that a tree covers when nothing runs beside or beyond its parent', () => {
  // Cutting [0, length) at random points into nested, consecutive children gives such trees.
  const arbitrary = fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)), { maxLength: 30 });
  fc.assert(
    fc.property(arbitrary, (cuts) => {
      const spans = [{ segmentId: 's', spanId: 0, parentSpanId: -1, startTime: 1, endTime: 1001 }];
      const free = [{ parent: 0, from: 1, to: 1001 }];
      for (const [which, a, b] of cuts) {
        const slot = free.splice(which % free.length, 1)[0];
        if (slot === undefined) break;
        const startTime = slot.from + Math.floor(((slot.to - slot.from) * a) / 20);
        const endTime = slot.to - Math.floor(((slot.to - slot.from) * b) / 20);
        spans.push({
          segmentId: 's',
          spanId: spans.length,
          parentSpanId: slot.parent,
          startTime,
          endTime,
        });
        free.push({ parent: spans.length - 1, from: startTime, to: endTime });
        free.push({ parent: slot.parent, from: endTime, to: slot.to });
      }
      const { self } = buildTrace(spans, { adjustClocks: false });
      assert.equal(
        self.reduce((sum, it) => sum + it, 0),
        1000,
      );
    }),
  );
});
