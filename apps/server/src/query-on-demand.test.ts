import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { textReply } from './http/http-reply.ts';
import type { ReadBody } from './http/body-reader.ts';
import type { HttpRoute } from './http/http-server.ts';
import { QueryOnDemand } from './query-on-demand.ts';
import type { QuerySide } from './query-side.ts';

const request = { method: 'POST', url: '/graphql' } as IncomingMessage;

const readBody: ReadBody = () => Promise.resolve(new Uint8Array());

class Bench {
  readonly seen: string[] = [];
  fault: Error | undefined;
  readonly query = new QueryOnDemand(async () => {
    this.seen.push('open');
    if (this.fault !== undefined) throw this.fault;
    const side = {
      setSearchableTraceTags: (keys?: readonly string[]) =>
        this.seen.push(`tags ${keys?.join() ?? 'as configured'}`),
      close: async () => void this.seen.push('close'),
    } as unknown as QuerySide;
    const graphql: HttpRoute = (_, path) =>
      path === '/graphql' ? Promise.resolve(textReply(200, 'answer')) : undefined;
    return { side, routes: [() => undefined, graphql] };
  });
}

test('opens with the first request that is its own, and once', async () => {
  const { query, seen } = new Bench();
  assert.equal(query.route(request, '/v3/segments', readBody), undefined);
  assert.equal(query.route(request, '/api/profilings', readBody), undefined);
  assert.deepEqual(seen, []);
  const replies = await Promise.all([
    query.route(request, '/graphql', readBody),
    query.route(request, '/graphql', readBody),
  ]);
  assert.deepEqual(replies, [textReply(200, 'answer'), textReply(200, 'answer')]);
  assert.deepEqual(seen, ['open']);
});

test('opens behind the first request for the page', async () => {
  const { query, seen } = new Bench();
  const page = query.prepareBefore(() => {
    seen.push('page');
    return Promise.resolve(textReply(200, 'page'));
  });
  assert.deepEqual(await page(request, '/', readBody), textReply(200, 'page'));
  await new Promise((resolve) => setImmediate(resolve));
  await page(request, '/traces', readBody);
  await query.get();
  assert.deepEqual(seen, ['page', 'open', 'page']);
});

test('tags that were set before it opened hold when it has', async () => {
  const { query, seen } = new Bench();
  query.setSearchableTraceTags(['http.method']);
  await query.get();
  query.setSearchableTraceTags(undefined);
  await query.get();
  assert.deepEqual(seen, ['open', 'tags http.method', 'tags as configured']);
});

test('closes what was opened, and nothing else', async () => {
  const unused = new Bench();
  await unused.query.close();
  assert.deepEqual(unused.seen, []);
  const used = new Bench();
  await used.query.get();
  await used.query.close();
  assert.deepEqual(used.seen, ['open', 'close']);
});

test('what keeps it from opening goes to who asks, and hurts neither the page nor closing', async () => {
  const bench = new Bench();
  bench.fault = new Error('a module is gone');
  const page = bench.query.prepareBefore(() => Promise.resolve(textReply(200, 'page')));
  assert.deepEqual(await page(request, '/', readBody), textReply(200, 'page'));
  await assert.rejects(
    bench.query.route(request, '/graphql', readBody) ?? Promise.resolve(),
    /is gone/,
  );
  bench.query.setSearchableTraceTags([]);
  await bench.query.close();
  assert.deepEqual(bench.seen, ['open']);
});
