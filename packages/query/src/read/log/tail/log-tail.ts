/**
 * Tells who follows logs which lines have come. The store is looked at once a second, and only while somebody follows; who asks
 * the same is looked for once.
 *
 * A line is stored some time after it was written, and what is asked of the store goes by the time of writing. So each look reads the
 * newest lines of the last half minute, and those that the look before did not read have come since. As many as are read at most
 * are remembered, by their ids, whatever the load.
 */
import { type Clock, CodedError } from '@stormpetrel/base';
import type { RecordFilter, StoredRecord } from '@stormpetrel/storage/api';
import { queryErrors } from '../../../errors.ts';
import { queryLimits } from '../../../limits.ts';
import { namedRow } from '../log-context.ts';
import { type DecodeLogTags, type LogRow, lineOf, shortRow } from '../log-line.ts';
import { type LogPages, type LogPlace, comparePlaces, formatPlace } from '../log-pages.ts';
import { textLength } from '../row-pace.ts';
import { type TailMessage, TailFollower } from './tail-follower.ts';

export interface LogTailOptions {
  readonly pages: LogPages;
  readonly decodeTags: DecodeLogTags;
  readonly clock: Clock;
  /** Told of a look at the store that failed; the next one follows all the same. */
  readonly onError: (error: unknown) => void;
  readonly periodMs?: number;
}

export interface FollowedLogs {
  readonly filters: readonly RecordFilter[];
  /** So many lines that are there already come first. */
  readonly last: number;
  /** Or those behind this one. */
  readonly after: LogPlace | undefined;
}

const usualPeriodMs = 1_000;
/** A line that comes later than this after its time is not told. */
const lateMsMax = 30_000;
/** A line that is dated further ahead is told when its time comes. */
const earlyMsMax = 60_000;
/** How far back lines are told that are there already: to one who begins, and to one who comes again. */
const lastMsMax = 30 * 60_000;
const returnMsMax = 5 * 60_000;

export class LogTail {
  readonly #options: LogTailOptions;
  /** By what is asked. */
  readonly #channels = new Map<string, Channel>();
  #followers = 0;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;

  constructor(options: LogTailOptions) {
    this.#options = options;
  }

  get followers(): number {
    return this.#followers;
  }

  /**
   * Lines that come from now on, until the signal is aborted. An `undefined` comes where nothing has come for `idleMs`.
   * Throws QUERY_LOG_FOLLOWERS where too many follow already.
   */
  follow(
    logs: FollowedLogs,
    signal: AbortSignal,
    idleMs: number,
  ): AsyncIterable<TailMessage | undefined> {
    if (this.#followers >= queryLimits.logFollowersMax) {
      const { code } = queryErrors.logFollowers;
      throw new CodedError(code, `${this.#followers} follow logs already`);
    }
    const key = JSON.stringify(logs.filters);
    const channel = this.#channelOf(key, logs.filters);
    const follower = new TailFollower();
    const leave = (): void => {
      if (!channel.remove(follower)) return;
      follower.end();
      this.#followers--;
      if (channel.isEmpty) this.#channels.delete(key);
      if (this.#followers > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
    channel.add(follower, logs);
    this.#followers++;
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    if (!this.#isLooking) void this.#look();
    return follower.messages(idleMs, leave);
  }

  #channelOf(key: string, filters: readonly RecordFilter[]): Channel {
    const known = this.#channels.get(key);
    if (known !== undefined) return known;
    const { logTailReadAllMax, logTailReadMax, logTailRowsMax } = queryLimits;
    const share = Math.floor(logTailReadAllMax / (this.#channels.size + 1));
    const rowsMax = Math.max(logTailRowsMax, Math.min(share, logTailReadMax));
    const channel = new Channel(this.#options, filters, rowsMax);
    this.#channels.set(key, channel);
    return channel;
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isLooking = true;
    for (const channel of this.#channels.values()) {
      try {
        await channel.look();
      } catch (error) {
        this.#options.onError(error);
      }
    }
    this.#isLooking = false;
    if (this.#followers === 0) return;
    this.#timer = setTimeout(() => void this.#look(), this.#options.periodMs ?? usualPeriodMs);
    this.#timer.unref();
  }
}

/** One who has not been told anything yet, and what there is to be told at first. */
type Beginner = Pick<FollowedLogs, 'last' | 'after'>;

/** All who ask the same. */
class Channel {
  readonly #options: LogTailOptions;
  readonly #filters: readonly RecordFilter[];
  /** Lines of one look. It stays: with more of them, lines would seem to have come that were there before. */
  readonly #rowsMax: number;
  readonly #followers = new Set<TailFollower>();
  readonly #beginners = new Map<TailFollower, Beginner>();
  /** Ids of the lines that the look before read; undefined before the first. */
  #seen: ReadonlySet<string> | undefined;

  constructor(options: LogTailOptions, filters: readonly RecordFilter[], rowsMax: number) {
    this.#options = options;
    this.#filters = filters;
    this.#rowsMax = rowsMax;
  }

  get isEmpty(): boolean {
    return this.#followers.size === 0;
  }

  add(follower: TailFollower, beginner: Beginner): void {
    this.#followers.add(follower);
    this.#beginners.set(follower, beginner);
  }

  /** Whether it was there. */
  remove(follower: TailFollower): boolean {
    this.#beginners.delete(follower);
    return this.#followers.delete(follower);
  }

  async look(): Promise<void> {
    await this.#tellNews();
    for (const [follower, beginner] of this.#beginners) {
      // What comes between the two readings is among the news of the next look too.
      const { missed, rows } = await this.#readBacklog(beginner);
      follower.begin(missed, rows);
      this.#beginners.delete(follower);
    }
  }

  async #tellNews(): Promise<void> {
    const { pages, decodeTags, clock } = this.#options;
    const nowMs = clock.nowMs();
    const { lines, hasMore } = await pages.read({
      filters: this.#filters,
      fromMs: nowMs - lateMsMax,
      toMs: nowMs + earlyMsMax,
      descending: true,
      limit: this.#rowsMax,
      keep: (record) => keptOf(record, decodeTags),
    });
    const read = lines.map((line) => ({ ...line, id: formatPlace(line.place) }));
    const before = this.#seen;
    this.#seen = new Set(read.map(({ id }) => id));
    if (before === undefined) return;
    const news = read.filter(({ id }) => !before.has(id));
    if (news.length === 0) return;
    const told = news.slice(0, queryLimits.logTailRowsMax);
    const rows = told.map(({ id, line }) => rowOf(line, id, decodeTags)).reverse();
    const missed = news.length - told.length;
    // Where not even the oldest line was seen before, there are others between the two looks.
    const isAtLeast = hasMore && news.at(-1) === read.at(-1);
    const messages: TailMessage[] = [{ event: 'lines', rows }];
    if (missed > 0 || isAtLeast) messages.unshift({ event: 'gap', missed, isAtLeast });
    for (const follower of this.#followers) {
      if (this.#beginners.has(follower)) continue;
      for (const message of messages) follower.tell(message);
    }
  }

  async #readBacklog({ last, after }: Beginner): Promise<{
    readonly missed: TailMessage | undefined;
    readonly rows: readonly LogRow[];
  }> {
    const { pages, decodeTags, clock } = this.#options;
    const limit = after === undefined ? last : queryLimits.logTailRowsMax;
    if (limit === 0) return { missed: undefined, rows: [] };
    const nowMs = clock.nowMs();
    const earliestMs = nowMs - (after === undefined ? lastMsMax : returnMsMax);
    const { lines } = await pages.read({
      filters: this.#filters,
      fromMs: Math.max(earliestMs, after?.timeMs ?? earliestMs),
      toMs: nowMs + earlyMsMax,
      descending: true,
      // One more than is told: what lies behind the client's line may not be all that there is.
      limit: limit + 1,
      keep: (record): LogRow => shortRow(lineOf(record, decodeTags), ''),
    });
    const behind = lines.filter(
      ({ place }) => after === undefined || comparePlaces(place, after) > 0,
    );
    const rows = behind.slice(0, limit).map(namedRow).reverse();
    if (after === undefined) return { missed: undefined, rows };
    const isCut = behind.length > limit;
    const missed = { event: 'gap', missed: isCut ? 1 : 0, isAtLeast: true } as const;
    return { missed: isCut || after.timeMs < earliestMs ? missed : undefined, rows };
  }
}

/** What is kept of a line until it is known whether it is told, which few are: long ones cut, short ones as they were read. */
type KeptLine = { readonly record: StoredRecord } | { readonly row: LogRow };

/** A look reads a thousand lines, and they might be a megabyte each. */
function keptOf(record: StoredRecord, decodeTags: DecodeLogTags): KeptLine {
  const isLong = textLength([record]) > queryLimits.logContentShownMax;
  return isLong ? { row: shortRow(lineOf(record, decodeTags), '') } : { record };
}

function rowOf(kept: KeptLine, id: string, decodeTags: DecodeLogTags): LogRow {
  return 'row' in kept ? { ...kept.row, id } : shortRow(lineOf(kept.record, decodeTags), id);
}
