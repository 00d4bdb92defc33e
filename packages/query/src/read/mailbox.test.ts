import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mailbox } from './mailbox.ts';

const longMs = 60_000;

test('tells what was put, in order, and wakes whoever waits', async () => {
  const mailbox = new Mailbox<string>(3, () => undefined);
  let left = 0;
  const messages = mailbox.messages(longMs, () => left++);
  mailbox.put('a');
  mailbox.put('b');
  assert.deepEqual([(await messages.next()).value, (await messages.next()).value], ['a', 'b']);
  const next = messages.next();
  mailbox.put('c');
  assert.equal((await next).value, 'c');
  const last = messages.next();
  mailbox.end();
  assert.equal((await last).done, true);
  assert.equal(left, 1);
});

test('says that nothing came', async () => {
  const mailbox = new Mailbox<string>(3, () => undefined);
  const messages = mailbox.messages(1, () => undefined);
  assert.deepEqual(await messages.next(), { done: false, value: undefined });
});

test('tells something else instead of more than may wait', async () => {
  const mailbox = new Mailbox<string>(2, (waiting) => `${waiting.length} missed`);
  const messages = mailbox.messages(longMs, () => undefined);
  for (const message of ['a', 'b']) mailbox.put(message);
  assert.equal((await messages.next()).value, 'a');
  for (const message of ['c', 'd', 'e']) mailbox.put(message);
  assert.equal((await messages.next()).value, '3 missed');
  assert.equal((await messages.next()).value, 'e');
});

test('ends where there is nothing to tell instead, and takes nothing after it', async () => {
  const mailbox = new Mailbox<string>(1, () => undefined);
  let left = 0;
  const messages = mailbox.messages(longMs, () => left++);
  for (const message of ['a', 'b', 'c']) mailbox.put(message);
  assert.equal((await messages.next()).done, true);
  assert.equal(left, 1);
});
