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
  /** What stands at the inner end of the stack: the class of what was allocated or waited for, the method that was traced. */
  readonly inner?: InnerField;
  /** What is told of native memory, by its address. Frees tell nothing else, mostly not even a stack. */
  readonly memory?: 'allocated' | 'freed';
}

/** A field that refers to a class, to an object of it, or to a method. */
export interface InnerField {
  readonly field: string;
  readonly of: InnerKind;
}

export type InnerKind = 'class' | 'object' | 'method';

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
    inner: { field: 'objectClass', of: 'class' },
  };
}

function spent(event: string, count: string, name: string, inner?: InnerField): EventKind {
  const kind: EventKind = {
    event,
    types: [
      { name: count, unit: 'count' },
      { name, unit: 'nanoseconds' },
    ],
    weights: [one, { kind: 'span', field: 'duration', unit: 'TICKS' }],
  };
  return inner === undefined ? kind : { ...kind, inner };
}

function ofClass(field: string): InnerField {
  return { field, of: 'class' };
}

/** Bytes that were read or written, and how long that took. */
function moved(event: string, count: string, field: string): EventKind {
  return {
    event,
    types: [
      { name: count, unit: 'count' },
      { name: 'transferred', unit: 'bytes' },
      { name: 'delay', unit: 'nanoseconds' },
    ],
    weights: [
      one,
      { kind: 'amount', fields: [field] },
      { kind: 'span', field: 'duration', unit: 'TICKS' },
    ],
  };
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
  {
    ...bytes('jdk.OldObjectSample', 'inuse_space', ['objectSize']),
    inner: { field: 'object', of: 'object' },
  },
  { ...bytes('profiler.Malloc', 'alloc_space', ['size']), memory: 'allocated' },
  { ...sampled('profiler.Free'), memory: 'freed' },
  spent('jdk.JavaMonitorEnter', 'contentions', 'delay', ofClass('monitorClass')),
  spent('jdk.JavaMonitorWait', 'waits', 'delay', ofClass('monitorClass')),
  spent('jdk.ThreadPark', 'parks', 'delay', ofClass('parkedClass')),
  spent('jdk.ThreadSleep', 'sleeps', 'delay'),
  spent('jdk.VirtualThreadPinned', 'pins', 'delay'),
  moved('jdk.SocketRead', 'reads', 'bytesRead'),
  moved('jdk.SocketWrite', 'writes', 'bytesWritten'),
  moved('jdk.FileRead', 'reads', 'bytesRead'),
  moved('jdk.FileWrite', 'writes', 'bytesWritten'),
  spent('jdk.FileForce', 'forces', 'delay'),
  sampled('jdk.JavaExceptionThrow'),
  sampled('jdk.JavaErrorThrow'),
  // The virtual machine writes the stack of the caller, and the method beside it; async-profiler the whole stack and no method.
  spent('jdk.MethodTrace', 'calls', 'time', { field: 'method', of: 'method' }),
  spent('profiler.NativeLock', 'contentions', 'delay'),
];
