import assert from 'node:assert/strict';
import test from 'node:test';

import { bucketOf, parseWhole, wholeOf } from './rule-support.ts';

function check<T, R>(call: (input: T) => R, cases: readonly (readonly [T, R])[]): void {
  assert.deepEqual(
    cases.map(([input]) => [input, call(input)]),
    cases,
  );
}

test('parses whole numbers as Java does, and nothing else', () => {
  check(parseWhole, [
    ['0', 0],
    ['12', 12],
    ['+12', 12],
    ['-12', -12],
    ['-0', 0],
    ['0012', 12],
    ['9007199254740991', 2 ** 53 - 1],
    ['', Number.NaN],
    ['-', Number.NaN],
    [' 1', Number.NaN],
    ['1.5', Number.NaN],
    ['1e3', Number.NaN],
    ['٣', Number.NaN],
    ['1'.repeat(20), Number.NaN],
    [undefined, Number.NaN],
  ]);
});

test('buckets count towards zero and stay within 32 bits', () => {
  check(
    (value: number) => bucketOf(value, 10),
    [
      [0, 0],
      [9, 0],
      [10, 1],
      [-9, 0],
      [-10, -1],
      [2 ** 40, 2 ** 31 - 1],
      [-(2 ** 40), -(2 ** 31)],
      [Number.POSITIVE_INFINITY, 2 ** 31 - 1],
      [Number.NaN, 0],
    ],
  );
});

test('whole numbers lose their fraction, and what is no number is 0', () => {
  check(wholeOf, [
    [1.9, 1],
    [-1.9, -1],
    [-0.5, 0],
    [Number.NaN, 0],
    [Number.NEGATIVE_INFINITY, 0],
  ]);
});
