/**
 * Recordings made here and now by the JDK and by async-profiler, read by us and, as text, by the JDK's own program: the
 * same samples, weights, innermost frames, threads and states.
 */
import assert from 'node:assert/strict';
import { closeSync, openSync, rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { type StackProfile, none } from '@stormpetrel/profile';
import { type JfrResult, fileSource, readJfr } from '@stormpetrel/profile/jfr';
import { type EventTotals, type Totals, emptyTotals, foldJfrPrint } from './fold-jfr-print.ts';
import { JavaRecordings, whyNoJava } from './java-recordings.ts';

const skip = whyNoJava();
const recordings = skip === false ? new JavaRecordings() : undefined;
after(() => recordings && rmSync(recordings.folder, { recursive: true }));

test('reads a recording of the JDK in several chunks as the JDK does', { skip }, () => {
  const { finished, unfinished } = made().ofJdk();
  const result = readFile(finished);
  checkSame(result.profile, foldJfrPrint(finished, false));
  assert.ok(result.chunks >= 3, `${result.chunks} chunks`);
  assert.equal(result.truncated, false);
  assert.ok(result.skippedEvents > 0);
  const events = result.profile.samples.map((table) => table.event);
  for (const event of [
    'jdk.ExecutionSample',
    'jdk.ObjectAllocationInNewTLAB',
    'jdk.ObjectAllocationOutsideTLAB',
    'jdk.ObjectAllocationSample',
    'jdk.JavaMonitorEnter',
    'jdk.JavaMonitorWait',
    'jdk.ThreadPark',
    'jdk.ThreadSleep',
  ]) {
    assert.ok(events.includes(event), `no ${event}`);
  }
  // The file as it was a moment before the end: a part of the last chunk, told as a part.
  const part = readFile(unfinished);
  assert.deepEqual([part.truncated, part.chunks], [true, 1]);
  assert.ok(
    (part.profile.samples.find(({ event }) => event === 'jdk.ExecutionSample')?.count ?? 0) > 0,
  );
});

for (const options of [
  'event=ctimer,interval=5ms',
  'event=itimer,interval=5ms,wall=20ms,alloc=64k,lock=100us,nativemem=256k',
  'event=wall,interval=20ms',
  'event=alloc,alloc=64k,live',
]) {
  test(`reads what async-profiler records of ${options} as the JDK does`, { skip }, () => {
    const file = made().ofAsyncProfiler(options);
    const result = readFile(file);
    assert.ok(result.profile.samples.length > 0);
    assert.equal(result.truncated, false);
    checkSame(result.profile, foldJfrPrint(file, true));
  });
}

function made(): JavaRecordings {
  assert.ok(recordings);
  return recordings;
}

function readFile(path: string): JfrResult {
  const fd = openSync(path, 'r');
  try {
    return readJfr(fileSource(fd));
  } finally {
    closeSync(fd);
  }
}

function checkSame(profile: StackProfile, printed: Totals): void {
  const read = fold(profile);
  assert.deepEqual(Object.keys(read).toSorted(), Object.keys(printed).toSorted());
  for (const [event, totals] of Object.entries(printed)) {
    const { firstMs, lastMs, ...sums } = totals;
    const { firstMs: ourFirstMs, lastMs: ourLastMs, ...ours } = read[event] ?? emptyTotals();
    assert.deepEqual(nearTo(ours, sums, isSpan.test(event) ? sums.samples : 0), sums, event);
    // Milliseconds since 1970 leave room for a quarter of a microsecond.
    assert.ok(Math.abs(ourFirstMs - firstMs) < 0.001, `${event} begins at ${ourFirstMs}`);
    assert.ok(Math.abs(ourLastMs - lastMs) < 0.001, `${event} ends at ${ourLastMs}`);
  }
}

/** Events that weigh a span of time. */
const isSpan = /Monitor|Park|Sleep/;

/** Our sums, with those that differ by no more than a nanosecond a sample made equal: ticks need not be whole nanoseconds. */
function nearTo<T>(ours: T, printed: T, toleranceNs: number): T {
  const replace = (mine: unknown, theirs: unknown): unknown => {
    if (typeof mine === 'number' && typeof theirs === 'number') {
      return Math.abs(mine - theirs) <= toleranceNs ? theirs : mine;
    }
    if (typeof mine !== 'object' || typeof theirs !== 'object') return mine;
    const other = new Map(Object.entries(theirs ?? {}));
    return Object.fromEntries(
      Object.entries(mine ?? {}).map(([key, value]) => [key, replace(value, other.get(key))]),
    );
  };
  return replace(ours, printed) as T;
}

function fold(profile: StackProfile): Totals {
  const totals: Totals = {};
  for (const table of profile.samples) {
    const sums: EventTotals = (totals[table.event] = emptyTotals());
    const byClass = hasClass.test(table.event);
    for (let i = 0; i < table.count; i++) {
      const weight =
        table.event === 'jdk.OldObjectSample' ? 0 : (table.values[table.mainType]?.[i] ?? 0);
      const frames = framesOf(profile, table.stack[i] as number, byClass);
      sums.samples++;
      sums.weight += weight;
      sums.frames += frames.length;
      const timeMs = table.timeMs[i] as number;
      sums.firstMs = Math.min(sums.firstMs, timeMs);
      sums.lastMs = Math.max(sums.lastMs, timeMs);
      for (const [column, key] of [
        [sums.byTopFrame, frames[0] ?? '(none)'],
        [sums.byThread, profile.strings[table.thread[i] ?? none] ?? '-'],
        [sums.byState, profile.strings[table.state[i] ?? none] ?? '-'],
      ] as const) {
        column[key] = (column[key] ?? 0) + weight;
      }
    }
  }
  return totals;
}

/** Events whose innermost frame MAY be a class: of what was allocated or waited for. */
const hasClass = /Alloc|Object|Monitor|Park/;

function framesOf(profile: StackProfile, stack: number, byClass: boolean): readonly string[] {
  const frames: string[] = [];
  for (let at = stack; at !== none; at = profile.stacks.parent[at] as number) {
    const frame = profile.stacks.frame[at] as number;
    // The frame of a class is the only one of no kind.
    if (byClass && at === stack && profile.frames.kind[frame] === 0) continue;
    const line = profile.frames.line[frame] as number;
    const name = profile.strings[profile.frames.name[frame] as number] ?? '?';
    frames.push(line > 0 ? `${name}:${line}` : name);
  }
  return frames;
}
