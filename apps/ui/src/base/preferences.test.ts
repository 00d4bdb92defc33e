import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindPreferences, preferences, setPreferences } from './preferences.ts';

function openStore(text: string | null) {
  const kept = { text };
  return {
    kept,
    store: {
      getItem: () => kept.text,
      setItem: (_: string, value: string) => void (kept.text = value),
    },
  };
}

const defaults = { theme: 'system', contrast: 'system', zone: 'local', live: true };

test('reads what was kept, and keeps what changes', () => {
  const { kept, store } = openStore('{"theme":"dark","live":false}');
  bindPreferences(store);
  assert.deepEqual(preferences.value, { ...defaults, theme: 'dark', live: false });
  setPreferences({ theme: 'light' });
  assert.deepEqual(JSON.parse(kept.text ?? ''), { ...defaults, theme: 'light', live: false });
});

test('takes the defaults for anything that is not a preference, or a store that throws', () => {
  for (const text of ['{"theme":"pink","live":"yes"}', 'null', '[', null]) {
    bindPreferences(openStore(text).store);
    assert.deepEqual(preferences.value, defaults);
  }
  const blocked = (): never => {
    throw new Error('blocked');
  };
  bindPreferences({ getItem: blocked, setItem: blocked });
  setPreferences({ theme: 'dark' });
  assert.equal(preferences.value.theme, 'dark');
});
