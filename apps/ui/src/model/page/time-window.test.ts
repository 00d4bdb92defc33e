import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  bucketStarts,
  dayMs,
  describeWindow,
  formatWindow,
  hourMs,
  minuteMs,
  parseOffsetMs,
  parseWindow,
  resolveWindow,
  shiftWindow,
  spanBefore,
  stepFor,
  stepMs,
  windowOfDrag,
  wireDuration,
  zoomWindow,
} from './time-window.ts';
import type { TimeWindow } from './time-window.ts';

const now = Date.UTC(2026, 10, 22, 14, 3, 30);
const day = Date.UTC(2026, 10, 22);

function rolling(lengthMs: number, agoMs = 0): TimeWindow {
  return { kind: 'rolling', lengthMs, agoMs };
}

function absolute(startMs: number, endMs: number): TimeWindow {
  return { kind: 'absolute', startMs, endMs };
}

test('reads windows as people write them', () => {
  const check = (text: string, expected: TimeWindow | undefined): void =>
    assert.deepEqual(parseWindow(text, now, 'UTC'), expected, text);
  check('30m', rolling(30 * minuteMs));
  check('Last 2 hours', rolling(2 * hourMs));
  check('1.5h', rolling(90 * minuteMs));
  check('now-2h..now-1h', rolling(hourMs, hourMs));
  check('now-2h to now', rolling(2 * hourMs));
  check('today', absolute(day, now));
  check('yesterday', absolute(day - dayMs, day));
  check('2026-11-20', absolute(day - 2 * dayMs, day - dayMs));
  check('14:00..14:02', absolute(day + 14 * hourMs, day + 14 * hourMs + 2 * minuteMs));
  check(
    '2026-11-20 14:00..15:30',
    absolute(day - 2 * dayMs + 14 * hourMs, day - 2 * dayMs + 15.5 * hourMs),
  );
  check(
    '2026-11-22T10:00:00Z..2026-11-22T12:00:00+01:00',
    absolute(day + 10 * hourMs, day + 11 * hourMs),
  );
  check(`${day}..${now}`, absolute(day, now));
});

test('refuses what makes no sense', () => {
  for (const text of [
    '',
    'soon',
    '0m',
    '15:30..14:00',
    '2026-13-01',
    '25:00..26:00',
    '900d',
    '1h..2h..3h',
    'now..now',
  ]) {
    assert.equal(parseWindow(text, now, 'UTC'), undefined, text);
  }
});

test('reads wall times in the zone of the reader', () => {
  assert.deepEqual(
    parseWindow('2026-11-22 19:30..20:00', now, 'Asia/Kolkata'),
    absolute(day + 14 * hourMs, day + 14.5 * hourMs),
  );
});

test('writes a window so that it is read back the same', () => {
  const windows: fc.Arbitrary<TimeWindow> = fc.oneof(
    fc
      .tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 5000 }))
      .map(([length, ago]) => rolling(length * minuteMs, ago * minuteMs)),
    fc
      .tuple(fc.integer({ min: day, max: now }), fc.integer({ min: minuteMs, max: 30 * dayMs }))
      .map(([startMs, lengthMs]) => absolute(startMs, startMs + lengthMs)),
  );
  fc.assert(
    fc.property(windows, (window) =>
      assert.deepEqual(parseWindow(formatWindow(window), now, 'UTC'), window),
    ),
  );
});

test('writes whole milliseconds where the present has a half one', () => {
  const shifted = shiftWindow(rolling(hourMs), -1, now + 0.5);
  const text = formatWindow(shifted);
  assert.equal(text, `${now - 2 * hourMs + 1}..${now - hourMs + 1}`);
  assert.deepEqual(parseWindow(text, now, 'UTC'), absolute(now - 2 * hourMs + 1, now - hourMs + 1));
});

test('never throws, whatever is typed', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseWindow(text, now, 'UTC')));
});

test('says in words what a window is', () => {
  assert.equal(describeWindow(rolling(30 * minuteMs), 'UTC'), 'last 30 min');
  assert.equal(describeWindow(rolling(hourMs, 2 * hourMs), 'UTC'), '1 h, 2 h ago');
  assert.equal(describeWindow(absolute(day, day + hourMs), 'UTC'), '2026-11-22 00:00 – 01:00');
});

test('takes the finest step whose points fit into one answer', () => {
  const step = (lengthMs: number): string => stepFor({ startMs: 0, endMs: lengthMs });
  assert.deepEqual(
    [step(30 * minuteMs), step(8 * hourMs), step(dayMs), step(20 * dayMs), step(30 * dayMs)],
    ['MINUTE', 'MINUTE', 'HOUR', 'HOUR', 'DAY'],
  );
});

test('asks in the zone of the server, and not for a minute that has not begun', () => {
  const span = { startMs: day + 14 * hourMs, endMs: day + 14 * hourMs + 3 * minuteMs };
  assert.deepEqual(wireDuration(span, 'MINUTE', parseOffsetMs('+0530')), {
    start: '2026-11-22 1930',
    end: '2026-11-22 1932',
    step: 'MINUTE',
  });
  assert.deepEqual(wireDuration(span, 'DAY', parseOffsetMs('-1200')), {
    start: '2026-11-22',
    end: '2026-11-22',
    step: 'DAY',
  });
  assert.deepEqual(
    bucketStarts(span, 'MINUTE', 0),
    [0, 1, 2].map((i) => span.startMs + i * minuteMs),
  );
  assert.deepEqual(bucketStarts(span, 'DAY', 8 * hourMs), [day - 8 * hourMs + dayMs - dayMs]);
});

test('has as many buckets as the protocol gives points, within its limit', () => {
  const lengths = fc.integer({ min: minuteMs, max: 366 * dayMs });
  fc.assert(
    fc.property(fc.integer({ min: day, max: now }), lengths, (startMs, lengthMs) => {
      const span = { startMs, endMs: startMs + lengthMs };
      const step = stepFor(span);
      const starts = bucketStarts(span, step, 8 * hourMs);
      assert.ok(starts.length <= 501);
      assert.ok((starts[0] ?? 0) <= startMs);
      assert.ok(
        (starts.at(-1) ?? 0) < span.endMs && (starts.at(-1) ?? 0) + stepMs[step] >= span.endMs,
      );
    }),
  );
});

test('steps, zooms and compares', () => {
  assert.deepEqual(resolveWindow(rolling(hourMs, hourMs), now), {
    startMs: now - 2 * hourMs,
    endMs: now - hourMs,
  });
  assert.deepEqual(shiftWindow(rolling(hourMs), -1, now), absolute(now - 2 * hourMs, now - hourMs));
  assert.deepEqual(shiftWindow(absolute(now - 2 * hourMs, now - hourMs), 1, now), rolling(hourMs));
  assert.deepEqual(zoomWindow(rolling(hourMs), 2, now), rolling(2 * hourMs));
  assert.deepEqual(
    zoomWindow(absolute(day, day + 2 * hourMs), 0.5, now),
    absolute(day + 0.5 * hourMs, day + 1.5 * hourMs),
  );
  assert.deepEqual(spanBefore({ startMs: 100, endMs: 160 }), { startMs: 40, endMs: 100 });
});

test('makes a drag at least two buckets wide, on whole minutes', () => {
  assert.deepEqual(
    windowOfDrag({ startMs: day + 1000, endMs: day + 2000 }, 'MINUTE'),
    absolute(day - minuteMs, day + 2 * minuteMs),
  );
});
