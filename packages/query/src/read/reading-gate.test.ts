import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ReadingGate } from './reading-gate.ts';

test('runs a few at a time, in the order in which they came, also past one that fails', async () => {
  const gate = new ReadingGate(2);
  const events: string[] = [];
  const read = (name: string) => async (): Promise<string> => {
    events.push(`+${name}`);
    await setImmediate();
    events.push(`-${name}`);
    if (name === 'b') throw new Error('b fails');
    return name;
  };
  const results = await Promise.allSettled(
    ['a', 'b', 'c', 'd'].map((name) => gate.run(read(name))),
  );
  assert.deepEqual(
    results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed')),
    ['a', 'failed', 'c', 'd'],
  );
  assert.deepEqual(events, ['+a', '+b', '-a', '-b', '+c', '+d', '-c', '-d']);
  assert.equal(await gate.run(() => 'after'), 'after');
});

test('what was read is taken up before the next reading begins', async () => {
  const gate = new ReadingGate(1);
  const events: string[] = [];
  const take = async (name: string): Promise<void> => {
    await gate.run(() => void events.push(`read ${name}`));
    await Promise.resolve().then(() => {});
    events.push(`taken ${name}`);
  };
  await Promise.all([take('a'), take('b')]);
  assert.deepEqual(events, ['read a', 'taken a', 'read b', 'taken b']);
});

test('what waits is not read any more once nobody wants it', async () => {
  const ending = new AbortController();
  const gate = new ReadingGate(1, ending.signal);
  let reads = 0;
  const first = gate.run(() => {
    reads++;
    ending.abort(new Error('gone'));
  });
  const others = [1, 2].map(() => gate.run(() => reads++));
  await first;
  for (const other of others) await assert.rejects(other, /gone/);
  assert.equal(reads, 1);
});
