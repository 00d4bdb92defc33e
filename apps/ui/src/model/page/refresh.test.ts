import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setPreferences } from '../../base/preferences.ts';
import {
  holdRefresh,
  isPaused,
  refreshMs,
  setHidden,
  slowPresent,
  startRefresh,
} from './refresh.ts';
import { nowMs } from './url-state.ts';

test('moves the present on while live, and not while hidden, held or switched off', () => {
  let clockMs = 1_000_000;
  let tick: (() => void) | undefined;
  setPreferences({ live: true });
  const stop = startRefresh({
    clock: () => clockMs,
    every: (run, periodMs) => {
      assert.equal(periodMs, refreshMs);
      tick = run;
      return () => (tick = undefined);
    },
  });
  clockMs += refreshMs;
  tick?.();
  assert.equal(nowMs.value, clockMs);

  setHidden(true);
  assert.deepEqual([tick, isPaused.value], [undefined, true]);
  clockMs += 3 * refreshMs;
  setHidden(false);
  assert.equal(nowMs.value, clockMs, 'what was missed is caught up at once');

  const release = holdRefresh();
  assert.equal(tick, undefined);
  release();
  release();
  assert.equal(typeof tick, 'function');

  setPreferences({ live: false });
  assert.equal(tick, undefined);
  stop();
});

test('a slow present changes at most once a period', () => {
  const slow = slowPresent(30_000);
  const seen = [59_999, 60_000, 89_999, 90_000].map((at) => {
    nowMs.value = at;
    return slow.value;
  });
  assert.deepEqual(seen, [1, 2, 2, 3]);
});
