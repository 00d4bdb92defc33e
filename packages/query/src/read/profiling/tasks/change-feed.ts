/**
 * Tells who follows what changes in profiling. The store is looked at once a second, and only while somebody follows: of
 * tasks those that are not long over, of uploads those that came of late.
 */
import { type Clock, CodedError } from '@stormpetrel/base';
import { queryErrors } from '../../../errors.ts';
import { queryLimits } from '../../../limits.ts';
import { Mailbox } from '../../mailbox.ts';
import { type ProfilingTasks, profilingKinds } from './profiling-tasks.ts';
import { collectionMs } from './task-state.ts';
import type { TaskView, TaskViews } from './task-views.ts';
import type { UploadView, Uploads } from '../uploads.ts';

export type Change =
  | { readonly event: 'task'; readonly view: TaskView }
  | { readonly event: 'upload'; readonly view: UploadView };

export interface ChangeFeedOptions {
  readonly tasks: ProfilingTasks;
  readonly views: TaskViews;
  readonly uploads: Uploads;
  readonly clock: Clock;
  /** Told of a look at the store that failed; the next one follows all the same. */
  readonly onError: (error: unknown) => void;
  readonly periodMs?: number;
}

const usualPeriodMs = 1_000;
/** What ended so long ago does not change any more. */
const watchedMs = 2 * collectionMs;

export class ChangeFeed {
  readonly #options: ChangeFeedOptions;
  readonly #followers = new Set<Follower>();
  /** By event and id: what was told last, as JSON. */
  #told = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
  }

  get followers(): number {
    return this.#followers.size;
  }

  /**
   * What changes from now on, and at first what is under way, until the signal is aborted; whoever does not keep up is cut off.
   * An `undefined` comes where nothing has changed for `idleMs`. Throws QUERY_PROFILE_LISTENERS where too many follow already.
   */
  follow(signal: AbortSignal, idleMs: number): AsyncIterable<Change | undefined> {
    if (this.#followers.size >= queryLimits.profileListenersMax) {
      const { code } = queryErrors.profileListeners;
      throw new CodedError(code, `${this.#followers.size} follow the changes already`);
    }
    const follower = new Follower();
    this.#followers.add(follower);
    const leave = (): void => this.#leave(follower);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    if (this.#followers.size === 1) void this.#look();
    return follower.messages(idleMs, leave);
  }

  #leave(follower: Follower): void {
    follower.end();
    this.#followers.delete(follower);
    if (this.#followers.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#told = new Map();
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.#tell(await this.#read());
    } catch (error) {
      this.#options.onError(error);
    }
    if (this.#followers.size === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#look();
    }, this.#options.periodMs ?? usualPeriodMs);
    this.#timer.unref();
  }

  async #read(): Promise<readonly Change[]> {
    const { tasks, views, uploads, clock } = this.#options;
    const fromMs = clock.nowMs() - watchedMs;
    const limit = queryLimits.profileListMax;
    const lists = await Promise.all(
      profilingKinds.map((kind) => tasks.list(kind, { endFromMs: fromMs, limit })),
    );
    const recent = await uploads.list({ fromMs, limit });
    const seen = await Promise.all(lists.flat().map((task) => views.view(task)));
    return [
      ...seen.map((view) => ({ event: 'task', view }) as const),
      ...recent.map((view) => ({ event: 'upload', view }) as const),
    ];
  }

  #tell(changes: readonly Change[]): void {
    const told = new Map<string, string>();
    for (const change of changes) {
      const key = `${change.event} ${change.view.id}`;
      const text = JSON.stringify(change.view);
      told.set(key, text);
      const isNew = this.#told.get(key) !== text;
      for (const follower of this.#followers) {
        if (isNew || follower.isFresh) follower.put(change);
      }
    }
    for (const follower of this.#followers) follower.isFresh = false;
    this.#told = told;
  }
}

/** One who follows; whoever does not keep up is cut off. */
class Follower extends Mailbox<Change> {
  /** Until it has been told for the first time. */
  isFresh = true;

  constructor() {
    super(queryLimits.changesWaitingMax, () => undefined);
  }
}
