/*
 * Every function against an evaluation that looks at all events at once. Events are dealt out to partial rows at random
 * and the rows are merged in any order: that must not be seen in the value.
 */
import assert from 'node:assert/strict';
import test from 'node:test';

import { must } from '@stormpetrel/base';
import type { SourceName } from '@stormpetrel/model';
import { SeededRandom } from '@stormpetrel/testkit';
import * as fc from 'fast-check';

import { compileOal } from './compile-oal.ts';
import { readMetricValue } from './functions/index.ts';
import type { MetricValue } from './metric-value.ts';
import { randomSource } from './testing/random-sources.ts';
import { TestRows, mergeRows, viewRow } from './testing/test-rows.ts';

type Event = Readonly<Record<string, unknown>>;
type Slow = (events: readonly Event[], bucketMinutes: number) => MetricValue;

const partials = 3;
const thresholdMs = 250;
const context = { apdexThresholdMs: (): number => thresholdMs };

function check(
  source: SourceName,
  rule: string,
  slow: Slow,
  counts: (event: Event) => boolean = () => true,
): void {
  const { dispatchers, definitions, problems } = compileOal([
    { name: 'test.oal', text: `metric = ${rule};` },
  ]);
  assert.equal(problems, '');
  const dispatcher = must(dispatchers.get(source), source);
  const definition = must(definitions.get('metric'), 'metric');
  const order = fc.shuffledSubarray([0, 1, 2], { minLength: partials });
  const minutes = fc.constantFrom(1, 60, 1440);
  fc.assert(
    fc.property(fc.integer(), fc.nat(40), order, minutes, (seed, count, rows, bucket) => {
      const random = new SeededRandom(seed);
      const events = Array.from({ length: count }, () => randomSource(source, random));
      const accumulators = new TestRows(dispatcher.table, partials);
      for (const event of events) {
        dispatcher.update(accumulators, random.int(0, partials - 1), event, context);
      }
      const merged = mergeRows(
        dispatcher.table,
        rows.map((row) => accumulators.row(row)),
      );
      const counted = events.filter(counts);
      assert.equal(merged.get(definition.presence), counted.length);
      if (counted.length === 0) return;
      const value = readMetricValue(definition, viewRow(definition, merged, bucket));
      assert.deepEqual(value, slow(counted, bucket));
    }),
    { numRuns: 200 },
  );
}

/** Java's: towards zero. */
function whole(value: number): number {
  return Math.trunc(value) + 0;
}

function numbers(events: readonly Event[], field: string): readonly number[] {
  return events.map((event) => Number(event[field]));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** The value that `rank` of a hundred stay within, found by laying all values out in order. */
function rankOf(values: readonly number[], precision: number, rank: number): number {
  const int32 = (value: number): number => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value));
  const sorted = values.map((value) => int32(whole(value / precision))).sort((a, b) => a - b);
  const place = Math.max(1, Math.round((sorted.length * rank) / 100));
  return must(sorted[place - 1], 'a value') * precision;
}

function byLabel(events: readonly Event[], field: string): ReadonlyMap<string, readonly Event[]> {
  return Map.groupBy(events, (event) => String(event[field]));
}

/** The most frequent labels first, at most 50 of them. */
function topLabels(
  events: readonly Event[],
  field: string,
  value: (events: readonly Event[]) => number,
): MetricValue {
  return [...byLabel(events, field)]
    .sort(([a, m], [b, n]) => n.length - m.length || (a < b ? -1 : 1))
    .slice(0, 50)
    .map(([label, group]) => ({ labels: [label], value: value(group) }));
}

test('longAvg is the average, cut off', () => {
  check('Service', 'from(Service.latency).longAvg()', (events) =>
    whole(total(numbers(events, 'latency')) / events.length),
  );
});

test('longAvg cuts off the fraction of every event', () => {
  check('ServiceInstanceJVMCPU', 'from(ServiceInstanceJVMCPU.usePercent).longAvg()', (events) =>
    whole(total(numbers(events, 'usePercent').map(whole)) / events.length),
  );
});

test('doubleAvg is the average', () => {
  check(
    'ServiceInstanceJVMCPU',
    'from(ServiceInstanceJVMCPU.usePercent).doubleAvg()',
    (events) => total(numbers(events, 'usePercent')) / events.length,
  );
});

test('count counts, under its filters', () => {
  check(
    'Service',
    'from(Service.*).filter(latency > 100).filter(status == true).count()',
    (events) => events.length,
    (event) => Number(event['latency']) > 100 && event['status'] === true,
  );
});

test('sum adds up', () => {
  check('Service', 'from(Service.latency).sum()', (events) => total(numbers(events, 'latency')));
});

test('sum of a tag leaves out what is no number', () => {
  const number = (event: Event): number => {
    const text = (event['originalTags'] as { get: () => string | undefined }).get();
    return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  check(
    'Service',
    'from((str->long)Service.tag["a"]).sum()',
    (events) => total(events.map(number)),
    (event) => !Number.isNaN(number(event)),
  );
});

test('cpm is events over the minutes of the bucket', () => {
  check('Service', 'from(Service.*).cpm()', (events, bucket) => whole(events.length / bucket));
});

test('percent is the share that met the condition', () => {
  check('Service', 'from(Service.*).percent(status == true)', (events) =>
    whole((events.filter((event) => event['status'] === true).length * 10_000) / events.length),
  );
});

test('rate is one number over another, or 0', () => {
  check('Service', 'from(Service.*).rate(latency > 300, latency < 200)', (events) => {
    const numerator = numbers(events, 'latency').filter((latency) => latency > 300).length;
    const denominator = numbers(events, 'latency').filter((latency) => latency < 200).length;
    return denominator === 0 ? 0 : whole((numerator * 10_000) / denominator);
  });
});

test('apdex counts the tolerated half', () => {
  check('Service', 'from(Service.latency).apdex(name, status)', (events) => {
    const served = numbers(
      events.filter((event) => event['status'] === true),
      'latency',
    );
    const satisfied = served.filter((latency) => latency <= thresholdMs).length;
    const tolerated = served.filter(
      (latency) => latency > thresholdMs && latency <= 4 * thresholdMs,
    ).length;
    return whole((satisfied * 10_000 + (tolerated * 10_000) / 2) / events.length);
  });
});

test('histogram has all its steps, and the last takes the rest', () => {
  check('Service', 'from(Service.latency).histogram(100, 3)', (events) => {
    const steps = numbers(events, 'latency').map((latency) =>
      Math.min(3, Math.max(-(2 ** 31), whole(latency / 100))),
    );
    const keys = [...new Set([...steps, 0, 1, 2, 3])].sort((a, b) => a - b);
    return keys.map((key) => ({
      labels: [String(key * 100)],
      value: steps.filter((step) => step === key).length,
    }));
  });
});

test('percentile2 is what so many of a hundred stay within', () => {
  check('Service', 'from(Service.latency).percentile2(10)', (events) =>
    [50, 75, 90, 95, 99].map((rank) => ({
      labels: [String(rank)],
      value: rankOf(numbers(events, 'latency'), 10, rank),
    })),
  );
});

test('percentile is percentile2 with the places of the ranks', () => {
  check('Service', 'from(Service.latency).percentile(7)', (events) =>
    [50, 75, 90, 95, 99].map((rank, index) => ({
      labels: [String(index)],
      value: rankOf(numbers(events, 'latency'), 7, rank),
    })),
  );
});

test('max is the greatest, never below 0', () => {
  check('Service', 'from(Service.latency).max()', (events) =>
    Math.max(0, ...numbers(events, 'latency')),
  );
});

test('min is the least', () => {
  check('Service', 'from(Service.latency).min()', (events) =>
    Math.min(...numbers(events, 'latency')),
  );
});

test('maxDouble and minDouble keep fractions', () => {
  const from = 'from(ServiceInstanceJVMCPU.usePercent)';
  check('ServiceInstanceJVMCPU', `${from}.maxDouble()`, (events) =>
    Math.max(0, ...numbers(events, 'usePercent')),
  );
  check('ServiceInstanceJVMCPU', `${from}.minDouble()`, (events) =>
    Math.min(...numbers(events, 'usePercent')),
  );
});

test('labelCount counts by label', () => {
  check('Service', 'from(Service.*).labelCount(rpcStatusCode)', (events) =>
    topLabels(events, 'rpcStatusCode', (group) => group.length),
  );
});

test('labelAvg is the average by label, 1 where a positive one is cut off', () => {
  check('Service', 'from(Service.*).labelAvg(rpcStatusCode, latency)', (events) =>
    topLabels(events, 'rpcStatusCode', (group) => {
      const sum = total(numbers(group, 'latency'));
      const average = whole(sum / group.length);
      return average === 0 && sum > 0 ? 1 : average;
    }),
  );
});

test('labelAvg of something small but positive is 1', () => {
  const { dispatchers, definitions } = compileOal([
    { name: 'test.oal', text: 'metric = from(Service.*).labelAvg(name, latency);' },
  ]);
  const dispatcher = must(dispatchers.get('Service'), 'Service');
  const definition = must(definitions.get('metric'), 'metric');
  const rows = new TestRows(dispatcher.table, 1);
  for (const latency of [0, 1, 0]) dispatcher.update(rows, 0, { name: 'a', latency }, context);
  dispatcher.update(rows, 0, { name: 'b', latency: 0 }, context);
  assert.deepEqual(readMetricValue(definition, viewRow(definition, rows.row(0), 1)), [
    { labels: ['a'], value: 1 },
    { labels: ['b'], value: 0 },
  ]);
});

test('labels past the limit are dropped, the rarest first when reading', () => {
  const { dispatchers, definitions } = compileOal([
    { name: 'test.oal', text: 'metric = from(Service.*).labelCount(name, 2);' },
  ]);
  const dispatcher = must(dispatchers.get('Service'), 'Service');
  const definition = must(definitions.get('metric'), 'metric');
  const rows = new TestRows(dispatcher.table, 2);
  const feed = (row: number, names: string): void => {
    for (const name of names) dispatcher.update(rows, row, { name }, context);
  };
  feed(0, 'abc');
  feed(1, 'ccbba');
  const merged = mergeRows(dispatcher.table, [rows.row(0), rows.row(1)]);
  assert.deepEqual(readMetricValue(definition, viewRow(definition, merged, 1)), [
    { labels: ['b'], value: 3 },
    { labels: ['c'], value: 2 },
  ]);
});
