/**
 * A profile session across a thread. Each request carries a number, and its answer the same; arrays of answers are handed
 * over, not copied. The worker fetches the bytes itself, so they never touch the page. `serveProfiles` is the worker's side,
 * `openProfileClient` the page's; both know only how to post, so a test can join them with a `MessageChannel`.
 */
import { UiError, uiErrors } from '../../base/errors.ts';
import { buffersOf } from './flame-tree.ts';
import type { ProfileFacts } from './profile-facts.ts';
import { ProfileSession } from './profile-session.ts';
import type {
  FoundSymbols,
  PictureRequest,
  PictureSide,
  ProfilePicture,
  SymbolRows,
} from './profile-picture.ts';
import { problemOf } from '../read-json.ts';
import type { TimeStrip } from './time-strip.ts';

/** What is in a profile, and when its bytes had come: milliseconds since the epoch, for benches. */
export interface OpenedProfile {
  readonly facts: ProfileFacts;
  readonly bytesAtMs: number;
}

interface Answers {
  open: OpenedProfile;
  picture: ProfilePicture;
  rows: SymbolRows | undefined;
  find: FoundSymbols;
  strip: TimeStrip | undefined;
}

type Question =
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'picture'; readonly request: PictureRequest }
  | { readonly kind: 'rows' }
  | { readonly kind: 'find'; readonly pattern: string }
  | { readonly kind: 'strip'; readonly side: PictureSide; readonly bars: number };

export interface ProfileRequest {
  readonly id: number;
  readonly question: Question;
}

export interface ProfileReply {
  readonly id: number;
  readonly value?: unknown;
  /** Words for people, and what can be done. */
  readonly error?: string;
  readonly remedy?: string;
}

/** The page's end of a channel to a worker. */
export interface ProfileChannel {
  post(request: ProfileRequest): void;
  onReply(take: (reply: ProfileReply) => void): void;
  onFailure(take: (message: string) => void): void;
  close(): void;
}

interface ServerPorts {
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly post: (reply: ProfileReply, transfer: ArrayBuffer[]) => void;
}

/** The worker's side: returns what to do with each request. Requests are answered in their order. */
export function serveProfiles(ports: ServerPorts): (request: ProfileRequest) => Promise<void> {
  const session = new ProfileSession();
  const answer = async (question: Question): Promise<readonly [unknown, ArrayBuffer[]]> => {
    switch (question.kind) {
      case 'open':
        return [await openUrl(session, question.url, ports), []];
      case 'picture': {
        const picture = session.picture(question.request);
        return [picture, picture.trees.flatMap(buffersOf)];
      }
      case 'rows':
        return [session.rows(), []];
      case 'find':
        return [session.find(question.pattern), []];
      case 'strip':
        return [session.strip(question.side, question.bars), []];
    }
  };
  let last: Promise<void> = Promise.resolve();
  return ({ id, question }) => {
    // Two profiles are fetched at once, but a picture waits for what was asked before it.
    const work = question.kind === 'open' ? answer(question) : last.then(() => answer(question));
    const done = work.then(
      ([value, transfer]) => ports.post({ id, value }, transfer),
      (thrown: unknown) => ports.post({ id, ...wordsOf(thrown) }, []),
    );
    last = Promise.all([last, done]).then(() => undefined);
    return done;
  };
}

function wordsOf(thrown: unknown): { readonly error: string; readonly remedy?: string } {
  if (thrown instanceof UiError) return { error: thrown.message, remedy: thrown.entry.remedy };
  return { error: thrown instanceof Error ? thrown.message : 'The worker failed.' };
}

async function openUrl(
  session: ProfileSession,
  url: string,
  { fetch: fetchFrom, clock }: ServerPorts,
): Promise<OpenedProfile> {
  let response: Response;
  try {
    response = await fetchFrom(url, { headers: { accept: 'application/vnd.stormpetrel.profile' } });
  } catch (thrown) {
    throw new UiError(uiErrors.unreachable, 'The server does not answer.', { cause: thrown });
  }
  if (!response.ok) throw await problemOf(response);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const bytesAtMs = clock();
  return { facts: session.open(url, bytes), bytesAtMs };
}

/** Questions to the worker. */
export interface ProfileClient {
  /** Fetches and keeps a profile; `url` is its key from then on. */
  open(url: string): Promise<OpenedProfile>;
  picture(request: PictureRequest): Promise<ProfilePicture>;
  /** Of the picture asked for last. */
  rows(): Promise<SymbolRows | undefined>;
  find(pattern: string): Promise<FoundSymbols>;
  strip(side: PictureSide, bars: number): Promise<TimeStrip | undefined>;
  close(): void;
}

/** What a worker says of a question that it could not answer. */
export class ProfileProblem extends Error {
  override readonly name = 'ProfileProblem';
  readonly remedy: string | undefined;

  constructor(message: string, remedy: string | undefined) {
    super(message);
    this.remedy = remedy;
  }
}

export function openProfileClient(channel: ProfileChannel): ProfileClient {
  const waiting = new Map<
    number,
    { readonly take: (value: unknown) => void; readonly fail: (error: Error) => void }
  >();
  let lastId = 0;
  const failAll = (message: string): void => {
    for (const { fail } of waiting.values()) fail(new Error(message));
    waiting.clear();
  };
  channel.onReply(({ id, value, error, remedy }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.take(value);
    else asked?.fail(new ProfileProblem(error, remedy));
  });
  channel.onFailure(failAll);
  const ask = <K extends keyof Answers>(
    question: Extract<Question, { kind: K }>,
  ): Promise<Answers[K]> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      // The worker answers each kind with its type in `Answers`; both ends are in this file.
      waiting.set(lastId, { take: (value) => resolve(value as Answers[K]), fail: reject });
      channel.post({ id: lastId, question });
    });
  return {
    open: (url) => ask({ kind: 'open', url }),
    picture: (request) => ask({ kind: 'picture', request }),
    rows: () => ask({ kind: 'rows' }),
    find: (pattern) => ask({ kind: 'find', pattern }),
    strip: (side, bars) => ask({ kind: 'strip', side, bars }),
    close() {
      failAll('The profile was closed.');
      channel.close();
    },
  };
}
