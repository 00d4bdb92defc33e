import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGraphqlClient, expressionsPerRequestMax, writeBatch } from './graphql-client.ts';
import type { ExpressionRequest } from './graphql-client.ts';

interface Sent {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A server that answers with what `answer` says, and keeps what was sent. */
function fakeFetch(answer: (sent: Sent, index: number) => { body: unknown; status?: number }) {
  const sent: Sent[] = [];
  const fetch = ((_: unknown, init: { body: string }) => {
    const index = sent.push(JSON.parse(init.body) as Sent) - 1;
    const { body, status = 200 } = answer(sent[index] as Sent, index);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return Promise.resolve(
      new Response(text, { status, statusText: status === 503 ? 'Service Unavailable' : 'OK' }),
    );
  }) as unknown as typeof globalThis.fetch;
  return { fetch, sent };
}

const duration = { start: '2026-11-22 1400', end: '2026-11-22 1402', step: 'MINUTE' };

function request(expression: string, serviceName = 'cart'): ExpressionRequest {
  return { expression, entity: { serviceName, normal: true }, duration };
}

function seriesOf(value: string): unknown {
  return {
    type: 'TIME_SERIES_VALUES',
    error: null,
    results: [{ metric: { labels: [] }, values: [{ id: '1', value }] }],
  };
}

test('writes one document whose text only depends on the shape of the batch', () => {
  const first = writeBatch([
    request('service_cpm'),
    request('service_sla'),
    request('service_cpm', 'pay"ment'),
  ]);
  const second = writeBatch([request('a'), request('b'), request('a', 'x')]);
  assert.equal(first.query, second.query);
  assert.deepEqual(first.variables, {
    x0: 'service_cpm',
    e1: { serviceName: 'cart', normal: true },
    d2: duration,
    x3: 'service_sla',
    e4: { serviceName: 'pay"ment', normal: true },
  });
  assert.match(
    first.query,
    /^query Expressions\(\$x0:String!,\$e1:Entity!,\$d2:Duration!,\$x3:String!,\$e4:Entity!\)\{r0:execExpression/,
  );
});

test('asks owners only of lists', () => {
  assert.doesNotMatch(writeBatch([request('service_cpm')]).query, /owner/);
  assert.match(writeBatch([request('top_n(endpoint_cpm,10,des)')]).query, /owner/);
});

test('splits at the limit of a request and gives the answers in the order asked', async () => {
  const { fetch, sent } = fakeFetch(({ query }, index) => {
    const aliases = [...query.matchAll(/(r\d+):/g)].map((match) => match[1] ?? '');
    return {
      body: {
        data: Object.fromEntries(aliases.map((alias) => [alias, seriesOf(`${index}.${alias}`)])),
      },
    };
  });
  const requests = Array.from({ length: expressionsPerRequestMax + 1 }, (_, i) => request(`m${i}`));
  const answers = await createGraphqlClient({ fetch }).expressions(requests);
  assert.equal(sent.length, 2);
  assert.equal(answers.length, requests.length);
  assert.deepEqual(answers.at(-1), {
    ok: true,
    type: 'TIME_SERIES_VALUES',
    series: [{ labels: [], values: [{ id: '1', value: '1.r0' }] }],
  });
});

test('keeps a failed expression apart from the good ones, wherever the server says so', async () => {
  const { fetch } = fakeFetch(() => ({
    body: {
      data: {
        r0: seriesOf('5'),
        r1: { type: 'UNKNOWN', error: 'Metric: [x] does not exist.', results: [] },
        r2: null,
      },
      errors: [{ message: 'timed out', path: ['r2'] }],
    },
  }));
  const answers = await createGraphqlClient({ fetch }).expressions([
    request('a'),
    request('x'),
    request('c'),
    request('d'),
  ]);
  assert.deepEqual(
    answers.map((answer) => (answer.ok ? 'ok' : answer.error)),
    ['ok', 'Metric: [x] does not exist.', 'timed out', 'The server left this expression out.'],
  );
});

test('asks nothing for no expressions', async () => {
  const { fetch, sent } = fakeFetch(() => ({ body: {} }));
  assert.deepEqual(await createGraphqlClient({ fetch }).expressions([]), []);
  assert.equal(sent.length, 0);
});

test('says what went wrong on the way', async () => {
  const check = async (
    body: unknown,
    status: number,
    code: string,
    message: string,
  ): Promise<void> => {
    const { fetch } = fakeFetch(() => ({ body, status }));
    await assert.rejects(
      createGraphqlClient({ fetch }).query('{version}'),
      (error: { entry: { code: string }; message: string }) => {
        assert.deepEqual([error.entry.code, error.message], [code, message]);
        return true;
      },
    );
  };
  await check(
    'The storage is not ready.',
    503,
    'UI_STATUS',
    'The server answered 503 Service Unavailable',
  );
  await check(
    '<html>',
    200,
    'UI_ANSWER',
    'The server sent something that is not a GraphQL answer.',
  );
  await check(
    { errors: [{ message: 'Unknown field.' }], data: null },
    400,
    'UI_REFUSED',
    'Unknown field.',
  );
  const down = (() =>
    Promise.reject(new TypeError('fetch failed'))) as unknown as typeof globalThis.fetch;
  await assert.rejects(createGraphqlClient({ fetch: down }).query('{version}'), /does not answer/);
});

test('tells when it is busy', async () => {
  const { fetch } = fakeFetch(() => ({ body: { data: {} } }));
  const busy: boolean[] = [];
  const client = createGraphqlClient({ fetch, onBusy: (is) => busy.push(is) });
  await Promise.all([client.query('{a}'), client.query('{b}')]);
  assert.deepEqual(busy, [true, false]);
});
