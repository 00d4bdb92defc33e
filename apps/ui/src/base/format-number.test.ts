import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatChange, formatQuantityText, formatSignificant } from './format-number.ts';
import type { UnitKind } from './format-number.ts';

test('keeps three significant digits and whole numbers whole', () => {
  const check = (value: number, expected: string): void =>
    assert.equal(formatSignificant(value), expected);
  check(0, '0');
  check(7, '7');
  check(999, '999');
  check(1.239, '1.24');
  check(12.34, '12.3');
  check(99.96, '100');
  check(123.4, '123');
  check(0.2, '0.20');
  check(0.0512, '0.05');
  check(0.0042, '0.004');
});

test('formats each kind with its unit', () => {
  const check = (value: number | undefined, kind: UnitKind, expected: string): void =>
    assert.equal(formatQuantityText(value, kind), expected);
  check(undefined, 'durationMs', '–');
  check(Number.NaN, 'count', '–');
  check(0, 'durationMs', '0 ms');
  check(0.42, 'durationMs', '420 µs');
  check(84, 'durationMs', '84 ms');
  check(0, 'rankMs', '<10 ms');
  check(1240, 'rankMs', '1.24 s');
  check(1240, 'durationMs', '1.24 s');
  check(999.7, 'durationMs', '1.00 s');
  check(125_000, 'durationMs', '2.08 min');
  check(7_200_000, 'durationMs', '2 h');
  check(12_300, 'perMinute', '12.3 k/min');
  check(345, 'perMinute', '345/min');
  check(999.6, 'count', '1.00 k');
  check(1_500_000, 'count', '1.50 M');
  check(536_870_912, 'bytes', '512 MiB');
  check(0.7, 'apdex', '0.70');
});

test('does not round a success short of 100 % up to it', () => {
  assert.equal(formatQuantityText(99.998, 'percent'), '99.99 %');
  assert.equal(formatQuantityText(100, 'percent'), '100 %');
  assert.equal(formatQuantityText(98.72, 'percent'), '98.7 %');
});

test('tells a change in percent, in times from tenfold on, and not at all without a base', () => {
  const check = (
    now: number | undefined,
    before: number | undefined,
    expected: string | undefined,
  ): void => assert.equal(formatChange(now, before), expected);
  check(112, 100, '+12 %');
  check(80, 100, '−20 %');
  check(100.2, 100, '±0 %');
  check(0, 0, '±0 %');
  check(5, 0, undefined);
  check(undefined, 3, undefined);
  check(1400, 100, '×14');
});
