/**
 * Spans for tests, written as a drawing: one line a span, indented by two blanks under its parent, with its name, start
 * and end. `!` marks a failure, `>` work that another process took over, `~` another thread.
 *
 *     gateway 0 100
 *       > cart 10 60 !
 *
 * Used by tests only.
 */
import type { WireSpan } from './wire-span.ts';

const EPOCH_MS = 1_000_000;

/** Reads a drawing. The name is both service and operation; every span is a segment of its own. */
export function drawnSpans(drawing: string): WireSpan[] {
  const spans: WireSpan[] = [];
  const above: number[] = [];
  for (const line of drawing.split('\n')) {
    if (line.trim() === '') continue;
    const match = /^( *)([>~] )?(\S+) (-?\d+) (-?\d+)( !)?$/u.exec(line);
    if (match === null) throw new Error(`This line can't be read: ${line}`);
    const depth = (match[1] ?? '').length / 2;
    above.length = depth;
    const parent = above[depth - 1];
    const refType = match[2] === '~ ' ? 'CROSS_THREAD' : 'CROSS_PROCESS';
    above[depth] = spans.length;
    spans.push({
      traceId: 't',
      segmentId: `s${spans.length}`,
      spanId: 0,
      parentSpanId: -1,
      refs:
        parent === undefined
          ? []
          : [{ traceId: 't', parentSegmentId: `s${parent}`, parentSpanId: 0, type: refType }],
      serviceCode: match[3],
      endpointName: match[3],
      startTime: EPOCH_MS + Number(match[4]),
      endTime: EPOCH_MS + Number(match[5]),
      isError: match[6] !== undefined,
      tags: [],
      logs: [],
    });
  }
  return spans;
}
