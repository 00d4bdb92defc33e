/**
 * Children lists of a forest, kept in one array, and the depth-first order of its nodes. Iterative throughout.
 */

/** Children of node `i`: `child[offset[i]]` up to `child[offset[i + 1]]`. The roots are the children of node `count`. */
export interface ChildLists {
  readonly offset: Int32Array;
  readonly child: Int32Array;
}

/** Children lists in the order of the nodes' numbers. `parent[i]` is −1 for roots. There MUST be no circles. */
export function childListsOf(parent: Int32Array): ChildLists {
  const count = parent.length;
  const offset = new Int32Array(count + 2);
  for (let i = 0; i < count; i += 1) {
    const slot = parent[i] === -1 ? count : (parent[i] as number);
    offset[slot + 1] = (offset[slot + 1] as number) + 1;
  }
  for (let i = 0; i <= count; i += 1)
    offset[i + 1] = (offset[i + 1] as number) + (offset[i] as number);
  const next = offset.slice(0, count + 1);
  const child = new Int32Array(count);
  for (let i = 0; i < count; i += 1) {
    const slot = parent[i] === -1 ? count : (parent[i] as number);
    const at = next[slot] as number;
    child[at] = i;
    next[slot] = at + 1;
  }
  return { offset, child };
}

/** Sorts each list in place by start, the longer first, then by number. Lists already in order cost one look. */
export function sortChildren(lists: ChildLists, start: Float64Array, end: Float64Array): void {
  const before = (a: number, b: number): number =>
    (start[a] as number) - (start[b] as number) || (end[b] as number) - (end[a] as number) || a - b;
  for (let i = 0; i + 1 < lists.offset.length; i += 1) {
    const slice = lists.child.subarray(lists.offset[i], lists.offset[i + 1]);
    for (let k = 1; k < slice.length; k += 1) {
      if (before(slice[k - 1] as number, slice[k] as number) > 0) {
        slice.sort(before);
        break;
      }
    }
  }
}

/** Nodes with every parent before its children, level by level. */
export function levelOrder(lists: ChildLists): Int32Array {
  const order = new Int32Array(lists.child.length);
  let filled = 0;
  const take = (node: number): void => {
    for (let k = lists.offset[node] as number; k < (lists.offset[node + 1] as number); k += 1) {
      order[filled] = lists.child[k] as number;
      filled += 1;
    }
  };
  take(lists.child.length);
  for (let i = 0; i < filled; i += 1) take(order[i] as number);
  return order;
}

/** Nodes depth first. */
export function depthFirstOrder(lists: ChildLists): Int32Array {
  const count = lists.child.length;
  const order = new Int32Array(count);
  const stack = new Int32Array(count + 1);
  let height = 0;
  let filled = 0;
  const push = (node: number): void => {
    for (
      let k = (lists.offset[node + 1] as number) - 1;
      k >= (lists.offset[node] as number);
      k -= 1
    ) {
      stack[height] = lists.child[k] as number;
      height += 1;
    }
  };
  push(count);
  while (height > 0) {
    height -= 1;
    const node = stack[height] as number;
    order[filled] = node;
    filled += 1;
    push(node);
  }
  return order;
}
