import { preferences } from '../../base/preferences.ts';
import { batch, computed, effect, signal } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import { nowMs } from './url-state.ts';

/**
 * The live switch. While it is on and the page can be seen and nobody is reading something that would move, the
 * present is moved on every few seconds, and with it every rolling window and what hangs on it.
 */

/** Metrics come by the minute; ten seconds keep the delay small and cost one batch. */
export const refreshMs = 10_000;

export interface RefreshPorts {
  readonly clock: () => number;
  readonly every: (run: () => void, periodMs: number) => () => void;
}

const hidden = signal(false);
const holds = signal(0);

/** True when time moves on by itself. */
export const isLive: ReadonlySignal<boolean> = computed(() => preferences.value.live);
/** True when live is on but waits: the tab is hidden or a reader holds it. */
export const isPaused: ReadonlySignal<boolean> = computed(
  () => isLive.value && (hidden.value || holds.value > 0),
);

let clock: () => number = () => 0;

export function setHidden(value: boolean): void {
  hidden.value = value;
}

/** Holds the present still, for as long as somebody reads (an open panel, a selection), until the returned call. */
export function holdRefresh(): () => void {
  holds.value = holds.peek() + 1;
  let isHeld = true;
  return () => {
    if (isHeld) holds.value = holds.peek() - 1;
    isHeld = false;
  };
}

/** The time by the server's clock, once that is known; the present on screen may be held before it. */
export function serverNowMs(): number {
  return clock();
}

/** Moves the present to now. */
export function refreshNow(): void {
  nowMs.value = clock();
}

const wishes = signal(0);

/** How often a reader has asked to read again. Every query follows it, also those whose window does not move. */
export const readWishes: ReadonlySignal<number> = wishes;

/** Reads all that is on the screen again, at the present moment: what the refresh button does. */
export function readAgain(): void {
  batch(() => {
    refreshNow();
    wishes.value = wishes.peek() + 1;
  });
}

/** A number that changes as the present moves on, at most every `periodMs`: for what need not be read as often as the rest. */
export function slowPresent(periodMs: number): ReadonlySignal<number> {
  return computed(() => Math.floor(nowMs.value / periodMs));
}

/** Starts the clock. Returns a function that stops it. */
export function startRefresh(ports: RefreshPorts): () => void {
  clock = ports.clock;
  refreshNow();
  return effect(() => {
    if (!isLive.value || isPaused.value) return undefined;
    if (ports.clock() - nowMs.peek() >= refreshMs) refreshNow();
    return ports.every(refreshNow, refreshMs);
  });
}
