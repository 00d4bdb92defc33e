import { ProfileBuilder } from './profile-builder.ts';
import { type FrameKind, type SampleTable, type StackProfile, none } from './stack-profile.ts';

/** Labels that tell the segment of a sample in profiles of Go agents, the first that is there. */
export const segmentLabels = [
  'segment_id',
  'trace_segment_id',
  'segmentId',
  'traceSegmentId',
  'traceSegmentID',
] as const;

/** The samples of each value of a label, as profiles of their own. Samples without the label are in none of them. */
export function splitByLabel(
  profile: StackProfile,
  keys: readonly string[],
): ReadonlyMap<string, StackProfile> {
  const keyIds = keys.map((key) => profile.strings.indexOf(key));
  const rows = new Map<number, (readonly [table: SampleTable, rows: number[]])[]>();
  for (const table of profile.samples) {
    for (const [value, ofValue] of rowsByLabel(table, keyIds)) {
      const parts = rows.get(value) ?? [];
      parts.push([table, ofValue]);
      rows.set(value, parts);
    }
  }
  const split = new Map<string, StackProfile>();
  for (const [value, parts] of rows) {
    split.set(profile.strings[value] ?? '', copyRows(profile, parts));
  }
  return split;
}

function rowsByLabel(table: SampleTable, keyIds: readonly number[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  if (table.labelOffsets.length === 0) return found;
  for (let row = 0; row < table.count; row++) {
    let best = keyIds.length;
    let value: number = none;
    for (let at = table.labelOffsets[row] ?? 0; at < (table.labelOffsets[row + 1] ?? 0); at++) {
      const rank = keyIds.indexOf(table.labelKeys[at] as number);
      if (rank < 0 || rank >= best) continue;
      best = rank;
      value = table.labelValues[at] as number;
    }
    if (value === none) continue;
    const rows = found.get(value);
    if (rows === undefined) found.set(value, [row]);
    else rows.push(row);
  }
  return found;
}

function copyRows(
  profile: StackProfile,
  parts: readonly (readonly [table: SampleTable, rows: readonly number[]])[],
): StackProfile {
  const builder = new ProfileBuilder(profile.source);
  copySamples(builder, profile, parts);
  return builder.finish(profile.startMs, profile.endMs);
}

/** Adds rows of a profile to one that is being built. */
export function copySamples(
  builder: ProfileBuilder,
  profile: StackProfile,
  parts: readonly (readonly [table: SampleTable, rows: Iterable<number>])[],
): void {
  const copy = new StackCopy(profile, builder);
  for (const [table, rows] of parts) {
    const event = builder.event(table.event, table.types, table.mainType, table.period);
    for (const row of rows) {
      const thread = copy.string(table.thread[row] ?? none);
      const state = copy.string(table.state[row] ?? none);
      event.add(copy.stack(table.stack[row] as number), table.timeMs[row] ?? 0, thread, state);
      table.values.forEach((column, type) => event.setValue(type, column[row] as number));
      for (let at = table.labelOffsets[row] ?? 0; at < (table.labelOffsets[row + 1] ?? 0); at++) {
        const key = copy.string(table.labelKeys[at] as number);
        event.addLabel(key, copy.string(table.labelValues[at] as number));
      }
    }
  }
}

/** Copies of what is needed, made once each. */
export class StackCopy {
  readonly #from: StackProfile;
  readonly #into: ProfileBuilder;
  readonly #stacks = new Map<number, number>();

  constructor(from: StackProfile, into: ProfileBuilder) {
    this.#from = from;
    this.#into = into;
  }

  string(index: number): number {
    return index === none ? none : this.#into.string(this.#from.strings[index] ?? '');
  }

  stack(index: number): number {
    const { parent } = this.#from.stacks;
    const fresh: number[] = [];
    let at = index;
    while (at !== none && !this.#stacks.has(at)) {
      fresh.push(at);
      at = parent[at] as number;
    }
    let made = at === none ? none : (this.#stacks.get(at) as number);
    for (let next = fresh.pop(); next !== undefined; next = fresh.pop()) {
      made = this.#into.stack(made, this.#frame(this.#from.stacks.frame[next] as number));
      this.#stacks.set(next, made);
    }
    return made;
  }

  #frame(index: number): number {
    const { frames } = this.#from;
    return this.#into.frame(this.string(frames.name[index] as number), {
      file: this.string(frames.file[index] as number),
      module: this.string(frames.module[index] as number),
      line: frames.line[index] as number,
      kind: frames.kind[index] as FrameKind,
    });
  }
}
