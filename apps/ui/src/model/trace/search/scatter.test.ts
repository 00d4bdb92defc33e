import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, durationTicks, pointAt, scatterScale, scatterX, scatterY } from './scatter.ts';

const SPAN = { startMs: 1000, endMs: 2000 };
const SIZE = { width: 500, height: 200 };
const POINTS = [
  { startMs: 1100, durationMs: 12 },
  { startMs: 1500, durationMs: 700 },
];
const SCALE = scatterScale(POINTS, SPAN, SIZE);

test('begins and ends its scale at round durations', () => {
  assert.deepEqual([SCALE.durationMsMin, SCALE.durationMsMax], [10, 1000]);
  assert.deepEqual(durationTicks(SCALE), [10, 30, 100, 300, 1000]);
  const none = scatterScale([], SPAN, SIZE);
  assert.deepEqual([none.durationMsMin, none.durationMsMax], [1, 10]);
});

test('lives with durations of zero', () => {
  const scale = scatterScale([{ startMs: 1000, durationMs: 0 }], SPAN, SIZE);
  assert.equal(scatterY(scale, 0), 200);
});

test('finds the nearest point within reach', () => {
  const at = { x: scatterX(SCALE, 1500) + 3, y: scatterY(SCALE, 700) - 2 };
  assert.equal(pointAt(POINTS, SCALE, at, 8), 1);
  assert.equal(pointAt(POINTS, SCALE, { x: at.x + 20, y: at.y }, 8), -1);
});

test('turns a box into a window and bounds, and edges into no bounds', () => {
  assert.deepEqual(boxOf(SCALE, { x: 100, y: 50 }, { x: 300, y: 150 }), {
    startMs: 1200,
    endMs: 1600,
    durationMsMin: 31,
    durationMsMax: 317,
  });
  assert.deepEqual(boxOf(SCALE, { x: 600, y: -20 }, { x: -5, y: 900 }), {
    startMs: 1000,
    endMs: 2000,
    durationMsMin: undefined,
    durationMsMax: undefined,
  });
});
