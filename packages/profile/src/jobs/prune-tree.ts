import type { ProfileElement } from '../skywalking/profile-trees.ts';

/**
 * The heaviest rows of a tree, at most `rowsMax`, numbered anew. Parents come before their children, in the order in which
 * they stood; what is left out still counts in the totals above it.
 */
export function pruneTree(
  elements: readonly ProfileElement[],
  rowsMax: number,
): readonly ProfileElement[] {
  if (elements.length <= rowsMax) return elements;
  const totals = Float64Array.from(elements, ({ total }) => total).sort();
  const least = totals[totals.length - rowsMax] as number;
  const newIds = new Map<number, number>();
  const kept: ProfileElement[] = [];
  /** Rows that weigh just as much as the lightest that may stay take what is left of the room. */
  let room =
    rowsMax - totals.length + (totals as Float64Array).findLastIndex((t) => t <= least) + 1;
  for (const element of elements) {
    const parentId = newIds.get(element.parentId);
    const isRoot = kept.length === 0;
    if (!isRoot) {
      if (parentId === undefined || element.total < least) continue;
      if (element.total === least && room-- <= 0) continue;
    }
    newIds.set(element.id, kept.length);
    kept.push({ ...element, id: kept.length, parentId: parentId ?? -1 });
  }
  return kept;
}
