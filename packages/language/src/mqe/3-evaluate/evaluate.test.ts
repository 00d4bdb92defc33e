import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExpressionResult } from '../result.ts';
import { evaluateMqe } from './evaluate.ts';
import { FakeSource, PredictingSource, atMinutes, labelled, minuteWindow } from './fake-source.ts';

/*
 * minute   -2  -1   0    1    2    3
 * time      6   8  10   20    -   40
 * calls             2    4    5    0
 * empty             -    -    -    -
 */
function createSource(): PredictingSource {
  return new PredictingSource()
    .addSeries('time', { ...atMinutes(10, 20, undefined, 40), [-1]: 8, [-2]: 6 })
    .addSeries('calls', atMinutes(2, 4, 5, 0))
    .addSeries('empty', {})
    .addLabelled(
      'rank',
      labelled({ p: '99' }, atMinutes(9, 9, undefined, 9)),
      labelled({ p: '50' }, atMinutes(1, 2, 3, undefined)),
      labelled({ p: '75' }, atMinutes(4, 5, 6, 13)),
    )
    .addLabelled(
      'pods',
      labelled({ zone: 'b', node: 'n1' }, atMinutes(1, 1, 1, 1)),
      labelled({ zone: 'a', node: 'n2' }, atMinutes(2, 2, undefined, 2)),
      labelled({ zone: 'a', node: 'n1' }, atMinutes(4, 4, undefined, 8)),
    )
    .addLabelled('none')
    .addMetric({ name: 'elsewhere', scope: 'Endpoint', valueType: 'REGULAR_VALUE' })
    .addMetric({ name: 'elsewhere_rank', scope: 'Endpoint', valueType: 'LABELED_VALUE' })
    .addMetric({ name: 'heat', scope: 'Service', valueType: 'HEATMAP' })
    .addMetric({ name: 'top_time', scope: 'Service', valueType: 'REGULAR_VALUE' })
    .addTop(
      'top_time',
      { name: 'a', value: 30 },
      { name: 'b', value: 10 },
      { name: 'c', value: 20 },
    )
    .addMetric({ name: 'top_calls', scope: 'Service', valueType: 'REGULAR_VALUE' })
    .addTop('top_calls', { name: 'd', value: 25 }, { name: 'e', value: 5 })
    .addRecords(
      'statements',
      { name: 'select 1', value: 7, traceId: 't1' },
      { name: 'select 2', value: 9, traceId: 't2' },
    );
}

/** `TYPE: 1 2 -` for rows of values, `-` for none; labels and the names of lists in front; then the error. */
function show(result: ExpressionResult): string {
  const rows = result.results.map(({ labels, values }) => {
    const named = result.type === 'SORTED_LIST' || result.type === 'RECORD_LIST';
    const cells = values.map(({ id, value }) => `${named ? `${id}=` : ''}${value ?? '-'}`);
    const head = labels.map(({ key, value }) => `${key}=${value}`).join(',');
    return `${head === '' ? '' : `{${head}} `}${cells.join(' ')}`;
  });
  const error = result.error === undefined ? '' : ` ! ${result.error}`;
  return `${result.type}: ${rows.join('; ')}${error}`;
}

async function evaluate(expression: string): Promise<ExpressionResult> {
  const source = createSource();
  return evaluateMqe(expression, { catalog: source, source, window: minuteWindow(4) });
}

const series = 'TIME_SERIES_VALUES';
const single = 'SINGLE_VALUE';

/** expression → what `show` makes of its result. */
const groups: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'reads metrics': [
    ['time', `${series}: 10 20 - 40`],
    ['empty', `${series}: - - - -`],
    ['rank', `${series}: {p=50} 1 2 3 -; {p=75} 4 5 6 13; {p=99} 9 9 - 9`],
    ["pods{node='n1'}", `${series}: {node=n1,zone=a} 4 4 - 8; {node=n1,zone=b} 1 1 1 1`],
    ['none', `${series}: `],
    ['elsewhere', 'UNKNOWN: '],
    ['elsewhere_rank', `${series}: `],
    ['heat', 'UNKNOWN: '],
  ],
  'selects labels': [
    ["rank{p='99,50'}", `${series}: {p=50} 1 2 3 -; {p=99} 9 9 - 9`],
    ["rank{p=' 99 , ,75'}", `${series}: {p=75} 4 5 6 13; {p=99} 9 9 - 9`],
    ['rank{p="75"}', `${series}: {p=75} 4 5 6 13`],
    ["rank{p='50',p='75'}", `${series}: {p=50} 1 2 3 -; {p=75} 4 5 6 13`],
    ["rank{p='*'}", `${series}: {p=50} 1 2 3 -; {p=75} 4 5 6 13; {p=99} 9 9 - 9`],
    ["rank{p=''}", `${series}: {p=50} 1 2 3 -; {p=75} 4 5 6 13; {p=99} 9 9 - 9`],
    ['rank{}', `${series}: {p=50} 1 2 3 -; {p=75} 4 5 6 13; {p=99} 9 9 - 9`],
    ["rank{p='42'}", `${series}: `],
    ["rank{q='*'}", `${series}: `],
    ["rank{_='50'}", `${series}: `],
    ["pods{zone='a',node='n1,n3'}", `${series}: {node=n1,zone=a} 4 4 - 8`],
    ["time{p='50'}", `${series}: 10 20 - 40`],
  ],
  'reckons with numbers': [
    ['5', `${single}: 5`],
    ['5.250', `${single}: 5.25`],
    ['123456789012', `${single}: 123456789012`],
    ['3 + 4 * 2', `${single}: 11`],
    ['(3 + 4) * 2', `${single}: 14`],
    ['10 - 4 - 3', `${single}: 3`],
    ['100 / 10 / 4', `${single}: 2.5`],
    ['7 % 4', `${single}: 3`],
    ['2 - 7 % 4', `${single}: -1`],
    ['1 / 0', `${single}: ∞`],
    ['(0 - 1) / 0', `${single}: -∞`],
    ['1 % 0', `${single}: NaN`],
    ['(0 - 7) % 4', `${single}: -3`],
  ],
  'reckons with series': [
    ['time + calls', `${series}: 12 24 - 40`],
    ['time / calls', `${series}: 5 5 - ∞`],
    ['time % 7', `${series}: 3 6 - 5`],
    ['100 - time', `${series}: 90 80 - 60`],
    ['time - avg(time)', `${series}: -13.333 -3.333 - 16.667`],
    ['max(time) - min(time)', `${single}: 30`],
    ['time + empty', `${series}: - - - -`],
    ['time * avg(empty)', `${series}: - - - -`],
    ['avg(empty) + 1', `${single}: -`],
    ['calls + calls * 2', `${series}: 6 12 15 0`],
  ],
  'reckons with labels': [
    ["rank{p='50,75'} * 2", `${series}: {p=50} 2 4 6 -; {p=75} 8 10 12 26`],
    ["10 - rank{p='50'}", `${series}: {p=50} 9 8 7 -`],
    ["rank{p='50,75'} - calls", `${series}: {p=50} -1 -2 -2 -; {p=75} 2 1 1 13`],
    ["calls - rank{p='50,75'}", `${series}: {p=50} 1 2 2 -; {p=75} -2 -1 -1 -13`],
    ["rank{p='75'} - rank{p='75'}", `${series}: {p=75} 0 0 0 0`],
    ["rank{p='50,75'} - rank{p='75,99'}", `${series}: {p=50} - - - -; {p=75} 0 0 0 0`],
    ["rank{p='50,75'} - avg(rank)", `${series}: {p=50} -1 0 1 -; {p=75} -3 -2 -1 6`],
    ["avg(rank{p='50,75'}) - rank{p='75,99'}", `${series}: {p=75} 3 2 1 -6; {p=99} - - - -`],
    ["max(rank{p='50'}) - max(rank)", `${single}: {p=50} 0`],
    ['max(rank) / 2', `${single}: {p=50} 1.5; {p=75} 6.5; {p=99} 4.5`],
    ['10 - max(rank)', `${single}: {p=50} 7; {p=75} -3; {p=99} 1`],
    ["sum(rank{p='42'}) + 1", `${single}: `],
  ],
  compares: [
    ['time > 15', `${series}: 0 1 - 1`],
    ['time >= 20', `${series}: 0 1 - 1`],
    ['time < 20', `${series}: 1 0 - 0`],
    ['time <= 20', `${series}: 1 1 - 0`],
    ['time == 20', `${series}: 0 1 - 0`],
    ['time != 20', `${series}: 1 0 - 1`],
    ['time > bool 15', `${series}: 0 1 - 1`],
    ['time > BOOL 15', `${series}: 0 1 - 1`],
    ['calls + 6 > time', `${series}: 0 0 - 0`],
    ['2 > 1', `${single}: 1`],
    ['avg(time) > 30', `${single}: 0`],
    ['3 > 2 > 1', `${single}: 0`],
    ["rank{p='50'} > 1", `${series}: {p=50} 0 1 1 -`],
  ],
  'joins comparisons': [
    ['2 > 1 && 1 > 2', `${single}: 0`],
    ['2 > 1 || 1 > 2', `${single}: 1`],
    ['1 > 2 && 1 > 2 || 2 > 1', `${single}: 1`],
    ['2 > 1 || 2 > 1 && 1 > 2', `${single}: 0`],
    ['2 > 1 || (2 > 1 && 1 > 2)', `${single}: 1`],
    ['((time > 15)) && calls > 1', `${series}: 0 1 - 0`],
    ['avg(time) && 2 > 1', errorOf('left')],
    ['2 > 1 && avg(time)', errorOf('right')],
    ['(2 > 1) + 0 && 2 > 1', errorOf('left')],
    ['abs(2 > 1) || 2 > 1', errorOf('left')],
  ],
  aggregates: [
    ['avg(time)', `${single}: 23.333`],
    ['count(time)', `${single}: 3`],
    ['latest(time)', `${single}: 40`],
    ['sum(time)', `${single}: 70`],
    ['max(time)', `${single}: 40`],
    ['min(time)', `${single}: 10`],
    ['avg(empty)', `${single}: -`],
    ['count(empty)', `${single}: 0`],
    ['latest(empty)', `${single}: -`],
    ['sum(empty)', `${single}: 0`],
    ['max(empty)', `${single}: -`],
    ['min(empty)', `${single}: -`],
    ['avg(rank)', `${single}: {p=50} 2; {p=75} 7; {p=99} 9`],
    ['avg(avg(time))', `${single}: 23.333`],
    ['sum(time * 2)', `${single}: 140`],
    ['max(time / 0)', `${single}: ∞`],
    ['max(calls % 0)', `${single}: NaN`],
    ['sum(time / 0)', `${single}: ∞`],
    ['avg(elsewhere)', `${single}: `],
    ['latest(avg(time))', 'UNKNOWN:  ! LATEST can only be used in time series result.'],
  ],
  'does mathematics': [
    ['abs(time - 15)', `${series}: 5 5 - 25`],
    ['ceil(time / 7)', `${series}: 2 3 - 6`],
    ['floor(time / 7)', `${series}: 1 2 - 5`],
    ['round(time / 7, 0)', `${series}: 1 3 - 6`],
    ['round(time / 7, 2)', `${series}: 1.43 2.86 - 5.71`],
    ['round(2.5, 0)', `${single}: 3`],
    ['round(0 - 2.5, 0)', `${single}: -3`],
    ['round(0 - 0.4, 0)', `${single}: 0`],
    ['round((0 - 1) * 0, 0)', `${single}: 0`],
    ['floor((0 - 1) * 0)', `${single}: -0`],
    ['abs(elsewhere)', 'UNKNOWN: '],
  ],
  'finds trends': [
    ['increase(time, 1)', `${series}: 2 10 - -`],
    ['increase(time, 2)', `${series}: 4 12 - 20`],
    ['rate(time, 2)', `${series}: 0.033 0.1 - 0.167`],
    ["increase(rank{p='75'}, 1)", `${series}: {p=75} - 1 1 7`],
    ['sum(increase(calls, 1))', `${single}: -2`],
    ['increase(calls, 0)', 'UNKNOWN:  ! The trend range must be greater than 0.'],
    ['increase(calls, 1501)', 'UNKNOWN:  ! The trend range must not be greater than 1500.'],
    [
      'rate(elsewhere, 1)',
      'UNKNOWN:  ! The result of expression [elsewhere] is not a time series result.',
    ],
  ],
  'chooses what is there': [
    ['view_as_seq(empty, time, calls)', `${series}: 10 20 - 40`],
    ['view_as_seq(no_such, none, calls)', `${series}: 2 4 5 0`],
    ['view_as_seq(empty, none)', `${series}: - - - -`],
    ['view_as_seq(no_such, empty)', 'UNKNOWN:  ! Metric: [no_such] does not exist.'],
    ['is_present(empty, time)', `${single}: 1`],
    ['is_present(empty, no_such, elsewhere)', `${single}: 0`],
    ['is_present(time) + 1', `${single}: 2`],
  ],
  ranks: [
    ['top_n(top_time, 2, des)', 'SORTED_LIST: a=30 c=20'],
    ['top_n(top_time, 2, ASC)', 'SORTED_LIST: b=10 c=20'],
    ['top_n(top_time, 2, des) / 4', 'SORTED_LIST: a=7.5 c=5'],
    ['100 - top_n(top_time, 2, des)', 'SORTED_LIST: a=70 c=80'],
    ['top_n(top_time, 2, des) > 25', 'SORTED_LIST: a=1 c=0'],
    ['round(top_n(top_time, 2, des) / 7, 1)', 'SORTED_LIST: a=4.3 c=2.9'],
    ['sum(top_n(top_time, 2, des))', `${single}: 50`],
    ['top_n(top_time, 0, des)', 'UNKNOWN:  ! TopN value must be > 0.'],
    ['top_n(statements, 5, des)', 'RECORD_LIST: select 2=9 select 1=7'],
    ['top_n(statements, 0, des)', 'UNKNOWN:  ! TopN value must be > 0.'],
    ["top_n(rank{p='50'}, 2, des)", `${series}: {p=50} 1 2 3 -`],
    ['top_n(heat, 2, des)', 'UNKNOWN: '],
    [
      'top_n_of(top_n(top_time, 2, des), top_n(top_calls, 2, des), 3, des)',
      'SORTED_LIST: a=30 d=25 c=20',
    ],
    [
      'top_n_of(top_n(top_time, 2, des), top_n(top_calls, 2, des), 9, asc)',
      'SORTED_LIST: e=5 c=20 d=25 a=30',
    ],
    ['top_n_of(top_n(top_time, 2, des), 1, asc)', 'SORTED_LIST: c=20'],
    [
      'top_n_of(top_n(top_time, 2, des), top_n(statements, 2, des), 3, des)',
      'UNKNOWN:  ! TopN type is not consistent, one is SORTED_LIST, another is RECORD_LIST',
    ],
    [
      'top_n_of(top_n(top_time, 2, des), top_n(no_such, 2, des), 3, des)',
      'UNKNOWN:  ! Metric: [no_such] does not exist.',
    ],
  ],
  'renames labels': [
    [
      "relabels(rank, p='50,99', percentile='P50,P99')",
      `${series}: {percentile=P50} 1 2 3 -; {p=75} 4 5 6 13; {percentile=P99} 9 9 - 9`,
    ],
    ["relabels(max(rank{p='50'}), p='50', p='half')", `${single}: {p=half} 3`],
    ["relabels(rank{p='50'}, p='', q='x')", `${series}: {p=50} 1 2 3 -`],
    [
      "relabels(rank{p='50'}, p='50,75', x='only')",
      `${series}: {p=50} 1 2 3 - ! Target label [p]: the number of relabel values is not equal to the number of replace label.`,
    ],
    [
      "relabels(time  *  2, p='50', x=' a b ')",
      `${series}: 20 40 - 80 ! The result of expression [time*2] is not a labeled result.`,
    ],
    ["relabels(no_such, p='50', x='y')", 'UNKNOWN:  ! Metric: [no_such] does not exist.'],
  ],
  'puts labels together': [
    ['aggregate_labels(rank, sum)', `${series}: 14 16 9 22`],
    ['aggregate_labels(rank, avg)', `${series}: 4.667 5.333 4.5 11`],
    ['aggregate_labels(rank, max)', `${series}: 9 9 6 13`],
    ['aggregate_labels(rank, min)', `${series}: 1 2 3 9`],
    ['aggregate_labels(pods, sum(zone))', `${series}: {zone=a} 6 6 - 10; {zone=b} 1 1 1 1`],
    ['aggregate_labels(pods, max(node,other))', `${series}: {node=n1} 4 4 1 8; {node=n2} 2 2 - 2`],
    ['aggregate_labels(pods, min(other)) + 1', `${series}: 2 2 2 2`],
    ['aggregate_labels(max(rank), sum)', `${single}: 25`],
    ['aggregate_labels(none, sum)', `${series}: `],
    [
      'aggregate_labels(time, sum)',
      `${series}: 10 20 - 40 ! The result of expression [time] is not a labeled result.`,
    ],
  ],
  'sorts by values': [
    ['sort_values(rank, 2, des, avg)', `${series}: {p=99} 9 9 - 9; {p=75} 4 5 6 13`],
    ['sort_values(rank, 2, des, max)', `${series}: {p=75} 4 5 6 13; {p=99} 9 9 - 9`],
    ['sort_values(rank, 1, asc, count)', `${series}: {p=50} 1 2 3 -`],
    ['sort_values(rank, 1, des, latest)', `${series}: {p=75} 4 5 6 13`],
    [
      'sort_values(rank, 9, asc, sum)',
      `${series}: {p=50} 1 2 3 -; {p=99} 9 9 - 9; {p=75} 4 5 6 13`,
    ],
    ['sort_values(rank - empty, 1, asc, min)', `${series}: {p=50} - - - -`],
    ['sort_values(max(rank), 1, des, avg)', `${series}: {p=75} 13`],
    ['sort_values(time, 1, des, avg)', `${series}: 10 20 - 40`],
    ['sort_values(rank, 0, des, avg)', `${series}: `],
  ],
  'sorts by labels': [
    [
      'sort_label_values(rank, des, p)',
      `${series}: {p=99} 9 9 - 9; {p=75} 4 5 6 13; {p=50} 1 2 3 -`,
    ],
    [
      'sort_label_values(pods, asc, zone, node)',
      `${series}: {node=n1,zone=a} 4 4 - 8; {node=n2,zone=a} 2 2 - 2; {node=n1,zone=b} 1 1 1 1`,
    ],
    [
      'sort_label_values(pods, des, zone, other)',
      `${series}: {node=n1,zone=b} 1 1 1 1; {node=n1,zone=a} 4 4 - 8; {node=n2,zone=a} 2 2 - 2`,
    ],
    ['sort_label_values(time, asc, p)', `${series}: 10 20 - 40`],
  ],
  'reads baselines': [
    ['baseline(calls, value)', `${series}: 102 104 105 100`],
    ['calls > baseline(calls, upper)', `${series}: 0 0 0 0`],
    ["baseline(rank{p='50'}, lower)", `${series}: {p=50} 91 92 93 90`],
  ],
};

function errorOf(side: string): string {
  return `UNKNOWN:  ! Bool Operation: The result of the ${side} expression is not a compare result.`;
}

for (const [name, cases] of Object.entries(groups)) {
  test(name, async () => {
    const answers: (readonly [string, string])[] = [];
    for (const [expression] of cases) answers.push([expression, show(await evaluate(expression))]);
    assert.deepEqual(answers, cases);
  });
}

test('says why an expression has no value, in the words of the protocol', async () => {
  const cases = [
    ['no_such', 'Metric: [no_such] does not exist.'],
    ['avg(no_such) + 1', 'Metric: [no_such] does not exist.'],
    ['time + no_such + also_not', 'Metric: [no_such] does not exist.'],
    ['median(time)', 'Metric: [median] does not exist.'],
    ['AVG(time)', 'Metric: [AVG] does not exist.'],
    ['statements', 'Metric: [statements] is topN record, need top_n function for query.'],
    [
      'increase(statements, 1)',
      'Metric: [statements] is topN record, need top_n function for query.',
    ],
    ['time + top_n(top_time, 2, des)', 'Unsupported binary operation: Unsupported operation.'],
    ['top_n(top_time, 2, des) > time', 'Unsupported compare operation: Unsupported operation.'],
    [
      'time > 1 && top_n(top_time, 2, des) > 1',
      'Unsupported bool operation: Unsupported operation.',
    ],
    ['elsewhere + 1', 'Unsupported binary operation: Unsupported operation.'],
    [
      'avg(elsewhere) + 1',
      'Unsupported binary operation: Single to Single, left result is empty or has more than one value.',
    ],
    [
      '1 + avg(elsewhere)',
      'Unsupported binary operation: Single to Single, right result is empty or has more than one value.',
    ],
    [
      'time - avg(elsewhere)',
      'Unsupported binary operation: Many to One, single result is empty or has more than one value.',
    ],
    [
      'avg(elsewhere) - time',
      'Unsupported binary operation: One to Many, single result is empty or has more than one value.',
    ],
    [
      'sort_values(max(rank), 9, asc, avg) - time',
      'Unsupported binary operation: Series Labeled with No Labeled, left and right series value size not equal.',
    ],
    ['time(calls)', 'line 1:0 there is no function time'],
  ] as const;
  const answers = [];
  for (const [expression] of cases) {
    const { type, results, error } = await evaluate(expression);
    assert.deepEqual([type, results], ['UNKNOWN', []], expression);
    answers.push([expression, error]);
  }
  assert.deepEqual(answers, cases);
});

test('names points by their bucket and keeps the name of a value that is picked', async () => {
  const point = (id: string | undefined, value: string | undefined) => ({
    id,
    value,
    owner: undefined,
    traceId: undefined,
  });
  const valuesOf = async (expression: string) => (await evaluate(expression)).results[0]?.values;
  assert.deepEqual(await valuesOf('time'), [
    point('3600000', '10'),
    point('3660000', '20'),
    point('3720000', undefined),
    point('3780000', '40'),
  ]);
  assert.deepEqual(await valuesOf('max(time)'), [point('3780000', '40')]);
  assert.deepEqual(await valuesOf('max(abs(time) - time)'), [point('3600000', '0')]);
  assert.deepEqual(await valuesOf('min(abs(time) - time)'), [point('3600000', '0')]);
  assert.deepEqual(await valuesOf('min(time)'), [point('3600000', '10')]);
  assert.deepEqual(await valuesOf('latest(time)'), [point('3780000', '40')]);
  assert.deepEqual(await valuesOf('sum(time)'), [point(undefined, '70')]);
  assert.deepEqual(await valuesOf('max(time) + 1'), [point(undefined, '41')]);
  assert.deepEqual(await valuesOf("max(rank{p='75'}) + 1"), [point('3780000', '14')]);
  assert.deepEqual(await valuesOf('increase(time, 2)'), [
    point('3600000', '4'),
    point('3660000', '12'),
    point('3720000', undefined),
    point('3780000', '20'),
  ]);
});

test('keeps traces and owners beside the values of lists', async () => {
  const owner = { scope: 'Service', serviceId: 'YQ==.1', serviceName: 'a', normal: true } as const;
  const source = createSource().addTop('top_time', { name: 'a', value: 30, owner });
  const window = minuteWindow(4);
  const context = { catalog: source, source, window };
  assert.deepEqual(await evaluateMqe('top_n(top_time, 1, des) * 2', context), {
    type: 'SORTED_LIST',
    results: [{ labels: [], values: [{ id: 'a', value: '60', owner, traceId: undefined }] }],
    error: undefined,
  });
  assert.deepEqual(await evaluateMqe('top_n(statements, 1, des)', context), {
    type: 'RECORD_LIST',
    results: [
      { labels: [], values: [{ id: 'select 2', value: '9', owner: undefined, traceId: 't2' }] },
    ],
    error: undefined,
  });
});

test('answers baselines with empty points where nobody predicts', async () => {
  const source = new FakeSource().addSeries('calls', {}).addLabelled('rank');
  const context = { catalog: source, source, window: minuteWindow(2) };
  assert.equal(show(await evaluateMqe('baseline(calls, upper)', context)), `${series}: - -`);
  assert.equal(show(await evaluateMqe('baseline(rank, upper)', context)), `${series}: `);
});

test('takes a chain of operators as long as an expression may be', async () => {
  const result = await evaluate(`1${'+1'.repeat(16_000)}`);
  assert.equal(show(result), `${single}: 16001`);
});
