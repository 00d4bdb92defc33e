import assert from 'node:assert/strict';
import { test } from 'node:test';
import { laneExtent, laneHeightPx, laneItemAt, laneTime, laneX } from './time-lanes.ts';
import type { Lane, LaneItem } from './time-lanes.ts';
import { timeTicks } from './time-ticks.ts';

const scale = { startMs: 1000, endMs: 2000, widthPx: 100 };

function item(key: string, startMs: number, endMs?: number, isOpen = false): LaneItem {
  return { key, startMs, endMs, isOpen, tone: 'plain', label: key };
}

test('places times on the width and back, never outside of it', () => {
  assert.equal(laneX(scale, 1500), 50);
  assert.equal(laneX(scale, 0), 0);
  assert.equal(laneX(scale, 9000), 100);
  assert.equal(laneTime(scale, 50), 1500);
  assert.equal(laneTime(scale, -5), 1000);
});

test('draws what goes on to the edge, and nothing too thin to hit', () => {
  assert.deepEqual(laneExtent(scale, item('a', 1500, undefined, true)), { x: 50, width: 50 });
  assert.deepEqual(laneExtent(scale, item('a', 1500, 1501)), { x: 50, width: 3 });
  assert.deepEqual(laneExtent(scale, item('a', 1500)), { x: 50, width: 0 });
  assert.deepEqual(laneExtent(scale, item('a', 0, 1100)), { x: 0, width: 10 });
});

test('finds what is under a point, the last drawn first', () => {
  const lanes: readonly Lane[] = [
    { key: '0', items: [item('long', 1000, 2000), item('mark', 1500)] },
    { key: '1', items: [item('other', 1200, 1300)] },
  ];
  const at = (x: number, lane: number): string | undefined =>
    laneItemAt(lanes, scale, x, (lane + 0.5) * laneHeightPx)?.key;
  assert.deepEqual(
    [at(52, 0), at(70, 0), at(25, 1), at(60, 1), at(10, 2)],
    ['mark', 'long', 'other', undefined, undefined],
  );
});

test('puts ticks on round times', () => {
  assert.deepEqual(timeTicks(61_000, 600_000, 220), [300_000, 600_000]);
});
