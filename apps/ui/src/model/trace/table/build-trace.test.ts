import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { brokenTrace, mockTrace } from '../../../../dev/mock-traces.ts';
import { buildTrace } from './build-trace.ts';
import { drawnSpans } from './span-samples.ts';
import { SpanFlag } from './trace-table.ts';
import type { TraceTable } from './trace-table.ts';
import type { WireSpan } from './wire-span.ts';

const OPTIONS = { adjustClocks: true };

/** The tree as a drawing again. */
function drawingOf(table: TraceTable): string[] {
  return Array.from({ length: table.count }, (_, i) => {
    const indent = '  '.repeat(table.depth[i] as number);
    return `${indent}${table.names[table.name[i] as number]} ${table.start[i]} ${table.end[i]}`;
  });
}

function checkTree(drawing: string, expected: readonly string[]): void {
  assert.deepEqual(drawingOf(buildTrace(drawnSpans(drawing), OPTIONS)), expected);
}

test('stands spans depth first, siblings by start and the longer first', () => {
  checkTree(
    `
a 0 100
  c 50 60
    d 51 52
  b 10 20
  e 50 70`,
    ['a 0 100', '  b 10 20', '  e 50 70', '  c 50 60', '    d 51 52'],
  );
});

test('keeps several roots in the order of their starts', () => {
  checkTree('b 50 60\na 0 100\n  c 1 2', ['a 0 100', '  c 1 2', 'b 50 60']);
});

test('moves work that began before its call into the middle of it, with all below', () => {
  checkTree('a 100 200\n  > b 0 40\n    c 10 20', ['a 0 100', '  b 30 70', '    c 40 50']);
});

test('moves work that does not fit into its call to the call’s start', () => {
  checkTree('a 100 120\n  > b 0 40', ['a 0 20', '  b 0 40']);
});

test('takes one millisecond between machines for rounding, and leaves threads alone', () => {
  checkTree('a 10 20\n  > b 9 12\n  ~ c 5 12', ['a 5 15', '  c 0 7', '  b 4 7']);
});

test('leaves clocks as they are when told to', () => {
  const table = buildTrace(drawnSpans('a 100 200\n  > b 0 40'), { adjustClocks: false });
  assert.deepEqual(drawingOf(table), ['a 100 200', '  b 0 40']);
  assert.equal(table.notes.skewed, 0);
});

test('carries errors up and marks where they began', () => {
  const table = buildTrace(drawnSpans('a 0 9 !\n  b 1 8\n    c 2 3 !\n  d 1 2'), OPTIONS);
  const { error, errorBelow, errorOrigin } = SpanFlag;
  const mask = error | errorBelow | errorOrigin;
  assert.deepEqual(
    Array.from(table.flags, (it) => it & mask),
    [error | errorBelow, errorBelow, error | errorOrigin, 0],
  );
  assert.equal(table.errors, 2);
});

test('reports lost parents, circles, doubles and bad times, and shows their spans all the same', () => {
  const spans = brokenTrace();
  const table = buildTrace(spans, OPTIONS);
  assert.equal(table.count, spans.length);
  const { orphans, loops, duplicates, badTimes } = table.notes;
  assert.deepEqual(
    { orphans, loops, duplicates, badTimes },
    { orphans: 2, loops: 1, duplicates: 1, badTimes: 2 },
  );
  assert.ok(table.notes.skewed > 0);
  assert.ok(table.extentMs < 10_000, 'a missing start must not stretch the trace');
});

test('takes the first reference that leads into the trace', () => {
  const spans = drawnSpans('a 0 100\nb 10 20');
  const refs = [
    { traceId: 'x', parentSegmentId: 'elsewhere', parentSpanId: 3, type: 'CROSS_PROCESS' },
    { traceId: 't', parentSegmentId: 's0', parentSpanId: 0, type: 'CROSS_PROCESS' },
  ];
  const table = buildTrace([spans[0] as WireSpan, { ...spans[1], refs }], OPTIONS);
  assert.deepEqual(drawingOf(table), ['a 0 100', '  b 10 20']);
  assert.equal(table.notes.orphans, 0);
});

test('leaves spans beyond the limit out and counts them', () => {
  const table = buildTrace(mockTrace(50), { ...OPTIONS, spansMax: 20 });
  assert.equal(table.count, 20);
  assert.equal(table.notes.capped, 30);
});

test('builds a chain of 100,000 spans', () => {
  const count = 100_000;
  const spans = Array.from({ length: count }, (_, i) => ({
    segmentId: 's',
    spanId: i,
    parentSpanId: i - 1,
    startTime: 1000 + i,
    endTime: 1000 + 2 * count - i,
  }));
  const table = buildTrace(spans, OPTIONS);
  assert.equal(table.depthMax, count - 1);
  assert.equal(table.self[count - 1], 2);
});

test('has an empty table for no spans', () => {
  const table = buildTrace([], OPTIONS);
  assert.deepEqual(
    [table.count, table.extentMs, table.roots, table.criticalPath.row.length],
    [0, 0, 0, 0],
  );
});

const garbage: fc.Arbitrary<WireSpan> = fc.record(
  {
    segmentId: fc.constantFrom('a', 'b', 'c', '', 7 as unknown),
    spanId: fc.oneof(
      fc.integer({ min: -2, max: 12 }),
      fc.constantFrom(1e9, 0.5, '3', null, undefined),
    ),
    parentSpanId: fc.oneof(fc.integer({ min: -2, max: 12 }), fc.constantFrom(1e9, null, 'x')),
    refs: fc.oneof(
      fc.array(
        fc.record({
          traceId: fc.constant('t'),
          parentSegmentId: fc.constantFrom('a', 'b', 'c', 'gone'),
          parentSpanId: fc.integer({ min: -1, max: 12 }),
          type: fc.constantFrom('CROSS_PROCESS', 'CROSS_THREAD', null),
        }),
        { maxLength: 3 },
      ),
      fc.anything(),
    ),
    startTime: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(0, -5, NaN, '17', null)),
    endTime: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(0, Infinity, {})),
    serviceCode: fc.constantFrom('x', 'y', undefined),
    endpointName: fc.oneof(fc.constantFrom('p', 'q'), fc.anything()),
    isError: fc.oneof(fc.boolean(), fc.anything()),
    logs: fc.anything(),
    tags: fc.anything(),
  },
  { requiredKeys: [] },
);

test('ends on any garbage, keeps every span once, and its rows are a depth-first forest', () => {
  fc.assert(
    fc.property(fc.array(garbage, { maxLength: 60 }), fc.boolean(), (spans, adjustClocks) => {
      const table = buildTrace(spans, { adjustClocks });
      assert.deepEqual(
        Array.from(table.source).sort((a, b) => a - b),
        spans.map((_, i) => i),
      );
      for (let i = 0; i < table.count; i += 1) {
        const p = table.parent[i] as number;
        assert.ok(p < i && p >= -1);
        assert.equal(table.depth[i], p === -1 ? 0 : (table.depth[p] as number) + 1);
        assert.ok((table.subtreeEnd[i] as number) > i);
        if (p !== -1) assert.ok((table.subtreeEnd[i] as number) <= (table.subtreeEnd[p] as number));
        assert.ok(
          Number.isFinite(table.start[i]) && (table.end[i] as number) >= (table.start[i] as number),
        );
      }
    }),
    { numRuns: 400 },
  );
});
