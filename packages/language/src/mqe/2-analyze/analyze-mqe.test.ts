import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe as explain } from '../../kit/index.ts';
import { parseMqe } from '../1-parse/parse-mqe.ts';
import { FakeSource, labelled } from '../3-evaluate/fake-source.ts';
import { analyzeMqe } from './analyze-mqe.ts';

const catalog = new FakeSource()
  .addSeries('time', {})
  .addSeries('calls', {})
  .addLabelled('rank', labelled({ p: '50' }, {}))
  .addRecords('statements')
  .addMetric({ name: 'heat', scope: 'Service', valueType: 'HEATMAP' });

function analyze(text: string) {
  return analyzeMqe(parseMqe(text), catalog, catalog.metrics.keys());
}

test('infers the type of the result', () => {
  const cases = [
    ['5', 'SINGLE_VALUE', false],
    ['time', 'TIME_SERIES_VALUES', false],
    ['rank', 'TIME_SERIES_VALUES', true],
    ['heat', 'UNKNOWN', false],
    ['no_such', 'UNKNOWN', false],
    ['avg(rank)', 'SINGLE_VALUE', true],
    ['abs(rate(time, 1))', 'TIME_SERIES_VALUES', false],
    ['1 + time', 'TIME_SERIES_VALUES', false],
    ['time > rank', 'TIME_SERIES_VALUES', true],
    ['avg(time) / 2', 'SINGLE_VALUE', false],
    ['top_n(time, 3, des) / 2', 'SORTED_LIST', false],
    ['top_n(statements, 3, des)', 'RECORD_LIST', false],
    ['top_n(rank, 3, des)', 'TIME_SERIES_VALUES', true],
    ['top_n_of(top_n(time, 3, des), 3, des)', 'SORTED_LIST', false],
    ['is_present(time)', 'SINGLE_VALUE', false],
    ['view_as_seq(rank, time)', 'TIME_SERIES_VALUES', true],
    ["relabels(rank, p='1', q='2')", 'TIME_SERIES_VALUES', true],
    ['aggregate_labels(avg(rank), sum)', 'SINGLE_VALUE', false],
    ['aggregate_labels(rank, sum(p))', 'TIME_SERIES_VALUES', true],
    ['sort_values(avg(rank), 2, des, avg)', 'TIME_SERIES_VALUES', true],
    ['sort_values(time, 2, des, avg)', 'TIME_SERIES_VALUES', false],
    ['sort_label_values(rank, asc, p)', 'TIME_SERIES_VALUES', true],
    ['baseline(time, value)', 'TIME_SERIES_VALUES', false],
    ['avg(', 'UNKNOWN', false],
  ] as const;
  assert.deepEqual(
    cases.map(([text]) => {
      const { type, labelled } = analyze(text);
      return [text, type, labelled];
    }),
    cases,
  );
});

test('lists the metrics that are read, from left to right, and how', () => {
  const text =
    'view_as_seq(time, increase(calls, 1)) + baseline(time, upper) > top_n_of(top_n(statements, 1, des), top_n(no_such, 2, asc), 1, asc)';
  assert.deepEqual(
    analyze(text).metrics.map(({ name, metric, use }) => [name, metric?.valueType, use]),
    [
      ['time', 'REGULAR_VALUE', 'metric'],
      ['calls', 'REGULAR_VALUE', 'trend'],
      ['time', 'REGULAR_VALUE', 'baseline'],
      ['statements', 'SAMPLED_RECORD', 'top'],
      ['no_such', undefined, 'top'],
    ],
  );
});

test('finds what is wrong before there are data', () => {
  const cases = [
    ['time / calls', []],
    ['avg(time', ['9 unexpected end of the text, expected ")"']],
    ['1 + tim', ['5 there is no metric tim, expected time']],
    ['statements', ['1 statements can only be read by top_n']],
    ['time + 1 && calls > 1', ['1 && joins comparisons, and this is none']],
    ['time > top_n(calls, 1, des)', ['1 Unsupported operation']],
    ["relabels(time, p='1', q='2')", ['10 this has no labels']],
    ['aggregate_labels(1 + calls, sum)', ['18 this has no labels']],
  ] as const;
  assert.deepEqual(
    cases.map(([text]) => {
      const { problems } = analyze(text);
      return [text, problems.map((problem) => `${problem.column} ${explain(problem)}`)];
    }),
    cases,
  );
});

test('agrees with the parser that a long chain is no deep one', () => {
  const { type, metrics } = analyze(`time${' + calls'.repeat(4_000)}`);
  assert.deepEqual([type, metrics.length], ['TIME_SERIES_VALUES', 4_001]);
});
