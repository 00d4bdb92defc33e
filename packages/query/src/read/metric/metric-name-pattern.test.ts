import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryLimits } from '../../limits.ts';
import { metricNameTest } from './metric-name-pattern.ts';

test('matches whole names', () => {
  const isWanted = metricNameTest('service_.*|top_n_[a-z]+');
  assert.deepEqual(['service_cpm', 'my_service_cpm', 'top_n_x', 'top_n_'].map(isWanted), [
    true,
    false,
    true,
    false,
  ]);
});

test('lets every name through without a pattern', () => {
  assert.deepEqual(
    [undefined, null, ''].map((none) => metricNameTest(none)('x')),
    [true, true, true],
  );
});

test('lets groups be repeated that hold one choice only', () => {
  assert.equal(metricNameTest('(ab)+')('abab'), true);
  assert.equal(metricNameTest('(?:a|b)c?')('bc'), true);
  assert.equal(metricNameTest(String.raw`[(+*]+\)\+`)('(+)+'), true);
});

test('refuses what is not valid, too long, or could match for hours', () => {
  const refused = [
    '(',
    '[a',
    '(a+)+',
    '(a|a)*',
    '((a*)b)+',
    '(?:x{2,}y){3,}',
    String.raw`(a)\1`,
    'a'.repeat(queryLimits.patternLengthMax + 1),
  ];
  for (const pattern of refused) {
    assert.throws(() => metricNameTest(pattern), { code: 'QUERY_PATTERN_REFUSED' }, pattern);
  }
  assert.equal(metricNameTest('a'.repeat(queryLimits.patternLengthMax))('a'), false);
});
