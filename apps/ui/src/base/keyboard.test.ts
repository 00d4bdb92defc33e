import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyGroups, pressKey, registerKeys } from './keyboard.ts';
import type { KeyPress } from './keyboard.ts';

function press(key: string, rest: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, isTyping: false, ...rest };
}

test('runs the latest binding, and the one below it again when that is gone', () => {
  const ran: string[] = [];
  const stopFirst = registerKeys('Page', [
    { keys: 'j', label: 'first', run: () => ran.push('first') },
  ]);
  const stopSecond = registerKeys('List', [
    { keys: 'j', label: 'second', run: () => ran.push('second') },
  ]);
  assert.equal(pressKey(press('j'), 0), true);
  stopSecond();
  pressKey(press('j'), 0);
  stopFirst();
  assert.equal(pressKey(press('j'), 0), false);
  assert.deepEqual(ran, ['second', 'first']);
  assert.deepEqual(keyGroups.value, []);
});

test('takes a chord of two keys only while it is fresh', () => {
  const ran: string[] = [];
  const stop = registerKeys('Go', [
    { keys: 'g s', label: 'services', run: () => ran.push('services') },
  ]);
  assert.equal(pressKey(press('g'), 0), false);
  assert.equal(pressKey(press('s'), 500), true);
  pressKey(press('g'), 1000);
  assert.equal(pressKey(press('s'), 9000), false);
  stop();
  assert.deepEqual(ran, ['services']);
});

test('leaves letters to a field, but not the ones with Ctrl or ⌘', () => {
  const ran: string[] = [];
  const stop = registerKeys('Page', [
    { keys: 'l', label: 'live', run: () => ran.push('live') },
    { keys: 'mod+k', label: 'jump', run: () => ran.push('jump') },
  ]);
  assert.equal(pressKey(press('l', { isTyping: true }), 0), false);
  assert.equal(pressKey(press('k', { isTyping: true, ctrlKey: true }), 0), true);
  assert.equal(pressKey(press('K', { metaKey: true }), 0), true);
  stop();
  assert.deepEqual(ran, ['jump', 'jump']);
});
