import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptCompletion, completionAt, suggestWords } from './search-completion.ts';
import type { CompletionPlace } from './search-completion.ts';

/** `|` in the text is the cursor. */
function checkPlace(marked: string, expected: Partial<CompletionPlace>): void {
  const cursor = marked.indexOf('|');
  const place = completionAt(marked.replace('|', ''), cursor);
  assert.deepEqual({ ...place, ...expected }, place);
}

test('offers words at a blank', () => checkPlace('error |', { kind: 'word', from: 6, typed: '' }));
test('offers words that begin so', () =>
  checkPlace('ser|', { kind: 'word', from: 0, to: 3, typed: 'ser' }));
test('offers services', () => checkPlace('service=ca|', { kind: 'service', from: 8, typed: 'ca' }));
test('offers services inside of quotes', () =>
  checkPlace('service="my c|', { kind: 'service', from: 8, typed: 'my c' }));
test('offers names of tags', () =>
  checkPlace('error tag:ht|', { kind: 'tagKey', from: 10, typed: 'ht' }));
test('offers values of tags', () =>
  checkPlace('tag:http.method=G|', { kind: 'tagValue', tagKey: 'http.method', typed: 'G' }));
test('offers nothing for durations', () => checkPlace('dur>5|', { kind: 'none' }));

function checkAccept(marked: string, value: string, expected: string): void {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const next = acceptCompletion(text, completionAt(text, cursor), value);
  assert.equal(`${next.text.slice(0, next.cursor)}|${next.text.slice(next.cursor)}`, expected);
}

test('leaves a key open for its value', () => checkAccept('ser|', 'service=', 'service=|'));
test('closes a value with a blank', () => checkAccept('service=ca|', 'cart', 'service=cart |'));
test('quotes names with blanks', () =>
  checkAccept('service=my|', 'my cart', 'service="my cart" |'));
test('goes from the name of a tag to its value', () =>
  checkAccept('tag:ht|', 'http.method', 'tag:http.method=|'));
test('keeps what follows', () => checkAccept('service=ca| error', 'cart', 'service=cart| error'));
test('suggests what begins with the letters', () =>
  assert.deepEqual(suggestWords('er'), ['error']));
