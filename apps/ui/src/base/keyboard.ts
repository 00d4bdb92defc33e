import { signal } from './signal.ts';
import type { ReadonlySignal } from './signal.ts';

/**
 * One registry of keys, so that nothing is bound twice and the `?` sheet can show what is bound now.
 * A binding is `j`, `Enter`, `ArrowDown`, `mod+k` (Ctrl or ⌘) or a chord of two, `g s`. The latest registration wins.
 */
export interface KeyBinding {
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
}

export interface KeyGroup {
  readonly title: string;
  readonly bindings: readonly KeyBinding[];
}

/** What of a keyboard event matters here. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** True while the reader types in a field: only `mod+` bindings answer then. */
  readonly isTyping: boolean;
}

/** A chord's second key must come within this time. */
const chordMsMax = 1200;

const groups = signal<readonly KeyGroup[]>([]);
let prefix = '';
let prefixAtMs = 0;

/** All that is bound now, in order of registration. */
export const keyGroups: ReadonlySignal<readonly KeyGroup[]> = groups;

/** Binds keys until the returned function is called. */
export function registerKeys(title: string, bindings: readonly KeyBinding[]): () => void {
  const group: KeyGroup = { title, bindings };
  groups.value = [...groups.peek(), group];
  return () => {
    groups.value = groups.peek().filter((each) => each !== group);
  };
}

function nameOf(press: KeyPress): string {
  const key =
    press.key.length === 1 && (press.ctrlKey || press.metaKey)
      ? press.key.toLowerCase()
      : press.key;
  return `${press.ctrlKey || press.metaKey ? 'mod+' : ''}${press.altKey ? 'alt+' : ''}${key}`;
}

function findBinding(keys: string): KeyBinding | undefined {
  const all = groups.peek();
  for (let g = all.length - 1; g >= 0; g--) {
    const found = all[g]?.bindings.find((binding) => binding.keys === keys);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Runs what a key is bound to. True when it was bound, so that the browser's own meaning should be stopped. */
export function pressKey(press: KeyPress, nowMs: number): boolean {
  const name = nameOf(press);
  if (press.isTyping && !name.startsWith('mod+')) return false;
  const isChord = prefix !== '' && nowMs - prefixAtMs <= chordMsMax;
  const found = (isChord ? findBinding(`${prefix} ${name}`) : undefined) ?? findBinding(name);
  prefix = '';
  if (found !== undefined) {
    found.run();
    return true;
  }
  if (
    groups.peek().some((group) => group.bindings.some((each) => each.keys.startsWith(`${name} `)))
  ) {
    prefix = name;
    prefixAtMs = nowMs;
  }
  return false;
}
