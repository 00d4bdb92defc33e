/**
 * Which lines the page shows, from the table and what the reader folded, opened and filtered. One pass; the result is
 * flat, so that line `k` of the screen is found without a search.
 */
import { SpanFlag } from './trace-table.ts';
import type { IndexIntoTrace, TraceTable } from './trace-table.ts';

/** What the reader did to the tree. */
export interface Folding {
  /** Rows whose subtrees are hidden. */
  readonly folded: ReadonlySet<IndexIntoTrace>;
  /** First rows of runs of equal siblings that are shown one by one. */
  readonly openedRuns: ReadonlySet<IndexIntoTrace>;
}

/** Lines of the page. `row[k]` is the span of line `k`; of a run it is the first. */
export interface VisibleRows {
  readonly count: number;
  readonly row: Int32Array;
  /** Steps from the left. Spans in an opened run stand one deeper than in the tree. */
  readonly indent: Int32Array;
  /** Index into `TraceTable.runs` for the line of a run, −1 for a span's. */
  readonly run: Int32Array;
  /** 1 for lines that fit the filter, 0 for those that only lead to one. */
  readonly matches: Uint8Array;
}

/** Shows everything that the folding leaves. `keep` (from `filterRows`) hides rows of value 0 and switches runs off. */
export function visibleRowsOf(table: TraceTable, folding: Folding, keep?: Uint8Array): VisibleRows {
  const { count, depth, subtreeEnd, runs } = table;
  const row = new Int32Array(count + runs.first.length);
  const indent = new Int32Array(row.length);
  const run = new Int32Array(row.length).fill(-1);
  const matches = new Uint8Array(row.length);
  let filled = 0;
  let nextRun = 0;
  const openEnds: number[] = [];
  for (let i = 0; i < count;) {
    while (openEnds.length > 0 && (openEnds.at(-1) as number) <= i) openEnds.pop();
    while (nextRun < runs.first.length && (runs.first[nextRun] as number) < i) nextRun += 1;
    if (keep !== undefined && keep[i] === 0) {
      i = subtreeEnd[i] as number;
      continue;
    }
    if (keep === undefined && runs.first[nextRun] === i) {
      row[filled] = i;
      indent[filled] = (depth[i] as number) + openEnds.length;
      run[filled] = nextRun;
      matches[filled] = 1;
      filled += 1;
      if (!folding.openedRuns.has(i)) {
        i = runs.end[nextRun] as number;
        continue;
      }
      openEnds.push(runs.end[nextRun] as number);
      nextRun += 1;
    }
    row[filled] = i;
    indent[filled] = (depth[i] as number) + openEnds.length;
    matches[filled] = keep === undefined || keep[i] === 2 ? 1 : 0;
    filled += 1;
    i = folding.folded.has(i) ? (subtreeEnd[i] as number) : i + 1;
  }
  return {
    count: filled,
    row: row.slice(0, filled),
    indent: indent.slice(0, filled),
    run: run.slice(0, filled),
    matches: matches.slice(0, filled),
  };
}

/** What a reader looks for in a trace. An empty filter lets everything through. */
export interface TraceFilter {
  /** Names of services; empty for all. */
  readonly services: readonly string[];
  readonly isErrorOnly: boolean;
  readonly durationMsMin: number;
}

export function isFilterEmpty(filter: TraceFilter): boolean {
  return filter.services.length === 0 && !filter.isErrorOnly && filter.durationMsMin <= 0;
}

/** 2 for rows that fit the filter, 1 for those above one that fits, 0 for the rest. */
export function filterRows(table: TraceTable, filter: TraceFilter): Uint8Array {
  const keep = new Uint8Array(table.count);
  const wanted = new Set(filter.services);
  const isWanted = Uint8Array.from(table.services, (name) =>
    wanted.size === 0 || wanted.has(name) ? 1 : 0,
  );
  for (let i = table.count - 1; i >= 0; i -= 1) {
    const fits =
      isWanted[table.service[i] as number] === 1 &&
      (!filter.isErrorOnly || ((table.flags[i] as number) & SpanFlag.error) !== 0) &&
      (table.end[i] as number) - (table.start[i] as number) >= filter.durationMsMin;
    if (fits) keep[i] = 2;
    const p = table.parent[i] as number;
    if (p !== -1 && keep[i] !== 0 && keep[p] === 0) keep[p] = 1;
  }
  return keep;
}

/** The line on which a row is shown: its own, or that of the folded row or closed run that hides it. −1 if filtered. */
export function lineOf(visible: VisibleRows, table: TraceTable, target: IndexIntoTrace): number {
  let low = 0;
  let high = visible.count;
  // The last line whose row is not behind the target. The line of an opened run and its first span share a row.
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((visible.row[mid] as number) <= target) low = mid + 1;
    else high = mid;
  }
  const line = low - 1;
  if (line < 0) return -1;
  const row = visible.row[line] as number;
  const run = visible.run[line] as number;
  const end = run === -1 ? (table.subtreeEnd[row] as number) : (table.runs.end[run] as number);
  return target < end ? line : -1;
}

/** The folding with all that hides `target` taken away. */
export function reveal(table: TraceTable, folding: Folding, target: IndexIntoTrace): Folding {
  const folded = new Set(folding.folded);
  const openedRuns = new Set(folding.openedRuns);
  for (let at = table.parent[target] as number; at !== -1; at = table.parent[at] as number)
    folded.delete(at);
  table.runs.first.forEach((first, k) => {
    if (first <= target && target < (table.runs.end[k] as number)) openedRuns.add(first);
  });
  return { folded, openedRuns };
}
