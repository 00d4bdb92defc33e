/** What of a profile counts, as the page and its address say it. */
import type { Selection } from '@stormpetrel/profile';

/** Milliseconds since the profile's start. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface SideSelection {
  /** Undefined: the event with the most samples. */
  readonly event: string | undefined;
  /** Undefined: the event's main type. */
  readonly type: string | undefined;
  /** Empty: all. */
  readonly threads: readonly string[];
  readonly states: readonly string[];
  readonly range: TimeRange | undefined;
}

export const everything: SideSelection = {
  event: undefined,
  type: undefined,
  threads: [],
  states: [],
  range: undefined,
};

/** First and last sample of a profile, in its own time. */
interface Extent {
  readonly startMs: number;
  readonly endMs: number;
}

/** Addresses round times to this. */
const roundingMs = 1e-6;

/**
 * A range in the profile's own time. Ends are exclusive, so one that reaches the last sample is open: what is drawn to the
 * right edge takes all that is there.
 */
export function timesOf(range: TimeRange, { startMs, endMs }: Extent): readonly [number, number] {
  const isOpen = range.toMs + roundingMs >= endMs - startMs;
  return [startMs + range.fromMs, isOpen ? Infinity : startMs + range.toMs];
}

/** The selection as the analysis takes it. `ranges` (absolute) stand in place of the one range where they are given. */
export function toSelection(
  side: SideSelection,
  extent: Extent,
  ranges?: readonly (readonly [number, number])[],
): Selection {
  const own: readonly (readonly [number, number])[] | undefined =
    side.range === undefined ? undefined : [timesOf(side.range, extent)];
  const times = ranges ?? own;
  return {
    ...(side.event === undefined ? {} : { events: [side.event] }),
    ...(side.type === undefined ? {} : { type: side.type }),
    ...(side.threads.length === 0 ? {} : { threads: side.threads }),
    ...(side.states.length === 0 ? {} : { states: side.states }),
    ...(times === undefined ? {} : { ranges: times }),
  };
}
