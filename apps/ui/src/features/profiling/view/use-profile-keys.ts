import { heaviestChild, levelOf, neighbourOf } from '../../../model/profile/flame-tree.ts';
import type { FlameTree } from '../../../model/profile/flame-tree.ts';
import { chosenOf } from '../../../model/profile/profile-facts.ts';
import { valueOf } from '../../../base/loadable.ts';
import { writeClipboard } from '../../../widgets/copy-button.tsx';
import { copyLink } from '../../../widgets/copy-link.tsx';
import { useKeys } from '../../../widgets/hooks/use-keys.ts';
import {
  hideFunction,
  lookAround,
  pick,
  selectedName,
  stackText,
  zoomOut,
} from './frame-actions.ts';
import { stretchOf } from './places.ts';
import type { Place } from './places.ts';
import type { ProfileState } from './profile-state.ts';

const frameShareMin = 0.004;
const nowhere = { zoom: undefined, selected: undefined, stretch: undefined };

/** Order of time is of one profile, from its root down, and needs times. */
export function canOrderByTime(state: ProfileState): boolean {
  const { mode, against, side } = state.view.value;
  const facts = valueOf(state.facts.value);
  return (
    facts !== undefined &&
    chosenOf(facts, side).event?.hasTimes === true &&
    mode === 'calls' &&
    against === undefined
  );
}

/** The place that keys start from: what is selected, what is zoomed to, or the root. */
function placeNow(state: ProfileState): Place {
  return state.selected.peek() ?? state.zoomed.peek() ?? { tree: 0, row: 0 };
}

/** Selects a row, and moves the view where the row would be too narrow to see or out of it. */
function goTo(state: ProfileState, place: Place): void {
  const tree = state.picture.peek()?.trees[place.tree];
  if (tree === undefined || place.row < 0) return;
  if (place.row === 0) {
    state.change({ selected: undefined });
    return;
  }
  const view = stretchOf(state, place.tree);
  const from = (tree.start[place.row] as number) / tree.whole;
  const width = (tree.width[place.row] as number) / tree.whole;
  const isSeen =
    from < view.to && from + width > view.from && width / (view.to - view.from) >= frameShareMin;
  pick(state, place, false);
  if (!isSeen) {
    const above = tree.parent[place.row] as number;
    const key = state.keys.peek()[place.tree]?.keyOf(above);
    state.change({ zoom: key, stretch: undefined });
  }
}

type Step = 'child' | 'parent' | 'left' | 'right';

function walk(state: ProfileState, step: Step): void {
  const now = placeNow(state);
  const tree = state.picture.peek()?.trees[now.tree];
  if (tree === undefined) return;
  const rowOf = (): number => {
    switch (step) {
      case 'child':
        return heaviestChild(tree, now.row);
      case 'parent':
        return now.row === 0 ? 0 : (tree.parent[now.row] as number);
      case 'left':
        return neighbourOf(tree, now.row, -1);
      case 'right':
        return neighbourOf(tree, now.row, 1);
    }
  };
  goTo(state, { tree: now.tree, row: rowOf() });
}

/** True where the root is at the bottom, so that the arrows go as they look. */
function isUpward(state: ProfileState): boolean {
  const { mode, shape } = state.view.peek();
  return mode === 'sandwich' ? placeNow(state).tree === 0 : shape === 'flame';
}

/** The next row that was found, from left to right and from the root down; round again at the end. */
export function goToFound(state: ProfileState, step: 1 | -1): void {
  const flags = state.found.peek()?.flags;
  const { tree: index, row } = placeNow(state);
  const tree = state.picture.peek()?.trees[index];
  if (flags === undefined || tree === undefined || flags.length === 0) return;
  // Through the tree that one is in, then through the other one of a sandwich, and round again.
  const trees = state.picture.peek()?.trees ?? [];
  for (let turn = 0; turn <= trees.length; turn++) {
    const number = (index + step * turn + trees.length * 2) % trees.length;
    const each = trees[number] as FlameTree;
    const begin = turn === 0 ? row + step : step > 0 ? 1 : each.count - 1;
    for (let at = begin; at > 0 && at < each.count; at += step) {
      if (flags[each.symbol[at] as number] !== 1 || each.width[at] === 0) continue;
      goTo(state, { tree: number, row: at });
      return;
    }
  }
}

function zoomToSelected(state: ProfileState): void {
  const place = state.selected.peek();
  if (place !== undefined) pick(state, place, true);
}

/** One step out: from a free stretch, then to the frame above the one that is zoomed to. */
function zoomToParent(state: ProfileState): void {
  const zoomed = state.zoomed.peek();
  const tree = zoomed === undefined ? undefined : state.picture.peek()?.trees[zoomed.tree];
  if (state.view.peek().stretch !== undefined || zoomed === undefined || tree === undefined) {
    zoomOut(state);
    return;
  }
  const above = tree.parent[zoomed.row] as number;
  if (levelOf(tree, zoomed.row) <= 1) zoomOut(state);
  else pick(state, { tree: zoomed.tree, row: above }, true);
}

function escape(state: ProfileState): void {
  const { zoom, stretch } = state.view.peek();
  if (zoom !== undefined || stretch !== undefined) zoomOut(state);
  else state.change({ selected: undefined });
}

function zoomBy(state: ProfileState, factor: number): void {
  // In a sandwich it is the tree that one is at.
  const { tree } = placeNow(state);
  const { from, to } = stretchOf(state, tree);
  const middle = (from + to) / 2;
  const length = Math.min(1, Math.max(1e-7, (to - from) * factor));
  const start = Math.min(1 - length, Math.max(0, middle - length / 2));
  state.change({
    stretch: length === 1 ? undefined : { tree, from: start, to: start + length },
    ...(length === 1 ? { zoom: undefined } : {}),
  });
}

export function focusFind(): void {
  const field = document.getElementById('profile-find');
  if (field instanceof HTMLInputElement) field.select();
}

/** Binds the keys of a profile. */
export function useProfileKeys(state: ProfileState): void {
  const view = state.view;
  const withName = (run: (name: string) => void): void => {
    const name = selectedName(state);
    if (name !== undefined) run(name);
  };
  useKeys('Profile', [
    {
      keys: 'ArrowDown',
      label: 'The frame below',
      run: () => walk(state, isUpward(state) ? 'parent' : 'child'),
    },
    {
      keys: 'ArrowUp',
      label: 'The frame above',
      run: () => walk(state, isUpward(state) ? 'child' : 'parent'),
    },
    { keys: 'ArrowLeft', label: 'The frame to the left', run: () => walk(state, 'left') },
    { keys: 'ArrowRight', label: 'The frame to the right', run: () => walk(state, 'right') },
    { keys: 'Enter', label: 'Zoom to the frame', run: () => zoomToSelected(state) },
    { keys: 'Backspace', label: 'Zoom one frame out', run: () => zoomToParent(state) },
    { keys: 'Escape', label: 'Show all of it', run: () => escape(state) },
    { keys: '0', label: 'Show all of it', run: () => zoomOut(state) },
    { keys: '+', label: 'Zoom in', run: () => zoomBy(state, 0.5) },
    { keys: '-', label: 'Zoom out', run: () => zoomBy(state, 2) },
    { keys: '/', label: 'Search', run: focusFind },
    { keys: 'n', label: 'Next frame found', run: () => goToFound(state, 1) },
    { keys: 'N', label: 'Frame found before', run: () => goToFound(state, -1) },
    {
      keys: 'i',
      label: 'Invert: what ran on top',
      run: () =>
        state.change({
          mode: view.peek().mode === 'callers' ? 'calls' : 'callers',
          ...nowhere,
        }),
    },
    {
      keys: 's',
      label: 'Callers and calls of the frame',
      run: () => withName((name) => lookAround(state, name)),
    },
    {
      keys: 'o',
      label: 'In order of time or of weight',
      run: () => {
        if (view.peek().order === 'time') state.change({ order: 'weight', ...nowhere });
        else if (canOrderByTime(state)) state.change({ order: 'time', ...nowhere });
      },
    },
    {
      keys: 'v',
      label: 'Root on top or at the bottom',
      run: () => state.change({ shape: view.peek().shape === 'flame' ? 'icicle' : 'flame' }),
    },
    {
      keys: 'x',
      label: 'Collapse recursion',
      run: () =>
        state.change({
          recursion: view.peek().recursion === 'none' ? 'all' : 'none',
          stretch: undefined,
        }),
    },
    {
      keys: 'h',
      label: 'Hide the function',
      run: () => withName((name) => hideFunction(state, name)),
    },
    {
      keys: 'c',
      label: 'Copy the stack',
      run: () => {
        const place = state.selected.peek();
        if (place !== undefined) void writeClipboard(stackText(state, place));
      },
    },
    {
      keys: 'y',
      label: 'Copy the link',
      run: () => void copyLink(state.link()),
    },
  ]);
}
