import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { evaluateMqe } from '../3-evaluate/evaluate.ts';
import { FakeSource, atMinutes, labelled, minuteWindow } from '../3-evaluate/fake-source.ts';
import { functionNames } from './function-names.ts';
import { parseMqe, syntaxError } from './parse-mqe.ts';

const metrics = ['time', 'rank', 'records', 'no_such'];
const keywords = ['p', 'attr0', 'bool', 'asc', 'des', 'value', '_'];
const symbols = '( ) { } , = != == < >= + - * / % && ||'.split(' ');
const numbers = ['0', '2', '1.5', '99999999999999999999'];
const others = ["'50'", '"a,b"', "'", '?', '.', ' ', '\n', '\u2028'];
const words = [functionNames, metrics, keywords, symbols, numbers, others].flat();

const soup = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join(' '));

const source = new FakeSource()
  .addSeries('time', atMinutes(1, undefined, 3))
  .addLabelled('rank', labelled({ p: '50' }, atMinutes(1, 2, 3)))
  .addRecords('records', { name: 'a', value: 1 });

/** Every text is either an expression or has an error at a place inside the text. */
function checkTotal(text: string): void {
  const { expression, diagnostics } = parseMqe(text);
  assert.equal(expression === undefined, diagnostics.length > 0);
  if (expression === undefined) assert.match(syntaxError(diagnostics), /^line \d+:\d+ /);
}

test('reads any text without throwing', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), soup), checkTotal), {
    numRuns: 2_000,
  });
});

test('reads every beginning of an expression without throwing', () => {
  const whole =
    "relabels(top_n_of(top_n(a{b='c', _='d'}, 1, des, attr0!='x'), 2, asc) + round(increase(e, 1), 2)" +
    " > bool 1.5 && (is_present(f, 3) == 1), p='1', q='2') || aggregate_labels(g, sum(h, i)) < 1";
  for (let length = 0; length <= whole.length; length++) checkTotal(whole.slice(0, length));
  assert.equal(parseMqe(whole).diagnostics.length, 0);
});

test('evaluates any text to a result without rejecting', async () => {
  await fc.assert(
    fc.asyncProperty(soup, async (text) => {
      const context = { catalog: source, source, window: minuteWindow(3) };
      const { type, results, error } = await evaluateMqe(text, context);
      assert.ok(error !== undefined || type !== 'UNKNOWN' || results.length === 0);
    }),
    { numRuns: 2_000 },
  );
});
