/** Recordings like those of a virtual machine or of async-profiler, as small or as large as a test wants them. */
import { JfrChunkWriter, type ChunkOptions, type JfrOutput, type TypePlan } from './jfr-writer.ts';

export const typeId = {
  long: 4,
  int: 5,
  string: 6,
  boolean: 7,
  timespan: 8,
  class: 20,
  thread: 21,
  frameType: 22,
  threadState: 23,
  stackTrace: 24,
  stackFrame: 25,
  method: 26,
  symbol: 27,
  executionSample: 101,
  allocation: 102,
  monitorEnter: 103,
  wallClock: 104,
  other: 105,
} as const;

const pooled = { pooled: true } as const;
const time = { name: 'startTime', type: 'long' };
const stack = { name: 'stackTrace', type: 'jdk.types.StackTrace', ...pooled };
const thread = { name: 'eventThread', type: 'java.lang.Thread', ...pooled };
const sampledThread = { ...thread, name: 'sampledThread' };
const state = { name: 'state', type: 'jdk.types.ThreadState', ...pooled };
const duration = { name: 'duration', type: 'long', timespan: 'TICKS' };

export const sampleTypes: readonly TypePlan[] = [
  { name: 'long', id: typeId.long },
  { name: 'int', id: typeId.int },
  { name: 'java.lang.String', id: typeId.string },
  { name: 'boolean', id: typeId.boolean },
  { name: 'jdk.jfr.Timespan', id: typeId.timespan },
  {
    name: 'java.lang.Class',
    id: typeId.class,
    fields: [
      { name: 'name', type: 'jdk.types.Symbol', ...pooled },
      { name: 'modifiers', type: 'int' },
    ],
  },
  {
    name: 'java.lang.Thread',
    id: typeId.thread,
    fields: [
      { name: 'osName', type: 'java.lang.String' },
      { name: 'osThreadId', type: 'long' },
      { name: 'javaName', type: 'java.lang.String' },
      { name: 'javaThreadId', type: 'long' },
    ],
  },
  {
    name: 'jdk.types.FrameType',
    id: typeId.frameType,
    fields: [{ name: 'description', type: 'java.lang.String' }],
  },
  {
    name: 'jdk.types.ThreadState',
    id: typeId.threadState,
    fields: [{ name: 'name', type: 'java.lang.String' }],
  },
  {
    name: 'jdk.types.StackTrace',
    id: typeId.stackTrace,
    fields: [
      { name: 'truncated', type: 'boolean' },
      { name: 'frames', type: 'jdk.types.StackFrame', array: true },
    ],
  },
  {
    name: 'jdk.types.StackFrame',
    id: typeId.stackFrame,
    fields: [
      { name: 'method', type: 'jdk.types.Method', ...pooled },
      { name: 'lineNumber', type: 'int' },
      { name: 'bytecodeIndex', type: 'int' },
      { name: 'type', type: 'jdk.types.FrameType', ...pooled },
    ],
  },
  {
    name: 'jdk.types.Method',
    id: typeId.method,
    fields: [
      { name: 'type', type: 'java.lang.Class', ...pooled },
      { name: 'name', type: 'jdk.types.Symbol', ...pooled },
      { name: 'modifiers', type: 'int' },
    ],
  },
  {
    name: 'jdk.types.Symbol',
    id: typeId.symbol,
    fields: [{ name: 'string', type: 'java.lang.String' }],
  },
  {
    name: 'jdk.ExecutionSample',
    id: typeId.executionSample,
    fields: [time, sampledThread, stack, state],
  },
  {
    name: 'jdk.ObjectAllocationInNewTLAB',
    id: typeId.allocation,
    fields: [
      time,
      thread,
      stack,
      { name: 'objectClass', type: 'java.lang.Class', ...pooled },
      { name: 'allocationSize', type: 'long' },
      { name: 'tlabSize', type: 'long' },
    ],
  },
  {
    name: 'jdk.JavaMonitorEnter',
    id: typeId.monitorEnter,
    fields: [
      time,
      duration,
      thread,
      stack,
      { name: 'monitorClass', type: 'java.lang.Class', ...pooled },
    ],
  },
  {
    name: 'profiler.WallClockSample',
    id: typeId.wallClock,
    fields: [time, sampledThread, stack, state, { name: 'samples', type: 'int' }],
  },
  {
    name: 'jdk.Other',
    id: typeId.other,
    fields: [time, { name: 'text', type: 'java.lang.String' }],
  },
];

/** Frames of a stack: method, line and type of frame by their ids, innermost first. */
export type StackPlan = readonly (readonly [method: number, line: number, type: number])[];

export interface PoolsPlan {
  readonly symbols: Readonly<Record<number, string>>;
  readonly classes: Readonly<Record<number, number>>;
  readonly methods: Readonly<Record<number, readonly [type: number, name: number]>>;
  readonly threads: Readonly<Record<number, string>>;
  readonly states: Readonly<Record<number, string>>;
  readonly frameTypes: Readonly<Record<number, string>>;
  readonly stacks: Readonly<Record<number, StackPlan>>;
}

type Entries = (readonly [number, (body: JfrOutput) => void])[];

function entriesOf<T>(
  values: Readonly<Record<number, T>>,
  write: (body: JfrOutput, value: T) => void,
): Entries {
  return Object.entries(values).map(([id, value]) => [Number(id), (body) => write(body, value)]);
}

/** The pools in the order that makes every reference point forward. */
export function poolsOf(plan: PoolsPlan): Parameters<JfrChunkWriter['checkpoint']>[0] {
  const text = (body: JfrOutput, value: string) => body.utf8(value);
  return [
    { typeId: typeId.stackTrace, entries: entriesOf(plan.stacks, writeStack) },
    {
      typeId: typeId.method,
      entries: entriesOf(plan.methods, (body, [type, name]) => body.long(type).long(name).int(1)),
    },
    {
      typeId: typeId.class,
      entries: entriesOf(plan.classes, (body, symbol) => body.long(symbol).int(1)),
    },
    { typeId: typeId.symbol, entries: entriesOf(plan.symbols, text) },
    {
      typeId: typeId.thread,
      entries: entriesOf(plan.threads, (body, name) => body.u8(0).long(7).utf8(name).long(8)),
    },
    { typeId: typeId.threadState, entries: entriesOf(plan.states, text) },
    { typeId: typeId.frameType, entries: entriesOf(plan.frameTypes, text) },
  ];
}

function writeStack(body: JfrOutput, frames: StackPlan): void {
  body.u8(0).int(frames.length);
  for (const [method, line, type] of frames) body.long(method).int(line).int(3).long(type);
}

/** Two methods of two classes, and a native function. */
export const smallPools: PoolsPlan = {
  symbols: { 1: 'app/Main', 2: 'main', 3: 'app/Work', 4: 'run', 5: '[B', 6: '' },
  classes: { 1: 1, 2: 3, 3: 5, 4: 6 },
  methods: { 10: [1, 2], 11: [2, 4], 12: [4, 4] },
  threads: { 1: 'main', 2: 'worker' },
  states: { 1: 'STATE_RUNNABLE', 2: 'STATE_SLEEPING' },
  frameTypes: { 0: 'Interpreted', 1: 'JIT compiled', 2: 'Inlined', 3: 'Native' },
  stacks: {
    1: [[10, 5, 0]],
    2: [
      [11, 20, 1],
      [10, 6, 0],
    ],
    3: [],
  },
};

/** A chunk with one event of each kind, the events before the pools that they name. */
export function smallChunk(options: ChunkOptions = {}): JfrChunkWriter {
  return new JfrChunkWriter(options)
    .metadata(sampleTypes)
    .event(typeId.executionSample, (body) => body.long(1_000_000).long(1).long(2).long(1))
    .event(typeId.executionSample, (body) => body.long(2_000_000).long(2).long(1).long(2))
    .event(typeId.allocation, (body) =>
      body.long(3_000_000).long(1).long(2).long(3).long(64).long(1024),
    )
    .event(typeId.monitorEnter, (body) => body.long(4_000_000).long(5_000).long(2).long(1).long(2))
    .event(typeId.wallClock, (body) => body.long(5_000_000).long(1).long(1).long(2).int(12))
    .event(typeId.other, (body) => body.long(6_000_000).latin1('é'))
    .checkpoint(poolsOf(smallPools));
}
