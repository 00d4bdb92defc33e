import { signal } from './signal.ts';
import type { ReadonlySignal } from './signal.ts';

/** What belongs to the reader and not to the screen: kept on this machine, never in the address. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  readonly contrast: 'system' | 'more';
  /** An IANA name, or `local`. The address bar wins over it. */
  readonly zone: string;
  readonly live: boolean;
}

/** The part of localStorage that is needed; it may throw, as a blocked store does. */
export interface PreferenceStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const storeKey = 'stormpetrel';
const defaults: Preferences = { theme: 'system', contrast: 'system', zone: 'local', live: true };
const current = signal<Preferences>(defaults);
let store: PreferenceStore | undefined;

export const preferences: ReadonlySignal<Preferences> = current;

/** Reads what was kept, and keeps what changes from now on. */
export function bindPreferences(to: PreferenceStore): void {
  store = to;
  current.value = { ...defaults, ...readStored(to) };
}

export function setPreferences(changes: Partial<Preferences>): void {
  current.value = { ...current.peek(), ...changes };
  try {
    store?.setItem(storeKey, JSON.stringify(current.peek()));
  } catch {
    // A full or blocked store: the choice holds until the page is left.
  }
}

function readStored(from: PreferenceStore): Partial<Preferences> {
  try {
    const stored: unknown = JSON.parse(from.getItem(storeKey) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    const { theme, contrast, zone, live } = stored as Record<string, unknown>;
    return {
      ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
      ...(contrast === 'more' ? { contrast } : {}),
      ...(typeof zone === 'string' ? { zone } : {}),
      ...(typeof live === 'boolean' ? { live } : {}),
    };
  } catch {
    return {};
  }
}
