/**
 * The events that become samples: what each sample weighs, and which fields tell. Names are those of OpenJDK's
 * `src/hotspot/share/jfr/metadata/metadata.xml` and of async-profiler's `src/jfrMetadata.cpp`; what a recording does not
 * have of them stays empty.
 */
import type { ValueType } from '../stack-profile.ts';

/** How a value comes from fields of the event. */
export type Weight =
  /** 1, or as many as the field says where there is one. */
  | { readonly kind: 'count'; readonly field?: string }
  /** The first field that is not 0. */
  | { readonly kind: 'amount'; readonly fields: readonly string[] }
  /** A span of time, in the unit that the metadata says and else in `unit`. */
  | { readonly kind: 'span'; readonly field: string; readonly unit: 'TICKS' | 'NANOSECONDS' };

export interface EventKind {
  readonly event: string;
  readonly types: readonly ValueType[];
  /** One for each of `types`. */
  readonly weights: readonly Weight[];
  /** Field with a class that stands at the inner end of the stack: of what was allocated, or waited for. */
  readonly classField?: string;
}

const one: Weight = { kind: 'count' };
const samples: ValueType = { name: 'samples', unit: 'count' };

function sampled(event: string, field?: string): EventKind {
  return {
    event,
    types: [samples],
    weights: [field === undefined ? one : { kind: 'count', field }],
  };
}

function bytes(event: string, name: string, fields: readonly string[]): EventKind {
  return {
    event,
    types: [samples, { name, unit: 'bytes' }],
    weights: [one, { kind: 'amount', fields }],
    classField: 'objectClass',
  };
}

function spent(event: string, count: string, name: string, classField?: string): EventKind {
  const kind: EventKind = {
    event,
    types: [
      { name: count, unit: 'count' },
      { name, unit: 'nanoseconds' },
    ],
    weights: [one, { kind: 'span', field: 'duration', unit: 'TICKS' }],
  };
  return classField === undefined ? kind : { ...kind, classField };
}

export const eventKinds: readonly EventKind[] = [
  sampled('jdk.ExecutionSample', 'samples'),
  sampled('jdk.NativeMethodSample'),
  sampled('profiler.WallClockSample', 'samples'),
  {
    event: 'jdk.CPUTimeSample',
    types: [samples, { name: 'cpu', unit: 'nanoseconds' }],
    weights: [one, { kind: 'span', field: 'samplingPeriod', unit: 'NANOSECONDS' }],
  },
  // A new thread-local buffer stands for all that was allocated from the former one, so its size is what was allocated.
  bytes('jdk.ObjectAllocationInNewTLAB', 'alloc_space', ['tlabSize', 'allocationSize']),
  bytes('jdk.ObjectAllocationOutsideTLAB', 'alloc_space', ['allocationSize']),
  bytes('jdk.ObjectAllocationSample', 'alloc_space', ['weight']),
  bytes('profiler.LiveObject', 'inuse_space', ['allocationSize']),
  { ...bytes('jdk.OldObjectSample', 'inuse_space', ['objectSize']), classField: 'object' },
  bytes('profiler.Malloc', 'alloc_space', ['size']),
  sampled('profiler.Free'),
  spent('jdk.JavaMonitorEnter', 'contentions', 'delay', 'monitorClass'),
  spent('jdk.JavaMonitorWait', 'waits', 'delay', 'monitorClass'),
  spent('jdk.ThreadPark', 'parks', 'delay', 'parkedClass'),
  spent('jdk.ThreadSleep', 'sleeps', 'delay'),
  spent('jdk.VirtualThreadPinned', 'pins', 'delay'),
  spent('jdk.MethodTrace', 'calls', 'time'),
  spent('profiler.MethodTrace', 'calls', 'time'),
  spent('profiler.NativeLock', 'contentions', 'delay'),
];
