/**
 * What the worker answers, followed: each question is asked anew when what it hangs on changes, and an answer that came too
 * late is dropped.
 */
import { messageOf } from '../../../base/errors.ts';
import type { Loadable } from '../../../base/loadable.ts';
import { batch, computed, effect, signal } from '../../../base/signal.ts';
import type { ReadonlySignal, Signal } from '../../../base/signal.ts';
import { serverNowMs } from '../../../model/page/refresh.ts';
import type { ProfileFacts } from '../../../model/profile/profile-facts.ts';
import type { ProfileClient } from '../../../model/profile/profile-protocol.ts';
import type {
  FoundSymbols,
  PictureRequest,
  PictureSide,
  ProfilePicture,
  SymbolRows,
} from '../../../model/profile/profile-picture.ts';
import type { TimeStrip } from '../../../model/profile/time-strip.ts';
import type { ProfileView } from '../../../model/profile/view-address.ts';
import type { SymbolStore } from './symbol-store.ts';

const findDelayMs = 60;
const stripBars = 600;

/** All that decides a picture. */
export type PictureQuestion = Omit<PictureRequest, 'knownSymbols'>;

export interface FollowedPicture {
  readonly picture: ReadonlySignal<ProfilePicture | undefined>;
  /** The last question could not be answered. */
  readonly problem: ReadonlySignal<string | undefined>;
  readonly isBusy: ReadonlySignal<boolean>;
  close(): void;
}

/**
 * The picture of a question. One is asked at a time: while the worker is at it, only the newest of those that follow waits,
 * so holding a key down makes no queue.
 */
export function followPicture(
  client: ProfileClient,
  questionOf: () => PictureQuestion | undefined,
  symbols: SymbolStore,
): FollowedPicture {
  const picture = signal<ProfilePicture | undefined>(undefined);
  const problem = signal<string | undefined>(undefined);
  const isBusy = signal(true);
  const wanted = computed(() => {
    const question = questionOf();
    return question === undefined ? undefined : JSON.stringify(question);
  });
  let isAsking = false;
  const settle = (asked: string, apply: () => void): void => {
    isAsking = false;
    const next = wanted.peek();
    if (next === asked) {
      batch(() => {
        apply();
        isBusy.value = false;
      });
    } else if (next !== undefined) ask(next);
  };
  const ask = (asked: string): void => {
    isAsking = true;
    const question = JSON.parse(asked) as PictureQuestion;
    client.picture({ ...question, knownSymbols: symbols.known(question.group) }).then(
      (made) => {
        // Symbols come with every answer, and the next question counts on their having been taken.
        symbols.take(made.symbols);
        settle(asked, () => {
          symbols.show(made.group);
          picture.value = made;
          problem.value = undefined;
        });
      },
      (thrown: unknown) => settle(asked, () => (problem.value = messageOf(thrown))),
    );
  };
  const close = effect(() => {
    const asked = wanted.value;
    if (asked === undefined) return;
    isBusy.value = true;
    if (!isAsking) ask(asked);
  });
  return { picture, problem, isBusy, close };
}

type FollowedFacts = ReadonlySignal<Loadable<ProfileFacts> | undefined> & { close(): void };

/** Opens the profile of an address, and another when the address changes. */
export function followFacts(
  client: ProfileClient,
  urlOf: () => string | undefined,
  again: ReadonlySignal<number>,
): FollowedFacts {
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
        if (isWanted())
          facts.value = { state: 'ready', value: opened.facts, readAtMs: serverNowMs() };
      },
      (error: unknown) => {
        if (isWanted()) facts.value = { state: 'error', error };
      },
    );
  });
  return Object.assign(facts, { close: stop });
}

export function followRows(
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

export function followFind(
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

export function followStrip(
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
