/** Profiles out of texts, and as texts, for tests of formats. */
import assert from 'node:assert/strict';
import { CodedError } from '@stormpetrel/base';
import { importProfile } from '../formats/import-profile.ts';
import { type StackProfile, none } from '../stack-profile.ts';

export const utf8 = new TextEncoder();

export function ofText(text: string): Promise<StackProfile> {
  return importProfile(utf8.encode(text));
}

export function ofJson(value: unknown): Promise<StackProfile> {
  return ofText(JSON.stringify(value));
}

/** The code of the refusal, or `none`. */
export async function code(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    assert.ok(error instanceof CodedError, String(error));
    return error.code;
  }
}

/** Samples as `event thread @time outer;inner value unit`. */
export function linesOf(profile: StackProfile): string[] {
  const { strings, stacks, frames } = profile;
  return profile.samples.flatMap((table) =>
    Array.from(table.stack, (stack, row) => {
      const path: string[] = [];
      for (let at = stack; at !== none; at = stacks.parent[at] ?? none) {
        path.unshift(strings[frames.name[stacks.frame[at] ?? none] ?? none] ?? '');
      }
      const thread = strings[table.thread[row] ?? none] ?? '-';
      const value = `${table.values[0]?.[row]} ${table.types[0]?.unit}`;
      return `${table.event} ${thread} @${table.timeMs[row] ?? 0} ${path.join(';')} ${value}`;
    }),
  );
}

/** Name, file, module, line and kind of every frame. */
export function framesOf({ frames, strings }: StackProfile): unknown[] {
  return Array.from({ length: frames.count }, (_, row) => [
    strings[frames.name[row] ?? none],
    strings[frames.file[row] ?? none],
    strings[frames.module[row] ?? none],
    frames.line[row],
    frames.kind[row],
  ]);
}
