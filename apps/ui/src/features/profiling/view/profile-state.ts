/**
 * What is on the screen of a profile: what the reader made of it (which the address holds), what the worker answered, and
 * what follows from both. Held in signals, because keys repeat faster than browsers let a page write its address.
 */
import { search, writeParameters } from '../../../base/address.ts';
import { messageOf } from '../../../base/errors.ts';
import type { Loadable } from '../../../base/loadable.ts';
import { batch, computed, effect, signal } from '../../../base/signal.ts';
import type { ReadonlySignal, Signal } from '../../../base/signal.ts';
import { PathKeys } from '../../../model/profile/flame-tree.ts';
import type { FlameTree } from '../../../model/profile/flame-tree.ts';
import type { ProfileFacts } from '../../../model/profile/profile-facts.ts';
import type { ProfileClient } from '../../../model/profile/profile-protocol.ts';
import type {
  FoundSymbols,
  PictureRequest,
  PictureSide,
  ProfilePicture,
  SymbolRows,
} from '../../../model/profile/profile-session.ts';
import { parseReference, profileUrl } from '../../../model/profile/tasks/reference.ts';
import type { ProfileReference } from '../../../model/profile/tasks/reference.ts';
import type { TimeStrip } from '../../../model/profile/time-strip.ts';
import { formatView, parseView } from '../../../model/profile/view-address.ts';
import type { ProfileView, Stretch } from '../../../model/profile/view-address.ts';
import { openClient } from './open-client.ts';
import { SymbolStore } from './symbol-store.ts';

/** A row of one of the picture's trees. */
export interface Place {
  readonly tree: number;
  readonly row: number;
}

export type Ranges = readonly (readonly [number, number])[];

export interface ProfileState {
  readonly reference: ProfileReference;
  readonly view: ReadonlySignal<ProfileView>;
  /** `push` makes a step for the back button. */
  change(part: Partial<ProfileView>, options?: { readonly push?: boolean }): void;
  readonly facts: ReadonlySignal<Loadable<ProfileFacts>>;
  /** Of what it is compared with; undefined while nothing is. */
  readonly otherFacts: ReadonlySignal<Loadable<ProfileFacts> | undefined>;
  readonly picture: ReadonlySignal<ProfilePicture | undefined>;
  /** What its functions weigh; a moment later than the picture. */
  readonly rows: ReadonlySignal<SymbolRows | undefined>;
  /** The last question could not be answered. */
  readonly problem: ReadonlySignal<string | undefined>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly found: ReadonlySignal<FoundSymbols | undefined>;
  readonly strip: ReadonlySignal<TimeStrip | undefined>;
  readonly otherStrip: ReadonlySignal<TimeStrip | undefined>;
  readonly symbols: SymbolStore;
  readonly keys: ReadonlySignal<readonly PathKeys[]>;
  readonly selected: ReadonlySignal<Place | undefined>;
  readonly zoomed: ReadonlySignal<Place | undefined>;
  readonly scrollWish: Signal<number>;
  /** Times of a span that take the place of the range; set by whoever knows the spans. */
  readonly spanRanges: Signal<Ranges | undefined>;
  /** Reads everything again. */
  retry(): void;
  close(): void;
}

const writeDelayMs = 200;
const findDelayMs = 60;
const stripBars = 600;

/** The parts of a view that decide what the worker is asked for. */
function requestOf(
  view: ProfileView,
  side: PictureSide,
  before: PictureSide | undefined,
): Omit<PictureRequest, 'knownSymbols'> {
  const { mode, focus, order, recursion, hide, group, isRaw } = view;
  return { side, before, mode, focus, order, recursion, hide, group, isRaw };
}

export function openProfileState(
  reference: ProfileReference,
  client: ProfileClient = openClient(),
): ProfileState {
  const view = signal(parseView(search.peek()));
  const url = profileUrl(reference);
  const again = signal(0);
  const spanRanges = signal<Ranges | undefined>(undefined);
  const otherUrl = computed(() => {
    const other = parseReference(view.value.against ?? '');
    return other === undefined ? undefined : profileUrl(other);
  });
  const facts = followFacts(client, () => url, again);
  const otherFacts = followFacts(client, () => otherUrl.value, again);
  const symbols = new SymbolStore();
  const picture = signal<ProfilePicture | undefined>(undefined);
  const rows = signal<SymbolRows | undefined>(undefined);
  const problem = signal<string | undefined>(undefined);
  const isBusy = signal(true);
  const found = signal<FoundSymbols | undefined>(undefined);
  const strip = signal<TimeStrip | undefined>(undefined);
  const otherStrip = signal<TimeStrip | undefined>(undefined);

  const side = computed<PictureSide>(() => ({
    key: url,
    selection: view.value.side,
    ...(spanRanges.value === undefined ? {} : { ranges: spanRanges.value }),
  }));
  const before = computed<PictureSide | undefined>(() =>
    otherUrl.value === undefined
      ? undefined
      : { key: otherUrl.value, selection: view.value.otherSide },
  );
  const request = computed(() => {
    if (facts.value?.state !== 'ready') return undefined;
    if (otherUrl.value !== undefined && otherFacts.value?.state !== 'ready') return undefined;
    return JSON.stringify(requestOf(view.value, side.value, before.value));
  });
  // The strips wait for the first picture, which is what the reader waits for.
  const isDrawn = computed(() => picture.value !== undefined);
  const stops = [
    effect(() => {
      const asked = request.value;
      void again.value;
      if (asked === undefined) return;
      isBusy.value = true;
      const parsed = JSON.parse(asked) as Omit<PictureRequest, 'knownSymbols'>;
      client.picture({ ...parsed, knownSymbols: symbols.known }).then(
        (made) => {
          // Symbols come with every answer, and the next question counts on their having been taken.
          symbols.take(made.symbols);
          if (request.peek() !== asked) return;
          batch(() => {
            picture.value = made;
            problem.value = undefined;
            isBusy.value = false;
          });
        },
        (thrown: unknown) => {
          if (request.peek() !== asked) return;
          batch(() => {
            problem.value = messageOf(thrown);
            isBusy.value = false;
          });
        },
      );
    }),
    followRows(client, picture, rows),
    followFind(client, view, picture, found),
    followStrip(client, () => (isDrawn.value ? side.value : undefined), strip),
    followStrip(client, () => (isDrawn.value ? before.value : undefined), otherStrip),
    followAddress(view),
  ];

  const keys = computed(() =>
    (picture.value?.trees ?? []).map((tree) => new PathKeys(tree, (id) => symbols.name(id))),
  );
  const placeOf = (key: () => string | undefined): ReadonlySignal<Place | undefined> => {
    const text = computed(key);
    return computed(() => findPlace(keys.value, text.value));
  };
  return {
    reference,
    view,
    change(part, options = {}) {
      view.value = { ...view.peek(), ...part };
      if (options.push === true) writeParameters(formatView(view.peek()), { push: true });
    },
    facts: computed(() => facts.value ?? { state: 'loading' }),
    otherFacts,
    picture,
    rows,
    problem,
    isBusy,
    found,
    strip,
    otherStrip,
    symbols,
    keys,
    selected: placeOf(() => view.value.selected),
    zoomed: placeOf(() => view.value.zoom),
    scrollWish: signal(0),
    spanRanges,
    retry: () => (again.value = again.peek() + 1),
    close() {
      for (const stop of stops) stop();
      facts.close();
      otherFacts.close();
      client.close();
    },
  };
}

function findPlace(keys: readonly PathKeys[], key: string | undefined): Place | undefined {
  if (key === undefined) return undefined;
  for (const [tree, each] of keys.entries()) {
    const row = each.find(key);
    if (row > 0) return { tree, row };
  }
  return undefined;
}

type Followed = ReadonlySignal<Loadable<ProfileFacts> | undefined> & { close(): void };

/** Opens the profile of an address, and another when the address changes. */
function followFacts(
  client: ProfileClient,
  urlOf: () => string | undefined,
  again: ReadonlySignal<number>,
): Followed {
  const facts = signal<Loadable<ProfileFacts> | undefined>(undefined);
  const wanted = computed(urlOf);
  const stop = effect(() => {
    const url = wanted.value;
    const attempt = again.value;
    if (url === undefined) {
      facts.value = undefined;
      return;
    }
    facts.value = { state: 'loading' };
    const isWanted = (): boolean => wanted.peek() === url && again.peek() === attempt;
    client.open(url).then(
      (opened) => {
        performance.mark('profile-bytes', {
          startTime: Math.max(0, opened.bytesAtMs - performance.timeOrigin),
        });
        if (isWanted()) facts.value = { state: 'ready', value: opened.facts, readAtMs: Date.now() };
      },
      (error: unknown) => {
        if (isWanted()) facts.value = { state: 'error', error };
      },
    );
  });
  return Object.assign(facts, { close: stop });
}

function followRows(
  client: ProfileClient,
  picture: ReadonlySignal<ProfilePicture | undefined>,
  rows: Signal<SymbolRows | undefined>,
): () => void {
  return effect(() => {
    const of = picture.value;
    if (of === undefined) return;
    client.rows().then(
      (answer) => {
        if (picture.peek() === of) rows.value = answer;
      },
      () => undefined,
    );
  });
}

function followFind(
  client: ProfileClient,
  view: ReadonlySignal<ProfileView>,
  picture: ReadonlySignal<ProfilePicture | undefined>,
  found: Signal<FoundSymbols | undefined>,
): () => void {
  const text = computed(() => view.value.find);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const pattern = text.value;
    const of = picture.value;
    clearTimeout(timer);
    if (pattern.trim() === '' || of === undefined) {
      found.value = undefined;
      return;
    }
    timer = setTimeout(() => {
      client.find(pattern).then(
        (answer) => {
          if (text.peek() === pattern && picture.peek() === of) found.value = answer;
        },
        () => undefined,
      );
    }, findDelayMs);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

function followStrip(
  client: ProfileClient,
  sideOf: () => PictureSide | undefined,
  strip: Signal<TimeStrip | undefined>,
): () => void {
  // The range is drawn on the strip and does not change it.
  const asked = computed(() => {
    const side = sideOf();
    return side === undefined
      ? undefined
      : JSON.stringify({ key: side.key, selection: { ...side.selection, range: undefined } });
  });
  return effect(() => {
    const question = asked.value;
    if (question === undefined) {
      strip.value = undefined;
      return;
    }
    client.strip(JSON.parse(question) as PictureSide, stripBars).then(
      (made) => {
        if (asked.peek() === question) strip.value = made;
      },
      () => undefined,
    );
  });
}

/** Writes the view to the address a moment later, and reads it when the reader goes back or forward. */
function followAddress(view: Signal<ProfileView>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = search.peek();
  let isFirst = true;
  const stopWriting = effect(() => {
    const now = view.value;
    if (isFirst) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      writeParameters(formatView(now));
      written = search.peek();
    }, writeDelayMs);
  });
  isFirst = false;
  const stopReading = effect(() => {
    if (search.value === written) return;
    written = search.value;
    const read = parseView(search.value);
    // What was just pushed comes back as it was written: nothing changes then.
    if (JSON.stringify(formatView(read)) !== JSON.stringify(formatView(view.peek()))) {
      clearTimeout(timer);
      view.value = read;
    }
  });
  return () => {
    clearTimeout(timer);
    stopWriting();
    stopReading();
  };
}

/** The tree that a place is in. */
export function treeOf(state: ProfileState, place: Place): FlameTree | undefined {
  return state.picture.value?.trees[place.tree];
}

/** What is in view of a tree: where wheel and drag went, else the frame zoomed to, else all. */
export function stretchOf(state: ProfileState, index: number): Stretch {
  const { stretch } = state.view.value;
  const tree = state.picture.value?.trees[index];
  if (stretch !== undefined && index === 0) return stretch;
  const zoomed = state.zoomed.value;
  if (tree === undefined || zoomed === undefined || zoomed.tree !== index || tree.whole <= 0)
    return { from: 0, to: 1 };
  const from = (tree.start[zoomed.row] as number) / tree.whole;
  const width = (tree.width[zoomed.row] as number) / tree.whole;
  return width > 0 ? { from, to: Math.min(1, from + width) } : { from: 0, to: 1 };
}

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
