import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChartMark, TimeChartInput } from './chart-input.ts';
import { marksOf, marksText } from './event-marks.ts';

function mark(name: string, startMs: number, endMs?: number, isError = false): ChartMark {
  return { name, startMs, endMs, isError, text: '' };
}

const input: TimeChartInput = {
  label: 'load',
  kind: 'count',
  timesMs: [0, 60_000, 120_000],
  stepMs: 60_000,
  zone: 'UTC',
  lines: [],
  marks: [mark('a', 10_000), mark('b', 50_000, 130_000), mark('c', 61_000, undefined, true)],
};

test('tells of each bucket what happened nearest to it, errors first', () => {
  const names = (index: number): string =>
    marksOf(input, index)
      .map(({ name }) => name)
      .join('');
  assert.deepEqual([names(0), names(1), names(2), names(3)], ['a', 'cb', 'b', '']);
});

test('counts them for those who cannot see them', () => {
  assert.equal(marksText(input), '; 3 events, 1 of them errors');
  assert.equal(marksText({ ...input, marks: [] }), '');
});
