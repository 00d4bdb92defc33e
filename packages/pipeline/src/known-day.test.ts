/**
 * A small shop, a day ago, with everything known by hand: what each table, record and row of metadata must hold after
 * the shipped rules have counted it.
 *
 *     web (w1) ── GET:/cart ──▶ cart (c1) ── query ──▶ db:3306
 *
 * Three requests: two in the first minute (100 and 300 ms, the second failing), one in the minute after (250 ms). In
 * cart each takes 20 ms less than in web's exit span, which takes 10 ms less than its entry span.
 */
import { dispatchers } from '@stormpetrel/language/oal/rules';
import { SegmentBuilder, type SegmentSample, referenceFrom } from '@stormpetrel/testkit';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestPipeline, testNowMs } from './testing/test-pipeline.ts';

const dayStartMs = testNowMs - 86_400_000;
const requests = [
  { atMs: dayStartMs + 1_000, durationMs: 100, isError: false },
  { atMs: dayStartMs + 59_999, durationMs: 300, isError: true },
  { atMs: dayStartMs + 60_000, durationMs: 250, isError: false },
];

function segmentsOf(i: number): SegmentSample[] {
  const { atMs, durationMs, isError } = requests[i] as (typeof requests)[number];
  const status = { 'http.status_code': isError ? '500' : '200' };
  return [
    new SegmentBuilder('web', 'w1', atMs)
      .ids(`t${i}`, `web${i}`)
      .entry('GET:/', { durationMs, isError, spanLayer: 'Http', componentId: 1, tags: status })
      .exit('/cart', {
        durationMs: durationMs - 10,
        isError,
        spanLayer: 'Http',
        componentId: 2,
        peer: 'cart:80',
      })
      .build(),
    new SegmentBuilder('cart', 'c1', atMs)
      .ids(`t${i}`, `cart${i}`)
      .entry('GET:/cart', {
        durationMs: durationMs - 30,
        isError,
        spanLayer: 'Http',
        componentId: 14,
        refs: [referenceFrom('web', 'w1', 'GET:/', 'cart:80')],
      })
      .exit('query', {
        durationMs: durationMs - 40,
        spanLayer: 'Database',
        componentId: 33,
        peer: 'db:3306',
        tags: { 'db.type': 'sql', 'db.statement': 'select * from cart' },
      })
      .build(),
  ];
}

const web = 'd2Vi.1';
const cart = 'Y2FydA==.1';
const db = 'ZGI6MzMwNg==.0';
const address = 'Y2FydDo4MA==.1';
const user = 'VXNlcg==.0';

test('counts a known day as it was', async () => {
  const parts = openTestPipeline({ dispatchers });
  for (let i = 0; i < requests.length; i++) parts.send(...segmentsOf(i));
  await parts.pipeline.close();
  const rows = (table: string, columns: number): unknown[] =>
    parts.writer
      .metrics(table)
      .map(({ entity, bucketMs, values }) => [
        entity,
        (bucketMs - dayStartMs) / 60_000,
        ...values.slice(0, columns),
      ]);
  // count, layer, sum of latencies, successes, satisfied, tolerated, latencies by 10 ms
  assert.deepEqual(rows('Service', 7), [
    [
      web,
      0,
      2,
      'GENERAL',
      400,
      1,
      1,
      0,
      [
        [10, 1],
        [30, 1],
      ],
    ],
    [
      cart,
      0,
      2,
      'GENERAL',
      340,
      1,
      1,
      0,
      [
        [7, 1],
        [27, 1],
      ],
    ],
    [web, 1, 1, 'GENERAL', 250, 1, 1, 0, [[25, 1]]],
    [cart, 1, 1, 'GENERAL', 220, 1, 1, 0, [[22, 1]]],
  ]);
  // As seen by the caller: count, sum, successes, latencies by 10 ms; then the same by the called.
  assert.deepEqual(rows('ServiceRelation', 8), [
    [
      `${user}-${web}`,
      0,
      0,
      0,
      0,
      [],
      2,
      400,
      1,
      [
        [10, 1],
        [30, 1],
      ],
    ],
    [
      `${web}-${address}`,
      0,
      2,
      380,
      1,
      [
        [9, 1],
        [29, 1],
      ],
      0,
      0,
      0,
      [],
    ],
    [
      `${web}-${cart}`,
      0,
      0,
      0,
      0,
      [],
      2,
      340,
      1,
      [
        [7, 1],
        [27, 1],
      ],
    ],
    [
      `${cart}-${db}`,
      0,
      2,
      320,
      2,
      [
        [6, 1],
        [26, 1],
      ],
      0,
      0,
      0,
      [],
    ],
    [`${user}-${web}`, 1, 0, 0, 0, [], 1, 250, 1, [[25, 1]]],
    [`${web}-${address}`, 1, 1, 240, 1, [[24, 1]], 0, 0, 0, []],
    [`${web}-${cart}`, 1, 0, 0, 0, [], 1, 220, 1, [[22, 1]]],
    [`${cart}-${db}`, 1, 1, 210, 1, [[21, 1]], 0, 0, 0, []],
  ]);
  assert.deepEqual(rows('service_relation_client_side', 2), [
    [`${web}-${address}`, 0, 2, [[2, 2]]],
    [`${cart}-${db}`, 0, 2, [[33, 2]]],
    [`${web}-${address}`, 1, 1, [[2, 1]]],
    [`${cart}-${db}`, 1, 1, [[33, 1]]],
  ]);
  assert.deepEqual(rows('endpoint_relation_server_side', 2), [
    [`${user}-VXNlcg==-${web}-R0VUOi8=`, 0, 2, [[1, 2]]],
    [`${web}-R0VUOi8=-${cart}-R0VUOi9jYXJ0`, 0, 2, [[14, 2]]],
    [`${user}-VXNlcg==-${web}-R0VUOi8=`, 1, 1, [[1, 1]]],
    [`${web}-R0VUOi8=-${cart}-R0VUOi9jYXJ0`, 1, 1, [[14, 1]]],
  ]);
  assert.deepEqual(
    parts.writer
      .records('segment')
      .map((record) => [
        record.segmentId,
        record.startTime,
        record.latency,
        record.isError,
        record.tags,
      ]),
    requests.flatMap(({ atMs, durationMs, isError }, i) => [
      [`web${i}`, atMs, durationMs, isError, [`http.status_code=${isError ? 500 : 200}`]],
      [`cart${i}`, atMs, durationMs - 30, isError, ['db.type=sql']],
    ]),
  );
  assert.deepEqual(
    parts.writer
      .records('top_n_database_statement')
      .map(({ entity, latency, traceId }) => [entity, latency, traceId]),
    [
      [db, 260, 't1'],
      [db, 210, 't2'],
    ],
  );
  assert.deepEqual(
    parts.writer
      .metadata('service')
      .map(({ fields, seenMs }) => [fields.name, fields.layer, (seenMs - dayStartMs) / 60_000]),
    [
      ['web', 'GENERAL', 0],
      ['cart', 'GENERAL', 0],
      ['db:3306', 'VIRTUAL_DATABASE', 0],
      ['web', 'GENERAL', 1],
      ['cart', 'GENERAL', 1],
      ['db:3306', 'VIRTUAL_DATABASE', 1],
    ],
  );
});
