import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  formatAgo,
  formatClock,
  formatDay,
  formatOffset,
  formatMoment,
  formatStamp,
  formatStampSpan,
  isZone,
  listZones,
  timeOfWall,
  wallTime,
  zoneOffsetMs,
} from './format-time.ts';

const at = Date.UTC(2026, 10, 22, 14, 3, 27, 412);

test('shows a time on the wall clock of a zone, half hours included', () => {
  assert.equal(formatClock(at, 'UTC', 'ms'), '14:03:27.412');
  assert.equal(formatClock(at, 'Asia/Kolkata', 'minute'), '19:33');
  assert.equal(formatStamp(at, 'Asia/Shanghai', 'second'), '2026-11-22 22:03:27');
  assert.equal(formatDay(Date.UTC(2026, 10, 22, 23, 30), 'Europe/Berlin'), '23 Nov');
});

test('names the offset of a zone at a time', () => {
  assert.equal(formatOffset(at, 'Asia/Kolkata'), 'UTC+05:30');
  assert.equal(formatOffset(at, 'America/St_Johns'), 'UTC−03:30');
  assert.equal(formatOffset(at, 'UTC'), 'UTC');
  assert.equal(zoneOffsetMs(Date.UTC(2026, 6, 1), 'Europe/Berlin'), 7_200_000);
});

test('finds the time of a wall clock again, in every zone and across clock changes', () => {
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'Asia/Kolkata',
    'America/New_York',
    'Australia/Lord_Howe',
  );
  const times = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });
  fc.assert(
    fc.property(times, zones, (timeMs, zone) => {
      const wall = wallTime(timeMs, zone);
      // An hour that the clock shows twice has two times; either is right as long as the clock shows the same.
      assert.deepEqual(
        { ...wallTime(timeOfWall(wall, zone), zone), millisecond: 0 },
        { ...wall, millisecond: 0 },
      );
    }),
    { numRuns: 300 },
  );
});

test('tells how long ago something was', () => {
  assert.equal(formatAgo(at - 180_000, at), '3 min ago');
  assert.equal(formatAgo(at + 7_200_000, at), 'in 2 h');
  assert.equal(formatAgo(at - 300, at), 'now');
});

test('gives an end its day where it is another one than the start has, in the zone', () => {
  const start = Date.UTC(2026, 10, 22, 14, 49, 18);
  const end = start + 9 * 3_600_000;
  assert.equal(formatStampSpan(start, end, 'UTC'), '2026-11-22 14:49:18 – 23:49:18');
  assert.equal(
    formatStampSpan(start, end, 'Europe/Berlin'),
    '2026-11-22 15:49:18 – 2026-11-23 00:49:18',
  );
});

test('gives a moment its day where that is not the present one, in the zone', () => {
  const late = Date.UTC(2026, 10, 22, 23, 30);
  assert.equal(formatMoment(at, late, 'UTC'), '14:03:27');
  assert.equal(formatMoment(at, late, 'Europe/Berlin'), '2026-11-22 15:03:27');
});

test('knows which zones exist', () => {
  assert.equal(isZone('Europe/Paris'), true);
  assert.equal(isZone('Europe/Atlantis'), false);
  const zones = listZones();
  assert.deepEqual(
    [zones[0], zones.includes('Asia/Kolkata'), zones.includes('Asia/Calcutta')],
    ['UTC', true, false],
  );
});
