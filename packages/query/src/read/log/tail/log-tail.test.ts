import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import { recordSchemas } from '@stormpetrel/model';
import { type StoreReader, rowWriter } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import { queryLimits } from '../../../limits.ts';
import { baseMs, settings } from '../../../testing/ask.ts';
import { type LogSample, writeLogs } from '../../../testing/log-seed.ts';
import { decodeLogTags } from '../decode-log-tags.ts';
import { everyLog, logFilters } from '../log-condition.ts';
import { LogPages, parsePlace } from '../log-pages.ts';
import { type FollowedLogs, LogTail } from './log-tail.ts';
import type { TailMessage } from './tail-follower.ts';

const never = 60_000;
const everything: FollowedLogs = { filters: [], last: 0, after: undefined };

/** Looks only come when they are let: each waits for its reading. */
class Bench {
  readonly clock = new FakeClock(baseMs);
  readonly errors: unknown[] = [];
  readonly tail: LogTail;
  reads = 0;
  fails = false;
  readonly #store = openMemoryStore({
    schema: { tables: [], records: recordSchemas },
    retention: settings.retention,
    clock: this.clock,
  });
  readonly #rows = rowWriter(this.#store.writer);

  constructor() {
    const { reader } = this.#store;
    const counting: StoreReader = {
      readMetrics: (query) => reader.readMetrics(query),
      readRecords: async (query) => {
        this.reads++;
        if (this.fails) throw new Error('no store');
        return reader.readRecords(query);
      },
      countRecords: (query) => reader.countRecords(query),
      readMetadata: (query) => reader.readMetadata(query),
      close: () => reader.close(),
    };
    this.tail = new LogTail({
      pages: new LogPages(counting),
      decodeTags: decodeLogTags,
      clock: this.clock,
      onError: (error) => this.errors.push(error),
      periodMs: 2,
    });
  }

  write(...samples: readonly LogSample[]): Promise<void> {
    return writeLogs(this.#rows, samples);
  }

  follow(logs: Partial<FollowedLogs> = {}, signal = new AbortController().signal): Follower {
    return new Follower(this.tail.follow({ ...everything, ...logs }, signal, never));
  }

  /** Resolves when the store has been looked at twice more: what was written before has been told then. */
  async looked(): Promise<void> {
    const { reads } = this;
    while (this.reads < reads + 2) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

class Follower {
  readonly #messages: AsyncIterator<TailMessage | undefined>;

  constructor(messages: AsyncIterable<TailMessage | undefined>) {
    this.#messages = messages[Symbol.asyncIterator]();
  }

  async next(): Promise<TailMessage | undefined> {
    const { value } = (await this.#messages.next()) as { readonly value: TailMessage | undefined };
    return value;
  }

  /** The contents of the next lines, or the gap before them. */
  async told(): Promise<unknown> {
    const message = await this.next();
    if (message?.event !== 'lines') return message;
    return message.rows.map(({ content }) => content);
  }

  async isOver(): Promise<boolean> {
    return (await this.#messages.next()).done === true;
  }
}

const at = (offsetMs: number, content: string): LogSample => ({
  timeMs: baseMs + offsetMs,
  content,
});

test('tells each line once, oldest first, from when it was followed', async () => {
  const bench = new Bench();
  await bench.write(at(-10, 'before'));
  const follower = bench.follow();
  await bench.looked();
  await bench.write(at(2, 'two'), at(1, 'one'));
  assert.deepEqual(await follower.told(), ['one', 'two']);
  await bench.looked();
  await bench.write(at(-20_000, 'late'), at(2, 'two'));
  assert.deepEqual(await follower.told(), ['late', 'two']);
});

test('does not tell lines that come long after their time, and those that are early when it is time', async () => {
  const bench = new Bench();
  const follower = bench.follow();
  await bench.looked();
  await bench.write(at(-30_001, 'too late'), at(61_000, 'early'), at(0, 'now'));
  assert.deepEqual(await follower.told(), ['now']);
  bench.clock.advance(2_000);
  assert.deepEqual(await follower.told(), ['early']);
});

test('begins with the last lines where asked to, and tells none of them twice', async () => {
  const bench = new Bench();
  await bench.write(at(-29 * 60_000, 'long ago'), at(-2, 'a'), at(-1, 'b'));
  const first = bench.follow({ last: 2 });
  assert.deepEqual(await first.told(), ['a', 'b']);
  const second = bench.follow({ last: 200 });
  assert.deepEqual(await second.told(), ['long ago', 'a', 'b']);
  await bench.write(at(0, 'c'));
  assert.deepEqual([await first.told(), await second.told()], [['c'], ['c']]);
});

test('goes on behind the line that a client has', async () => {
  const bench = new Bench();
  const first = bench.follow();
  await bench.looked();
  await bench.write(at(0, 'a'));
  const message = await first.next();
  const id = message?.event === 'lines' ? (message.rows.at(-1)?.id ?? '') : '';
  await bench.write(at(1, 'b'), at(2, 'c'));
  const again = bench.follow({ after: parsePlace(id) });
  assert.deepEqual(await again.told(), ['b', 'c']);
  await bench.write(at(3, 'd'));
  assert.deepEqual(await again.told(), ['d']);
});

test('tells a gap where a client comes back with too much behind it, or too late', async () => {
  const bench = new Bench();
  const { logTailRowsMax } = queryLimits;
  await bench.write(...Array.from({ length: logTailRowsMax + 1 }, (_, i) => at(i, `line ${i}`)));
  const place = parsePlace(`${baseMs - 1}-0123456789abcdef`);
  const follower = bench.follow({ after: place });
  assert.deepEqual(await follower.told(), { event: 'gap', missed: 1, isAtLeast: true });
  const lines = (await follower.told()) as readonly string[];
  assert.deepEqual([lines.length, lines[0]], [logTailRowsMax, 'line 1']);
  bench.clock.advance(6 * 60_000);
  const late = bench.follow({ after: place });
  assert.deepEqual(await late.told(), { event: 'gap', missed: 0, isAtLeast: true });
});

test('tells no gap where a client comes back with just as much behind it as is told', async () => {
  const bench = new Bench();
  const first = bench.follow();
  await bench.looked();
  await bench.write(at(0, 'a'));
  const message = await first.next();
  const id = message?.event === 'lines' ? (message.rows.at(-1)?.id ?? '') : '';
  const { logTailRowsMax } = queryLimits;
  await bench.write(...Array.from({ length: logTailRowsMax }, (_, i) => at(1 + i, `line ${i}`)));
  const again = bench.follow({ after: parsePlace(id) });
  const lines = (await again.told()) as readonly string[];
  assert.deepEqual([lines.length, lines[0]], [logTailRowsMax, 'line 0']);
});

test('tells the newest of too many lines, and how many it left out', async () => {
  const bench = new Bench();
  const { logTailRowsMax, logTailReadMax } = queryLimits;
  const follower = bench.follow();
  await bench.looked();
  const burst = (count: number, from: number): Promise<void> =>
    bench.write(...Array.from({ length: count }, (_, i) => at(from + i, `line ${from + i}`)));
  await burst(logTailRowsMax + 7, 0);
  assert.deepEqual(await follower.told(), { event: 'gap', missed: 7, isAtLeast: false });
  const told = (await follower.told()) as readonly string[];
  assert.deepEqual([told.length, told[0], told.at(-1)], [logTailRowsMax, 'line 7', 'line 206']);
  await burst(logTailReadMax + 1, 1_000);
  const missed = logTailReadMax - logTailRowsMax;
  assert.deepEqual(await follower.told(), { event: 'gap', missed, isAtLeast: true });
});

test('narrows what is told, and reads once for those who ask the same', async () => {
  const bench = new Bench();
  const filters = logFilters({ ...everyLog, levels: ['ERROR'] });
  const followers = [bench.follow({ filters }), bench.follow({ filters }), bench.follow()];
  await bench.looked();
  await bench.looked();
  await bench.write({ ...at(1, 'bad'), tags: { level: 'error' } }, at(2, 'good'));
  assert.deepEqual(await Promise.all(followers.map((follower) => follower.told())), [
    ['bad'],
    ['bad'],
    ['bad', 'good'],
  ]);
});

test('tells one who does not keep up what it missed, and no more', async () => {
  const bench = new Bench();
  const follower = bench.follow();
  await bench.looked();
  const count = queryLimits.logTailWaitingMax + 1;
  for (let i = 0; i < count; i++) {
    await bench.write(at(i, `line ${i}`));
    await bench.looked();
  }
  assert.deepEqual(await follower.told(), { event: 'gap', missed: count, isAtLeast: false });
  await bench.write(at(100, 'after'));
  assert.deepEqual(await follower.told(), ['after']);
});

test('looks only while somebody follows', async () => {
  const bench = new Bench();
  const leaving = new AbortController();
  const follower = bench.follow({}, leaving.signal);
  await bench.looked();
  assert.equal(bench.tail.followers, 1);
  leaving.abort();
  assert.equal(await follower.isOver(), true);
  assert.equal(bench.tail.followers, 0);
  // A look that was under way ends.
  await new Promise((resolve) => setTimeout(resolve, 5));
  const { reads } = bench;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(bench.reads, reads);
});

test('who has left before following follows nothing', async () => {
  const bench = new Bench();
  const follower = bench.follow({}, AbortSignal.abort());
  assert.equal(await follower.isOver(), true);
  assert.equal(bench.tail.followers, 0);
});

test('breaks silence', async () => {
  const bench = new Bench();
  const { tail } = bench;
  const quiet = new Follower(tail.follow(everything, new AbortController().signal, 1));
  assert.equal(await quiet.next(), undefined);
  assert.equal(await quiet.next(), undefined);
});

test('a look that fails is told, and the next one follows', async () => {
  const bench = new Bench();
  const follower = bench.follow();
  await bench.looked();
  bench.fails = true;
  await bench.looked();
  bench.fails = false;
  assert.match(String(bench.errors[0]), /no store/);
  await bench.write(at(1, 'one'));
  assert.deepEqual(await follower.told(), ['one']);
});

test('reads less for each where many ask different things, and says what it may have missed', async () => {
  const bench = new Bench();
  const leaving = new AbortController();
  const asked = (text: string): Partial<FollowedLogs> => ({
    filters: logFilters({ ...everyLog, include: [text] }),
  });
  for (let i = 0; i < queryLimits.logFollowersMax - 1; i++) {
    bench.follow(asked(`nothing ${i}`), leaving.signal);
  }
  const last = bench.follow(asked('line'), leaving.signal);
  const { reads } = bench;
  const looksOfAll = 2 * queryLimits.logFollowersMax;
  while (bench.reads < reads + looksOfAll) await new Promise((resolve) => setTimeout(resolve, 1));
  const { logTailRowsMax } = queryLimits;
  const burst = Array.from({ length: logTailRowsMax + 50 }, (_, i) => at(i, `line ${i}`));
  await bench.write(...burst);
  assert.deepEqual(await last.told(), { event: 'gap', missed: 0, isAtLeast: true });
  assert.equal(((await last.told()) as readonly string[]).length, logTailRowsMax);
  leaving.abort();
});

test('refuses those who are too many', async () => {
  const bench = new Bench();
  const leaving = new AbortController();
  const followers = Array.from({ length: queryLimits.logFollowersMax }, () =>
    bench.follow({}, leaving.signal),
  );
  assert.throws(
    () => bench.follow(),
    (error) => error instanceof CodedError && error.code === 'QUERY_LOG_FOLLOWERS',
  );
  leaving.abort();
  assert.deepEqual(new Set(await Promise.all(followers.map((it) => it.isOver()))), new Set([true]));
  assert.equal(bench.tail.followers, 0);
});
