import './flame-pane.css';
import { Fragment } from 'preact';
import { openFlameGraph } from '../../../charts/flame-graph.ts';
import { isDiff, levelsWithin, pathOf } from '../../../model/profile/flame-tree.ts';
import type { FlameTree } from '../../../model/profile/flame-tree.ts';
import type { ProfilePicture } from '../../../model/profile/profile-picture.ts';
import { weightText } from '../../../model/profile/weight-text.ts';
import { Button } from '../../../widgets/button.tsx';
import { CopyButton } from '../../../widgets/copy-button.tsx';
import { EmptyState } from '../../../widgets/empty-state.tsx';
import { Mounted } from '../../../widgets/hooks/mounted.tsx';
import { describeRow, middleCut, weightAndShare } from './flame-text.ts';
import { hideFunction, lookAround, pick, stackText, zoomOut } from './frame-actions.ts';
import { stretchOf, treeOf } from './places.ts';
import type { ProfileState } from './profile-state.ts';

/** The picture, the way to what is zoomed to above it, and what is selected below it. */
export function FlamePane({ state }: { readonly state: ProfileState }) {
  const picture = state.picture.value;
  if (picture === undefined) return undefined;
  return (
    <section class="flame-pane" aria-label="Flame graph">
      <Crumbs state={state} picture={picture} />
      <Trees state={state} picture={picture} />
      <Selected state={state} picture={picture} />
    </section>
  );
}

function Trees({ state, picture }: PaneProps) {
  const { focus } = state.view.value;
  const { mode } = picture;
  if (mode === 'sandwich' && picture.trees.length === 0) {
    return (
      <div class="flame-pane__none">
        <EmptyState
          title={focus === undefined ? 'Which function?' : 'That function is not in here'}
          detail={
            focus === undefined
              ? 'Select a frame or a row of the table: its callers are shown above it, what it calls below.'
              : `${middleCut(focus)} is in none of the samples that are selected.`
          }
        />
      </div>
    );
  }
  if (picture.whole <= 0) {
    // Widths are those of after, so there is nothing to draw where all of it was before.
    const isGone = picture.wholeBefore > 0;
    return (
      <div class="flame-pane__none">
        <EmptyState
          title={isGone ? 'Nothing of it is left after' : 'No sample is left'}
          detail={
            isGone
              ? 'All of what is selected was before: the table has it, and so has the picture with the sides swapped.'
              : 'Threads, states, the window of time and the event together leave nothing over.'
          }
        />
      </div>
    );
  }
  if (picture.mode !== 'sandwich') return <Tree state={state} picture={picture} index={0} />;
  return (
    <Fragment>
      <Side title="Callers" picture={picture} index={0} />
      <Tree state={state} picture={picture} index={0} isUpward />
      <Side title="Calls" picture={picture} index={1} />
      <Tree state={state} picture={picture} index={1} />
    </Fragment>
  );
}

/** The heading of half a sandwich, with what the function in the middle weighs. */
function Side({
  title,
  picture,
  index,
}: {
  readonly title: string;
  readonly picture: ProfilePicture;
  readonly index: number;
}) {
  const tree = picture.trees[index];
  return (
    <h2 class="flame-pane__side">
      {title}
      {tree === undefined ? undefined : (
        <small class="faint">{weightAndShare(tree.whole, picture.whole, tree.unit)}</small>
      )}
    </h2>
  );
}

interface PaneProps {
  readonly state: ProfileState;
  readonly picture: ProfilePicture;
}

/** What the root of a tree is called. */
function rootNameOf({ mode, whole }: ProfilePicture, { unit }: FlameTree): string {
  return `${mode === 'callers' ? 'all, by what ran' : 'all'} · ${weightText(whole, unit)}`;
}

function Tree({
  state,
  picture,
  index,
  isUpward,
}: PaneProps & { readonly index: number; readonly isUpward?: boolean }) {
  const tree = picture.trees[index];
  if (tree === undefined) return undefined;
  const { symbols } = state;
  const view = state.view.value;
  const selected = state.selected.value;
  const rootName = rootNameOf(picture, tree);
  // Its one row is the function in the middle, which needs no other root above it.
  const isRootless = picture.mode === 'sandwich';
  const stretch = stretchOf(state, index);
  const flags = state.found.value?.flags;
  return (
    <Mounted
      class="flame-pane__tree"
      open={openFlameGraph}
      input={{
        tree,
        nameOf: (symbol) => symbols.name(symbol),
        shortNameOf: (symbol) => symbols.shortName(symbol),
        hueOf: (symbol) =>
          view.colour === 'owner' ? symbols.ownerHue(symbol) : symbols.packageHue(symbol),
        found: flags === undefined || flags.length === 0 ? undefined : flags,
        isUpward: isUpward ?? view.shape === 'flame',
        rootName,
        isRootless,
        stretch,
        levels: levelsWithin(tree, stretch.from, stretch.to),
        selected: selected?.tree === index ? selected.row : -1,
        scrollWish: state.scrollWish.value,
        label: labelOf(state, picture, tree),
        describe: (row) =>
          describeRow({ tree, picture, symbols, rootName, isRaw: picture.isRaw }, row),
        onPick: (row) => (row === 0 ? zoomOut(state) : pick(state, { tree: index, row }, true)),
        onStretch: (stretch) =>
          state.change({
            stretch:
              stretch.from === 0 && stretch.to === 1 ? undefined : { ...stretch, tree: index },
            ...(stretch.from === 0 && stretch.to === 1 ? { zoom: undefined } : {}),
          }),
      }}
    />
  );
}

function labelOf(state: ProfileState, picture: ProfilePicture, tree: FlameTree): string {
  const what = isDiff(tree) ? 'Comparison of two profiles' : 'Flame graph';
  const whole = weightText(picture.whole, picture.unit);
  const hit = state.found.value;
  const found = hit === undefined || hit.count === 0 ? '' : `, ${hit.count} functions found`;
  return `${what}: ${whole}, ${tree.levels - 1} levels deep${found}. The table says the same in words.`;
}

const crumbsMax = 7;

/** From the root to what is zoomed to. Nothing while all of it is shown. */
function Crumbs({ state, picture }: PaneProps) {
  const zoomed = state.zoomed.value;
  const tree = zoomed === undefined ? undefined : treeOf(state, zoomed);
  const isAway = state.view.value.stretch !== undefined;
  if (!isAway && (zoomed === undefined || tree === undefined)) return undefined;
  const path = zoomed === undefined || tree === undefined ? [] : pathOf(tree, zoomed.row);
  const shown = path.length > crumbsMax ? path.slice(-crumbsMax) : path;
  void picture;
  return (
    <nav class="flame-crumbs" aria-label="Zoom">
      <button
        type="button"
        class="flame-crumbs__step"
        title="Show all of it (0)"
        onClick={() => zoomOut(state)}
      >
        all
      </button>
      {shown.length < path.length ? (
        <span class="faint">› … {path.length - shown.length}</span>
      ) : undefined}
      {shown.map((row, index) => (
        <Fragment key={row}>
          <span class="faint" aria-hidden="true">
            ›
          </span>
          <button
            type="button"
            class="flame-crumbs__step mono"
            {...(index === shown.length - 1 ? { 'aria-current': 'true' as const } : {})}
            title={state.symbols.name(tree?.symbol[row] ?? 0)}
            onClick={() => pick(state, { tree: zoomed?.tree ?? 0, row }, true)}
          >
            {state.symbols.shortName(tree?.symbol[row] ?? 0)}
          </button>
        </Fragment>
      ))}
    </nav>
  );
}

function Selected({ state, picture }: PaneProps) {
  const place = state.selected.value;
  const tree = place === undefined ? undefined : treeOf(state, place);
  if (place === undefined || tree === undefined) {
    return (
      <p class="flame-selected flame-selected--none faint">
        Click a frame to zoom; arrow keys walk, <kbd>/</kbd> searches, <kbd>?</kbd> shows all keys.
      </p>
    );
  }
  const symbol = tree.symbol[place.row] as number;
  const name = state.symbols.name(symbol);
  const [, ...lines] = describeRow(
    { tree, picture, symbols: state.symbols, rootName: '', isRaw: picture.isRaw },
    place.row,
  );
  return (
    <div class="flame-selected">
      <p class="flame-selected__name" role="status">
        <b class="mono" title={name}>
          {name}
        </b>
        <span class="muted">{lines.join('  ·  ')}</span>
      </p>
      <span class="flame-selected__tools">
        <Button
          size="small"
          tone="quiet"
          title="Who calls it, and what it calls (s)"
          onClick={() => lookAround(state, name)}
        >
          Callers and calls
        </Button>
        <Button
          size="small"
          tone="quiet"
          title="Its time counts for its callers (h)"
          onClick={() => hideFunction(state, name)}
        >
          Hide
        </Button>
        <CopyButton label="Copy stack" text={() => stackText(state, place)} />
      </span>
    </div>
  );
}
