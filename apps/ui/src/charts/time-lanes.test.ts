import assert from 'node:assert/strict';
import { test } from 'node:test';
import { laneExtent, laneHeightPx, laneItemAt, laneTime, laneX } from './time-lanes.ts';
import type { Lane, LaneItem } from './time-lanes.ts';
import { timeTicks, timeTickText } from './time-ticks.ts';

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
  assert.deepEqual(timeTicks(61_000, 600_000, 220, 'UTC'), [300_000, 600_000]);
});

test('puts ticks on the hours of the zone, and names the day where one begins', () => {
  const texts = (fromMs: number, hours: number, zone: string): readonly string[] => {
    const toMs = fromMs + hours * 3_600_000;
    return timeTicks(fromMs, toMs, 880, zone).map((at) => timeTickText(at, toMs - fromMs, zone));
  };
  const from = Date.UTC(2026, 10, 20, 14);
  assert.deepEqual(texts(from, 48, 'Europe/Berlin').slice(0, 4), [
    '18:00',
    '21 Nov',
    '06:00',
    '12:00',
  ]);
  assert.deepEqual(texts(from, 6, 'Asia/Kolkata').slice(0, 3), ['20:00', '21:00', '22:00']);
  assert.deepEqual(texts(from, 96, 'Asia/Kolkata').slice(0, 3), ['21 Nov', '12:00', '22 Nov']);
  // Clocks are put back in the night of the 25th of October.
  assert.deepEqual(texts(Date.UTC(2026, 9, 24, 12), 48, 'Europe/Berlin'), [
    '18:00',
    '25 Oct',
    '06:00',
    '12:00',
    '18:00',
    '26 Oct',
    '06:00',
    '12:00',
  ]);
  assert.deepEqual(texts(Date.UTC(2026, 9, 20), 21 * 24, 'Europe/Berlin').slice(0, 2), [
    '22 Oct',
    '29 Oct',
  ]);
});
