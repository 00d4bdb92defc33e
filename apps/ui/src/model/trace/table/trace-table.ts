/**
 * A trace as a structure of arrays. Row `i` is the i-th span in the order of the page: depth first, siblings by start.
 * So the subtree of row `i` is the rows from `i` up to `subtreeEnd[i]`, a parent always stands before its children, and
 * a pass from the last row to the first sees children before parents. Times are milliseconds since `originMs`.
 *
 * Typed arrays only, apart from two short lists of texts, so the table crosses from the worker in one block copy.
 */

/** Row of a `TraceTable`. −1 stands for none. */
export type IndexIntoTrace = number;

/** Bits of `TraceTable.flags`. */
export const SpanFlag = {
  /** The span itself failed. */
  error: 1,
  /** A span below it failed. */
  errorBelow: 2,
  /** It failed and nothing below it did: where the trouble began, as far as the trace tells. */
  errorOrigin: 4,
  entry: 8,
  exit: 16,
  /** It names a parent that is not in the trace. */
  orphan: 32,
  /** Its chain of parents ran in a circle, which was cut here. */
  loop: 64,
  /** Another span has the same segment and number. */
  duplicate: 128,
  /** It continues work of another process. */
  remote: 256,
  /** It continues work of another thread, and may outlive its parent. */
  async: 512,
  /** Its times were missing or ran backwards. */
  badTime: 1024,
} as const;

/** Kinds of work, in the order of the numbers in `TraceTable.layer`. */
export const SPAN_LAYERS = [
  'Unknown',
  'Database',
  'RPCFramework',
  'Http',
  'MQ',
  'Cache',
  'FAAS',
  'GenAI',
] as const;

/** What was odd about the trace; counts of spans. All zero for a sound one. */
export interface TraceNotes {
  /** Spans beyond the limit, not shown. */
  readonly capped: number;
  readonly orphans: number;
  readonly loops: number;
  readonly duplicates: number;
  readonly badTimes: number;
  /** Spans moved because their clock ran ahead of or behind their caller's. */
  readonly skewed: number;
}

/** Consecutive siblings that do the same, shown as one line until opened. */
export interface SiblingRuns {
  /** First row of each run, rising. */
  readonly first: Int32Array;
  /** One past the last row (subtrees included) of each run. */
  readonly end: Int32Array;
  /** Siblings in each run. */
  readonly count: Int32Array;
}

/** The way that decided how long the longest root took: its parts, in the order of time, without gaps. */
export interface CriticalPath {
  readonly row: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

export interface TraceTable {
  readonly traceId: string;
  readonly count: number;
  /** Epoch milliseconds of the earliest start. */
  readonly originMs: number;
  /** From the earliest start to the latest end. */
  readonly extentMs: number;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Time in which the span ran and none of its children did. */
  readonly self: Float64Array;
  /** Time of the span on the critical path. */
  readonly critical: Float64Array;
  /** Milliseconds by which the span was moved to undo the difference of clocks. */
  readonly shift: Float64Array;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  readonly subtreeEnd: Int32Array;
  readonly service: Int32Array;
  readonly name: Int32Array;
  readonly flags: Int32Array;
  readonly layer: Uint8Array;
  /** Index of the span in the list as it arrived. */
  readonly source: Int32Array;
  /** Times of the logs of row `i`: from `logOffset[i]` up to `logOffset[i + 1]`. */
  readonly logOffset: Int32Array;
  readonly logTime: Float64Array;
  readonly services: readonly string[];
  readonly names: readonly string[];
  readonly runs: SiblingRuns;
  readonly criticalPath: CriticalPath;
  readonly notes: TraceNotes;
  readonly errors: number;
  readonly roots: number;
  readonly depthMax: number;
}
