import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { filterPlaceAt, acceptAtPlace, suggestFilterWords } from './filter-completion.ts';
import { filterTagsMax, formatFilter, parseFilter, withValue } from './filter-text.ts';
import type { Filter, FilterGrammar } from './filter-text.ts';

const grammar: FilterGrammar = {
  keys: { service: 'a service', scope: 'a kind', 'to.service': 'another' },
  choices: { scope: ['Service', 'Endpoint'] },
  words: { error: { key: 'type', value: 'Error' } },
  hasTags: true,
  hasMessage: true,
};

function read(text: string): { readonly filter: Filter; readonly problems: readonly string[] } {
  const { filter, problems } = parseFilter(text, grammar);
  return { filter, problems: problems.map(({ message }) => message) };
}

test('reads keys, words, tags and words of the message', () => {
  assert.deepEqual(
    read('service="my cart" to.service=b scope=endpoint error tag:level=CRITICAL is slow'),
    {
      filter: {
        values: { service: 'my cart', 'to.service': 'b', scope: 'Endpoint', type: 'Error' },
        tags: [{ key: 'level', value: 'CRITICAL' }],
        message: 'is slow',
      },
      problems: [],
    },
  );
});

test('keeps what it can read and says what it cannot', () => {
  const check = (text: string, ...problems: string[]): void =>
    assert.deepEqual(read(text).problems, problems);
  check('service=', 'service needs a value.');
  check('scope=Planet', 'scope is one of Service, Endpoint.');
  check('sevice=cart', '“sevice” is not known; try service, scope, to.service.');
  check('tag:level', 'A tag needs a name and a value, as in tag:level=CRITICAL.');
  check('service="cart', 'The quote is not closed.');
  check('"half', 'The quote is not closed.');
  assert.deepEqual(read('service= slow').filter.message, 'slow');
});

test('refuses a lone word where there is no message', () => {
  assert.deepEqual(parseFilter('cart', { keys: { service: 'a service' } }).problems, [
    { from: 0, to: 4, message: '“cart” alone says nothing; did you mean service=cart?' },
  ]);
});

test('takes no more tags than the limit', () => {
  const text = Array.from({ length: filterTagsMax + 1 }, (_, i) => `tag:t${i}=v`).join(' ');
  assert.equal(read(text).filter.tags.length, filterTagsMax);
  assert.deepEqual(read(text).problems, ['At most 20 tags.']);
});

test('knows no keys of the prototype', () => {
  assert.deepEqual(read('constructor=x').filter.values, {});
  assert.deepEqual(read('toString').filter.message, 'toString');
});

const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/[\s=]/.test(text));
const value = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
const filters = fc.record(
  {
    values: fc.record(
      { service: value, type: fc.constant('Error') },
      { requiredKeys: [], noNullPrototype: true },
    ),
    tags: fc.array(
      fc.record(
        { key: name.filter((text) => !text.includes('"')), value },
        { noNullPrototype: true },
      ),
      {
        maxLength: 4,
      },
    ),
    message: fc.string({ maxLength: 20, unit: 'grapheme' }),
  },
  { noNullPrototype: true },
);

test('reads what it wrote', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      assert.deepEqual(parseFilter(formatFilter(filter, grammar), grammar), {
        filter: { ...filter, values: { ...filter.values } },
        problems: [],
      });
    }),
  );
});

test('never throws, and every problem has a place in the text', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      for (const { from, to } of parseFilter(text, grammar).problems)
        assert.ok(0 <= from && from < to && to <= text.length, text);
      for (let cursor = 0; cursor <= text.length; cursor++) {
        const place = filterPlaceAt(text, cursor, grammar);
        assert.ok(place.from <= place.to && place.to <= text.length, text);
      }
    }),
  );
});

test('finds what can be written at a place, and what a suggestion makes of it', () => {
  const check = (marked: string, kind: string, taken: string, then: string): void => {
    const cursor = marked.indexOf('|');
    const text = marked.replace('|', '');
    const place = filterPlaceAt(text, cursor, grammar);
    const next = acceptAtPlace(text, place, taken);
    assert.equal(place.kind, kind);
    assert.equal(`${next.text.slice(0, next.cursor)}|${next.text.slice(next.cursor)}`, then);
  };
  check('|', 'word', 'service=', 'service=|');
  check('se|', 'word', 'service=', 'service=|');
  check('service=c|', 'value', 'my cart', 'service="my cart" |');
  check('service=c| error', 'value', 'cart', 'service=cart| error');
  check('tag:le|', 'tagKey', 'level', 'tag:level=|');
  check('tag:level=|', 'tagValue', 'INFO', 'tag:level=INFO |');
});

test('offers keys and words that begin with what is typed', () => {
  assert.deepEqual(
    suggestFilterWords('s', grammar).map(({ value: word }) => word),
    ['service=', 'scope='],
  );
  assert.deepEqual(
    suggestFilterWords('e', grammar).map(({ value: word }) => word),
    ['error'],
  );
});

test('sets and takes out one key', () => {
  const filter = read('service=a error').filter;
  assert.deepEqual(withValue(filter, 'type', undefined).values, { service: 'a' });
  assert.deepEqual(withValue(filter, 'service', 'b').values, { service: 'b', type: 'Error' });
});
