import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExpressionAnswer, GraphqlClient } from '../graphql-client.ts';
import { readMapNumbers } from './map-source.ts';
import { readServiceMap } from './service-map.ts';

const map = readServiceMap({
  nodes: [
    { id: 'a', name: 'a', isReal: true, layers: ['GENERAL'] },
    { id: 'b', name: 'b', isReal: true, layers: ['GENERAL'] },
  ],
  calls: [{ id: 'a>b', source: 'a', target: 'b', detectPoints: ['SERVER'] }],
});
const complete = { start: '2026-11-22 1400', end: '2026-11-22 1409', step: 'MINUTE' } as const;
const duration = { ...complete, end: '2026-11-22 1410' };

/** A server that has the number 7 for everything from a minute on, and nothing before. */
function openServer(firstMinute: string): { client: GraphqlClient; asked: Set<string> } {
  const asked = new Set<string>();
  const client: GraphqlClient = {
    query: () => Promise.reject(new Error('only expressions are asked')),
    expressions: (requests) =>
      Promise.resolve(
        requests.map((request): ExpressionAnswer => {
          asked.add(request.duration.end);
          const value = request.duration.end >= firstMinute ? '7' : null;
          return {
            ok: true,
            type: 'SINGLE_VALUE',
            series: [{ labels: [], values: [{ id: null, value }] }],
          };
        }),
      ),
  };
  return { client, asked };
}

test('takes the numbers of the complete minutes', async () => {
  const { client, asked } = openServer('2026-11-22 1409');
  const window = { duration, complete };
  const numbers = await readMapNumbers(client, map, window, new AbortController().signal);
  assert.deepEqual([...numbers.calls.load], [7]);
  assert.deepEqual([...asked], [complete.end]);
});

test('takes the minute that is still being filled when there is no other', async () => {
  const { client, asked } = openServer('2026-11-22 1410');
  const window = { duration, complete };
  const numbers = await readMapNumbers(client, map, window, new AbortController().signal);
  assert.deepEqual([...numbers.calls.load], [7]);
  assert.deepEqual([...asked], [complete.end, duration.end]);
});

test('asks once where all minutes are complete', async () => {
  const { client, asked } = openServer('2026-11-22 1400');
  const window = { duration, complete: undefined };
  await readMapNumbers(client, map, window, new AbortController().signal);
  assert.deepEqual([...asked], [duration.end]);
});
