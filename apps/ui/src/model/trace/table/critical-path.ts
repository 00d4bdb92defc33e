/**
 * The critical path of the longest root: the chain of work that, made shorter, makes the whole shorter.
 *
 * Walk back from the root's end. The child that ended last before the point where we stand is what the span was waiting
 * for: from its end to our point the span itself worked, then the walk goes on inside the child and resumes in front of
 * the child's start. Children that end later than the point were not waited for (work that goes on in another thread, or
 * in parallel with a longer sibling). The parts, turned round, cover the root from start to end without gap or overlap.
 *
 * One millisecond of overhang is rounding, not concurrency: clocks on the wire count in milliseconds.
 */
import type { CriticalPath } from './trace-table.ts';

const ROUNDING_MS = 1;

interface Tree {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly parent: Int32Array;
  readonly subtreeEnd: Int32Array;
}

interface Frame {
  readonly row: number;
  /** The span counts from here on: its start, or that of the span above it if that is later. */
  readonly low: number;
  /** Children, the last to end first. */
  readonly children: readonly number[];
  next: number;
  /** The point up to which the path is still to be explained. */
  point: number;
}

/** The longest root, whose path is followed and whose name stands for the trace; −1 when there is none. */
export function mainRootOf(tree: Pick<Tree, 'start' | 'end' | 'subtreeEnd'>): number {
  let best = -1;
  for (let i = 0; i < tree.start.length; i = tree.subtreeEnd[i] as number) {
    if (best === -1 || lengthOf(tree, i) > lengthOf(tree, best)) best = i;
  }
  return best;
}

function lengthOf(tree: Pick<Tree, 'start' | 'end'>, i: number): number {
  return (tree.end[i] as number) - (tree.start[i] as number);
}

function openFrame(tree: Tree, row: number, low: number, point: number): Frame {
  const children: number[] = [];
  for (let i = row + 1; i < (tree.subtreeEnd[row] as number); i = tree.subtreeEnd[i] as number) {
    if (lengthOf(tree, i) > 0 && (tree.start[i] as number) < point) children.push(i);
  }
  children.sort((a, b) => (tree.end[b] as number) - (tree.end[a] as number) || a - b);
  return { row, low, children, next: 0, point };
}

/** The child that the frame's span waited for at its point, or −1. */
function takeBlocker(tree: Tree, frame: Frame): number {
  while (frame.next < frame.children.length) {
    const child = frame.children[frame.next] as number;
    const end = tree.end[child] as number;
    if (end <= frame.low) return -1;
    frame.next += 1;
    if (end <= frame.point + ROUNDING_MS && (tree.start[child] as number) < frame.point)
      return child;
  }
  return -1;
}

/** Finds the path. Rows MUST stand depth first. Empty for an empty trace or one whose longest root has no length. */
export function criticalPathOf(tree: Tree): CriticalPath {
  const rows: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const emit = (row: number, from: number, to: number): void => {
    if (to <= from) return;
    rows.push(row);
    starts.push(from);
    ends.push(to);
  };
  const root = mainRootOf(tree);
  const stack: Frame[] = [];
  if (root !== -1)
    stack.push(openFrame(tree, root, tree.start[root] as number, tree.end[root] as number));
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const child = takeBlocker(tree, frame);
    if (child === -1) {
      emit(frame.row, frame.low, frame.point);
      stack.pop();
      continue;
    }
    const childEnd = Math.min(tree.end[child] as number, frame.point);
    const childLow = Math.max(tree.start[child] as number, frame.low);
    emit(frame.row, childEnd, frame.point);
    frame.point = childLow;
    stack.push(openFrame(tree, child, childLow, childEnd));
  }
  return {
    row: Int32Array.from(rows).reverse(),
    start: Float64Array.from(starts).reverse(),
    end: Float64Array.from(ends).reverse(),
  };
}

/** Time of each row on the path. */
export function criticalTimes(path: CriticalPath, count: number): Float64Array {
  const critical = new Float64Array(count);
  path.row.forEach((row, k) => {
    critical[row] = (critical[row] as number) + (path.end[k] as number) - (path.start[k] as number);
  });
  return critical;
}
