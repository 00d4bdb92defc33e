/**
 * The one shape of every profile of stacks: thread dumps, JFR, pprof, eBPF, collapsed text, speedscope, Firefox. Columns of
 * typed arrays, so that a million samples cost a few megabytes, go to the page as they are, and are added up without objects.
 *
 * Four tables refer to each other by index: samples → stacks → frames → strings. A stack is a row of a parent-pointer table:
 * its innermost frame and the stack of its caller, so that common beginnings stand once. Parents come before their children.
 */

/** Index of nothing. */
export const none = 0xffff_ffff;

/** What kind of code a frame is: decides its colour and its place. */
export const FrameKind = {
  unknown: 0,
  interpreted: 1,
  compiled: 2,
  inlined: 3,
  native: 4,
  cpp: 5,
  kernel: 6,
  c1: 7,
} as const;
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind];

export interface FrameTable {
  readonly count: number;
  /** String: function, with its class or package as the source writes it. */
  readonly name: Uint32Array;
  /** String: source file, or `none`. */
  readonly file: Uint32Array;
  /** String: package, module, library or binary that the frame is of, or `none`. */
  readonly module: Uint32Array;
  /** Line, or 0 where it is not known. */
  readonly line: Uint32Array;
  readonly kind: Uint8Array;
}

/** Row i is the stack that ends (innermost) in `frame[i]`, called from stack `parent[i]`, or `none` where it is outermost. */
export interface StackTable {
  readonly count: number;
  readonly parent: Uint32Array;
  readonly frame: Uint32Array;
}

/** What a column of values counts. */
export interface ValueType {
  /** `samples`, `cpu`, `alloc_space`, `contentions`, `delay` … */
  readonly name: string;
  /** `count`, `nanoseconds`, `bytes`, `milliseconds` … */
  readonly unit: string;
}

export interface SamplePeriod {
  readonly type: ValueType;
  readonly value: number;
}

/** Samples of the same event: of one kind, with the same columns of values. In no promised order of time. */
export interface SampleTable {
  /** What was sampled, in the words of the source: `jdk.ExecutionSample`, `cpu`, `dump` … Unique within a profile. */
  readonly event: string;
  readonly count: number;
  readonly stack: Uint32Array;
  /**
   * Milliseconds since the epoch, or from the source's own zero where it has no clock; an empty array where the source has
   * no times.
   */
  readonly timeMs: Float64Array;
  /** String: name of the thread, or `none`; an empty array where the source has no threads. */
  readonly thread: Uint32Array;
  /** String: `STATE_RUNNABLE`, `WAITING` …, or `none`; an empty array where the source has no states. */
  readonly state: Uint32Array;
  readonly types: readonly ValueType[];
  /** Which of `types` is meant where nobody says another. */
  readonly mainType: number;
  /** What lies between two samples, where the source says so: 10,000,000 nanoseconds of CPU. */
  readonly period?: SamplePeriod;
  /** One array of `count` values for each of `types`. */
  readonly values: readonly Float64Array[];
  /** Labels of sample i: pairs `labelOffsets[i] .. labelOffsets[i + 1]`. Empty arrays where there are none. */
  readonly labelOffsets: Uint32Array;
  /** Strings. */
  readonly labelKeys: Uint32Array;
  readonly labelValues: Uint32Array;
}

export interface StackProfile {
  /** Where it came from. */
  readonly source: ProfileSource;
  /** Begin and end of what was recorded, milliseconds since the epoch; 0 where the source does not say. */
  readonly startMs: number;
  readonly endMs: number;
  readonly strings: readonly string[];
  readonly frames: FrameTable;
  readonly stacks: StackTable;
  readonly samples: readonly SampleTable[];
  /** What the limits cut off while this was built; all zero where it is whole. */
  readonly truncated: Truncation;
}

/** How much is missing, so that nobody takes a part for the whole. */
export interface Truncation {
  /** Samples left out. */
  readonly samples: number;
  /** Times that a stack lost frames: mostly at its innermost end, at the other where one stack alone is too deep. */
  readonly stacks: number;
  /** Times that a name, a frame or a label was folded, shortened or left out. */
  readonly names: number;
}

export type ProfileSource =
  | 'thread-dumps'
  | 'jfr'
  | 'pprof'
  | 'collapsed'
  | 'speedscope'
  | 'firefox'
  | 'ebpf';
