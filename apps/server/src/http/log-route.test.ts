import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { after, test } from 'node:test';
import { CodedError, Telemetry, silentLogger } from '@stormpetrel/base';
import type { LogApi, TailMessage } from '@stormpetrel/query';
import { listenHttp } from './http-server.ts';
import { logRoute } from './log-route.ts';

/** What the API does next, and what it is told. */
let work: (parameters: URLSearchParams, signal: AbortSignal) => Promise<never>;
let messages: readonly (TailMessage | undefined)[] = [];
let lastIds: string[] = [];

const ask = (parameters: URLSearchParams, signal: AbortSignal): Promise<never> =>
  work(parameters, signal);
const api: LogApi = {
  search: ask,
  histogram: ask,
  context: ask,
  patterns: ask,
  tail(parameters, lastId) {
    lastIds.push(lastId);
    if (parameters.has('full')) throw new CodedError('QUERY_LOG_FOLLOWERS', 'too many');
    return (async function* () {
      yield* messages;
    })();
  },
};

const server = await listenHttp({
  host: '127.0.0.1',
  port: 0,
  routes: [logRoute(api)],
  idleTimeoutMs: 1_000,
  headerBytesMax: 8_192,
  logger: silentLogger,
  telemetry: new Telemetry(),
});
after(() => server.close());

const address = (target: string): string => `http://127.0.0.1:${server.port}/api/logs/${target}`;

test('work stops when the client goes away', async () => {
  const begun = Promise.withResolvers<AbortSignal>();
  work = (_, signal) =>
    new Promise((_resolve, reject) => {
      begun.resolve(signal);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  const request = httpRequest(address('search'));
  // That it breaks off is what is tested.
  request.on('error', () => undefined);
  request.end();
  const signal = await begun.promise;
  assert.equal(signal.aborted, false);
  request.destroy();
  await once(signal, 'abort');
});

test('work whose answer was sent is not stopped afterwards', async () => {
  const signals: AbortSignal[] = [];
  work = (_, signal) => {
    signals.push(signal);
    return Promise.reject(new CodedError('QUERY_LOG_NOT_FOUND', 'no line'));
  };
  for (let i = 0; i < 3; i++) {
    const response = await fetch(address('context?at=x'));
    assert.deepEqual(
      [response.status, await response.json()],
      [404, { code: 'QUERY_LOG_NOT_FOUND', message: 'no line' }],
    );
  }
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [false, false, false],
  );
});

test('what the store cannot do is a fault of the server', async () => {
  work = () => Promise.reject(new CodedError('STORE_FAILED', 'disk'));
  const response = await fetch(address('patterns'));
  assert.deepEqual(
    [response.status, await response.json()],
    [500, { code: 'STORE_FAILED', message: 'disk' }],
  );
});

test('tells messages as events, and where a client was', async () => {
  const row = { id: '5-abc' } as Extract<TailMessage, { event: 'lines' }>['rows'][number];
  messages = [
    { event: 'gap', missed: 3, isAtLeast: true },
    undefined,
    { event: 'lines', rows: [row] },
  ];
  lastIds = [];
  const response = await fetch(address('tail'), { headers: { 'last-event-id': '4-abc' } });
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.equal(
    await response.text(),
    'retry: 2000\n\nevent: gap\ndata: {"missed":3,"isAtLeast":true}\n\n:\n\n' +
      'id: 5-abc\nevent: lines\ndata: {"rows":[{"id":"5-abc"}]}\n\n',
  );
  const full = await fetch(address('tail?full=1'));
  assert.deepEqual(
    [full.status, await full.json()],
    [503, { code: 'QUERY_LOG_FOLLOWERS', message: 'too many' }],
  );
  assert.deepEqual(lastIds, ['4-abc', '']);
});

test('a client that comes again goes on behind the newest line that it was told, not behind a late one', async () => {
  const digest = 'abcdefghijklmnop';
  const told = (...ids: readonly string[]): TailMessage => ({
    event: 'lines',
    rows: ids.map((id) => ({ id }) as Extract<TailMessage, { event: 'lines' }>['rows'][number]),
  });
  messages = [
    told(`7-${digest}`),
    told(`5-${digest}`, `9-${digest}`),
    told(`8-${digest}`),
    told(`9-${digest}-1`),
    told(`10-${digest}`),
  ];
  const idsAfter = async (lastId: string): Promise<readonly string[]> => {
    const response = await fetch(address('tail'), { headers: { 'last-event-id': lastId } });
    const events = (await response.text()).split('\n\n').slice(1, -1);
    return events.map((event) => /^id: (.*)$/m.exec(event)?.[1] ?? '');
  };
  const expected = [`7-${digest}`, `9-${digest}`, '', `9-${digest}-1`, `10-${digest}`];
  assert.deepEqual(await idsAfter(''), expected);
  assert.deepEqual(await idsAfter(`8-${digest}`), ['', ...expected.slice(1)]);
});
