import { addressWith } from '../base/address.ts';
import { signal } from '../base/signal.ts';
import { formatWindow } from '../model/page/time-window.ts';
import { timeSpan } from '../model/page/url-state.ts';
import { writeClipboard } from './copy-button.tsx';

/**
 * The address of what is on screen for somebody else: a window that rolls would show them another time, so it is nailed
 * down. Zone and all else stay as they are.
 */
export function linkToThis(): string {
  const t = formatWindow({ kind: 'absolute', ...timeSpan.peek() });
  return window.location.origin + addressWith({ t });
}

const said = signal<'' | 'Link copied' | 'Copying is not allowed'>('');
const shownMs = 1500;
let timer = 0;

/** Copies a link and says so in the bar: a key has no button that could say it. */
export async function copyLink(link: string = linkToThis()): Promise<void> {
  said.value = (await writeClipboard(link)) ? 'Link copied' : 'Copying is not allowed';
  window.clearTimeout(timer);
  timer = window.setTimeout(() => (said.value = ''), shownMs);
}

/** Where it is said; there even when it is silent, or readers would not be told. */
export function CopiedNote() {
  return (
    <span class="copied-note" role="status">
      {said.value}
    </span>
  );
}
