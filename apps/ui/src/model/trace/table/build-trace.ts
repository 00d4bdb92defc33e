/**
 * Builds the table of a trace from its spans as they arrived. Takes anything: spans without parents, several roots,
 * circles, duplicates, clocks that disagree, times that run backwards. Every span up to the limit is in the table exactly
 * once. Steps: times → parents → (clocks) → order → columns → what follows from the tree.
 */
import { undoClockSkew } from './clock-skew.ts';
import { criticalPathOf, criticalTimes } from './critical-path.ts';
import { LOG_TICKS_PER_SPAN_MAX, SPANS_MAX } from '../limits.ts';
import { selfTimes } from './self-time.ts';
import { siblingRunsOf } from './sibling-runs.ts';
import { linkSpans } from './span-links.ts';
import { childListsOf, depthFirstOrder, levelOrder, sortChildren } from './span-order.ts';
import { SPAN_LAYERS, SpanFlag } from './trace-table.ts';
import type { TraceNotes, TraceTable } from './trace-table.ts';
import { readList, readNumber, readText } from './wire-span.ts';
import type { WireSpan } from './wire-span.ts';

export interface BuildOptions {
  /** Undo differences of clocks. */
  readonly adjustClocks: boolean;
  /** Spans beyond this number are counted and left out. */
  readonly spansMax?: number;
}

/** Gives out numbers for texts in the order of their first use. */
class Dictionary {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.texts.length;
      this.texts.push(text);
      this.#numbers.set(text, number);
    }
    return number;
  }
}

interface RawTimes {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly isBad: Uint8Array;
}

function readTimes(spans: readonly WireSpan[]): RawTimes {
  const start = new Float64Array(spans.length);
  const end = new Float64Array(spans.length);
  const isBad = new Uint8Array(spans.length);
  spans.forEach((span, i) => {
    const from = readNumber(span['startTime'], 0);
    const to = readNumber(span['endTime'], 0);
    start[i] = from > 0 ? from : 0;
    end[i] = Math.max(to, start[i]);
    if (from <= 0 || to < from) isBad[i] = 1;
  });
  return { start, end, isBad };
}

/** Spans without a start take their parent's, or the trace's: a lone zero would stretch the page over half a century. */
function mendStarts(times: RawTimes, parent: Int32Array, order: Int32Array): void {
  let earliest = Infinity;
  for (const from of times.start) if (from > 0 && from < earliest) earliest = from;
  if (earliest === Infinity) earliest = 0;
  for (const i of order) {
    if (times.start[i] !== 0) continue;
    const p = parent[i] as number;
    const from = p === -1 ? earliest : (times.start[p] as number);
    times.start[i] = from;
    times.end[i] = Math.max(times.end[i] as number, from);
  }
}

interface Columns {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly shift: Float64Array;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  readonly subtreeEnd: Int32Array;
  readonly flags: Int32Array;
  readonly source: Int32Array;
}

/** Lays the tree's columns out in the order of rows. */
function columnsOf(raw: {
  times: RawTimes;
  parent: Int32Array;
  flags: Int32Array;
  shift: Float64Array;
  order: Int32Array;
  originMs: number;
}): Columns {
  const count = raw.order.length;
  const rowOf = new Int32Array(count);
  raw.order.forEach((from, row) => {
    rowOf[from] = row;
  });
  const columns: Columns = {
    start: new Float64Array(count),
    end: new Float64Array(count),
    shift: new Float64Array(count),
    parent: new Int32Array(count),
    depth: new Int32Array(count),
    subtreeEnd: new Int32Array(count),
    flags: new Int32Array(count),
    source: raw.order,
  };
  for (let row = 0; row < count; row += 1) {
    const from = raw.order[row] as number;
    const p = raw.parent[from] as number;
    const parentRow = p === -1 ? -1 : (rowOf[p] as number);
    columns.start[row] = (raw.times.start[from] as number) - raw.originMs;
    columns.end[row] = (raw.times.end[from] as number) - raw.originMs;
    columns.shift[row] = raw.shift[from] as number;
    columns.parent[row] = parentRow;
    columns.depth[row] = parentRow === -1 ? 0 : (columns.depth[parentRow] as number) + 1;
    columns.subtreeEnd[row] = row + 1;
    columns.flags[row] =
      (raw.flags[from] as number) | (raw.times.isBad[from] === 1 ? SpanFlag.badTime : 0);
  }
  for (let row = count - 1; row >= 0; row -= 1) {
    const p = columns.parent[row] as number;
    if (p !== -1) {
      columns.subtreeEnd[p] = Math.max(
        columns.subtreeEnd[p] as number,
        columns.subtreeEnd[row] as number,
      );
    }
  }
  return columns;
}

interface Texts {
  readonly services: readonly string[];
  readonly names: readonly string[];
  readonly service: Int32Array;
  readonly name: Int32Array;
  readonly layer: Uint8Array;
}

const LAYER_NUMBERS = new Map<string, number>(SPAN_LAYERS.map((name, i) => [name, i]));

/** Services, names, kinds and errors; fills the flags in. */
function readTexts(spans: readonly WireSpan[], columns: Columns): Texts {
  const services = new Dictionary();
  const names = new Dictionary();
  const count = columns.source.length;
  const service = new Int32Array(count);
  const name = new Int32Array(count);
  const layer = new Uint8Array(count);
  for (let row = 0; row < count; row += 1) {
    const span = spans[columns.source[row] as number] as WireSpan;
    service[row] = services.numberOf(readText(span['serviceCode']));
    name[row] = names.numberOf(readText(span['endpointName']) || readText(span['peer']));
    layer[row] = LAYER_NUMBERS.get(readText(span['layer'])) ?? 0;
    const type = readText(span['type']);
    let flags = columns.flags[row] as number;
    if (span['isError'] === true) flags |= SpanFlag.error;
    if (type === 'Entry') flags |= SpanFlag.entry;
    if (type === 'Exit') flags |= SpanFlag.exit;
    columns.flags[row] = flags;
  }
  return { services: services.texts, names: names.texts, service, name, layer };
}

/** Carries errors up to the roots and marks where they began. Returns the number of failed spans. */
function spreadErrors(columns: Columns): number {
  let errors = 0;
  for (let row = columns.flags.length - 1; row >= 0; row -= 1) {
    let flags = columns.flags[row] as number;
    if ((flags & SpanFlag.error) !== 0) {
      errors += 1;
      if ((flags & SpanFlag.errorBelow) === 0) flags |= SpanFlag.errorOrigin;
      columns.flags[row] = flags;
    }
    const p = columns.parent[row] as number;
    if (p !== -1 && (flags & (SpanFlag.error | SpanFlag.errorBelow)) !== 0) {
      columns.flags[p] = (columns.flags[p] as number) | SpanFlag.errorBelow;
    }
  }
  return errors;
}

/** Times of the logs, which move with their spans. */
function readLogTimes(
  spans: readonly WireSpan[],
  columns: Columns,
  originMs: number,
): { readonly logOffset: Int32Array; readonly logTime: Float64Array } {
  const count = columns.source.length;
  const logOffset = new Int32Array(count + 1);
  const times: number[] = [];
  for (let row = 0; row < count; row += 1) {
    const span = spans[columns.source[row] as number] as WireSpan;
    let taken = 0;
    for (const log of readList(span['logs'])) {
      if (taken >= LOG_TICKS_PER_SPAN_MAX) break;
      const time =
        typeof log === 'object' && log !== null && 'time' in log ? readNumber(log.time, 0) : 0;
      if (time <= 0) continue;
      times.push(time - originMs + (columns.shift[row] as number));
      taken += 1;
    }
    logOffset[row + 1] = times.length;
  }
  return { logOffset, logTime: Float64Array.from(times) };
}

function countFlag(flags: Int32Array, flag: number): number {
  let count = 0;
  for (const it of flags) if ((it & flag) !== 0) count += 1;
  return count;
}

function notesOf(columns: Columns, capped: number): TraceNotes {
  let skewed = 0;
  for (const shift of columns.shift) if (shift !== 0) skewed += 1;
  return {
    capped,
    orphans: countFlag(columns.flags, SpanFlag.orphan),
    loops: countFlag(columns.flags, SpanFlag.loop),
    duplicates: countFlag(columns.flags, SpanFlag.duplicate),
    badTimes: countFlag(columns.flags, SpanFlag.badTime),
    skewed,
  };
}

function bounds(times: RawTimes): { readonly from: number; readonly to: number } {
  let from = Infinity;
  let to = -Infinity;
  for (let i = 0; i < times.start.length; i += 1) {
    from = Math.min(from, times.start[i] as number);
    to = Math.max(to, times.end[i] as number);
  }
  return from === Infinity ? { from: 0, to: 0 } : { from, to };
}

function maxOf(values: Int32Array): number {
  let max = 0;
  for (const value of values) if (value > max) max = value;
  return max;
}

function rootsOf(parent: Int32Array): number {
  let roots = 0;
  for (const it of parent) if (it === -1) roots += 1;
  return roots;
}

/** Builds the table. Never throws on odd spans; linear but for the sorting of siblings. */
export function buildTrace(allSpans: readonly WireSpan[], options: BuildOptions): TraceTable {
  const spansMax = options.spansMax ?? SPANS_MAX;
  const spans = allSpans.length > spansMax ? allSpans.slice(0, spansMax) : allSpans;
  const times = readTimes(spans);
  const { parent, flags } = linkSpans(spans, times.start);
  const lists = childListsOf(parent);
  const levels = levelOrder(lists);
  mendStarts(times, parent, levels);
  const shift = options.adjustClocks
    ? undoClockSkew({ ...times, parent, flags }, levels)
    : new Float64Array(spans.length);
  sortChildren(lists, times.start, times.end);
  const { from, to } = bounds(times);
  const order = depthFirstOrder(lists);
  const columns = columnsOf({ times, parent, flags, shift, order, originMs: from });
  const texts = readTexts(spans, columns);
  const errors = spreadErrors(columns);
  const criticalPath = criticalPathOf(columns);
  const first = spans[columns.source[0] ?? -1];
  return {
    traceId: readText(first?.['traceId']),
    count: spans.length,
    originMs: from,
    extentMs: to - from,
    ...columns,
    ...texts,
    ...readLogTimes(spans, columns, from),
    self: selfTimes(columns),
    critical: criticalTimes(criticalPath, spans.length),
    criticalPath,
    runs: siblingRunsOf({ ...columns, ...texts }),
    notes: notesOf(columns, allSpans.length - spans.length),
    errors,
    roots: rootsOf(columns.parent),
    depthMax: maxOf(columns.depth),
  };
}
