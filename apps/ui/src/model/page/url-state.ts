import { readParameter, writeParameters } from '../../base/address.ts';
import { isZone } from '../../base/format-time.ts';
import { preferences, setPreferences } from '../../base/preferences.ts';
import { computed, signal } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import {
  defaultWindow,
  formatWindow,
  parseWindow,
  resolveWindow,
  shiftWindow,
  zoomWindow,
} from './time-window.ts';
import type { TimeSpan, TimeWindow } from './time-window.ts';

/**
 * What the address bar says: the window of time, the zone, and the parameters of a page. Components read the signals;
 * a write goes to the address and comes back through them.
 */

/** The present, moved on by `refresh.ts`; all that is rolling hangs on it, so a page reads one and the same moment. */
export const nowMs = signal(0);

/** The reader's zone as an IANA name. */
export const zone: ReadonlySignal<string> = computed(() => {
  const wanted = readParameter('tz') ?? preferences.value.zone;
  if (wanted !== 'local' && isZone(wanted)) return wanted;
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
});

/** Chooses the zone for this screen and for the next ones. */
export function setZone(name: string): void {
  setPreferences({ zone: name });
  writeParameters({ tz: name === 'local' ? undefined : name });
}

// Parsing needs the present for words such as `today`, but a rolling window must stay the same object while time goes
// on: equality is by its text, so that nothing reads again only because a second has passed.
const windowText = computed(() => readParameter('t') ?? '');

/** The window as chosen. */
export const timeWindow: ReadonlySignal<TimeWindow> = computed(() => {
  const text = windowText.value;
  if (text === '') return defaultWindow;
  return parseWindow(text, nowMs.peek(), zone.value) ?? defaultWindow;
});

/** The window at the present moment. */
export const timeSpan: ReadonlySignal<TimeSpan> = computed(() =>
  resolveWindow(timeWindow.value, timeWindow.value.kind === 'rolling' ? nowMs.value : 0),
);

/** Chooses a window. It is a step for the back button. */
export function setTimeWindow(window: TimeWindow): void {
  const text = formatWindow(window);
  writeParameters({ t: text === formatWindow(defaultWindow) ? undefined : text }, { push: true });
}

export function shiftTimeWindow(share: number): void {
  setTimeWindow(shiftWindow(timeWindow.peek(), share, nowMs.peek()));
}

export function zoomTimeWindow(factor: number): void {
  setTimeWindow(zoomWindow(timeWindow.peek(), factor, nowMs.peek()));
}

/** One parameter of a page: a signal that reads it and a verb that writes it. */
export interface UrlParameter<T> {
  readonly value: ReadonlySignal<T>;
  set(value: T, options?: { readonly push?: boolean }): void;
}

/**
 * A parameter of any type. The default is not written, which keeps addresses short.
 * @param parse returns undefined for text that makes no sense; the default is taken then.
 */
export function urlParameter<T>(
  name: string,
  codec: {
    readonly fallback: T;
    readonly parse: (text: string) => T | undefined;
    readonly format: (value: T) => string;
  },
): UrlParameter<T> {
  const value = computed(() => {
    const text = readParameter(name);
    return text === undefined ? codec.fallback : (codec.parse(text) ?? codec.fallback);
  });
  return {
    value,
    set(next, options = {}) {
      const text = codec.format(next);
      writeParameters(
        { [name]: text === codec.format(codec.fallback) ? undefined : text },
        options,
      );
    },
  };
}

export function urlText(name: string, fallback = ''): UrlParameter<string> {
  return urlParameter(name, { fallback, parse: (text) => text, format: (value) => value });
}

export function urlFlag(name: string): UrlParameter<boolean> {
  return urlParameter(name, {
    fallback: false,
    parse: (text) => text === '1',
    format: (value) => (value ? '1' : ''),
  });
}

export function urlChoice<T extends string>(
  name: string,
  choices: readonly T[],
  fallback: T,
): UrlParameter<T> {
  return urlParameter(name, {
    fallback,
    parse: (text) => choices.find((choice) => choice === text),
    format: (value) => value,
  });
}

export function urlNumber(name: string, fallback: number): UrlParameter<number> {
  return urlParameter(name, {
    fallback,
    parse: (text) => (Number.isFinite(Number(text)) ? Number(text) : undefined),
    format: String,
  });
}
