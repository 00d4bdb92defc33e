import type { DumpElement } from '@stormpetrel/profile';

/**
 * The nodes that most dumps have, at most `nodesMax` over all trees, numbered anew; counts and durations stay as they are. Nodes come
 * parents first, and none has more dumps than its parent.
 */
export function pruneDumpTrees(
  trees: readonly (readonly DumpElement[])[],
  nodesMax: number,
): readonly (readonly DumpElement[])[] {
  const total = trees.reduce((sum, { length }) => sum + length, 0);
  if (total <= nodesMax) return trees;
  const counts = Float64Array.from(trees.flatMap((tree) => tree.map(({ count }) => count))).sort();
  const least = counts[total - nodesMax] ?? 0;
  /** Nodes that have just as many dumps as the rarest that may stay take what is left of the room. */
  let room = nodesMax - (total - 1 - counts.findLastIndex((count) => count <= least));
  const pruned = trees.map((tree) => {
    const newIds = new Map([[0, 0]]);
    const kept: DumpElement[] = [];
    for (const element of tree) {
      const parentId = newIds.get(element.parentId);
      if (parentId === undefined || element.count < least) continue;
      if (element.count === least && room-- <= 0) continue;
      newIds.set(element.id, kept.length + 1);
      kept.push({ ...element, id: kept.length + 1, parentId });
    }
    return kept;
  });
  return pruned.filter((tree) => tree.length > 0);
}
