/** Where on the pictures something is: rows by their keys, and what of a tree is in view. */
import type { FlameTree } from '../../../model/profile/flame-tree.ts';
import type { PathKeys } from '../../../model/profile/path-keys.ts';
import type { Stretch } from '../../../model/profile/view-address.ts';
import type { ProfileState } from './profile-state.ts';

/** A row of one of the picture's trees. */
export interface Place {
  readonly tree: number;
  readonly row: number;
}

export function findPlace(keys: readonly PathKeys[], key: string | undefined): Place | undefined {
  if (key === undefined) return undefined;
  for (const [tree, each] of keys.entries()) {
    const row = each.find(key);
    if (row > 0) return { tree, row };
  }
  return undefined;
}

/** The tree that a place is in. */
export function treeOf(state: ProfileState, place: Place): FlameTree | undefined {
  return state.picture.value?.trees[place.tree];
}

/** What is in view of a tree: where wheel and drag went, else the frame zoomed to, else all. */
export function stretchOf(state: ProfileState, index: number): Stretch {
  const { stretch } = state.view.value;
  const tree = state.picture.value?.trees[index];
  if (stretch?.tree === index) return stretch;
  const zoomed = state.zoomed.value;
  if (tree === undefined || zoomed === undefined || zoomed.tree !== index || tree.whole <= 0)
    return { from: 0, to: 1 };
  const from = (tree.start[zoomed.row] as number) / tree.whole;
  const width = (tree.width[zoomed.row] as number) / tree.whole;
  return width > 0 ? { from, to: Math.min(1, from + width) } : { from: 0, to: 1 };
}
