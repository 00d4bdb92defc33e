import type { TreePart } from '../analysis/merge-tree.ts';
import { sampleFilter, visitSamples } from '../analysis/selection.ts';
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

/** A profile, what of it is written, and what the profiles of the file that come of it are called first. */
export interface SpeedscopePart extends TreePart {
  readonly prefix?: string;
}

/**
 * A file of speedscope: of every part and every event that is selected a profile for each thread, its samples in the order of
 * time. Samples of one stack that follow each other are one. The format knows no comparison: its parts stand one after another.
 */
export function writeSpeedscope(parts: readonly SpeedscopePart[], name: string): string {
  const frames: unknown[] = [];
  const profiles: WrittenProfile[] = [];
  const budget = new TextBudget();
  for (const { profile, selection = {}, prefix = '' } of parts) {
    const paths = new PathWriter(profile, frames);
    visitSamples(profile, selection, (table, values, index) => {
      const unit = table.types[index]?.unit ?? 'count';
      const takes = sampleFilter(profile, table, selection);
      for (const [thread, rows] of rowsByThread(table, takes)) {
        const title = prefix + (profile.strings[thread] ?? `${name}, ${table.event}`);
        profiles.push(profileOf(table, { rows, values, unit, title, budget, paths }));
      }
    });
  }
  return JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    name,
    exporter: 'Stormpetrel',
    shared: { frames },
    profiles,
  });
}

/** Writes stacks as numbers of frames, and the frames where they are first needed. */
class PathWriter {
  readonly #profile: StackProfile;
  readonly #frames: unknown[];
  readonly #numbers = new Map<number, number>();

  constructor(profile: StackProfile, frames: unknown[]) {
    this.#profile = profile;
    this.#frames = frames;
  }

  pathOf(stack: number): number[] {
    const { stacks } = this.#profile;
    const path: number[] = [];
    for (let at = stack; at !== none; at = stacks.parent[at] as number) {
      path.push(this.#numberOf(stacks.frame[at] as number));
    }
    return path.reverse();
  }

  #numberOf(row: number): number {
    const known = this.#numbers.get(row);
    if (known !== undefined) return known;
    const { frames, strings } = this.#profile;
    const line = frames.line[row] as number;
    const number = this.#frames.length;
    this.#frames.push({
      name: strings[frames.name[row] as number] ?? '',
      file: strings[frames.file[row] as number],
      line: line === 0 ? undefined : line,
    });
    this.#numbers.set(row, number);
    return number;
  }
}

/** Rows of each thread, in the order of their times. */
function rowsByThread(
  table: SampleTable,
  takes: ((row: number) => boolean) | undefined,
): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let row = 0; row < table.count; row++) {
    if (takes !== undefined && !takes(row)) continue;
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
  table: SampleTable,
  about: {
    readonly rows: readonly number[];
    readonly values: Float64Array | undefined;
    readonly unit: string;
    readonly title: string;
    readonly budget: TextBudget;
    readonly paths: PathWriter;
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
    const path = about.paths.pathOf(stack);
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
