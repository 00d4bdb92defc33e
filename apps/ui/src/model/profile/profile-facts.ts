/** What can be chosen of a profile: its events and their values, threads, states, and the time it covers. */
import { type SampleTable, type StackProfile, type ValueType, none } from '@stormpetrel/profile';
import { profileViewLimits } from './limits.ts';

export interface EventFacts {
  readonly event: string;
  readonly count: number;
  readonly types: readonly ValueType[];
  readonly mainType: number;
  readonly hasTimes: boolean;
  /** The most frequent first; the empty name is that of samples without one. */
  readonly threads: readonly NamedCount[];
  readonly states: readonly NamedCount[];
}

/** A name, and how many samples have it. */
export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

export interface ProfileFacts {
  readonly source: string;
  readonly events: readonly EventFacts[];
  readonly samples: number;
  readonly stacks: number;
  /** First and last sample, in the profile's own time; equal where it has no times. */
  readonly startMs: number;
  readonly endMs: number;
  /** True where times are milliseconds since the epoch and not from a zero of their own. */
  readonly isWallClock: boolean;
  /** What the limits cut, all zero where it is whole. */
  readonly truncated: StackProfile['truncated'];
}

/** Times before this are counted from a zero of their own. */
const epochMsMin = 946_684_800_000;

export function factsOf(profile: StackProfile): ProfileFacts {
  const { startMs, endMs } = extentOf(profile);
  return {
    source: profile.source,
    events: profile.samples.map((table) => ({
      event: table.event,
      count: table.count,
      types: table.types,
      mainType: table.mainType,
      hasTimes: table.timeMs.length > 0,
      threads: countNames(profile, table.thread),
      states: countNames(profile, table.state),
    })),
    samples: profile.samples.reduce((sum, { count }) => sum + count, 0),
    stacks: profile.stacks.count,
    startMs,
    endMs,
    isWallClock: startMs >= epochMsMin,
    truncated: profile.truncated,
  };
}

function extentOf({ samples }: StackProfile): { readonly startMs: number; readonly endMs: number } {
  let startMs = Infinity;
  let endMs = -Infinity;
  for (const { timeMs } of samples) {
    for (let row = 0; row < timeMs.length; row++) {
      const time = timeMs[row] as number;
      // Zero stands for a sample whose time is not known.
      if (time === 0 && startMs !== 0) continue;
      if (time < startMs) startMs = time;
      if (time > endMs) endMs = time;
    }
  }
  return startMs <= endMs ? { startMs, endMs } : { startMs: 0, endMs: 0 };
}

function countNames(
  { strings }: StackProfile,
  column: SampleTable['thread'],
): readonly NamedCount[] {
  const counts = new Float64Array(strings.length);
  let without = 0;
  for (let row = 0; row < column.length; row++) {
    const name = column[row] as number;
    if (name === none) without++;
    else counts[name] = (counts[name] as number) + 1;
  }
  const named: NamedCount[] = without > 0 ? [{ name: '', count: without }] : [];
  for (const [id, count] of counts.entries())
    if (count > 0) named.push({ name: strings[id] ?? '', count });
  named.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return named.slice(0, profileViewLimits.choicesMax);
}

/** The event that is shown where nobody chose one: the one with the most samples. */
export function usualEvent(facts: ProfileFacts): EventFacts | undefined {
  return facts.events.reduce<EventFacts | undefined>(
    (best, each) => (best === undefined || each.count > best.count ? each : best),
    undefined,
  );
}

/** The event and the type of value that a selection comes to. */
export function chosenOf(
  facts: ProfileFacts,
  side: { readonly event: string | undefined; readonly type: string | undefined },
): { readonly event: EventFacts | undefined; readonly type: ValueType | undefined } {
  const event = facts.events.find((each) => each.event === side.event) ?? usualEvent(facts);
  const type = event?.types.find((each) => each.name === side.type) ?? event?.types[event.mainType];
  return { event, type };
}

const eventLabels: Readonly<Record<string, string>> = {
  'jdk.CPUTimeSample': 'CPU time',
  dump: 'Thread dumps',
  'jdk.ExecutionSample': 'CPU',
  'jdk.NativeMethodSample': 'Native code',
  'profiler.WallClockSample': 'Wall clock',
  'jdk.ObjectAllocationInNewTLAB': 'Allocation in new TLAB',
  'jdk.ObjectAllocationOutsideTLAB': 'Allocation outside TLAB',
  'jdk.ObjectAllocationSample': 'Allocation',
  'jdk.JavaMonitorEnter': 'Waiting for monitors',
  'jdk.ThreadPark': 'Parked threads',
  'jdk.JavaMonitorWait': 'Waiting to be notified',
  'jdk.ThreadSleep': 'Sleeping threads',
  'jdk.VirtualThreadPinned': 'Pinned virtual threads',
  'jdk.SocketRead': 'Socket reads',
  'jdk.SocketWrite': 'Socket writes',
  'jdk.FileRead': 'File reads',
  'jdk.FileWrite': 'File writes',
  'jdk.FileForce': 'Writes forced to disk',
  'jdk.JavaExceptionThrow': 'Exceptions',
  'jdk.JavaErrorThrow': 'Errors thrown',
  'jdk.MethodTrace': 'Traced methods',
  'jdk.OldObjectSample': 'Old objects',
  'profiler.LiveObject': 'Live objects',
  'profiler.Malloc': 'Native allocation',
  'profiler.Free': 'Native frees',
  'profiler.Leak': 'Native memory never freed',
  'profiler.NativeLock': 'Native locks',
  cpu: 'CPU',
  wall: 'Wall clock',
  alloc: 'Allocation',
  lock: 'Locks',
};

const typeLabels: Readonly<Record<string, string>> = {
  alloc_space: 'bytes allocated',
  alloc_objects: 'objects allocated',
  inuse_space: 'bytes in use',
  inuse_objects: 'objects in use',
  contentions: 'contentions',
  delay: 'time waited',
  samples: 'samples',
  cpu: 'CPU time',
  goroutine: 'goroutines',
  threadcreate: 'threads created',
};

/** An event and a value in words: `CPU · samples`. */
export function eventLabel(event: string, type: string | undefined, hasSeveral: boolean): string {
  const name = eventLabels[event] ?? event;
  if (!hasSeveral || type === undefined) return name;
  const value = typeLabels[type] ?? type.replaceAll('_', ' ');
  return value.toLowerCase() === name.toLowerCase() ? name : `${name} · ${value}`;
}
