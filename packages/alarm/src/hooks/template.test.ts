import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutToBytes, cutToLength, fillJson, fillText, parseJsonTemplate } from './template.ts';

test('puts the message where the template has its place', () => {
  const check = (template: string, expected: string): void =>
    assert.equal(fillText(template, 'a %s $& b'), expected);
  check('%s', 'a %s $& b');
  check('Alarm: %s.', 'Alarm: a %s $& b.');
  check('%1$s and %s', 'a %s $& b and a %s $& b');
  check('100%% of %n%s', '100% of \na %s $& b');
  check('%%s', '%s');
  check('100% sure, %d', '100% sure, %d');
  check('', '');
});

test('fills texts anywhere in a template of JSON, and nothing else', () => {
  const { value } = parseJsonTemplate('{"a":"%s","%s":[1,true,null,"x",{"b":"<%s>"}]}');
  assert.deepEqual(
    fillJson(value ?? {}, '"},{"', (text) => text.toUpperCase()),
    {
      a: '"},{"',
      '%s': [1, true, null, 'x', { b: '<"},{">' }],
    },
  );
});

test('says where a template is not JSON, without showing it', () => {
  const check = (template: string, fault: string): void =>
    assert.deepEqual(parseJsonTemplate(template), { fault });
  check('{"a": %s}', "the template is not JSON, '%' is not expected");
  check('{\n  "a": "b",\n}', 'the template is not JSON, line 3 column 1 of it');
  check('{"a": "%s"', 'the template is not JSON, line 1 column 11 of it');
  check('', 'the template is not JSON');
  check('["%s"]', 'the template is not a JSON object');
  check('"%s"', 'the template is not a JSON object');
  check('null', 'the template is not a JSON object');
});

test('no message changes the shape of what is sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (message) => {
      const filled = fillJson({ a: { b: 'is %s.' }, c: 1 }, message, (text) => text);
      assert.deepEqual(JSON.parse(JSON.stringify(filled)), {
        a: { b: `is ${message}.` },
        c: 1,
      });
    }),
  );
});

test('cuts texts between characters', () => {
  assert.equal(cutToLength('abcd', 4), 'abcd');
  assert.equal(cutToLength('abcde', 4), 'abc…');
  assert.equal(cutToLength('ab🐦cd', 4), 'ab…');
  assert.equal(cutToBytes('größe', 7), 'größe');
  assert.equal(cutToBytes('größer', 7), 'grö…');
  assert.equal(cutToBytes('größer', 6), 'gr…');
  assert.equal(cutToBytes('🐦🐦🐦', 9), '🐦…');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 20 }), (text, max) => {
      for (const [cut, size] of [
        [cutToLength(text, max), (cutText: string) => cutText.length],
        [cutToBytes(text, max), (cutText: string) => Buffer.byteLength(cutText)],
      ] as const) {
        assert.ok(size(cut) <= max);
        assert.ok(cut === text ? size(text) <= max : text.startsWith(cut.slice(0, -1)));
        assert.ok(cut.isWellFormed());
      }
    }),
  );
});
