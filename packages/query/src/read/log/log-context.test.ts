import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import type { LogSample } from '../../testing/log-seed.ts';
import { ask, nowMs, samples, signal, world } from '../../testing/log-world.ts';
import type { LogRow } from './log-line.ts';

test('shows the lines around one, of its instance or of its service', async () => {
  const line = (at: number, instance: string): LogSample => ({
    timeMs: nowMs - 100 + at,
    content: `${instance} ${at}`,
    instance,
  });
  const lines = [1, 2, 3, 4, 5, 6].flatMap((at) => [line(at, 'a'), line(at, 'b')]);
  const { api } = await world([
    ...lines,
    { timeMs: nowMs - 97, content: 'other', service: 'cart' },
  ]);
  const { rows } = await api.search(ask('include=a 3'), signal);
  const at = rows[0]?.id ?? '';
  const brief = async (more: string): Promise<unknown> => {
    const found = await api.context(ask(`at=${at}${more}`), signal);
    const texts = (list: readonly LogRow[]): string => list.map(({ content }) => content).join();
    const { of, before, after, moreBefore, moreAfter } = found;
    assert.equal(found.line.content, 'a 3');
    return [of, texts(before), texts(after), moreBefore, moreAfter];
  };
  assert.deepEqual(await brief(''), ['instance', 'a 1,a 2', 'a 4,a 5,a 6', false, false]);
  assert.deepEqual(await brief('&before=1&after=2'), ['instance', 'a 2', 'a 4,a 5', true, true]);
  assert.deepEqual(await brief('&before=0&after=0'), ['instance', '', '', true, true]);
  const ofService = (await brief('&of=service')) as readonly [string, string, string];
  assert.deepEqual(
    [ofService[0], `${ofService[1]},${ofService[2]}`.split(',').length],
    ['service', lines.length - 1],
  );
  const other = await api.search(ask('include=other'), signal);
  const context = await api.context(ask(`at=${other.rows[0]?.id}`), signal);
  assert.deepEqual([context.of, context.before, context.after], ['service', [], []]);
});

test('a line that is not there has no context', async () => {
  const { api } = await world(samples);
  for (const at of [`${nowMs}-0123456789abcdef`, `${nowMs - 1_000}-0123456789abcdef-3`]) {
    await assert.rejects(
      api.context(ask(`at=${at}`), signal),
      (error) => error instanceof CodedError && error.code === 'QUERY_LOG_NOT_FOUND',
    );
  }
});

test('of lines that are the same each has its own context', async () => {
  const same = { timeMs: nowMs - 10, content: 'same', instance: 'a' };
  const { api } = await world([same, same, same]);
  const { rows } = await api.search(ask('order=asc'), signal);
  const sides = await Promise.all(
    rows.map(async ({ id }) => {
      const { before, after } = await api.context(ask(`at=${id}`), signal);
      return [before.length, after.length];
    }),
  );
  assert.deepEqual(sides, [
    [0, 2],
    [1, 1],
    [2, 0],
  ]);
});
