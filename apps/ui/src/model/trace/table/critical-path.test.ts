import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { mockTrace } from '../../../../dev/mock-traces.ts';
import { buildTrace } from './build-trace.ts';
import { drawnSpans } from './span-samples.ts';
import type { TraceTable } from './trace-table.ts';

function pathOf(drawing: string): string[] {
  const table = buildTrace(drawnSpans(drawing), { adjustClocks: false });
  const { row, start, end } = table.criticalPath;
  return Array.from(
    row,
    (it, k) => `${table.names[table.name[it] as number]} ${start[k]} ${end[k]}`,
  );
}

test('follows the child that the parent waited for', () => {
  assert.deepEqual(pathOf('a 0 100\n  b 10 40\n  c 10 90'), ['a 0 10', 'c 10 90', 'a 90 100']);
});

test('strings sequential children together', () => {
  assert.deepEqual(pathOf('a 0 100\n  b 10 40\n    d 20 30\n  c 40 90'), [
    'a 0 10',
    'b 10 20',
    'd 20 30',
    'b 30 40',
    'c 40 90',
    'a 90 100',
  ]);
});

test('leaves out work that outlives its parent', () => {
  assert.deepEqual(pathOf('a 0 50\n  b 5 20\n  ~ c 10 90'), ['a 0 5', 'b 5 20', 'a 20 50']);
});

test('takes an overhang of a millisecond for rounding', () => {
  assert.deepEqual(pathOf('a 0 50\n  b 5 51'), ['a 0 5', 'b 5 50']);
});

test('takes the longest of several roots', () => {
  assert.deepEqual(pathOf('a 0 10\nb 5 50\n  c 6 7'), ['b 5 6', 'c 6 7', 'b 7 50']);
});

/** Parts touch, cover the longest root, lie in their spans, and go from a span only to its parent, child or sibling. */
function checkChain(table: TraceTable): void {
  const { row, start, end } = table.criticalPath;
  let longest = 0;
  for (let i = 0; i < table.count; i += 1) {
    if (table.parent[i] === -1)
      longest = Math.max(longest, (table.end[i] as number) - (table.start[i] as number));
  }
  const total = table.critical.reduce((sum, it) => sum + it, 0);
  assert.ok(Math.abs(total - longest) < 1e-6);
  for (let k = 0; k < row.length; k += 1) {
    const at = row[k] as number;
    assert.ok((end[k] as number) > (start[k] as number));
    assert.ok(
      (start[k] as number) >= (table.start[at] as number) &&
        (end[k] as number) <= (table.end[at] as number),
    );
    if (k > 0) assert.equal(start[k], end[k - 1]);
  }
  const onPath = new Set(row);
  // Every span on the path hangs together with the root through spans whose child was waited for: their parents.
  for (const at of onPath) {
    for (let p = table.parent[at] as number; p !== -1; p = table.parent[p] as number) {
      assert.ok((table.start[p] as number) <= (table.end[at] as number));
    }
  }
}

test('is a chain without gaps that covers the longest root, on random trees', () => {
  const arbitrary = fc.array(
    fc.record({ up: fc.nat(), from: fc.integer({ min: 1, max: 60 }), length: fc.nat(40) }),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(arbitrary, (list) => {
      const spans = list.map(({ up, from, length }, i) => ({
        segmentId: 's',
        spanId: i,
        parentSpanId: i === 0 || up % 7 === 0 ? -1 : up % i,
        startTime: from,
        endTime: from + length,
      }));
      checkChain(buildTrace(spans, { adjustClocks: false }));
    }),
    { numRuns: 500 },
  );
});

test('is such a chain on traces like real ones', () => {
  for (const size of [2, 60, 1000, 10_000])
    checkChain(buildTrace(mockTrace(size), { adjustClocks: true }));
});
