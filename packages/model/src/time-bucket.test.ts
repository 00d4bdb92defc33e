import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  type Step,
  bucketDigits,
  bucketStartMs,
  dayMs,
  hourMs,
  nextBucketMs,
} from './time-bucket.ts';

/** Runs in a zone of the world, and goes back to the process's own. */
function inZone(zone: string, run: () => void): void {
  const own = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    run();
  } finally {
    if (own === undefined) delete process.env['TZ'];
    else process.env['TZ'] = own;
  }
}

const zones = [
  'UTC',
  'Asia/Kolkata',
  'Europe/Berlin',
  'America/New_York',
  // Midnight is left out in spring, and told twice in autumn.
  'Africa/Cairo',
  'America/Havana',
  // The clock moves by half an hour.
  'Australia/Lord_Howe',
];
const steps: readonly Step[] = ['minute', 'hour', 'day'];

const fromMs = Date.UTC(2026, 0, 1);
const nearChange = fc.constantFrom(
  Date.UTC(2026, 2, 29, 1),
  Date.UTC(2026, 9, 25, 1),
  Date.UTC(2026, 2, 8, 7),
  Date.UTC(2026, 10, 1, 6),
  Date.UTC(2026, 3, 23, 22),
  Date.UTC(2026, 9, 29, 21),
  Date.UTC(2026, 3, 4, 15),
);
const instant = fc.oneof(
  fc.integer({ min: fromMs, max: fromMs + 365 * dayMs }),
  fc
    .tuple(nearChange, fc.integer({ min: -3 * hourMs, max: 3 * hourMs }))
    .map(([changeMs, offsetMs]) => changeMs + offsetMs),
);

for (const zone of zones) {
  test(`buckets follow each other without end or gap in ${zone}`, () => {
    inZone(zone, () => {
      fc.assert(
        fc.property(instant, fc.constantFrom(...steps), (timeMs, step) => {
          const startMs = bucketStartMs(timeMs, step);
          const nextMs = nextBucketMs(startMs, step);
          assert.ok(startMs <= timeMs && timeMs < nextMs, `${step} of ${timeMs}`);
          assert.equal(bucketStartMs(startMs, step), startMs);
          assert.equal(bucketStartMs(nextMs, step), nextMs);
          assert.equal(bucketStartMs(nextMs - 1, step), startMs);
        }),
        { numRuns: 2_000 },
      );
    });
  });
}

test('an hour that the clock tells twice is two buckets, and the day is 25 hours long', () => {
  inZone('Europe/Berlin', () => {
    const firstMs = Date.UTC(2026, 9, 25, 0);
    assert.equal(bucketStartMs(firstMs + 1, 'hour'), firstMs);
    assert.equal(bucketStartMs(firstMs + hourMs + 1, 'hour'), firstMs + hourMs);
    const dayStartMs = bucketStartMs(firstMs, 'day');
    assert.equal(nextBucketMs(dayStartMs, 'day') - dayStartMs, 25 * hourMs);
  });
});

test('a day begins at one o’clock where midnight is left out, and the next at midnight again', () => {
  inZone('Africa/Cairo', () => {
    const startMs = bucketStartMs(Date.UTC(2026, 3, 24, 12), 'day');
    assert.equal(new Date(startMs).getHours(), 1);
    const next = new Date(nextBucketMs(startMs, 'day'));
    assert.deepEqual([next.getDate(), next.getHours()], [25, 0]);
  });
});

test('writes buckets as digits, as long as the step is fine', () => {
  const bucketMs = new Date(2026, 0, 2, 3, 4).getTime();
  assert.equal(bucketDigits(bucketMs, 'minute'), '202601020304');
  assert.equal(bucketDigits(bucketMs, 'hour'), '2026010203');
  assert.equal(bucketDigits(bucketMs, 'day'), '20260102');
});
