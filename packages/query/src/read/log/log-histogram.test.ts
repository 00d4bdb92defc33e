import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { queryLimits } from '../../limits.ts';
import { baseMs } from '../../testing/ask.ts';
import { ask, nowMs, samples, signal, slowReader, world } from '../../testing/log-world.ts';

test('counts the window by bars and levels', async () => {
  const { api } = await world(samples);
  assert.deepEqual(
    await api.histogram(ask(`from=${nowMs - 5_000}&to=${nowMs + 1}&buckets=3`), signal),
    {
      fromMs: nowMs - 5_000,
      toMs: nowMs + 1,
      bucketMs: 5_000,
      starts: [nowMs - 5_000, nowMs],
      levels: [
        { level: 'ERROR', total: 1, counts: [1, 0] },
        { level: 'WARN', total: 1, counts: [1, 0] },
        { level: 'INFO', total: 1, counts: [1, 0] },
        { level: 'NOTICE', total: 1, counts: [1, 0] },
        { level: '', total: 1, counts: [1, 0] },
      ],
      total: 5,
      counts: [5, 0],
      countedFromMs: nowMs - 5_000,
      isComplete: true,
    },
  );
  const { total, levels } = await api.histogram(ask('include=refused'), signal);
  assert.deepEqual([total, levels.map(({ level }) => level)], [2, ['ERROR', 'NOTICE']]);
  const none = await api.histogram(ask(`from=${nowMs}&to=${nowMs - 1}`), signal);
  assert.deepEqual([none.starts, none.total, none.isComplete], [[], 0, true]);
});

const levelWords = ['INFO', 'info', 'WARN', 'Warning', 'x', undefined] as const;

test('counts what a slow twin counts, whatever the window', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(400_000), fc.constantFrom(...levelWords)), { maxLength: 40 }),
      fc.nat(400_000),
      fc.nat(400_000),
      fc.integer({ min: 2, max: 120 }),
      async (drawn, fromMs, lengthMs, bucketsMax) => {
        const lines = drawn.map(([at, level]) => ({
          timeMs: baseMs + at,
          content: '',
          ...(level !== undefined && { tags: { level } }),
        }));
        const { api } = await world(lines);
        const window = { fromMs: baseMs + fromMs, toMs: baseMs + fromMs + lengthMs };
        const question = `from=${window.fromMs}&to=${window.toMs}&buckets=${bucketsMax}`;
        const { starts, bucketMs, counts, levels, total } = await api.histogram(
          ask(question),
          signal,
        );
        assert.ok(starts.length <= bucketsMax);
        const inside = lines.filter(
          ({ timeMs }) => timeMs >= window.fromMs && timeMs < window.toMs,
        );
        const twin = starts.map(
          (start) =>
            inside.filter(({ timeMs }) => timeMs >= start && timeMs < start + bucketMs).length,
        );
        assert.deepEqual([counts, total], [twin, inside.length]);
        const sums = starts.map((_, i) =>
          levels.reduce((sum, level) => sum + (level.counts[i] ?? 0), 0),
        );
        assert.deepEqual(sums, twin);
        const warned = inside.filter(({ tags }) => /warn/i.test(tags?.level ?? '')).length;
        assert.equal(levels.find(({ level }) => level === 'WARN')?.total ?? 0, warned);
      },
    ),
    { numRuns: 60 },
  );
});

test('tells how far back it has counted where counting takes long', async () => {
  const minutes = Array.from({ length: 30 }, (_, i) => ({
    timeMs: nowMs - i * 60_000,
    content: '',
  }));
  const { api } = await world(minutes, (reader, clock) => ({
    ...slowReader(reader),
    countRecords: (query) => {
      clock.advance((query.toMs - query.fromMs) / 600);
      return reader.countRecords(query);
    },
  }));
  const answer = await api.histogram(
    ask(`from=${nowMs - 30 * 60_000}&to=${nowMs + 1}&buckets=60`),
    signal,
  );
  const { starts, counts, countedFromMs, isComplete, total } = answer;
  assert.equal(isComplete, false);
  assert.ok(starts.includes(countedFromMs) && countedFromMs > nowMs - 30 * 60_000);
  const counted = minutes.filter(({ timeMs }) => timeMs >= countedFromMs).length;
  assert.deepEqual([total, counts.reduce((sum, count) => sum + count)], [counted, counted]);
  assert.ok(counts.every((count, i) => count === 0 || (starts[i] ?? 0) >= countedFromMs));
});

test('levels past those that are shown are one', async () => {
  const count = queryLimits.logLevelsShownMax + 3;
  const many = Array.from({ length: count }, (_, i) =>
    Array.from({ length: i + 1 }, () => ({ timeMs: nowMs, content: '', tags: { level: `L${i}` } })),
  ).flat();
  const { api } = await world(many);
  const { levels, total } = await api.histogram(ask(''), signal);
  assert.deepEqual(
    [levels.length, levels.at(-1)?.level, levels.at(-1)?.total, total],
    [queryLimits.logLevelsShownMax + 1, 'other', 1 + 2 + 3, many.length],
  );
});
