/**
 * Undoes differences of clocks between machines, where they can be proved: work can't begin before the call that asked
 * for it. A span that continues another process's work and starts earlier than its parent is moved, with all below it:
 * into the middle of the call if it fits there, otherwise to the call's start. A later end proves nothing (the work may
 * well outlive the call), so it is left alone. One millisecond is rounding, not skew.
 */
import { SpanFlag } from './trace-table.ts';

const ROUNDING_MS = 1;

export interface SpanTimes {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly parent: Int32Array;
  readonly flags: Int32Array;
}

/**
 * Moves `times.start` and `times.end` in place and returns by how much each span moved. `order` MUST have parents before
 * children.
 */
export function undoClockSkew(times: SpanTimes, order: Int32Array): Float64Array {
  const { start, end, parent, flags } = times;
  const shift = new Float64Array(start.length);
  for (const i of order) {
    const p = parent[i] as number;
    if (p === -1) continue;
    let move = shift[p] as number;
    const parentStart = start[p] as number;
    if (((flags[i] as number) & SpanFlag.remote) !== 0) {
      // The parent has been moved already; the child has not.
      const early = parentStart - ((start[i] as number) + move);
      if (early > ROUNDING_MS) {
        const room = (end[p] as number) - parentStart - ((end[i] as number) - (start[i] as number));
        move += early + (room > 0 ? Math.floor(room / 2) : 0);
      }
    }
    if (move === 0) continue;
    shift[i] = move;
    start[i] = (start[i] as number) + move;
    end[i] = (end[i] as number) + move;
  }
  return shift;
}
