import { CodedError } from '@stormpetrel/base';
import { profileErrors } from '../errors.ts';
import { ProfileBuilder } from '../profile-builder.ts';
import { FrameKind, type StackProfile, none } from '../stack-profile.ts';

/** Marks of async-profiler's annotated frames. */
const kindOfMark: Readonly<Record<string, FrameKind>> = {
  '_[0]': FrameKind.interpreted,
  '_[1]': FrameKind.c1,
  '_[i]': FrameKind.inlined,
  '_[j]': FrameKind.compiled,
  '_[k]': FrameKind.kernel,
};

/**
 * Collapsed stacks, as Brendan Gregg's scripts write them: a stack a line, its frames from the outermost to the innermost
 * between semicolons, then a blank and the weight. Marks of async-profiler (`_[j]` …) become kinds. Empty lines, and lines
 * that begin with `#`, say nothing. Throws `PROFILE_MALFORMED`, naming the first line that is no stack.
 */
export function readCollapsed(bytes: Uint8Array): StackProfile {
  const builder = new ProfileBuilder('collapsed');
  const event = builder.event('samples', [{ name: 'samples', unit: 'count' }]);
  const frames = new Map<string, number>();
  const utf8 = new TextDecoder();
  let number = 0;
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    const line = utf8.decode(bytes.subarray(start, end)).trim();
    start = end + 1;
    number++;
    if (line === '' || line.startsWith('#')) continue;
    const blank = line.lastIndexOf(' ');
    const weight = Number(line.slice(blank + 1));
    if (blank <= 0 || line.endsWith(' ') || !Number.isFinite(weight)) throw notAStack(number);
    event.add(stackOf(builder, frames, line.slice(0, blank).trimEnd()));
    event.setValue(0, weight);
  }
  if (event.count === 0 && builder.truncated.samples === 0) throw notAStack(number);
  return builder.finish();
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
      frame = frameOf(builder, text);
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
