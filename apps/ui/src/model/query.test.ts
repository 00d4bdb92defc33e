import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Loadable } from '../base/loadable.ts';
import { signal } from '../base/signal.ts';
import { readAgain } from './page/refresh.ts';
import { createQuery } from './query.ts';

/** Lets what is settled be seen. */
const settle = (): Promise<void> => new Promise((done) => setImmediate(done));

interface Call {
  readonly signal: AbortSignal;
  readonly resolve: (value: string) => void;
  readonly reject: (error: unknown) => void;
}

function open(
  options: { judge?: (value: string) => 'empty' | 'ready' | { missing: string[] } } = {},
) {
  const key = signal<string | undefined>('cart');
  const windowText = signal('30m');
  const calls: Call[] = [];
  const query = createQuery<string>({
    key: () => key.value,
    read: (abort) => {
      void windowText.value;
      return new Promise((resolve, reject) => calls.push({ signal: abort, resolve, reject }));
    },
    clock: () => 7,
    ...options,
  });
  return { key, windowText, calls, query };
}

test('goes from loading to ready', async () => {
  const { calls, query } = open();
  assert.deepEqual(query.result.value, { state: 'loading' });
  assert.equal(query.isReading.value, true);
  calls[0]?.resolve('a');
  await settle();
  assert.deepEqual(query.result.value, { state: 'ready', value: 'a', readAtMs: 7 });
  assert.equal(query.isReading.value, false);
  query.close();
});

test('keeps the old value while the same thing is read again, and clears it for another', async () => {
  const { key, windowText, calls, query } = open();
  calls[0]?.resolve('a');
  await settle();
  windowText.value = '1h';
  assert.deepEqual(query.result.value, { state: 'ready', value: 'a', readAtMs: 7 });
  key.value = 'payment';
  assert.deepEqual(query.result.value, { state: 'loading' });
  assert.deepEqual(
    calls.map((call) => call.signal.aborted),
    [false, true, false],
  );
  query.close();
});

test('reads again when the reader asks for it, also where the window does not move', async () => {
  const { calls, query } = open();
  calls[0]?.resolve('a');
  await settle();
  readAgain();
  assert.equal(calls.length, 2);
  assert.deepEqual(query.result.value, { state: 'ready', value: 'a', readAtMs: 7 });
  query.close();
  readAgain();
  assert.equal(calls.length, 2);
});

test('never shows the answer of a read that a newer one has replaced', async () => {
  const { windowText, calls, query } = open();
  windowText.value = '1h';
  calls[1]?.resolve('new');
  await settle();
  calls[0]?.resolve('old');
  await settle();
  assert.deepEqual(query.result.value, { state: 'ready', value: 'new', readAtMs: 7 });
  query.close();
});

test('says stale when a later read fails, and error when the first one does', async () => {
  const { calls, query } = open();
  calls[0]?.reject('down');
  await settle();
  assert.deepEqual(query.result.value, { state: 'error', error: 'down' });
  query.refresh();
  calls[1]?.resolve('a');
  await settle();
  query.refresh();
  calls[2]?.reject('down');
  await settle();
  assert.deepEqual(query.result.value, { state: 'stale', value: 'a', readAtMs: 7, error: 'down' });
  query.close();
});

test('lets a read judge its own value', async () => {
  const states: Loadable<string>[] = [];
  for (const verdict of ['empty', { missing: ['service_percentile'] }] as const) {
    const { calls, query } = open({
      judge: () => (verdict === 'empty' ? verdict : { missing: [...verdict.missing] }),
    });
    calls[0]?.resolve('a');
    await settle();
    states.push(query.result.value);
    query.close();
  }
  assert.deepEqual(states, [
    { state: 'empty', readAtMs: 7 },
    { state: 'partial', value: 'a', readAtMs: 7, missing: ['service_percentile'] },
  ]);
});

test('reads nothing without a key, and nothing after it is closed', async () => {
  const { key, calls, query } = open();
  key.value = undefined;
  assert.deepEqual([query.result.value, query.isReading.value], [{ state: 'loading' }, false]);
  query.close();
  key.value = 'cart';
  assert.equal(calls.length, 1);
});
