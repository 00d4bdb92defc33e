import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goldenOfService, readGolden, summariseGolden } from './golden.ts';
import type { ExpressionAnswer, ExpressionSeries } from './graphql-client.ts';
import { layOnBuckets, maxOf, meanOf, readLoad, weightedMeanOf } from './series.ts';
import type { AskedSpan } from './server.ts';

const asked: AskedSpan = {
  span: { startMs: 0, endMs: 180_000 },
  step: 'MINUTE',
  duration: { start: '', end: '', step: 'MINUTE' },
  starts: [0, 60_000, 120_000],
  fillingFromMs: undefined,
  filledShare: 1,
};

function series(
  values: readonly (string | null)[],
  labels: ExpressionSeries['labels'] = [],
): ExpressionSeries {
  return { labels, values: values.map((value, index) => ({ id: String(index * 60_000), value })) };
}

function answer(...lines: readonly ExpressionSeries[]): ExpressionAnswer {
  return { ok: true, type: 'TIME_SERIES_VALUES', series: lines };
}

test('lays values on the buckets that were asked for, and leaves gaps where there are none', () => {
  assert.deepEqual(layOnBuckets(series(['1', null, '3']), asked), [1, undefined, 3]);
  assert.deepEqual(layOnBuckets({ labels: [], values: [{ id: '999', value: '4' }] }, asked), [
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual(layOnBuckets(undefined, asked), [undefined, undefined, undefined]);
});

test('leaves out the minute that has only begun, unless it is all there is', () => {
  const filling = { ...asked, fillingFromMs: 120_000 };
  assert.deepEqual(layOnBuckets(series(['1', '2', '1']), filling), [1, 2, undefined]);
  assert.deepEqual(layOnBuckets(series([null, null, '1']), filling), [undefined, undefined, 1]);
  assert.deepEqual(layOnBuckets(series(['1', '2', '1']), { ...filling, step: 'HOUR' }), [1, 2, 1]);
});

test('divides the load of the present hour by the time that has passed', () => {
  const hour: AskedSpan = { ...asked, step: 'HOUR', fillingFromMs: 120_000, filledShare: 0.25 };
  assert.deepEqual(readLoad(answer(series(['40', '40', '10'])), hour), [40, 40, 40]);
  assert.deepEqual(readLoad(answer(series(['40', '40', '1'])), { ...hour, filledShare: 0.01 }), [
    40,
    40,
    undefined,
  ]);
  assert.deepEqual(readLoad(answer(series(['40', '40', '10'])), asked), [40, 40, 10]);
});

test('weights a mean by the calls that each value stands for', () => {
  assert.equal(meanOf([1, undefined, 3]), 2);
  assert.equal(weightedMeanOf([100, 1000], [9, 1]), 190);
  assert.equal(weightedMeanOf([100, 1000], [0, 0]), 550);
  assert.equal(weightedMeanOf([undefined], [1]), undefined);
  assert.equal(maxOf([1, undefined, 3, 2]), 3);
});

test('reads the four numbers of a service, and says which could not be read', () => {
  const label = (p: string): ExpressionSeries['labels'] => [{ key: 'p', value: p }];
  const golden = readGolden(
    goldenOfService(['GENERAL']),
    [
      answer(series(['10', '30', null])),
      answer(series(['100', '200', null])),
      answer(series(['90', '190', null], label('50')), series(['300', '400', null], label('99'))),
      answer(series(['10000', '9000', null])),
      { ok: false, error: 'timed out' },
    ],
    asked,
  );
  assert.deepEqual(golden, {
    asked,
    load: [10, 30, undefined],
    latencyMs: [100, 200, undefined],
    p50Ms: [90, 190, undefined],
    p95Ms: [],
    p99Ms: [300, 400, undefined],
    errorPercent: [0, 10, undefined],
    apdex: [undefined, undefined, undefined],
    failures: ['service_apdex: timed out'],
  });
  assert.deepEqual(summariseGolden(golden), {
    load: 20,
    latencyMs: 175,
    p50Ms: 165,
    p95Ms: undefined,
    p99Ms: 375,
    errorPercent: 7.5,
    apdex: undefined,
  });
});

test('reads a database and a browser by their own metrics', () => {
  const database = goldenOfService(['VIRTUAL_DATABASE']);
  assert.equal(database.load, 'database_access_cpm');
  const browser = readGolden(
    goldenOfService(['BROWSER']),
    [answer(series(['5'])), answer(series(['250']))],
    asked,
  );
  assert.deepEqual(browser.errorPercent, [2.5, undefined, undefined]);
});
