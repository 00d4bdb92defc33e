import { visitSamples } from '../analysis/selection.ts';
import { TextBudget } from './text-budget.ts';
import { type SampleTable, type StackProfile, none } from '../stack-profile.ts';

const units: readonly string[] = [
  'nanoseconds',
  'microseconds',
  'milliseconds',
  'seconds',
  'bytes',
];

interface WrittenProfile {
  readonly type: 'sampled';
  readonly name: string;
  readonly unit: string;
  readonly startValue: number;
  readonly endValue: number;
  readonly samples: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

/**
 * One event as a file of speedscope: a profile for each thread, its samples in the order of time, by the main type or the one
 * that is named. Samples of one stack that follow each other are one. All events, if none is named.
 */
export function writeSpeedscope(
  profile: StackProfile,
  { event, type, name }: { readonly event?: string; readonly type?: string; readonly name: string },
): string {
  const frames = Array.from({ length: profile.frames.count }, (_, row) => frameOf(profile, row));
  const profiles: WrittenProfile[] = [];
  const budget = new TextBudget();
  const selection = {
    ...(event === undefined ? {} : { events: [event] }),
    ...(type === undefined ? {} : { type }),
  };
  visitSamples(profile, selection, (table, values, index) => {
    const unit = table.types[index]?.unit ?? 'count';
    for (const [thread, rows] of rowsByThread(table)) {
      const title = profile.strings[thread] ?? `${name}, ${table.event}`;
      profiles.push(profileOf(profile, table, { rows, values, unit, title, budget }));
    }
  });
  return JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    name,
    exporter: 'Stormpetrel',
    shared: { frames },
    profiles,
  });
}

function frameOf({ frames, strings }: StackProfile, row: number): unknown {
  const line = frames.line[row] as number;
  return {
    name: strings[frames.name[row] as number] ?? '',
    file: strings[frames.file[row] as number],
    line: line === 0 ? undefined : line,
  };
}

/** Rows of each thread, in the order of their times. */
function rowsByThread(table: SampleTable): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let row = 0; row < table.count; row++) {
    const thread = table.thread[row] ?? none;
    const rows = found.get(thread);
    if (rows === undefined) found.set(thread, [row]);
    else rows.push(row);
  }
  for (const rows of found.values()) {
    rows.sort((a, b) => (table.timeMs[a] ?? 0) - (table.timeMs[b] ?? 0) || a - b);
  }
  return found;
}

function profileOf(
  profile: StackProfile,
  table: SampleTable,
  about: {
    readonly rows: readonly number[];
    readonly values: Float64Array | undefined;
    readonly unit: string;
    readonly title: string;
    readonly budget: TextBudget;
  },
): WrittenProfile {
  const samples: number[][] = [];
  const weights: number[] = [];
  let before: number = none;
  let sum = 0;
  for (const row of about.rows) {
    const stack = table.stack[row] as number;
    // The format knows no negative weights.
    const weight = Math.max(0, about.values?.[row] ?? 1);
    sum += weight;
    if (stack === before) {
      weights.push((weights.pop() ?? 0) + weight);
      continue;
    }
    const path = pathOf(profile, stack);
    // A frame is a number of a few digits and a comma.
    about.budget.spendCharacters(path.length * 6 + 12);
    samples.push(path);
    weights.push(weight);
    before = stack;
  }
  return {
    type: 'sampled',
    name: about.title,
    unit: units.includes(about.unit) ? about.unit : 'none',
    startValue: 0,
    endValue: sum,
    samples,
    weights,
  };
}

function pathOf({ stacks }: StackProfile, stack: number): number[] {
  const path: number[] = [];
  for (let at = stack; at !== none; at = stacks.parent[at] as number) {
    path.push(stacks.frame[at] as number);
  }
  return path.reverse();
}
