import { type SampleTable, type StackProfile, none } from '../stack-profile.ts';

/** Which samples count, and by which of their values. What is left out does not restrict. */
export interface Selection {
  /** Names of events. */
  readonly events?: readonly string[];
  /** Name of a value type; an event that has none of it is left out. The main type of each event otherwise. */
  readonly type?: string;
  /** Times from the first up to, and without, the second, in milliseconds. Samples without a time are in none. */
  readonly ranges?: readonly (readonly [startMs: number, endMs: number])[];
  /** Names of threads; the empty name stands for samples without one. */
  readonly threads?: readonly string[];
  /** Names of states; the empty name stands for samples without one. */
  readonly states?: readonly string[];
  /** Each of these labels MUST be on the sample. */
  readonly labels?: readonly { readonly key: string; readonly value: string }[];
}

export interface StackWeights {
  /** Sum of the values by stack. */
  readonly weight: Float64Array;
  /** Number of samples by stack. */
  readonly samples: Float64Array;
  /** Unit of the weights; empty where nothing was selected. */
  readonly unit: string;
}

/** Adds up the selected samples by their stacks. */
export function weighStacks(profile: StackProfile, selection: Selection = {}): StackWeights {
  const weight = new Float64Array(profile.stacks.count);
  const samples = new Float64Array(profile.stacks.count);
  let unit = '';
  visitSamples(profile, selection, (table, values, type) => {
    if (unit === '') unit = table.types[type]?.unit ?? 'count';
    const { stack, count } = table;
    const takes = sampleFilter(profile, table, selection);
    for (let row = 0; row < count; row++) {
      if (takes !== undefined && !takes(row)) continue;
      const at = stack[row] as number;
      weight[at] = (weight[at] as number) + (values === undefined ? 1 : (values[row] as number));
      samples[at] = (samples[at] as number) + 1;
    }
  });
  return { weight, samples, unit };
}

/** Calls for each selected event, with the column that counts; where an event has no values each sample counts one. */
export function visitSamples(
  { samples }: StackProfile,
  { events, type }: Selection,
  visit: (table: SampleTable, values: Float64Array | undefined, type: number) => void,
): void {
  for (const table of samples) {
    if (events !== undefined && !events.includes(table.event)) continue;
    const index =
      type === undefined ? table.mainType : table.types.findIndex(({ name }) => name === type);
    if (index < 0) continue;
    visit(table, table.values[index], index);
  }
}

type RowFilter = (row: number) => boolean;

/** Whether a row of the table is selected, or `undefined` where all are. */
export function sampleFilter(
  profile: StackProfile,
  table: SampleTable,
  { ranges, threads, states, labels }: Selection,
): RowFilter | undefined {
  const filters: RowFilter[] = [];
  if (ranges !== undefined) filters.push(rangeFilter(table, ranges));
  if (threads !== undefined) filters.push(nameFilter(profile, table.thread, threads));
  if (states !== undefined) filters.push(nameFilter(profile, table.state, states));
  for (const label of labels ?? []) filters.push(labelFilter(profile, table, label));
  const [only] = filters;
  if (filters.length <= 1) return only;
  return (row) => filters.every((filter) => filter(row));
}

function rangeFilter(
  { timeMs }: SampleTable,
  ranges: readonly (readonly [number, number])[],
): RowFilter {
  const { starts, ends } = joinedRanges(ranges);
  return (row) => {
    const time = timeMs[row];
    if (time === undefined) return false;
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] as number) <= time) low = middle + 1;
      else high = middle;
    }
    return low > 0 && time < (ends[low - 1] as number);
  };
}

/** The same stretches of time, in order, none touching another. */
function joinedRanges(ranges: readonly (readonly [number, number])[]) {
  const starts: number[] = [];
  const ends: number[] = [];
  const filled = ranges.filter(([start, end]) => start < end);
  for (const [start, end] of filled.sort(([a], [b]) => a - b)) {
    const last = ends.length - 1;
    if (last >= 0 && start <= (ends[last] as number)) {
      ends[last] = Math.max(ends[last] as number, end);
    } else {
      starts.push(start);
      ends.push(end);
    }
  }
  return { starts, ends };
}

function nameFilter(
  { strings }: StackProfile,
  column: Uint32Array,
  names: readonly string[],
): RowFilter {
  const wanted = new Set(names);
  const takesNone = wanted.has('');
  const takes = Uint8Array.from(strings, (string) => (wanted.has(string) ? 1 : 0));
  return (row) => {
    const name = column[row] ?? none;
    return name === none ? takesNone : takes[name] === 1;
  };
}

function labelFilter(
  { strings }: StackProfile,
  { labelOffsets, labelKeys, labelValues }: SampleTable,
  { key, value }: { readonly key: string; readonly value: string },
): RowFilter {
  const keyId = strings.indexOf(key);
  const valueId = strings.indexOf(value);
  return (row) => {
    const end = labelOffsets[row + 1] ?? 0;
    for (let at = labelOffsets[row] ?? 0; at < end; at++) {
      if (labelKeys[at] === keyId && labelValues[at] === valueId) return true;
    }
    return false;
  };
}
