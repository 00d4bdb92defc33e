/**
 * Runs of siblings that do the same thing one after the other: the query in a loop, the batch of calls. Eight or more
 * in a row are shown as one line with their number, which opens on demand.
 */
import type { SiblingRuns } from './trace-table.ts';

/** Fewer than this are quicker read than opened. */
export const RUN_LENGTH_MIN = 8;

interface Tree {
  readonly parent: Int32Array;
  readonly subtreeEnd: Int32Array;
  readonly service: Int32Array;
  readonly name: Int32Array;
}

/** Finds the runs. Rows MUST stand depth first. A row belongs to at most one run as a member; runs may nest. */
export function siblingRunsOf(tree: Tree): SiblingRuns {
  const count = tree.parent.length;
  const first: number[] = [];
  const end: number[] = [];
  const counts: number[] = [];
  // Rows that an earlier row has already taken into its run as siblings.
  const taken = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) {
    if (taken[i] === 1) continue;
    let length = 0;
    let at = i;
    while (at < count && isSame(tree, i, at)) {
      taken[at] = 1;
      length += 1;
      at = tree.subtreeEnd[at] as number;
    }
    if (length < RUN_LENGTH_MIN) continue;
    first.push(i);
    end.push(at);
    counts.push(length);
  }
  return {
    first: Int32Array.from(first),
    end: Int32Array.from(end),
    count: Int32Array.from(counts),
  };
}

function isSame(tree: Tree, a: number, b: number): boolean {
  return (
    tree.parent[a] === tree.parent[b] &&
    tree.name[a] === tree.name[b] &&
    tree.service[a] === tree.service[b]
  );
}
