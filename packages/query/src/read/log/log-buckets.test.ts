import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bucketOf, logBuckets } from './log-buckets.ts';

test('bars are of a round width and begin at multiples of it', () => {
  const check = (
    fromMs: number,
    toMs: number,
    countMax: number,
    bucketMs: number,
    starts: readonly number[],
  ): void => assert.deepEqual(logBuckets(fromMs, toMs, countMax), { bucketMs, starts });
  check(1_500, 4_000, 60, 1_000, [1_000, 2_000, 3_000]);
  check(0, 60_000, 4, 15_000, [0, 15_000, 30_000, 45_000]);
  check(1, 60_001, 4, 30_000, [0, 30_000, 60_000]);
  check(
    0,
    10 * 86_400_000,
    3,
    4 * 86_400_000,
    [0, 4, 8].map((days) => days * 86_400_000),
  );
  check(5, 5, 60, 1_000, []);
});

test('bars are no more than allowed, and hold each time of the window', () => {
  const time = fc.integer({ min: 0, max: 999_999_999_999_999 });
  fc.assert(
    fc.property(
      time,
      time,
      fc.integer({ min: 2, max: 120 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (a, b, countMax, share) => {
        const [fromMs, toMs] = a < b ? [a, b] : [b, a + 1];
        const buckets = logBuckets(fromMs, toMs, countMax);
        const { starts, bucketMs } = buckets;
        assert.ok(starts.length <= countMax && starts.length > 0);
        const at = Math.min(toMs - 1, fromMs + Math.floor(share * (toMs - fromMs)));
        const start = starts[bucketOf(buckets, at)] ?? Number.NaN;
        assert.ok(start <= at && at < start + bucketMs);
        assert.ok((starts.at(-1) ?? 0) < toMs && (starts[0] ?? 0) <= fromMs);
      },
    ),
  );
});
