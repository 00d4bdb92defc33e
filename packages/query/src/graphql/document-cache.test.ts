import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'graphql';
import { DocumentCache } from './document-cache.ts';

const document = parse('{version}');

function kept(cache: DocumentCache, texts: readonly string[]): readonly boolean[] {
  return texts.map((text) => cache.find(text) !== undefined);
}

test('drops the document longest not used when there are too many', () => {
  const cache = new DocumentCache({ countMax: 2, charactersMax: 100 });
  cache.keep('a', document);
  cache.keep('b', document);
  cache.find('a');
  cache.keep('c', document);
  assert.deepEqual(kept(cache, ['a', 'b', 'c']), [true, false, true]);
});

test('drops documents until their texts fit together', () => {
  const cache = new DocumentCache({ countMax: 9, charactersMax: 10 });
  for (const text of ['aaaa', 'bbbb', 'cccccc']) cache.keep(text, document);
  assert.deepEqual(kept(cache, ['aaaa', 'bbbb', 'cccccc']), [false, true, true]);
  cache.keep('d'.repeat(11), document);
  assert.deepEqual(kept(cache, ['bbbb', 'cccccc', 'd'.repeat(11)]), [true, true, false]);
});

test('keeps a document once, whatever often it is given', () => {
  const cache = new DocumentCache({ countMax: 9, charactersMax: 8 });
  for (let i = 0; i < 5; i++) cache.keep('aaaa', document);
  cache.keep('bbbb', document);
  assert.deepEqual(kept(cache, ['aaaa', 'bbbb']), [true, true]);
  assert.equal(cache.size, 2);
});
