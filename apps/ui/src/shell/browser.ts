import type { AddressPort } from '../base/address.ts';
import type { PreferenceStore } from '../base/preferences.ts';
import { pressKey } from '../base/keyboard.ts';
import { keepScroll, stepState } from './scroll-memory.ts';

/** The browser's side of the ports that the floors below ask for. */
export const browserAddress: AddressPort = {
  read: () => ({ path: window.location.pathname, search: window.location.search }),
  write: (url, push) => {
    if (!push) {
      window.history.replaceState(stepState(), '', url);
      return;
    }
    const { pathname } = window.location;
    keepScroll();
    window.history.pushState(undefined, '', url);
    if (window.location.pathname !== pathname) window.scrollTo(0, 0);
  },
  listen: (changed) => window.addEventListener('popstate', changed),
};

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** A focused control has its own meaning for these keys. */
function isOwnKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === 'Enter' || key === ' ')
    return target.closest('a,button,[role="option"],[role="tab"]') !== null;
  if (key.startsWith('Arrow'))
    return target.closest('[role="tablist"],[role="radiogroup"],[role="listbox"]') !== null;
  return false;
}

export function listenToKeys(): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || isOwnKey(event.target, event.key)) return;
    const { key, ctrlKey, metaKey, altKey } = event;
    if (key === 'Shift' || key === 'Control' || key === 'Meta' || key === 'Alt') return;
    const press = { key, ctrlKey, metaKey, altKey, isTyping: isField(event.target) };
    if (pressKey(press, Date.now())) event.preventDefault();
  });
}

export const browserEvery = (run: () => void, periodMs: number): (() => void) => {
  const timer = window.setInterval(run, periodMs);
  return () => window.clearInterval(timer);
};

/** Even naming `localStorage` throws where a browser blocks it, so it is named only when it is used. */
export const browserStore: PreferenceStore = {
  getItem: (key) => window.localStorage.getItem(key),
  setItem: (key, value) => window.localStorage.setItem(key, value),
};
