import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EventStream } from '../event-stream.ts';
import { foundParts } from './found-parts.ts';
import { logLimits } from './limits.ts';
import { isObject, jsonIn, oneLineOf } from './log-content.ts';
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

test('letters are marked as the server finds them', () => {
  const check = (text: string, word: string, ...found: readonly string[]): void =>
    assert.deepEqual(
      foundParts(text, [word]).flatMap((part) => (part.isFound ? [part.text] : [])),
      found,
      `${word} in ${text}`,
    );
  check('ΟΔΟΣ ΣΑΣ', 'οδοσ', 'ΟΔΟΣ');
  check('ΟΔΟΣ ΣΑΣ', 'ΟΔΟΣ', 'ΟΔΟΣ');
  check('οδος', 'ΟΔΟΣ');
  // Only this letter has two as its small one: it is left as it is, and all around it is marked.
  check('İstanbul İZMİR timed OUT', 'Timed out', 'timed OUT');
  check('İstanbul', 'İSTAN', 'İstan');
  check('İstanbul', 'istan');
  check('\u212am', 'km', '\u212am');
  check('STRASSE Straße', 'straße', 'Straße');
});

test('marks so many parts of a text and no more, however often it is found and however many words', () => {
  const text = `once ${'e'.repeat(1_000_000)}`;
  const parts = foundParts(text, ['e', 'once', 'nowhere']);
  assert.equal(parts.filter(({ isFound }) => isFound).length, logLimits.marksMax);
  assert.equal(parts.map((part) => part.text).join(''), text);
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

test('numbers of JSON keep all of their digits', () => {
  const content = '{"msg":"paid","order":9007199254740993,"of":[-12345678901234567890,1.5],"n":7}';
  assert.equal(
    oneLineOf({ contentType: 'json', content }),
    'paid  order=9007199254740993 of=[-12345678901234567890,1.5] n=7',
  );
  const value = jsonIn(content);
  assert.ok(isObject(value) && !isObject(value['order']));
  assert.equal(JSON.stringify(value), content);
});

test('JSON that is as deep as it is long is read, or left as text', () => {
  const deep = `{"at":1234567890123456,"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  for (const content of [deep, deep.replace('1234567890123456', '1')])
    assert.doesNotThrow(() => jsonIn(content));
});

test('asks with ids of services, and for instances only where one service owns them', () => {
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
    decodeURIComponent(logParameters(filter, { startMs: 1.7, endMs: 1.8 }).toString()),
    'service=Y2FydA==.1&instance=Y2FydA==.1_Y2FydC0x&level=ERROR&level=WARN&tag=a=b=c&include=x&exclude=y&from=1&to=2',
  );
  const two = logParameters({ ...filter, services: ['cart', 'new'] }, undefined);
  assert.deepEqual([two.getAll('service'), two.has('instance')], [['Y2FydA==.1', 'bmV3.1'], false]);
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

test('keeps of what was read no line that is outside of the new window', () => {
  const at = (id: string, timeMs: number): LogRow => rowOf(id, { timeMs });
  const [a, b, c, d] = [at('a', 4), at('b', 3), at('c', 2), at('d', 1)];
  const before = { rows: [a, b, c, d], cursor: 'd' };
  const first = { rows: [b], cursor: 'b' };
  const joined = (startMs: number, endMs: number): unknown =>
    joinPages(first, before, { startMs, endMs });
  assert.deepEqual(joined(1, 4), { rows: [b, c, d], cursor: 'd' });
  assert.deepEqual(joined(1.5, 3.5), { rows: [b, c, d], cursor: 'd' });
  // The window ends where the lines do that are kept: there is nothing more to read.
  assert.deepEqual(joined(2, 4), { rows: [b, c], cursor: undefined });
  const rising = { rows: [d, c, b, a], cursor: 'a' };
  assert.deepEqual(joinPages({ rows: [d], cursor: 'd' }, rising, { startMs: 1, endMs: 3 }), {
    rows: [d, c],
    cursor: undefined,
  });
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

test('shows a line once, though it is told again after the connection was lost', () => {
  const takers = new Map<string, (event: { readonly data?: unknown }) => void>();
  const tail = openLogTail('/api/logs/tail', () => ({
    addEventListener: (type, take) => void takers.set(type, take),
    close: () => undefined,
  }));
  const send = (...ids: readonly string[]): void =>
    takers.get('lines')?.({ data: JSON.stringify({ rows: ids.map((id) => ({ id })) }) });
  send('a', 'b');
  tail.hold(true);
  send('b', 'c');
  send('c', 'd');
  assert.equal(tail.waiting.value, 2);
  tail.hold(false);
  assert.deepEqual(
    tail.lines.value.map(({ row }) => row.id),
    ['d', 'c', 'b', 'a'],
  );
});

test('a stream that was refused is asked for again, from where it was', () => {
  const urls: string[] = [];
  const waits: (() => void)[] = [];
  const takers = new Map<string, (event: { readonly data?: unknown }) => void>();
  let readyState = 0;
  const open = (url: string): EventStream => {
    urls.push(url);
    return {
      get readyState() {
        return readyState;
      },
      addEventListener: (type, take) => void takers.set(type, take),
      close: () => undefined,
    };
  };
  const tail = openLogTail('/tail?last=1', open, (run) => {
    waits.push(run);
    return () => waits.splice(waits.indexOf(run), 1);
  });
  const fail = (state: number): void => {
    readyState = state;
    takers.get('error')?.({});
  };
  const rows = [
    { id: '5-b', timeMs: 5 },
    { id: '4-late', timeMs: 4 },
  ];
  for (const row of rows) takers.get('lines')?.({ data: JSON.stringify({ rows: [row] }) });
  fail(0);
  assert.equal(waits.length, 0, 'it comes again by itself');
  fail(2);
  waits[0]?.();
  assert.deepEqual(urls, ['/tail?last=1', '/tail?last=1&after=5-b']);
  fail(2);
  tail.close();
  assert.equal(waits.length, 1, 'nobody waits any more');
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
