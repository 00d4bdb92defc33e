import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError, must } from '@stormpetrel/base';
import { memberId, recordSchemas, serviceId } from '@stormpetrel/model';
import { type StoreReader, rowWriter } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import fc from 'fast-check';
import { queryLimits } from '../../limits.ts';
import { baseMs, settings } from '../../testing/ask.ts';
import { type LogSample, writeLogs } from '../../testing/log-seed.ts';
import { decodeLogTags } from './decode-log-tags.ts';
import { type LogApi, createLogApi } from './log-api.ts';
import type { LogRow } from './log-line.ts';

const signal = new AbortController().signal;
const nowMs = baseMs + 3_600_000;

interface World {
  readonly api: LogApi;
  readonly clock: FakeClock;
  readonly write: (samples: readonly LogSample[]) => Promise<void>;
}

async function world(
  samples: readonly LogSample[] = [],
  over: (reader: StoreReader, clock: FakeClock) => StoreReader = (reader) => reader,
): Promise<World> {
  const clock = new FakeClock(nowMs);
  const options = { schema: { tables: [], records: recordSchemas }, retention: settings.retention };
  const { reader, writer } = openMemoryStore({ ...options, clock });
  const rows = rowWriter(writer);
  const api = createLogApi({
    reader: over(reader, clock),
    clock,
    settings,
    decodeTags: decodeLogTags,
    onError: (error) => assert.fail(String(error)),
  });
  const write = (more: readonly LogSample[]): Promise<void> => writeLogs(rows, more);
  await write(samples);
  return { api, clock, write };
}

const ask = (text: string): URLSearchParams => new URLSearchParams(text);

async function contents(api: LogApi, question: string): Promise<readonly string[]> {
  const { rows } = await api.search(ask(question), signal);
  return rows.map(({ content }) => content);
}

/** Asks page after page, `between` each. */
async function pages(
  api: LogApi,
  question: string,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<readonly LogRow[]> {
  const rows: LogRow[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await api.search(ask(`${question}&cursor=${cursor}`), signal);
    rows.push(...page.rows);
    ({ cursor } = page);
    await between();
  }
  return rows;
}

const samples: readonly LogSample[] = [
  {
    timeMs: nowMs - 5_000,
    content: 'Paid 1',
    instance: 'w-1',
    endpoint: '/pay',
    traceId: 't1',
    segmentId: 's1',
    spanId: 2,
    tags: { level: 'info', thread: 'main' },
  },
  { timeMs: nowMs - 4_000, content: 'paid 2', instance: 'w-2', tags: { level: 'WARNING' } },
  { timeMs: nowMs - 3_000, content: 'refused 3', service: 'stock', tags: { level: 'ERR' } },
  { timeMs: nowMs - 2_000, content: 'refused 4', service: 'cart', tags: { level: 'Notice' } },
  { timeMs: nowMs - 1_000, content: 'plain 5', service: 'cart', traceId: 't1' },
];

test('shows rows with everything that they have', async () => {
  const { api } = await world(samples);
  const { rows, ...rest } = await api.search(ask('order=asc'), signal);
  const web = serviceId('web', true);
  assert.deepEqual(rest, { fromMs: nowMs + 1 - 30 * 60_000, toMs: nowMs + 1, cursor: null });
  const { id = '', ...first } = rows[0] ?? {};
  assert.match(id, new RegExp(`^${nowMs - 5_000}-[\\w-]{16}$`));
  assert.deepEqual(first, {
    timeMs: nowMs - 5_000,
    serviceId: web,
    serviceName: 'web',
    instanceId: memberId(web, 'w-1'),
    instanceName: 'w-1',
    endpointId: memberId(web, '/pay'),
    endpointName: '/pay',
    traceId: 't1',
    segmentId: 's1',
    spanId: 2,
    level: 'INFO',
    contentType: 'text',
    content: 'Paid 1',
    tags: [
      { key: 'level', value: 'info' },
      { key: 'thread', value: 'main' },
    ],
    cut: false,
  });
  assert.deepEqual(
    rows.map(({ level, instanceName, spanId }) => [level, instanceName, spanId]),
    [
      ['INFO', 'w-1', 2],
      ['WARN', 'w-2', -1],
      ['ERROR', '', -1],
      ['NOTICE', '', -1],
      ['', '', -1],
    ],
  );
});

test('narrows by each parameter', async () => {
  const { api } = await world(samples);
  const web = serviceId('web', true);
  const cart = encodeURIComponent(serviceId('cart', true));
  const check = async (question: string, numbers: readonly number[]): Promise<void> => {
    const found = await contents(api, question);
    assert.deepEqual(
      found.map((text) => Number(text.slice(-1))),
      numbers,
      question,
    );
  };
  await check('', [5, 4, 3, 2, 1]);
  await check('limit=2', [5, 4]);
  await check('limit=0', [5]);
  await check(`service=${encodeURIComponent(web)}`, [2, 1]);
  await check(`service=${encodeURIComponent(web)}&service=${cart}`, [5, 4, 2, 1]);
  await check('service=nobody', []);
  await check(`instance=${encodeURIComponent(memberId(web, 'w-1'))}`, [1]);
  await check(`endpoint=${encodeURIComponent(memberId(web, '/pay'))}`, [1]);
  await check('trace=t1', [5, 1]);
  await check('trace=t1&segment=s1', [1]);
  await check('trace=t1&segment=s1&span=2', [1]);
  await check('trace=t1&segment=s1&span=0', []);
  await check('segment=s1&span=2', [5, 4, 3, 2, 1]);
  await check('level=WARN', [2]);
  await check('level=warning&level=error', [3, 2]);
  await check('level=NOTICE', [4]);
  await check('tag=level%3Dinfo', [1]);
  await check('tag=level%3DINFO', []);
  await check('include=PAID', [2, 1]);
  await check('include=paid&exclude=2', [1]);
  await check('include=&exclude=refused', [5, 2, 1]);
  await check(`from=${nowMs - 4_000}&to=${nowMs - 2_000}`, [3, 2]);
  await check(`to=${nowMs - 2_000}&order=asc`, [1, 2, 3]);
});

test('refuses what is not of its form, and tags that are not searchable', async () => {
  const { api } = await world();
  const many = (name: string, count: number): string => `${name}=x&`.repeat(count);
  const refusals: readonly string[] = [
    'from=yesterday',
    'to=-1',
    'limit=many',
    'order=upwards',
    'cursor=nonsense',
    'trace=t&span=x',
    'tag=level',
    'tag=%3Dvalue',
    'tag=thread%3Dmain',
    many('service', queryLimits.logServicesMax + 1),
    many('level', queryLimits.logLevelsMax + 1),
    many('include', queryLimits.logWordsMax + 1),
    `exclude=${'x'.repeat(queryLimits.logWordLengthMax + 1)}`,
    `trace=${'x'.repeat(queryLimits.logIdLengthMax + 1)}`,
  ];
  const refused = (error: unknown): boolean =>
    error instanceof CodedError && error.code === 'QUERY_LOG_ARGUMENT';
  for (const question of refusals) {
    await assert.rejects(api.search(ask(question), signal), refused, question.slice(0, 80));
  }
  await assert.rejects(api.context(ask(''), signal), refused);
  await assert.rejects(api.context(ask(`at=${nowMs}-short`), signal), refused);
  assert.throws(() => api.tail(ask('tag=thread%3Dx'), '', signal, 1), refused);
  assert.throws(() => api.tail(ask(''), 'nonsense', signal, 1), refused);
});

test('cuts what is long in lists, and shows it whole by itself', async () => {
  const { logContentShownMax, logTagsShownMax, logTagLengthShownMax } = queryLimits;
  const tags = Object.fromEntries(
    Array.from({ length: logTagsShownMax + 1 }, (_, i) => [`k${i}`, 'v'.repeat(2_000)]),
  );
  const content = `${'x'.repeat(logContentShownMax - 1)}😀 end`;
  const { api } = await world([{ timeMs: nowMs, content, tags }]);
  const { rows } = await api.search(ask(''), signal);
  const row = must(rows[0], 'the row');
  assert.deepEqual(
    [row.cut, row.content, row.tags.length, row.tags[0]?.value],
    [
      true,
      'x'.repeat(logContentShownMax - 1),
      logTagsShownMax,
      `${'v'.repeat(logTagLengthShownMax)}…`,
    ],
  );
  const { line } = await api.context(ask(`at=${row.id}`), signal);
  assert.deepEqual(
    [line.id, line.cut, line.content, line.tags.length, line.tags[0]?.value.length],
    [row.id, false, content, logTagsShownMax + 1, 2_000],
  );
});

/** Lines of few milliseconds and few contents: many share both. */
const manySamples = fc.array(
  fc.record({ at: fc.nat(6), text: fc.nat(4), service: fc.constantFrom('web', 'cart') }),
  { maxLength: 60 },
);

function samplesOf(
  drawn: readonly { readonly at: number; readonly text: number; readonly service: string }[],
): readonly LogSample[] {
  return drawn.map(({ at, text, service }) => ({
    timeMs: nowMs - 1_000 + at,
    content: `line ${text}`,
    service,
  }));
}

test('pages have every line once and in order, whatever comes meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      manySamples,
      manySamples,
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      async (drawn, later, limit, descending) => {
        const { api, write } = await world(samplesOf(drawn));
        const question = `order=${descending ? 'desc' : 'asc'}&limit=${limit}`;
        const whole = await api.search(
          ask(`order=${descending ? 'desc' : 'asc'}&limit=1000`),
          signal,
        );
        assert.equal(whole.rows.length, drawn.length);
        assert.deepEqual(await pages(api, question), whole.rows);
        const ids = whole.rows.map(({ id }) => id);
        assert.deepEqual([new Set(ids).size, whole.cursor], [ids.length, null]);
        const times = whole.rows.map(({ timeMs }) => (descending ? -timeMs : timeMs));
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        );
        // A copy of a line that is there is one more of those that are the same; all others are what they were.
        const others = samplesOf(later).map((sample) => ({
          ...sample,
          content: `${sample.content}!`,
        }));
        let next = 0;
        const read = await pages(api, question, () => write(others.slice(next, ++next)));
        const old = read.filter(({ content }) => !content.endsWith('!'));
        assert.deepEqual(old, whole.rows);
        assert.equal(new Set(read.map(({ id }) => id)).size, read.length);
      },
    ),
    { numRuns: 60 },
  );
});

test('reads a millisecond of many lines in pages', async () => {
  const many = Array.from({ length: 2_500 }, (_, i) => ({ timeMs: nowMs, content: `line ${i}` }));
  const { api } = await world(many);
  const rows = await pages(api, 'limit=1000');
  assert.equal(new Set(rows.map(({ content }) => content)).size, 2_500);
  assert.equal(rows.length, 2_500);
});

test('counts the window by bars and levels', async () => {
  const { api } = await world(samples);
  assert.deepEqual(
    await api.histogram(ask(`from=${nowMs - 5_000}&to=${nowMs + 1}&buckets=3`), signal),
    {
      fromMs: nowMs - 5_000,
      toMs: nowMs + 1,
      bucketMs: 5_000,
      starts: [nowMs - 5_000, nowMs],
      levels: [
        { level: 'ERROR', total: 1, counts: [1, 0] },
        { level: 'WARN', total: 1, counts: [1, 0] },
        { level: 'INFO', total: 1, counts: [1, 0] },
        { level: 'NOTICE', total: 1, counts: [1, 0] },
        { level: '', total: 1, counts: [1, 0] },
      ],
      total: 5,
      counts: [5, 0],
      countedFromMs: nowMs - 5_000,
      isComplete: true,
    },
  );
  const { total, levels } = await api.histogram(ask('include=refused'), signal);
  assert.deepEqual([total, levels.map(({ level }) => level)], [2, ['ERROR', 'NOTICE']]);
  const none = await api.histogram(ask(`from=${nowMs}&to=${nowMs - 1}`), signal);
  assert.deepEqual([none.starts, none.total, none.isComplete], [[], 0, true]);
});

const levelWords = ['INFO', 'info', 'WARN', 'Warning', 'x', undefined] as const;

test('counts what a slow twin counts, whatever the window', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(400_000), fc.constantFrom(...levelWords)), { maxLength: 40 }),
      fc.nat(400_000),
      fc.nat(400_000),
      fc.integer({ min: 2, max: 120 }),
      async (drawn, fromMs, lengthMs, bucketsMax) => {
        const lines = drawn.map(([at, level]) => ({
          timeMs: baseMs + at,
          content: '',
          ...(level !== undefined && { tags: { level } }),
        }));
        const { api } = await world(lines);
        const window = { fromMs: baseMs + fromMs, toMs: baseMs + fromMs + lengthMs };
        const question = `from=${window.fromMs}&to=${window.toMs}&buckets=${bucketsMax}`;
        const { starts, bucketMs, counts, levels, total } = await api.histogram(
          ask(question),
          signal,
        );
        assert.ok(starts.length <= bucketsMax);
        const inside = lines.filter(
          ({ timeMs }) => timeMs >= window.fromMs && timeMs < window.toMs,
        );
        const twin = starts.map(
          (start) =>
            inside.filter(({ timeMs }) => timeMs >= start && timeMs < start + bucketMs).length,
        );
        assert.deepEqual([counts, total], [twin, inside.length]);
        const sums = starts.map((_, i) =>
          levels.reduce((sum, level) => sum + (level.counts[i] ?? 0), 0),
        );
        assert.deepEqual(sums, twin);
        const warned = inside.filter(({ tags }) => /warn/i.test(tags?.level ?? '')).length;
        assert.equal(levels.find(({ level }) => level === 'WARN')?.total ?? 0, warned);
      },
    ),
    { numRuns: 60 },
  );
});

test('tells how far back it has counted where counting takes long', async () => {
  const minutes = Array.from({ length: 30 }, (_, i) => ({
    timeMs: nowMs - i * 60_000,
    content: '',
  }));
  const { api } = await world(minutes, (reader, clock) => ({
    ...slowReader(reader),
    countRecords: (query) => {
      clock.advance((query.toMs - query.fromMs) / 600);
      return reader.countRecords(query);
    },
  }));
  const answer = await api.histogram(
    ask(`from=${nowMs - 30 * 60_000}&to=${nowMs + 1}&buckets=60`),
    signal,
  );
  const { starts, counts, countedFromMs, isComplete, total } = answer;
  assert.equal(isComplete, false);
  assert.ok(starts.includes(countedFromMs) && countedFromMs > nowMs - 30 * 60_000);
  const counted = minutes.filter(({ timeMs }) => timeMs >= countedFromMs).length;
  assert.deepEqual([total, counts.reduce((sum, count) => sum + count)], [counted, counted]);
  assert.ok(counts.every((count, i) => count === 0 || (starts[i] ?? 0) >= countedFromMs));
});

/** The memory store's reader, with methods that can be replaced. */
function slowReader(reader: StoreReader): StoreReader {
  return {
    readMetrics: (query) => reader.readMetrics(query),
    readRecords: (query) => reader.readRecords(query),
    countRecords: (query) => reader.countRecords(query),
    readMetadata: (query) => reader.readMetadata(query),
    close: () => reader.close(),
  };
}

test('levels past those that are shown are one', async () => {
  const count = queryLimits.logLevelsShownMax + 3;
  const many = Array.from({ length: count }, (_, i) =>
    Array.from({ length: i + 1 }, () => ({ timeMs: nowMs, content: '', tags: { level: `L${i}` } })),
  ).flat();
  const { api } = await world(many);
  const { levels, total } = await api.histogram(ask(''), signal);
  assert.deepEqual(
    [levels.length, levels.at(-1)?.level, levels.at(-1)?.total, total],
    [queryLimits.logLevelsShownMax + 1, 'other', 1 + 2 + 3, many.length],
  );
});

test('shows the lines around one, of its instance or of its service', async () => {
  const line = (at: number, instance: string): LogSample => ({
    timeMs: nowMs - 100 + at,
    content: `${instance} ${at}`,
    instance,
  });
  const lines = [1, 2, 3, 4, 5, 6].flatMap((at) => [line(at, 'a'), line(at, 'b')]);
  const { api } = await world([
    ...lines,
    { timeMs: nowMs - 97, content: 'other', service: 'cart' },
  ]);
  const { rows } = await api.search(ask('include=a 3'), signal);
  const at = rows[0]?.id ?? '';
  const brief = async (more: string): Promise<unknown> => {
    const found = await api.context(ask(`at=${at}${more}`), signal);
    const texts = (list: readonly LogRow[]): string => list.map(({ content }) => content).join();
    const { of, before, after, moreBefore, moreAfter } = found;
    assert.equal(found.line.content, 'a 3');
    return [of, texts(before), texts(after), moreBefore, moreAfter];
  };
  assert.deepEqual(await brief(''), ['instance', 'a 1,a 2', 'a 4,a 5,a 6', false, false]);
  assert.deepEqual(await brief('&before=1&after=2'), ['instance', 'a 2', 'a 4,a 5', true, true]);
  assert.deepEqual(await brief('&before=0&after=0'), ['instance', '', '', true, true]);
  const ofService = (await brief('&of=service')) as readonly [string, string, string];
  assert.deepEqual(
    [ofService[0], `${ofService[1]},${ofService[2]}`.split(',').length],
    ['service', lines.length - 1],
  );
  const other = await api.search(ask('include=other'), signal);
  const context = await api.context(ask(`at=${other.rows[0]?.id}`), signal);
  assert.deepEqual([context.of, context.before, context.after], ['service', [], []]);
});

test('a line that is not there has no context', async () => {
  const { api } = await world(samples);
  for (const at of [`${nowMs}-0123456789abcdef`, `${nowMs - 1_000}-0123456789abcdef-3`]) {
    await assert.rejects(
      api.context(ask(`at=${at}`), signal),
      (error) => error instanceof CodedError && error.code === 'QUERY_LOG_NOT_FOUND',
    );
  }
});

test('of lines that are the same each has its own context', async () => {
  const same = { timeMs: nowMs - 10, content: 'same', instance: 'a' };
  const { api } = await world([same, same, same]);
  const { rows } = await api.search(ask('order=asc'), signal);
  const sides = await Promise.all(
    rows.map(async ({ id }) => {
      const { before, after } = await api.context(ask(`at=${id}`), signal);
      return [before.length, after.length];
    }),
  );
  assert.deepEqual(sides, [
    [0, 2],
    [1, 1],
    [2, 0],
  ]);
});

test('groups lines by what they say', async () => {
  const lines = Array.from({ length: 40 }, (_, i) => ({
    timeMs: nowMs - i * 1_000,
    content: i % 4 === 0 ? `cannot reach 10.0.0.${i}` : `order ${i} paid in ${i * 3} ms`,
    tags: { level: i % 4 === 0 ? 'ERROR' : 'INFO' },
  }));
  const { api } = await world([...lines, { timeMs: nowMs, content: 'started' }]);
  const question = `from=${nowMs - 39_000}&to=${nowMs + 1}&limit=2&buckets=5`;
  const { patterns, ...rest } = await api.patterns(ask(question), signal);
  const { starts, ...numbers } = rest;
  assert.deepEqual(numbers, {
    fromMs: nowMs - 39_000,
    toMs: nowMs + 1,
    lines: 41,
    linesMax: 5_000,
    isComplete: true,
    readFromMs: nowMs - 39_000,
    bucketMs: 10_000,
    otherPatterns: 1,
    otherLines: 1,
  });
  assert.deepEqual(
    patterns.map(({ example, counts, ...pattern }) => ({
      ...pattern,
      example: example.content,
      counted: counts.reduce((sum, count) => sum + count),
      bars: counts.length,
    })),
    [
      {
        template: 'order <num> paid in <num> ms',
        words: ['paid in', 'order'],
        count: 30,
        share: 30 / 41,
        levels: [{ level: 'INFO', count: 30 }],
        firstMs: nowMs - 39_000,
        lastMs: nowMs - 1_000,
        example: 'order 1 paid in 3 ms',
        counted: 30,
        bars: starts.length,
      },
      {
        template: 'cannot reach <ip>',
        words: ['cannot reach'],
        count: 10,
        share: 10 / 41,
        levels: [{ level: 'ERROR', count: 10 }],
        firstMs: nowMs - 36_000,
        lastMs: nowMs,
        example: 'cannot reach 10.0.0.0',
        counted: 10,
        bars: starts.length,
      },
    ],
  );
  const { id } = must(patterns[0], 'a pattern').example;
  assert.equal((await api.context(ask(`at=${id}`), signal)).line.content, 'order 1 paid in 3 ms');
});

test('groups no more than the newest lines, and says so', async () => {
  const { logPatternLinesMax } = queryLimits;
  const many = Array.from({ length: logPatternLinesMax + 10 }, (_, i) => ({
    timeMs: nowMs - i,
    content: `line ${i}`,
  }));
  const { api } = await world(many);
  const { patterns, lines, isComplete, readFromMs } = await api.patterns(ask(''), signal);
  assert.deepEqual(
    [patterns.map(({ count }) => count), lines, isComplete, readFromMs],
    [[logPatternLinesMax], logPatternLinesMax, false, nowMs - logPatternLinesMax + 1],
  );
  const exact = await api.patterns(ask(`from=${nowMs - logPatternLinesMax + 1}`), signal);
  assert.deepEqual([exact.lines, exact.isComplete], [logPatternLinesMax, true]);
});

test('reads no further when the client has gone', async () => {
  const leaving = new AbortController();
  let reads = 0;
  const many = Array.from({ length: 2_000 }, (_, i) => ({
    timeMs: nowMs - i,
    content: `line ${i}`,
  }));
  const { api } = await world(many, (reader) => ({
    ...slowReader(reader),
    readRecords: (query) => {
      assert.equal(query.signal, leaving.signal);
      if (++reads === 2) leaving.abort();
      return reader.readRecords(query);
    },
  }));
  await assert.rejects(api.patterns(ask(''), leaving.signal), { name: 'AbortError' });
  assert.equal(reads, 2);
});
