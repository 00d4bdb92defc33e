import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { queryLimits } from '../../../limits.ts';
import { fixedWords, patternText } from './pattern-text.ts';

test('a line counts by its first line of text', () => {
  assert.equal(patternText('\n  failed: x\n\tat a.b\n', 'text'), 'failed: x');
  assert.equal(patternText('a: 1\nb: 2', 'yaml'), 'a: 1');
  assert.equal(patternText('', 'none'), '');
  const { logPatternLengthMax } = queryLimits;
  assert.equal(patternText('x'.repeat(5_000), 'text').length, logPatternLengthMax);
});

test('JSON counts by its message, or by its members', () => {
  assert.equal(patternText('{"ts":1,"msg":" paid 1\\nmore"}', 'json'), 'paid 1');
  assert.equal(patternText('{"event":"a","message":"b"}', 'text'), 'b');
  assert.equal(patternText('{"a":1,"b":{"c":2}}', 'json'), '{a b}');
  assert.equal(patternText('{"message":5}', 'json'), '{message}');
  assert.equal(patternText('[1,2]', 'json'), '[1,2]');
  assert.equal(patternText('{not json', 'text'), '{not json');
  const long = JSON.stringify({
    message: 'x',
    rest: 'y'.repeat(queryLimits.logPatternJsonLengthMax),
  });
  assert.equal(patternText(long, 'json'), long.slice(0, queryLimits.logPatternLengthMax));
});

test('takes any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (content) => {
      assert.doesNotMatch(patternText(content, 'json'), /[\r\n]/);
    }),
  );
});

test('names the longest fixed pieces that stand in the line', () => {
  const check = (template: string, content: string, expected: readonly string[]): void =>
    assert.deepEqual(fixedWords(template, content), expected);
  check('order <num> paid in <num>ms by <*>', 'order 1 paid in 2ms by ann', [
    'paid in',
    'order',
    'ms by',
  ]);
  check('cannot  reach <ip>', 'cannot  reach 10.0.0.1', ['cannot  reach']);
  check('cannot reach <ip>', 'cannot\treach 10.0.0.1', ['cannot', 'reach']);
  check('<num> <num>', '1 2', []);
  check('(<num>/<num>) after: x.Timeout [<*>]', '(1/2) after: x.Timeout [a]', ['after: x.Timeout']);
  check('{a b}', '{"a":1,"b":2}', []);
  check(
    'one two <num> three four <num> five six <num> seven',
    'one two 1 three four 2 five six 3 seven',
    ['three four', 'five six', 'one two'],
  );
});
