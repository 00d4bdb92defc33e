import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryLimits } from '../../limits.ts';
import { RowPace, textLength } from './row-pace.ts';

const rowsOf = (count: number, length: number): readonly { readonly content: string }[] =>
  Array.from({ length: count }, () => ({ content: 'x'.repeat(length) }));

test('reads as many rows at once as fit by what was read before', () => {
  const pace = new RowPace();
  const check = (count: number, length: number, expected: number): void => {
    pace.learn(rowsOf(count, length));
    assert.equal(pace.rows, expected);
  };
  assert.equal(pace.rows, 101);
  check(0, 0, 101);
  check(10, 100, queryLimits.logRowsMax + 1);
  check(10, 0, queryLimits.logRowsMax + 1);
  check(2, 1 << 20, queryLimits.logReadLengthMax >> 20);
  check(1, queryLimits.logReadLengthMax + 1, 1);
});

test('contents and tags are what is long', () => {
  assert.equal(textLength([{ content: 'abc', allTags: new Uint8Array(4) }, { time: 1 }]), 7);
});
