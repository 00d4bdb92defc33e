/**
 * Where a trace's time went, by operation and by service: the table beside the waterfall.
 */
import { SpanFlag } from './trace-table.ts';
import type { TraceTable } from './trace-table.ts';

export interface StatisticsLine {
  readonly service: number;
  /** Index into `TraceTable.names`; −1 on lines of services. */
  readonly name: number;
  readonly count: number;
  readonly errors: number;
  readonly totalMs: number;
  readonly selfMs: number;
  readonly maxMs: number;
  readonly criticalMs: number;
  /** The row that ran the longest, to go there. */
  readonly longestRow: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Lines with the most self time first. `by` service leaves out the names. */
export function statisticsOf(table: TraceTable, by: 'operation' | 'service'): StatisticsLine[] {
  const lines = new Map<number, Mutable<StatisticsLine>>();
  for (let i = 0; i < table.count; i += 1) {
    const service = table.service[i] as number;
    const name = by === 'service' ? -1 : (table.name[i] as number);
    const key = service * (table.names.length + 1) + name + 1;
    let line = lines.get(key);
    if (line === undefined) {
      line = {
        service,
        name,
        count: 0,
        errors: 0,
        totalMs: 0,
        selfMs: 0,
        maxMs: -1,
        criticalMs: 0,
        longestRow: i,
      };
      lines.set(key, line);
    }
    const durationMs = (table.end[i] as number) - (table.start[i] as number);
    line.count += 1;
    line.totalMs += durationMs;
    line.selfMs += table.self[i] as number;
    line.criticalMs += table.critical[i] as number;
    if (((table.flags[i] as number) & SpanFlag.error) !== 0) line.errors += 1;
    if (durationMs > line.maxMs) {
      line.maxMs = durationMs;
      line.longestRow = i;
    }
  }
  return [...lines.values()].sort(
    (a, b) => b.selfMs - a.selfMs || b.totalMs - a.totalMs || b.count - a.count,
  );
}
