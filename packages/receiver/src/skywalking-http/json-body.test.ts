import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { jsonLimits } from '../limits.ts';
import { JsonBody, JsonBodyFault } from './json-body.ts';

function read(bytes: Uint8Array): readonly unknown[] | string {
  try {
    return [...new JsonBody(bytes).entries()];
  } catch (thrown) {
    assert.ok(thrown instanceof JsonBodyFault, String(thrown));
    return thrown.message;
  }
}

/** What one call of `JSON.parse` makes of the same bytes. */
function twin(bytes: Uint8Array): readonly unknown[] | string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'the body is not UTF-8';
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'the body is not JSON';
  }
  return Array.isArray(json) ? json : 'the body is not an array';
}

const readText = (text: string): readonly unknown[] | string => read(Buffer.from(text));

test('reads what a parser of the whole body reads', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom('', ' ', '\t', '\r\n'), (list, space) => {
      const bytes = Buffer.from(`${space}${JSON.stringify(list, undefined, space)}${space}`);
      assert.deepEqual(read(bytes), twin(bytes));
    }),
    { numRuns: 500 },
  );
});

test('refuses what a parser of the whole body refuses, wherever it is broken', () => {
  const pieces = [
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '"',
    '\\',
    ' ',
    '1',
    'null',
    'é',
    '\uFEFF',
    '\n',
    '"a":',
  ];
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue(), { maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom(...pieces)), { maxLength: 3 }),
      (list, wounds) => {
        let text = JSON.stringify(list);
        for (const [at, gone, put] of wounds) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + put + text.slice(place + gone);
        }
        const bytes = Buffer.from(text);
        assert.deepEqual(read(bytes), twin(bytes), text);
      },
    ),
    { numRuns: 5_000 },
  );
});

test('takes any bytes without a fault of its own', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (tail) => {
      const bytes = Buffer.concat([Buffer.from('[{"a":"'), tail]);
      assert.equal(typeof read(bytes), typeof twin(bytes));
    }),
    { numRuns: 2_000 },
  );
});

test('a mark of the byte order stands before the list, and nowhere else', () => {
  assert.deepEqual(readText('\uFEFF[1]'), [1]);
  assert.deepEqual(readText('[\uFEFF1]'), 'the body is not JSON');
});

test('reads an entry only when it is asked for', () => {
  const entries = new JsonBody(Buffer.from('[{"a":1},broken]')).entries();
  assert.deepEqual(entries.next(), { done: false, value: { a: 1 } });
  assert.throws(() => entries.next(), { message: 'the body is not JSON' });
});

test('a list and its entries may be as long as the limits say, and no longer', () => {
  const { listLengthMax, valuesMax } = jsonLimits;
  const list = (count: number): readonly unknown[] | string =>
    readText(`[${Array.from({ length: count }, () => '1').join()}]`);
  assert.equal(list(listLengthMax).length, listLengthMax);
  assert.equal(list(listLengthMax + 1), `the list has more than ${listLengthMax} entries`);
  // The bracket and the commas count.
  const numbers = (count: number): string => `[${Array.from({ length: count }, () => '1').join()}]`;
  const tooMany = `an entry has more than ${valuesMax} values`;
  assert.equal(readText(`[0,${numbers(valuesMax)}]`).length, 2);
  assert.equal(readText(`[0,${numbers(valuesMax + 1)}]`), tooMany);
  assert.throws(() => new JsonBody(Buffer.from(numbers(valuesMax + 1))).whole(), {
    message: tooMany,
  });
  // Texts do not, whatever is in them.
  assert.equal(readText(`["${'[,{'.repeat(valuesMax)}"]`).length, 1);
});
