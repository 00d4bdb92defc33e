import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { EMPTY_SEARCH, formatSearch, parseSearch } from './search-text.ts';
import type { TraceSearch } from './search-text.ts';

function checkSearch(text: string, expected: Partial<TraceSearch>): void {
  assert.deepEqual(parseSearch(text), { search: { ...EMPTY_SEARCH, ...expected }, problems: [] });
}

test('reads nothing', () => checkSearch('  ', {}));
test('reads the example of the page', () =>
  checkSearch('service=cart dur>500ms error tag:http.status_code=500', {
    service: 'cart',
    durationMsMin: 501,
    outcome: 'error',
    tags: [{ key: 'http.status_code', value: '500' }],
  }));
test('reads quoted names', () =>
  checkSearch(String.raw`service="my \"big\" cart" endpoint="GET /a b"`, {
    service: 'my "big" cart',
    endpoint: 'GET /a b',
  }));
test('reads names with signs in them', () => checkSearch('service=a:b=c', { service: 'a:b=c' }));
test('reads at least', () => checkSearch('dur>=1.5s', { durationMsMin: 1500 }));
test('reads less than', () => checkSearch('dur<2m', { durationMsMax: 119_999 }));
test('reads at most', () => checkSearch('dur<=200', { durationMsMax: 200 }));
test('reads a range', () =>
  checkSearch('dur=100ms..2s', { durationMsMin: 100, durationMsMax: 2000 }));
test('reads order, limit and id', () =>
  checkSearch('order=duration limit=50 id=abc.1', {
    order: 'duration',
    size: 50,
    traceId: 'abc.1',
  }));

/** `^` under the text marks the place of the one problem. */
function checkProblem(text: string, marks: string, message: RegExp): void {
  const { problems } = parseSearch(text);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  const problem = problems[0];
  assert.equal(
    `${' '.repeat(problem?.from ?? 0)}${'^'.repeat((problem?.to ?? 0) - (problem?.from ?? 0))}`,
    marks,
  );
  assert.match(problem?.message ?? '', message);
}

test('shows a word that says nothing', () =>
  checkProblem('error cart', '      ^^^^', /did you mean service=cart/u));
test('shows an unknown key', () =>
  checkProblem('servce=cart', '^^^^^^^^^^^', /“servce” is not known/u));
test('shows a bad duration', () => checkProblem('dur>fast', '    ^^^^', /“fast” is no duration/u));
test('shows a missing value', () => checkProblem('service=', '^^^^^^^^', /A value is missing/u));
test('shows an open quote', () => checkProblem('service="a b', '        ^^^^', /not closed/u));
test('shows a tag without a value', () =>
  checkProblem('tag:x', '^^^^^', /needs a name and a value/u));
test('shows an empty range of durations', () =>
  checkProblem('dur>2s dur<1s', '       ^^^^^^', /No trace is longer/u));
test('shows an endpoint without its service', () =>
  checkProblem('endpoint=/a', '^^^^^^^^^^^', /Name its service/u));
test('shows a limit out of bounds', () =>
  checkProblem('limit=5000', '      ^^^^', /from 1 to 1000/u));
test('knows no keys of the prototype', () =>
  checkProblem('constructor=1', '^^^^^^^^^^^^^', /not known/u));

const word = fc.string({ minLength: 1, maxLength: 12 });
const searches: fc.Arbitrary<TraceSearch> = fc
  .record(
    {
      service: word,
      traceId: word,
      durationMsMin: fc.nat(500),
      durationMsMax: fc.integer({ min: 500, max: 100_000 }),
    },
    { requiredKeys: [] },
  )
  .chain((rest) =>
    fc.record({
      ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, fc.constant(value)])),
      outcome: fc.constantFrom('all' as const, 'ok' as const, 'error' as const),
      order: fc.constantFrom('start' as const, 'duration' as const),
      size: fc.integer({ min: 1, max: 1000 }),
      tags: fc.array(
        fc
          .tuple(fc.stringMatching(/^[a-z][a-z._]*$/u), word)
          .map(([key, value]) => ({ key, value })),
        { maxLength: 4 },
      ),
    }),
  );

test('reads what it wrote', () => {
  fc.assert(
    fc.property(searches, (search) => {
      assert.deepEqual(parseSearch(formatSearch(search)), { search: { ...search }, problems: [] });
    }),
    { numRuns: 500 },
  );
});

test('never throws, and every problem has a place in the text', () => {
  const pieces = fc.constantFrom(
    'service=',
    'dur',
    '>',
    '=',
    '"',
    '\\',
    'tag:',
    'error',
    ' ',
    '..',
    '5s',
    'limit=',
    'é',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 12 }).map((it) => it.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const { from, to } of parseSearch(text).problems) {
        assert.ok(from >= 0 && from < to && to <= text.length);
      }
    }),
    { numRuns: 1000 },
  );
});
