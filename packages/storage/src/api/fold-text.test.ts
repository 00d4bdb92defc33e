import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { foldText } from './fold-text.ts';

function check(text: string, expected: string): void {
  assert.equal(foldText(text), expected);
}

test('folds the case of each code point by itself', () => {
  check('', '');
  check('OutOfMemoryError 0x7F', 'outofmemoryerror 0x7f');
  check('ÄÖÜ ß ПРИВЕТ 漢字', 'äöü ß привет 漢字');
  check('ΟΔΟΣ ΣΑΣ', 'οδοσ σασ');
  check('İSTANBUL Iı', 'İstanbul iı');
  check('K', 'k');
  check('𐐀', '𐐨');
  check('a\ud800b\udc00', 'a\ufffdb\ufffd');
});

test('folds every code point alike, wherever it stands', () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    const point = String.fromCodePoint(code);
    const folded = foldText(point);
    const isAlike = folded.length === point.length && foldText(folded) === folded;
    // Whoever compares bytes relies on it.
    const entersAscii = code > 0x7f && folded <= '\x7f' && code !== 0x212a;
    if (!isAlike || entersAscii)
      assert.fail(`U+${code.toString(16)} becomes ${JSON.stringify(folded)}`);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const apart = Array.from(text, (point) => foldText(point)).join('');
      assert.equal(foldText(text), apart);
    }),
  );
});
