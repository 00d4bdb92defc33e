import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayMs, hourMs } from '../page/time-window.ts';
import { comparedSpan } from './comparison.ts';

test('compares a window with the one before it, or with the same time a day or a week ago', () => {
  const startMs = Date.UTC(2026, 10, 22, 14);
  const span = { startMs, endMs: startMs + hourMs };
  const back = (byMs: number): typeof span => ({
    startMs: startMs - byMs,
    endMs: startMs + hourMs - byMs,
  });
  assert.deepEqual(comparedSpan(span, 'window'), back(hourMs));
  assert.deepEqual(comparedSpan(span, 'day'), back(dayMs));
  assert.deepEqual(comparedSpan(span, 'week'), back(7 * dayMs));
});
