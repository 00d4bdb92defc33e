import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { queryLimits } from '../../../limits.ts';
import { type LineGroup, groupLines } from './line-groups.ts';

function brief(groups: readonly LineGroup[]): readonly (readonly [string, number])[] {
  return groups.map(({ template, lines }) => [template, lines.length]);
}

async function check(
  lines: readonly string[],
  expected: readonly (readonly [string, number])[],
): Promise<void> {
  assert.deepEqual(brief(await groupLines(lines)), expected);
}

test('lines that say the same are one group, most lines first', async () => {
  await check(
    ['a b', 'c', 'a  b', 'a b'],
    [
      ['a b', 3],
      ['c', 1],
    ],
  );
  assert.deepEqual(await groupLines([]), []);
});

test('a place with many words is one for any word', async () => {
  const users = ['ann', 'bob', 'cem', 'dan'];
  await check(
    users.map((user) => `login of ${user} refused`),
    [['login of <*> refused', 4]],
  );
});

test('a place with few words keeps them: they are states', async () => {
  await check(
    ['accepted', 'declined', 'retried'].map((state) => `payment was ${state}`),
    [
      ['payment was accepted', 1],
      ['payment was declined', 1],
      ['payment was retried', 1],
    ],
  );
});

test('several places open one after the other', async () => {
  const words = ['ann', 'bob', 'cem', 'dan'];
  const lines = words.flatMap((a) => words.map((b) => `sent mail from ${a} to ${b}`));
  await check(lines, [['sent mail from <*> to <*>', 16]]);
});

test('something that says what the line is about stays', async () => {
  await check(
    ['ann', 'bob', 'cem', 'dan'],
    [
      ['ann', 1],
      ['bob', 1],
      ['cem', 1],
      ['dan', 1],
    ],
  );
  const numbered = ['ann', 'bob', 'cem', 'dan'].map((word) => `${word} <num>`);
  assert.equal((await groupLines(numbered)).length, 4);
});

test('of an access log the paths open, whose methods say what it is', async () => {
  const lines = ['GET', 'PUT', 'POST', 'HEAD'].flatMap((method) =>
    ['/a', '/ab', '/abc', '/abcd', '/abcde'].map((path) => `${method} ${path} <num> <num>ms`),
  );
  await check(lines, [
    ['GET <*> <num> <num>ms', 5],
    ['HEAD <*> <num> <num>ms', 5],
    ['POST <*> <num> <num>ms', 5],
    ['PUT <*> <num> <num>ms', 5],
  ]);
});

test('a line of very many words is grouped by the first of them', async () => {
  const { logPatternWordsMax } = queryLimits;
  const long = Array.from({ length: logPatternWordsMax }, () => 'word').join(' ');
  await check([`${long} one`, `${long} two three`], [[`${long} …`, 2]]);
});

const line = fc
  .array(fc.constantFrom('order', 'of', 'ann', 'bob', 'cem', 'dan', 'eve', 'failed', '<num>'), {
    maxLength: 5,
  })
  .map((words) => words.join(' '));

test('each line is in one group, whose template fits it, whatever the order of lines', async () => {
  const random = fc.infiniteStream(fc.nat());
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 60 }), random, async (lines, keys) => {
      const groups = await groupLines(lines);
      const numbers = groups.flatMap((group) => group.lines);
      assert.deepEqual(
        numbers.toSorted((a, b) => a - b),
        [...lines.keys()],
      );
      for (const group of groups) {
        const words = group.template.split(' ');
        for (const number of group.lines) {
          const own = (lines[number] ?? '').split(' ');
          assert.equal(own.length, words.length);
          assert.ok(words.every((word, i) => word === '<*>' || word === own[i]));
        }
      }
      const shuffled = lines
        .map((text) => ({ text, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ text }) => text);
      assert.deepEqual(brief(await groupLines(shuffled)), brief(groups));
    }),
  );
});

test('others have their turn while many long lines are grouped', async () => {
  const lines = Array.from({ length: 1_000 }, (_, n) =>
    Array.from({ length: 90 }, (_unused, i) => `word${(n * 7919 + i * 104_729) % 200_003}`).join(
      ' ',
    ),
  );
  let turns = 0;
  let isOver = false;
  const turn = (): void => {
    turns++;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const groups = await groupLines(lines);
  isOver = true;
  assert.equal(groups.length, lines.length);
  assert.ok(turns >= 15, `${turns}`);
});
