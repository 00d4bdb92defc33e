import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatValue, roundHalfUp } from './format-value.ts';

test('writes at most three decimals and rounds exact halves to even', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0'],
    [-0, '-0'],
    [7, '7'],
    [-42, '-42'],
    [3.5, '3.5'],
    [4.1666666, '4.167'],
    [100.0004, '100'],
    [-0.0001, '-0'],
    [0.0625, '0.062'],
    [0.1875, '0.188'],
    [-0.3125, '-0.312'],
    [0.4375, '0.438'],
    [2.5625, '2.562'],
    [1.0005, '1'],
    [1.0015, '1.002'],
    [83.33, '83.33'],
    [123456789012, '123456789012'],
    [9007199254740992, '9007199254740992'],
    [1e21, '1000000000000000000000'],
    [-1.25e22, '-12500000000000000000000'],
    [Infinity, '∞'],
    [-Infinity, '-∞'],
    [NaN, 'NaN'],
  ];
  assert.deepEqual(
    cases.map(([value]) => [value, formatValue(value)]),
    cases,
  );
});

test('rounds the decimal that people see, halves away from zero', () => {
  const cases: readonly (readonly [number, number, number])[] = [
    [1.005, 2, 1.01],
    [-1.005, 2, -1.01],
    [2.5, 0, 3],
    [-2.5, 0, -3],
    [0.49999999999999994, 0, 0],
    [45.857142857142854, 3, 45.857],
    [1e-7, 7, 1e-7],
    [1.5e-7, 7, 2e-7],
    [5e-324, 2_147_483_647, 5e-324],
    [5e-324, 3, 0],
    [1e22, 2, 1e22],
    [Infinity, 2, Infinity],
    [NaN, 2, NaN],
  ];
  assert.deepEqual(
    cases.map(([value, places]) => [value, places, roundHalfUp(value, places)]),
    cases,
  );
});
