import { computed, signal } from '../base/signal.ts';
import type { ReadonlySignal } from '../base/signal.ts';
import { UiError, uiErrors } from '../base/errors.ts';
import type { GraphqlClient } from './graphql-client.ts';
import { bucketStarts, parseOffsetMs, stepFor, stepMs, wireDuration } from './page/time-window.ts';
import type { Step, TimeSpan, WireDuration } from './page/time-window.ts';
import { nowMs, timeSpan } from './page/url-state.ts';

/** The one server of this page: its client, its zone and how far its clock is from ours. */
export interface ServerClock {
  /** How far the server's wall clock is ahead of UTC: the protocol's times are text on that clock. */
  readonly offsetMs: number;
  /** How far the server's clock is ahead of this machine's: rolling windows follow the server. */
  readonly skewMs: number;
}

let client: GraphqlClient | undefined;
const clockSignal = signal<ServerClock | undefined>(undefined);

/** Undefined until the server has told its time; nothing with a window can be asked before. */
export const serverClock: ReadonlySignal<ServerClock | undefined> = clockSignal;

export function bindServer(to: GraphqlClient): void {
  client = to;
}

export function graphql(): GraphqlClient {
  if (client === undefined) throw new UiError(uiErrors.unreachable, 'No server is connected.');
  return client;
}

const timeQuery = 'query Time{getTimeInfo{timezone currentTimestamp}}';

interface TimeAnswer {
  readonly getTimeInfo: {
    readonly timezone: string | null;
    readonly currentTimestamp: number | null;
  } | null;
}

/** A clock that is off by less than this is right. */
const skewMsMin = 2000;

/**
 * Asks the server for its time: before anything with a window is read, and now and then after that, because clocks are put right and
 * zones have a summer. What is known stays where nothing has changed but how long the answer took.
 */
export async function readServerClock(clock: () => number): Promise<void> {
  const askedAtMs = clock();
  const { getTimeInfo } = await graphql().query<TimeAnswer>(timeQuery);
  const wayMs = (clock() - askedAtMs) / 2;
  const known = clockSignal.peek() ?? { offsetMs: undefined, skewMs: 0 };
  const offsetMs = parseOffsetMs(getTimeInfo?.timezone ?? undefined);
  const toldMs = getTimeInfo?.currentTimestamp ?? undefined;
  const skewMs = toldMs === undefined ? known.skewMs : Math.round(toldMs - (askedAtMs + wayMs));
  const isSame = Math.abs(skewMs - known.skewMs) < skewMsMin + wayMs;
  if (isSame && offsetMs === known.offsetMs) return;
  clockSignal.value = { offsetMs, skewMs: isSame ? known.skewMs : skewMs };
}

/** A span made ready to ask with: the protocol's duration, and what the answer will be made of. */
export interface AskedSpan {
  readonly span: TimeSpan;
  readonly step: Step;
  readonly duration: WireDuration;
  /** The start of each bucket that the answer may have a point for, ascending. */
  readonly starts: readonly number[];
  /** The buckets from this start on are still being filled; undefined when all are complete. */
  readonly fillingFromMs: number | undefined;
  /** How much of the last bucket's time has passed, 0 to 1; 1 when all are complete. */
  readonly filledShare: number;
}

/** @param step the step of a span that has to be compared with another; otherwise the finest that fits. */
export function askSpan(span: TimeSpan, step: Step = stepFor(span)): AskedSpan {
  const offsetMs = clockSignal.value?.offsetMs ?? 0;
  const starts = bucketStarts(span, step, offsetMs);
  const last = starts.at(-1);
  const isFilling = last !== undefined && last + stepMs[step] > nowMs.peek();
  return {
    span,
    step,
    duration: wireDuration(span, step, offsetMs),
    starts,
    fillingFromMs: isFilling ? last : undefined,
    filledShare: isFilling ? Math.max(0, nowMs.peek() - last) / stepMs[step] : 1,
  };
}

/**
 * What to ask for a mean that says the same as the charts: without the minute that is still being filled. Undefined where
 * that is nothing, or would leave out more than a minute.
 */
export function completeDuration(asked: AskedSpan): WireDuration | undefined {
  const { span, step, fillingFromMs } = asked;
  if (step !== 'MINUTE' || fillingFromMs === undefined || fillingFromMs <= span.startMs)
    return undefined;
  return wireDuration(
    { startMs: span.startMs, endMs: fillingFromMs },
    step,
    clockSignal.value?.offsetMs ?? 0,
  );
}

/** The window on screen, ready to ask with. Reading it makes a query follow the window. */
export const askedWindow: ReadonlySignal<AskedSpan> = computed(() => askSpan(timeSpan.value));
