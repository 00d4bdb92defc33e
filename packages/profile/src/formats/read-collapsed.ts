import { CodedError } from '@stormpetrel/base';
import { unknownName } from '../analysis/symbols.ts';
import { profileErrors } from '../errors.ts';
import { ProfileBuilder } from '../profile-builder.ts';
import { FrameKind, type StackProfile, type ValueType, none } from '../stack-profile.ts';

/** Marks of async-profiler's annotated frames. */
const kindOfMark: Readonly<Record<string, FrameKind>> = {
  '_[0]': FrameKind.interpreted,
  '_[1]': FrameKind.c1,
  '_[i]': FrameKind.inlined,
  '_[j]': FrameKind.compiled,
  '_[k]': FrameKind.kernel,
};

const samples: ValueType = { name: 'samples', unit: 'count' };
/** What a comparison weighs, in the order in which it is written. */
const sides: readonly ValueType[] = [
  { name: 'before', unit: 'count' },
  { name: 'after', unit: 'count' },
];

/**
 * Collapsed stacks, as Brendan Gregg's scripts write them: a stack a line, its frames from the outermost to the innermost
 * between semicolons, then a blank and the weight; of a comparison, as `difffolded.pl` writes it, two weights, before and after.
 * Marks of async-profiler (`_[j]` …) become kinds. Empty lines, and lines that begin with `#`, say nothing; a frame without a
 * name is `(unknown)`. Throws `PROFILE_MALFORMED`, naming the first line that is no stack.
 */
export function readCollapsed(bytes: Uint8Array): StackProfile {
  return readLines(bytes, isComparison(bytes) ? sides : [samples]);
}

/** Whether all lines end in two numbers: a single frame may be called one. */
function isComparison(bytes: Uint8Array): boolean {
  let any = false;
  for (const { line } of linesOf(bytes)) {
    const weighed = cutWeight(line);
    if (weighed === undefined || cutWeight(weighed.path) === undefined) return false;
    any = true;
  }
  return any;
}

function readLines(bytes: Uint8Array, types: readonly ValueType[]): StackProfile {
  const builder = new ProfileBuilder('collapsed');
  const event = builder.event('samples', types, types.length - 1);
  const frames = new Map<string, number>();
  let last = 0;
  for (const { line, number } of linesOf(bytes)) {
    last = number;
    let path = line;
    const weights: number[] = [];
    for (let type = types.length - 1; type >= 0; type--) {
      const cut = cutWeight(path);
      if (cut === undefined) throw notAStack(number);
      weights[type] = cut.weight;
      ({ path } = cut);
    }
    event.add(stackOf(builder, frames, path));
    weights.forEach((weight, type) => event.setValue(type, weight));
  }
  if (event.count === 0 && builder.truncated.samples === 0) throw notAStack(last);
  return builder.finish();
}

/** The lines that say something, with their numbers from 1 on. */
function* linesOf(
  bytes: Uint8Array,
): Generator<{ readonly line: string; readonly number: number }> {
  const utf8 = new TextDecoder();
  let number = 0;
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    const line = utf8.decode(bytes.subarray(start, end)).trim();
    start = end + 1;
    number++;
    if (line !== '' && !line.startsWith('#')) yield { line, number };
  }
}

/** Cuts a number off the end, and the blanks before it; `undefined` where there is none, or nothing before it. */
function cutWeight(line: string): { readonly path: string; readonly weight: number } | undefined {
  const blank = Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t'));
  const text = line.slice(blank + 1);
  const weight = Number(text);
  if (blank <= 0 || text === '' || !Number.isFinite(weight)) return undefined;
  return { path: line.slice(0, blank).trimEnd(), weight };
}

function stackOf(builder: ProfileBuilder, frames: Map<string, number>, path: string): number {
  let stack: number = none;
  for (let at = 0; at <= path.length;) {
    const semicolon = path.indexOf(';', at);
    const end = semicolon < 0 ? path.length : semicolon;
    const text = path.slice(at, end);
    at = end + 1;
    let frame = frames.get(text);
    if (frame === undefined) {
      frame = frameOf(builder, text.trim() === '' ? unknownName : text);
      frames.set(text, frame);
    }
    stack = builder.stack(stack, frame);
  }
  return stack;
}

function frameOf(builder: ProfileBuilder, text: string): number {
  const kind = kindOfMark[text.slice(-4)];
  if (kind === undefined) return builder.frame(builder.string(text));
  return builder.frame(builder.string(text.slice(0, -4)), { kind });
}

function notAStack(line: number): CodedError {
  return new CodedError(
    profileErrors.malformed.code,
    `the collapsed stacks cannot be read: line ${line} is no stack with a number after it`,
  );
}
