/**
 * What is on the screen of a profile: what the reader made of it (which the address holds), what the worker answered, and
 * what follows from both.
 */
import { search } from '../../../base/address.ts';
import { valueOf } from '../../../base/loadable.ts';
import type { Loadable } from '../../../base/loadable.ts';
import { computed, signal } from '../../../base/signal.ts';
import type { ReadonlySignal, Signal } from '../../../base/signal.ts';
import { PathKeys } from '../../../model/profile/path-keys.ts';
import { openPatientClient } from '../../../model/profile/patient-client.ts';
import { chosenOf } from '../../../model/profile/profile-facts.ts';
import type { ProfileFacts } from '../../../model/profile/profile-facts.ts';
import type {
  FoundSymbols,
  PictureSide,
  ProfilePicture,
  SymbolRows,
} from '../../../model/profile/profile-picture.ts';
import type { SideSelection } from '../../../model/profile/selection.ts';
import { parseReference, profileUrl } from '../../../model/profile/tasks/reference.ts';
import type { ProfileReference } from '../../../model/profile/tasks/reference.ts';
import type { TimeStrip } from '../../../model/profile/time-strip.ts';
import { parseView } from '../../../model/profile/view-address.ts';
import type { ProfileView } from '../../../model/profile/view-address.ts';
import { openClient } from './open-client.ts';
import { findPlace } from './places.ts';
import type { Place } from './places.ts';
import {
  followFacts,
  followFind,
  followPicture,
  followRows,
  followStrip,
} from './profile-answers.ts';
import type { PictureQuestion } from './profile-answers.ts';
import { SymbolStore } from './symbol-store.ts';
import { openViewMirror } from './view-mirror.ts';

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
  /** Set once the spans are known, or known to be missing: a link that names a span waits for it. */
  readonly hasSpans: Signal<boolean>;
  /** The address of just what is on the screen. */
  link(): string;
  /** Reads everything again. */
  retry(): void;
  close(): void;
}

/** The parts of a view that decide what the worker is asked for. */
function requestOf(
  view: ProfileView,
  side: PictureSide,
  before: PictureSide | undefined,
): PictureQuestion {
  const { mode, focus, order, recursion, hide, group, isRaw } = view;
  return { side, before, mode, focus, order, recursion, hide, group, isRaw };
}

export function openProfileState(reference: ProfileReference): ProfileState {
  const symbols = new SymbolStore();
  const again = signal(0);
  const client = openPatientClient(openClient, () => {
    // A new worker counts functions anew, and has no profile yet.
    symbols.forget();
    again.value = again.peek() + 1;
  });
  const view = signal(parseView(search.peek()));
  const url = profileUrl(reference);
  const spanRanges = signal<Ranges | undefined>(undefined);
  const hasSpans = signal(reference.kind !== 'trace');
  const otherUrl = computed(() => {
    const other = parseReference(view.value.against ?? '');
    return other === undefined ? undefined : profileUrl(other);
  });
  const facts = followFacts(client, () => url, again);
  const otherFacts = followFacts(client, () => otherUrl.value, again);
  const rows = signal<SymbolRows | undefined>(undefined);
  const found = signal<FoundSymbols | undefined>(undefined);
  const strip = signal<TimeStrip | undefined>(undefined);
  const otherStrip = signal<TimeStrip | undefined>(undefined);

  const readyFacts = computed(() => (facts.value === undefined ? undefined : valueOf(facts.value)));
  const side = computed<PictureSide>(() => ({
    key: url,
    selection: view.value.side,
    ...(spanRanges.value === undefined ? {} : { ranges: spanRanges.value }),
  }));
  const before = computed<PictureSide | undefined>(() =>
    otherUrl.value === undefined
      ? undefined
      : { key: otherUrl.value, selection: otherSelection(view.value, readyFacts.value) },
  );
  const drawn = followPicture(
    client,
    () => {
      if (facts.value?.state !== 'ready') return undefined;
      if (otherUrl.value !== undefined && otherFacts.value?.state !== 'ready') return undefined;
      if (view.value.span !== undefined && !hasSpans.value) return undefined;
      return requestOf(view.value, side.value, before.value);
    },
    symbols,
  );
  const { picture, problem, isBusy } = drawn;
  // The strips wait for the first picture, which is what the reader waits for.
  const isDrawn = computed(() => picture.value !== undefined);
  const mirror = openViewMirror(view);
  const stops = [
    () => drawn.close(),
    followRows(client, picture, rows),
    followFind(client, view, picture, found),
    followStrip(client, () => (isDrawn.value ? side.value : undefined), strip),
    followStrip(client, () => (isDrawn.value ? before.value : undefined), otherStrip),
    () => mirror.close(),
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
      if (options.push === true) mirror.write({ push: true });
    },
    link() {
      mirror.write();
      return window.location.href;
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
    hasSpans,
    // The worker itself may be what failed.
    retry: () => client.restart(),
    close() {
      for (const stop of stops) stop();
      facts.close();
      otherFacts.close();
      client.close();
    },
  };
}

/**
 * What counts of the profile that is compared with: where nothing else was chosen for it, the event and the value of the one
 * on the screen, which may not be its own usual ones.
 */
export function otherSelection(
  { side, otherSide }: ProfileView,
  facts: ProfileFacts | undefined,
): SideSelection {
  if (facts === undefined || otherSide.event !== undefined) return otherSide;
  const { event, type } = chosenOf(facts, side);
  return { ...otherSide, event: event?.event, type: otherSide.type ?? type?.name };
}
