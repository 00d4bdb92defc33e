/**
 * Self time: how long a span ran while none of its children did. The children of a row are walked in the order of their
 * starts, so one sweep with a moving edge measures what they cover, overlaps counted once and parts outside of the span
 * left out.
 */

export interface TreeTimes {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly parent: Int32Array;
}

/** Self time of each row. Rows MUST stand depth first with siblings by start. */
export function selfTimes(tree: TreeTimes): Float64Array {
  const { start, end, parent } = tree;
  const count = start.length;
  const self = new Float64Array(count);
  // Up to where the children seen so far cover each row.
  const edge = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    self[i] = (end[i] as number) - (start[i] as number);
    edge[i] = start[i] as number;
  }
  for (let i = 0; i < count; i += 1) {
    const p = parent[i] as number;
    if (p === -1) continue;
    const from = Math.max(start[i] as number, edge[p] as number);
    const to = Math.min(end[i] as number, end[p] as number);
    if (to <= from) continue;
    self[p] = (self[p] as number) - (to - from);
    edge[p] = to;
  }
  return self;
}
