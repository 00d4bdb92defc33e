import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { logLimits } from './limits.ts';
import { emptyLogFilter, formatLogText, parseLogText } from './log-text.ts';
import type { LogFilter } from './log-text.ts';

test('reads lists, tags, and texts to find and to leave out', () => {
  assert.deepEqual(
    parseLogText(
      'service=cart,"my shop" level=error,Warning trace=t1 tag:http.status_code=500 "timed out" retry -heartbeat -"still alive"',
    ),
    {
      filter: {
        ...emptyLogFilter,
        services: ['cart', 'my shop'],
        levels: ['ERROR', 'WARN'],
        trace: 't1',
        tags: [{ key: 'http.status_code', value: '500' }],
        include: ['timed out', 'retry'],
        exclude: ['heartbeat', 'still alive'],
      },
      problems: [],
    },
  );
});

test('says what it can not read, and reads the rest', () => {
  const check = (text: string, message: string, filter: Partial<LogFilter> = {}): void =>
    assert.deepEqual(parseLogText(text), {
      filter: { ...emptyLogFilter, ...filter },
      problems: [{ from: text.indexOf('¦') + 1, to: text.length, message }],
    });
  check('service=', 'service needs a value.');
  check('tag:level', 'A tag needs a name and a value, as in tag:http.status_code=500.');
  check('tag:a=', 'a needs a value.');
  check('"open', 'The quote is not closed.');
  check('service="open', 'The quote is not closed.');
  const unknown = parseLogText('user=7 slow');
  assert.deepEqual(unknown.filter.include, ['slow']);
  assert.match(unknown.problems[0]?.message ?? '', /^“user” is not known/u);
});

test('takes as much as the server takes', () => {
  const words = Array.from({ length: logLimits.wordsMax + 1 }, (_, i) => `w${i}`);
  const { filter, problems } = parseLogText(words.join(' '));
  assert.equal(filter.include.length, logLimits.wordsMax);
  assert.deepEqual(
    problems.map(({ message }) => message),
    [`At most ${logLimits.wordsMax} texts.`],
  );
});

test('a lone minus, an equals sign inside and the same word twice are nothing special', () => {
  assert.deepEqual(parseLogText('- "a=b" x x').filter.include, ['-', 'a=b', 'x']);
});

const value = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const list = (of: fc.Arbitrary<string>) => fc.uniqueArray(of, { maxLength: 4 });
const filters: fc.Arbitrary<LogFilter> = fc.record(
  {
    services: list(value),
    levels: fc.uniqueArray(fc.constantFrom('ERROR', 'WARN', 'INFO', 'NOTICE'), { maxLength: 3 }),
    instance: fc.option(value, { nil: undefined }),
    endpoint: fc.option(value, { nil: undefined }),
    trace: fc.option(value, { nil: undefined }),
    tags: fc.uniqueArray(
      fc.record({ key: fc.stringMatching(/^[a-z.]{1,8}$/), value }, { noNullPrototype: true }),
      {
        maxLength: 3,
        comparator: 'SameValue',
        selector: ({ key, value: text }) => `${key}=${text}`,
      },
    ),
    include: list(value),
    exclude: list(value),
  },
  { noNullPrototype: true },
);

test('reads back what it wrote', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      assert.deepEqual(parseLogText(formatLogText(filter)), { filter, problems: [] });
    }),
  );
});

test('never throws, and problems lie in the text', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      for (const { from, to } of parseLogText(text).problems)
        assert.ok(from >= 0 && from < to && to <= text.length);
    }),
  );
});
