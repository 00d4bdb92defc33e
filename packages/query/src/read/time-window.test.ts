import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  alignWindow,
  formatTimeZone,
  listBuckets,
  parseDuration,
  widenToDays,
} from './time-window.ts';

const at = (hour: number, minute = 0, second = 0): number =>
  new Date(2026, 0, 31, hour, minute, second).getTime();

test('takes both ends of a duration in, in the format of its step', () => {
  assert.deepEqual(
    parseDuration({ start: '2026-01-31 1005', end: '2026-01-31 1006', step: 'MINUTE' }),
    { step: 'minute', fromMs: at(10, 5), toMs: at(10, 7) },
  );
  assert.deepEqual(parseDuration({ start: '2026-01-31 10', end: '2026-01-31 11', step: 'HOUR' }), {
    step: 'hour',
    fromMs: at(10),
    toMs: at(12),
  });
  assert.deepEqual(parseDuration({ start: '2026-01-31', end: '2026-01-31', step: 'DAY' }), {
    step: 'day',
    fromMs: at(0),
    toMs: at(24),
  });
});

test('reads metrics of a window in seconds by the minutes that it touches', () => {
  const window = parseDuration({
    start: '2026-01-31 100030',
    end: '2026-01-31 100115',
    step: 'SECOND',
  });
  assert.deepEqual(window, { step: 'minute', fromMs: at(10, 0, 30), toMs: at(10, 1, 16) });
  assert.deepEqual(alignWindow(window), { step: 'minute', fromMs: at(10), toMs: at(10, 2) });
  assert.deepEqual(listBuckets(window), [at(10), at(10, 1)]);
});

test('refuses times in another format than that of the step, and times that do not exist', () => {
  const refused = [
    { start: '2026-01-31', end: '2026-01-31 1000', step: 'MINUTE' },
    { start: '2026-01-31 1000', end: '2026-01-31', step: 'MINUTE' },
    { start: '2026-02-31', end: '2026-03-01', step: 'DAY' },
    { start: '2026-13-01', end: '2026-13-01', step: 'DAY' },
    { start: '2026-01-31 24', end: '2026-01-31 24', step: 'HOUR' },
    { start: '2026-01-31 1060', end: '2026-01-31 1060', step: 'MINUTE' },
    { start: '', end: '', step: 'SECOND' },
    { start: '2026-01-31 1000; drop', end: '2026-01-31 1000', step: 'MINUTE' },
  ] as const;
  for (const duration of refused) {
    assert.throws(() => parseDuration(duration), { code: 'QUERY_DURATION_MALFORMED' });
  }
});

test('lists 501 points and refuses 502', () => {
  const fromMs = at(0);
  const window = (points: number) =>
    ({ step: 'minute', fromMs, toMs: fromMs + points * 60_000 }) as const;
  assert.equal(listBuckets(window(501)).length, 501);
  assert.throws(() => listBuckets(window(502)), { code: 'QUERY_DURATION_TOO_LONG' });
});

test('refuses points of a window that ends before it starts', () => {
  const window = parseDuration({
    start: '2026-01-31 1005',
    end: '2026-01-31 1000',
    step: 'MINUTE',
  });
  assert.throws(() => listBuckets(window), { code: 'QUERY_DURATION_REVERSED' });
});

test('widens a window to the days that it touches', () => {
  const window = { step: 'minute', fromMs: at(10, 5), toMs: at(10, 7) } as const;
  assert.deepEqual(widenToDays(window), { step: 'day', fromMs: at(0), toMs: at(24) });
});

/** Runs in a zone of the world, and goes back to the process's own. */
function inZone<T>(zone: string, run: () => T): T {
  const own = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    return run();
  } finally {
    if (own === undefined) delete process.env['TZ'];
    else process.env['TZ'] = own;
  }
}

test('writes the offset from UTC with sign, hours and minutes', () => {
  const winterMs = Date.UTC(2026, 0, 31, 12);
  const summerMs = Date.UTC(2026, 6, 31, 12);
  const offsets = (zone: string): string[] =>
    inZone(zone, () => [winterMs, summerMs].map(formatTimeZone));
  assert.deepEqual(offsets('UTC'), ['+0000', '+0000']);
  assert.deepEqual(offsets('Europe/Berlin'), ['+0100', '+0200']);
  assert.deepEqual(offsets('Asia/Kolkata'), ['+0530', '+0530']);
  assert.deepEqual(offsets('America/St_Johns'), ['-0330', '-0230']);
});

test('counts hours and days of the server zone when the clocks change', () => {
  inZone('Europe/Berlin', () => {
    const hoursOf = (day: string): readonly number[] =>
      listBuckets(parseDuration({ start: `${day} 00`, end: `${day} 23`, step: 'HOUR' }));
    const spring = hoursOf('2026-03-29');
    const autumn = hoursOf('2026-10-25');
    assert.deepEqual([spring.length, autumn.length], [23, 25]);
    for (const hours of [spring, autumn]) {
      const gaps = new Set(hours.slice(1).map((hour, i) => hour - (hours[i] ?? 0)));
      assert.deepEqual([...gaps], [3_600_000]);
    }
    const days = parseDuration({ start: '2026-10-24', end: '2026-10-26', step: 'DAY' });
    assert.deepEqual(
      listBuckets(days).map((day) => new Date(day).toISOString()),
      ['2026-10-23T22:00:00.000Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    );
    assert.equal(days.toMs, Date.UTC(2026, 9, 26, 23));
  });
});
