import type { SampleTable, StackProfile } from '../../stack-profile.ts';
import { none } from '../../stack-profile.ts';

/** The frames of a stack as `name:line`, outermost first. */
export function framesOf(profile: StackProfile, stack: number): readonly string[] {
  const frames: string[] = [];
  for (let at = stack; at !== none; at = profile.stacks.parent[at] as number) {
    const frame = profile.stacks.frame[at] as number;
    const line = profile.frames.line[frame] as number;
    const name = profile.strings[profile.frames.name[frame] as number] ?? '?';
    frames.push(line === 0 ? name : `${name}:${line}`);
  }
  return frames.reverse();
}

/** Samples as text: stack, thread, state, values and time since the begin, one line each. */
export function linesOf(profile: StackProfile): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    profile.samples.map((table) => [
      table.event,
      Array.from({ length: table.count }, (_, i) => lineOf(profile, table, i)),
    ]),
  );
}

function lineOf(profile: StackProfile, table: SampleTable, i: number): string {
  const named = (column: Uint32Array): string => profile.strings[column[i] ?? none] ?? '-';
  const frames = framesOf(profile, table.stack[i] as number).join(';');
  const values = table.values.map((column) => column[i]).join(',');
  const time = (table.timeMs[i] ?? 0) - profile.startMs;
  return `${frames} ${named(table.thread)} ${named(table.state)} ${values} @${time}`;
}

/** Sums of the values of an event, one for each type. */
export function totalsOf(profile: StackProfile): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    profile.samples.map((table) => [
      table.event,
      table.values.map((column) => column.reduce((sum, value) => sum + value, 0)),
    ]),
  );
}
