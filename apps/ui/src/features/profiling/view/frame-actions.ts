/** What can be done with a frame or a function of the picture. */
import { batch } from '../../../base/signal.ts';
import { pathOf } from '../../../model/profile/flame-tree.ts';
import { withName } from '../../../model/profile/name-matcher.ts';
import { treeOf } from './places.ts';
import type { Place } from './places.ts';
import type { ProfileState } from './profile-state.ts';

/** Selects a row and goes to it; `isZoomed` makes it as wide as the view. */
export function pick(state: ProfileState, place: Place, isZoomed: boolean): void {
  const key = state.keys.peek()[place.tree]?.keyOf(place.row);
  batch(() => {
    state.scrollWish.value += 1;
    if (isZoomed) state.change({ selected: key, zoom: key, stretch: undefined }, { push: true });
    else state.change({ selected: key });
  });
}

/** Shows all of it. */
export function zoomOut(state: ProfileState): void {
  state.change({ zoom: undefined, stretch: undefined }, { push: true });
}

/** The name of what is selected. */
export function selectedName(state: ProfileState): string | undefined {
  const place = state.selected.peek();
  const tree = place === undefined ? undefined : treeOf(state, place);
  return place === undefined || tree === undefined
    ? undefined
    : state.symbols.name(tree.symbol[place.row] as number);
}

/** The stack of a row as text, the innermost frame first, as stack traces are written. */
export function stackText(state: ProfileState, place: Place): string {
  const tree = state.picture.peek()?.trees[place.tree];
  if (tree === undefined) return '';
  const names = pathOf(tree, place.row).map((row) => {
    const symbol = tree.symbol[row] as number;
    const where = state.symbols.place(symbol);
    return where === '' ? state.symbols.name(symbol) : `${state.symbols.name(symbol)} (${where})`;
  });
  // Callers stand below in an inverted tree: there the innermost frame is first already.
  const mode = state.picture.peek()?.mode;
  const isInverted = mode === 'callers' || (mode === 'sandwich' && place.tree === 0);
  return (isInverted ? names : names.reverse()).join('\n');
}

/** Puts a function in the middle. */
export function lookAround(state: ProfileState, name: string): void {
  state.change(
    { mode: 'sandwich', focus: name, zoom: undefined, selected: undefined, stretch: undefined },
    { push: true },
  );
}

/** Adds a function to those that are hidden. */
export function hideFunction(state: ProfileState, name: string): void {
  state.change({ hide: withName(state.view.peek().hide, name) }, { push: true });
}
