import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '@stormpetrel/base';
import { queryLimits } from '../../limits.ts';
import { ask, nowMs, signal, slowReader, world } from '../../testing/log-world.ts';

test('groups lines by what they say', async () => {
  const lines = Array.from({ length: 40 }, (_, i) => ({
    timeMs: nowMs - i * 1_000,
    content: i % 4 === 0 ? `cannot reach 10.0.0.${i}` : `order ${i} paid in ${i * 3} ms`,
    tags: { level: i % 4 === 0 ? 'ERROR' : 'INFO' },
  }));
  const { api } = await world([...lines, { timeMs: nowMs, content: 'started' }]);
  const question = `from=${nowMs - 39_000}&to=${nowMs + 1}&limit=2&buckets=5`;
  const { patterns, ...rest } = await api.patterns(ask(question), signal);
  const { starts, ...numbers } = rest;
  assert.deepEqual(numbers, {
    fromMs: nowMs - 39_000,
    toMs: nowMs + 1,
    lines: 41,
    linesMax: 5_000,
    isComplete: true,
    readFromMs: nowMs - 39_000,
    bucketMs: 10_000,
    otherPatterns: 1,
    otherLines: 1,
  });
  assert.deepEqual(
    patterns.map(({ example, counts, ...pattern }) => ({
      ...pattern,
      example: example.content,
      counted: counts.reduce((sum, count) => sum + count),
      bars: counts.length,
    })),
    [
      {
        template: 'order <num> paid in <num> ms',
        words: ['paid in', 'order'],
        count: 30,
        share: 30 / 41,
        levels: [{ level: 'INFO', count: 30 }],
        firstMs: nowMs - 39_000,
        lastMs: nowMs - 1_000,
        example: 'order 1 paid in 3 ms',
        counted: 30,
        bars: starts.length,
      },
      {
        template: 'cannot reach <ip>',
        words: ['cannot reach'],
        count: 10,
        share: 10 / 41,
        levels: [{ level: 'ERROR', count: 10 }],
        firstMs: nowMs - 36_000,
        lastMs: nowMs,
        example: 'cannot reach 10.0.0.0',
        counted: 10,
        bars: starts.length,
      },
    ],
  );
  const { id } = must(patterns[0], 'a pattern').example;
  assert.equal((await api.context(ask(`at=${id}`), signal)).line.content, 'order 1 paid in 3 ms');
});

test('groups no more than the newest lines, and says so', async () => {
  const { logPatternLinesMax } = queryLimits;
  const many = Array.from({ length: logPatternLinesMax + 10 }, (_, i) => ({
    timeMs: nowMs - i,
    content: `line ${i}`,
  }));
  const { api } = await world(many);
  const { patterns, lines, isComplete, readFromMs } = await api.patterns(ask(''), signal);
  assert.deepEqual(
    [patterns.map(({ count }) => count), lines, isComplete, readFromMs],
    [[logPatternLinesMax], logPatternLinesMax, false, nowMs - logPatternLinesMax + 1],
  );
  const exact = await api.patterns(ask(`from=${nowMs - logPatternLinesMax + 1}`), signal);
  assert.deepEqual([exact.lines, exact.isComplete], [logPatternLinesMax, true]);
});

test('reads no further when the client has gone', async () => {
  const leaving = new AbortController();
  let reads = 0;
  const many = Array.from({ length: 2_000 }, (_, i) => ({
    timeMs: nowMs - i,
    content: `line ${i}`,
  }));
  const { api } = await world(many, (reader) => ({
    ...slowReader(reader),
    readRecords: (query) => {
      assert.equal(query.signal, leaving.signal);
      if (++reads === 2) leaving.abort();
      return reader.readRecords(query);
    },
  }));
  await assert.rejects(api.patterns(ask(''), leaving.signal), { name: 'AbortError' });
  assert.equal(reads, 2);
});
