import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphqlClient } from '../../graphql-client.ts';
import { parseSearch } from './search-text.ts';
import { conditionOf, readSummaries, searchTraces } from './trace-search.ts';

const DURATION = { start: '2026-11-22 140000', end: '2026-11-22 143000', step: 'SECOND' } as const;

/** A server that answers by the name of the query. */
function serverOf(answers: Readonly<Record<string, unknown>>): GraphqlClient {
  return {
    query<T>(document: string) {
      const name = /^query (\w+)/u.exec(document)?.[1] ?? '';
      // What a server answers is not known to the types; the test says it.
      return name in answers
        ? Promise.resolve(answers[name] as T)
        : Promise.reject(new Error(`No ${name}.`));
    },
    expressions: () => Promise.resolve([]),
  };
}

test('writes the condition of the protocol', () => {
  const { search } = parseSearch(
    'service=cart endpoint=/a dur=10ms..2s error tag:x=1 order=duration limit=20',
  );
  assert.deepEqual(conditionOf(search, DURATION, []), {
    serviceId: 'Y2FydA==.1',
    endpointId: 'Y2FydA==.1_L2E=',
    queryDuration: DURATION,
    minTraceDuration: 10,
    maxTraceDuration: 2000,
    traceState: 'ERROR',
    queryOrder: 'BY_DURATION',
    tags: [{ key: 'x', value: '1' }],
    paging: { pageNum: 1, pageSize: 21 },
  });
});

test('takes the id of a service that is known', () => {
  const known = { id: 'other.0', name: 'cart', group: '', layers: [], normal: false };
  assert.equal(
    conditionOf(parseSearch('service=cart').search, DURATION, [known])['serviceId'],
    'other.0',
  );
});

test('joins lines of one trace and says when there is more', async () => {
  const line = (traceId: string, duration: number, isError: boolean) => ({
    endpointNames: ['/a'],
    duration,
    start: '1000',
    isError,
    traceIds: [traceId, 'other'],
  });
  const client = serverOf({
    Traces: {
      list: {
        traces: [
          line('t1', 5, true),
          line('t1', 50, false),
          line('t2', 7, false),
          line('t3', 1, false),
        ],
      },
    },
  });
  const list = await searchTraces(client, {}, 3, new AbortController().signal);
  assert.equal(list.isCapped, true);
  assert.deepEqual(
    list.lines.map((it) => [it.traceId, it.durationMs, it.isError, it.otherTraceIds]),
    [
      ['t1', 50, true, ['other']],
      ['t2', 7, false, ['other']],
    ],
  );
});

test('reads summaries and leaves out traces that are gone', async () => {
  const spans = [{ serviceCode: 'a', isError: true }, { serviceCode: 'b' }, { serviceCode: 'a' }];
  const client = serverOf({ Summaries: { t0: { spans }, t1: { spans: [] }, t2: null } });
  assert.deepEqual(
    [...(await readSummaries(client, ['x', 'y', 'z']))],
    [['x', { spans: 3, errors: 1, services: ['a', 'b'] }]],
  );
});
