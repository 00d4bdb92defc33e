import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { mockTrace } from '../../../../dev/mock-traces.ts';
import { buildTrace } from './build-trace.ts';
import { drawnSpans } from './span-samples.ts';
import type { TraceTable } from './trace-table.ts';
import { filterRows, lineOf, reveal, visibleRowsOf } from './visible-rows.ts';
import type { Folding } from './visible-rows.ts';

const NOTHING: Folding = { folded: new Set(), openedRuns: new Set() };
const NO_FILTER = { services: [], isErrorOnly: false, durationMsMin: 0 };

function tableOf(drawing: string): TraceTable {
  return buildTrace(drawnSpans(drawing), { adjustClocks: false });
}

function linesOf(table: TraceTable, folding: Folding, keep?: Uint8Array): string[] {
  const visible = visibleRowsOf(table, folding, keep);
  return Array.from(visible.row, (row, k) => {
    const run = visible.run[k] as number;
    const name = `${table.names[table.name[row] as number]}`;
    const mark = run === -1 ? '' : ` ×${table.runs.count[run]}`;
    return `${'  '.repeat(visible.indent[k] as number)}${name}${mark}`;
  });
}

const NESTED = 'a 0 100\n  b 10 40\n    c 11 12\n  d 50 60';
const LOOPED = `a 0 100\n${Array.from({ length: 9 }, (_, i) => `  q ${i * 2} ${i * 2 + 1}\n    x ${i * 2} ${i * 2 + 1}`).join('\n')}\n  z 50 60`;

test('hides what is folded', () => {
  const table = tableOf(NESTED);
  assert.deepEqual(linesOf(table, NOTHING), ['a', '  b', '    c', '  d']);
  assert.deepEqual(linesOf(table, { ...NOTHING, folded: new Set([1]) }), ['a', '  b', '  d']);
});

test('shows a run of equal siblings as one line until it is opened', () => {
  const table = tableOf(LOOPED);
  assert.deepEqual(linesOf(table, NOTHING), ['a', '  q ×9', '  z']);
  const opened = linesOf(table, { ...NOTHING, openedRuns: new Set([1]) });
  assert.deepEqual(opened.slice(0, 5), ['a', '  q ×9', '    q', '      x', '    q']);
  assert.equal(opened.at(-1), '  z');
  assert.equal(opened.length, 2 + 1 + 18);
});

test('keeps the way to what fits the filter, and marks it as no match', () => {
  const table = tableOf('a 0 100\n  b 10 40\n    c 11 12 !\n  d 50 60');
  const keep = filterRows(table, { ...NO_FILTER, isErrorOnly: true });
  assert.deepEqual([...keep], [1, 1, 2, 0]);
  assert.deepEqual(linesOf(table, NOTHING, keep), ['a', '  b', '    c']);
  assert.deepEqual([...filterRows(table, { ...NO_FILTER, services: ['d'] })], [1, 0, 0, 2]);
  assert.deepEqual([...filterRows(table, { ...NO_FILTER, durationMsMin: 30 })], [2, 2, 0, 0]);
});

test('finds the line that shows or hides a row', () => {
  const table = tableOf(NESTED);
  const folding = { ...NOTHING, folded: new Set([1]) };
  const visible = visibleRowsOf(table, folding);
  assert.deepEqual(
    [0, 1, 2, 3].map((row) => lineOf(visible, table, row)),
    [0, 1, 1, 2],
  );
});

test('reveals a row whatever is folded', () => {
  const random = fc.record({
    folded: fc.array(fc.nat(199)),
    opened: fc.array(fc.nat(199)),
    target: fc.nat(199),
  });
  const table = buildTrace(mockTrace(200, { seed: 3 }), { adjustClocks: true });
  fc.assert(
    fc.property(random, ({ folded, opened, target }) => {
      const before = { folded: new Set(folded), openedRuns: new Set(opened) };
      const visible = visibleRowsOf(table, reveal(table, before, target));
      const line = lineOf(visible, table, target);
      assert.equal(visible.row[line], target);
      assert.equal(visible.run[line], -1);
    }),
  );
});
