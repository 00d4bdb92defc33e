import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foundParts } from './found-parts.ts';
import { logLimits } from './limits.ts';
import { oneLineOf } from './log-content.ts';
import { LogList, joinPages } from './log-list.ts';
import { logParameters } from './log-question.ts';
import { readRow } from './log-row.ts';
import type { LogRow } from './log-row.ts';
import { openLogTail } from './log-tail.ts';
import { emptyLogFilter } from './log-text.ts';

function rowOf(id: string, changes: Partial<LogRow> = {}): LogRow {
  const row = readRow({ id, timeMs: 1, content: id });
  assert.ok(row !== undefined);
  return { ...row, ...changes };
}

test('marks what was searched for, whatever its case, the longest where several begin', () => {
  assert.deepEqual(foundParts('Timed OUT, timed', ['timed', 'timed out']), [
    { text: 'Timed OUT', isFound: true },
    { text: ', ', isFound: false },
    { text: 'timed', isFound: true },
  ]);
  assert.deepEqual(foundParts('abc', ['']), [{ text: 'abc', isFound: false }]);
});

test('parts of a text put together are the text', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  fc.assert(
    fc.property(text, fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 }), (whole, words) => {
      const parts = foundParts(whole, words);
      assert.equal(parts.map((part) => part.text).join(''), whole);
    }),
  );
});

test('shows of JSON what it says in words first, and line breaks as a sign', () => {
  assert.equal(
    oneLineOf({ contentType: 'json', content: '{"at":1,"msg":"paid","by":{"id":7}}' }),
    'paid  at=1 by={"id":7}',
  );
  assert.equal(oneLineOf({ contentType: 'json', content: '{"cut":' }), '{"cut":');
  assert.equal(oneLineOf({ contentType: 'text', content: 'a\n  b\r\n' }), 'a ⏎ b');
});

test('asks with ids of services, and for instances only where one service owns them', () => {
  const cart = { id: 'Y2FydA==.0', name: 'cart', group: '', normal: false, layers: [] };
  const filter = {
    ...emptyLogFilter,
    services: ['cart'],
    instance: 'cart-1',
    levels: ['ERROR', 'WARN'],
    tags: [{ key: 'a', value: 'b=c' }],
    include: ['x'],
    exclude: ['y'],
  };
  assert.equal(
    decodeURIComponent(logParameters(filter, [cart], { startMs: 1.7, endMs: 1.8 }).toString()),
    'service=Y2FydA==.0&instance=Y2FydA==.0_Y2FydC0x&level=ERROR&level=WARN&tag=a=b=c&include=x&exclude=y&from=1&to=2',
  );
  const two = logParameters({ ...filter, services: ['cart', 'new'] }, [cart], undefined);
  assert.deepEqual([two.getAll('service'), two.has('instance')], [['Y2FydA==.0', 'bmV3.1'], false]);
});

test('reads on page by page, once at a time, and stops at the end', async () => {
  const asked: (string | undefined)[] = [];
  const list = new LogList({ rows: [rowOf('a')], cursor: 'a' }, (cursor) => {
    asked.push(cursor);
    const isLast = cursor === 'b';
    return Promise.resolve({
      rows: [rowOf(isLast ? 'c' : 'b')],
      cursor: isLast ? undefined : 'b',
    });
  });
  await Promise.all([list.readMore(), list.readMore()]);
  await list.readMore();
  await list.readMore();
  assert.deepEqual(asked, ['a', 'b']);
  assert.deepEqual(
    list.rows.value.rows.map(({ id }) => id),
    ['a', 'b', 'c'],
  );
});

test('keeps what was read when the next page fails, and tells why', async () => {
  const failure = new Error('no answer');
  const list = new LogList({ rows: [rowOf('a')], cursor: 'a' }, () => Promise.reject(failure));
  await list.readMore();
  assert.deepEqual([list.problem.value, list.rows.value.rows.length], [failure, 1]);
});

test('puts a newer first page before what was read, where the two meet', () => {
  const before = { rows: ['b', 'c', 'd'].map((id) => rowOf(id)), cursor: 'd' };
  const first = { rows: ['a', 'b', 'c'].map((id) => rowOf(id)), cursor: 'c' };
  const joined = joinPages(first, before);
  assert.deepEqual([joined.rows.map(({ id }) => id).join(''), joined.cursor], ['abcd', 'd']);
  const apart = { rows: ['x', 'y'].map((id) => rowOf(id)), cursor: 'y' };
  assert.equal(joinPages(apart, before), apart);
});

test('holds new lines back while somebody reads, and says where lines were left out', () => {
  const takers = new Map<string, (event: { readonly data?: unknown }) => void>();
  const tail = openLogTail('/api/logs/tail', () => ({
    addEventListener: (type, take) => void takers.set(type, take),
    close: () => undefined,
  }));
  const send = (type: string, data: unknown): void =>
    takers.get(type)?.({ data: JSON.stringify(data) });
  const shown = (): string[] => tail.lines.value.map(({ row, missed }) => `${row.id}${missed}`);
  send('lines', { rows: [{ id: 'a' }, { id: 'b' }] });
  tail.hold(true);
  send('gap', { missed: 5 });
  send('lines', { rows: [{ id: 'c' }] });
  assert.deepEqual([shown(), tail.waiting.value], [['b0', 'a0'], 1]);
  tail.hold(false);
  assert.deepEqual([shown(), tail.waiting.value], [['c5', 'b0', 'a0'], 0]);
});

test('a tail keeps as many lines as its limit, and lets the oldest go', () => {
  let take: ((event: { readonly data?: unknown }) => void) | undefined;
  const tail = openLogTail('', () => ({
    addEventListener: (type, taker) => {
      if (type === 'lines') take = taker;
    },
    close: () => undefined,
  }));
  const send = (from: number, to: number): void =>
    take?.({
      data: JSON.stringify({
        rows: Array.from({ length: to - from }, (_, i) => ({ id: `${from + i}` })),
      }),
    });
  send(0, logLimits.tailLinesMax + 3);
  const ids = tail.lines.value.map(({ row }) => row.id);
  assert.equal(ids.length, logLimits.tailLinesMax);
  assert.equal(ids.at(-1), '3');
  assert.equal(tail.lines.value.at(-1)?.missed, 3, 'held or not, what was let go is told');
});
