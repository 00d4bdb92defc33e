import { type SampleTable, type StackProfile, none } from '@stormpetrel/profile';
import { profileViewLimits } from './limits.ts';
import { chosenOf, factsOf } from './profile-facts.ts';
import type { ProfileFacts } from './profile-facts.ts';
import type { SideSelection } from './selection.ts';

/** Weight over time, in bars of equal length. */
export interface TimeStrip {
  readonly startMs: number;
  readonly endMs: number;
  readonly values: Float64Array;
  readonly unit: string;
  /** Samples in it: a few of them make no smooth picture. */
  readonly count: number;
}

/** The strip of what is selected, over the whole time: the range of the selection is left out of account. */
export function timeStripOf(
  profile: StackProfile,
  side: SideSelection,
  bars: number,
  facts: ProfileFacts = factsOf(profile),
): TimeStrip | undefined {
  const { startMs, endMs } = facts;
  const { event, type } = chosenOf(facts, side);
  const table = profile.samples.find((each) => each.event === event?.event);
  if (table === undefined || type === undefined || table.timeMs.length === 0 || endMs <= startMs)
    return undefined;
  const values = new Float64Array(
    Math.max(1, Math.min(profileViewLimits.stripBarsMax, Math.floor(bars))),
  );
  const scale = values.length / (endMs - startMs);
  const weights = table.values[table.types.findIndex(({ name }) => name === type.name)];
  const takes = filterOf(profile, table, side);
  let count = 0;
  for (let row = 0; row < table.count; row++) {
    if (takes !== undefined && !takes(row)) continue;
    const bar = Math.min(
      values.length - 1,
      Math.floor(((table.timeMs[row] as number) - startMs) * scale),
    );
    if (bar < 0) continue;
    count++;
    values[bar] = (values[bar] as number) + (weights === undefined ? 1 : (weights[row] as number));
  }
  return { startMs, endMs, values, unit: type.unit, count };
}

function filterOf(
  { strings }: StackProfile,
  table: SampleTable,
  { threads, states }: SideSelection,
): ((row: number) => boolean) | undefined {
  if (threads.length === 0 && states.length === 0) return undefined;
  const idsOf = (names: readonly string[]): ReadonlySet<number> =>
    new Set(names.map((name) => (name === '' ? none : strings.indexOf(name))));
  const threadIds = idsOf(threads);
  const stateIds = idsOf(states);
  return (row) =>
    (threadIds.size === 0 || threadIds.has(table.thread[row] ?? none)) &&
    (stateIds.size === 0 || stateIds.has(table.state[row] ?? none));
}
