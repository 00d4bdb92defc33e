/** The HTTP API of logs at a server of its own, as docs/reference/log-api.md has it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { after, test } from 'node:test';
import { serviceId } from '@stormpetrel/model';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';

const server = await ServerProcess.start({ env: { SW_CORE_L1_AGGREGATION_FLUSH_PERIOD: '50' } });
after(() => server[Symbol.asyncDispose]());

const startMs = Date.now() - 60_000;
const levels = ['INFO', 'INFO', 'WARNING', 'ERROR'];

async function send(
  lines: readonly { readonly timeMs: number; readonly text: string; readonly level?: string }[],
): Promise<void> {
  const logs = lines.map(({ timeMs, text, level = 'INFO' }) => ({
    timestamp: timeMs,
    service: 'shop',
    serviceInstance: 'shop-1',
    traceContext: { traceId: 't1', traceSegmentId: 's1', spanId: 0 },
    body: { text: { text } },
    tags: { data: [{ key: 'level', value: level }] },
  }));
  const response = await fetch(new URL('/v3/logs', server.addresses.page), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(logs),
  });
  assert.equal(response.status, 200, await response.text());
}

async function get(question: string, init: RequestInit = {}): Promise<readonly [number, unknown]> {
  const response = await fetch(new URL(`/api/logs/${question}`, server.addresses.page), init);
  return [response.status, await response.json()];
}

interface Rows {
  readonly rows: readonly {
    readonly id: string;
    readonly content: string;
    readonly level: string;
  }[];
  readonly cursor: string | null;
}

async function search(question: string): Promise<Rows> {
  const [status, answer] = await get(`search?${question}`);
  assert.equal(status, 200, JSON.stringify(answer));
  return answer as Rows;
}

await send(
  Array.from({ length: 40 }, (_, i) => ({
    timeMs: startMs + Math.floor(i / 4) * 1_000,
    text: `order ${i} took ${i * 7} ms`,
    level: levels[i % 4] ?? '',
  })),
);
await eventually(10_000, async () => {
  assert.equal((await search('limit=1000')).rows.length, 40);
});

test('pages through what it finds, also by several levels and words', async () => {
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Rows = await search(`limit=7&order=asc&cursor=${cursor}`);
    seen.push(...page.rows.map(({ content }) => content));
    ({ cursor } = page);
  }
  assert.deepEqual([seen.length, new Set(seen).size], [40, 40]);
  const { rows } = await search('level=WARN&level=ERROR&include=ORDER&exclude=order%203');
  assert.deepEqual(new Set(rows.map(({ level }) => level)), new Set(['WARN', 'ERROR']));
  // Of the twenty, 3, 30, 31, 34, 35, 38 and 39 are left out.
  assert.equal(rows.length, 20 - 7);
  const service = encodeURIComponent(serviceId('shop', true));
  assert.equal((await search(`trace=t1&segment=s1&span=0&service=${service}`)).rows.length, 40);
});

test('counts them by level', async () => {
  const window = `from=${startMs}&to=${startMs + 10_000}`;
  const [, histogram] = await get(`histogram?${window}&buckets=20`);
  const { levels: counted, ...rest } = histogram as {
    levels: { level: string; total: number }[];
    total: number;
    isComplete: boolean;
    bucketMs: number;
  };
  assert.deepEqual(
    counted.map(({ level, total }) => [level, total]),
    [
      ['ERROR', 10],
      ['WARN', 10],
      ['INFO', 20],
    ],
  );
  assert.deepEqual([rest.total, rest.isComplete, rest.bucketMs], [40, true, 1_000]);
});

test('shows the lines around one', async () => {
  const { rows } = await search('include=order%2020%20');
  const [status, context] = await get(`context?at=${rows[0]?.id}&before=4&after=30`);
  const {
    before,
    line,
    after: behind,
    moreBefore,
    moreAfter,
  } = context as {
    before: unknown[];
    line: { content: string };
    after: unknown[];
    moreBefore: boolean;
    moreAfter: boolean;
  };
  assert.deepEqual([status, line.content, before.length], [200, 'order 20 took 140 ms', 4]);
  assert.deepEqual([moreBefore, moreAfter, behind.length < 20], [true, false, true]);
});

test('groups them by what they say', async () => {
  const [, answer] = await get('patterns');
  const { patterns } = answer as { patterns: { template: string; count: number }[] };
  assert.deepEqual(
    patterns.map(({ template, count }) => [template, count]),
    [['order <num> took <num> ms', 40]],
  );
});

test('says what is wrong with a question', async () => {
  const code = (answer: unknown): unknown => (answer as { code: string }).code;
  for (const [question, status, expected] of [
    ['search?from=now', 400, 'QUERY_LOG_ARGUMENT'],
    ['search?tag=thread%3Dmain', 400, 'QUERY_LOG_ARGUMENT'],
    ['tail?last=x', 400, 'QUERY_LOG_ARGUMENT'],
    [`context?at=${startMs}-0123456789abcdef`, 404, 'QUERY_LOG_NOT_FOUND'],
    ['nothing', 404, 'QUERY_LOG_ARGUMENT'],
    ['toString', 404, 'QUERY_LOG_ARGUMENT'],
  ] as const) {
    const [found, answer] = await get(question);
    assert.deepEqual([found, code(answer)], [status, expected], question);
  }
  assert.equal((await get('search', { method: 'POST', body: '{}' }))[0], 405);
});

/** Follows until it leaves; what has come is one text. */
class Follower {
  text = '';
  readonly #response: IncomingMessage;

  constructor(response: IncomingMessage) {
    this.#response = response;
    response.setEncoding('utf8').on('data', (chunk: string) => (this.text += chunk));
    // That it breaks off is its own doing.
    response.on('error', () => undefined);
  }

  static async open(question: string, headers: Record<string, string> = {}): Promise<Follower> {
    const url = new URL(`/api/logs/tail?${question}`, server.addresses.page);
    const request = httpRequest(url, { headers });
    request.on('error', () => undefined);
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    assert.equal(response.headers['content-type'], 'text/event-stream; charset=utf-8');
    return new Follower(response);
  }

  /** Contents of the lines that were told. */
  get told(): readonly string[] {
    return [...this.text.matchAll(/^data: (.*)$/gm)].flatMap(([, data = '']) => {
      const { rows = [] } = JSON.parse(data) as Partial<Rows>;
      return rows.map(({ content }) => content);
    });
  }

  get lastId(): string {
    return [...this.text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? '';
  }

  leave(): void {
    this.#response.destroy();
  }
}

test('tells lines as they come, and goes on where a client was', async () => {
  const every = await Follower.open('last=1');
  const errors = await Follower.open('level=ERROR');
  await eventually(10_000, () => Promise.resolve(assert.equal(every.told.length, 1)));
  // The look that finds nothing yet for the errors has been when the next lines come, or they are found by it.
  await eventually(10_000, async () => {
    const nowMs = Date.now();
    await send([
      { timeMs: nowMs, text: `fine ${nowMs}` },
      { timeMs: nowMs, text: `bad ${nowMs}`, level: 'error' },
    ]);
    assert.ok(errors.told.length > 0);
  });
  assert.ok(errors.told.every((text) => text.startsWith('bad')));
  await eventually(10_000, () => {
    const told = every.told.filter((text) => text.startsWith('bad'));
    return Promise.resolve(assert.ok(told.length >= errors.told.length));
  });
  assert.equal(new Set(every.told).size, every.told.length);
  const { lastId } = every;
  every.leave();
  errors.leave();
  await send([{ timeMs: Date.now(), text: 'while away' }]);
  const again = await Follower.open('', { 'last-event-id': lastId });
  await eventually(10_000, () => Promise.resolve(assert.ok(again.told.includes('while away'))));
  again.leave();
});
