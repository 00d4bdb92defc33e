import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeLabels, valueLabels } from './axis.ts';
import { sparklinePaths } from './sparkline.ts';

test('draws a line from the first to the last bucket, the largest value on top', () => {
  assert.deepEqual(sparklinePaths({ points: [0, 10] }), {
    line: 'M0.0 19.0L100.0 1.0',
    area: 'M0.0 20L0.0 19.0L100.0 1.0L100.0 20Z',
    dots: '',
    base: '',
  });
});

test('leaves a gap over a baseline where points are missing, and makes a lone point a dot', () => {
  assert.deepEqual(
    sparklinePaths({ points: [10, undefined, 10, 10, undefined, undefined, undefined] }),
    {
      line: 'M33.3 1.0L50.0 1.0',
      area: 'M33.3 20L33.3 1.0L50.0 1.0L50.0 20Z',
      dots: 'M0.0 1.0h0.01',
      base: 'M0 19h100',
    },
  );
  assert.deepEqual(sparklinePaths({ points: [undefined, undefined] }), {
    line: '',
    area: '',
    dots: '',
    base: '',
  });
});

test('scales rows that are compared by the same top', () => {
  assert.equal(sparklinePaths({ points: [5, 5], max: 10 }).line, 'M0.0 10.0L100.0 10.0');
});

test('labels a time axis by the clock, and by the day where one begins', () => {
  const midnight = Date.UTC(2026, 10, 22, 23);
  assert.deepEqual(timeLabels([midnight - 3_600_000, midnight], 3_600_000, 'Europe/Berlin'), [
    '23:00',
    '23 Nov',
  ]);
  assert.deepEqual(timeLabels([midnight], 86_400_000, 'UTC'), ['22 Nov']);
});

test('labels a value axis without the zeros of precision', () => {
  assert.deepEqual(valueLabels([0, 500, 1000, 1500], 'durationMs'), [
    '0',
    '500 ms',
    '1 s',
    '1.5 s',
  ]);
  assert.deepEqual(valueLabels([0, 0.5, 10], 'percent'), ['0', '0.5%', '10%']);
  assert.deepEqual(valueLabels([2000], 'perMinute'), ['2 k']);
});
