import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError, must } from '@stormpetrel/base';
import { memberId, serviceId } from '@stormpetrel/model';
import fc from 'fast-check';
import { queryLimits } from '../../limits.ts';
import type { LogSample } from '../../testing/log-seed.ts';
import { ask, contents, nowMs, pages, samples, signal, world } from '../../testing/log-world.ts';

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
