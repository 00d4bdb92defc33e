import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import type { MqeSeries } from '../data-source.ts';
import { mqeLimits } from '../limits.ts';
import { evaluateMqe } from './evaluate.ts';
import { FakeSource, atMinutes, labelled, minuteWindow } from './fake-source.ts';

function createSource(): FakeSource {
  return new FakeSource()
    .addSeries('time', atMinutes(1, 2))
    .addSeries('calls', atMinutes(3, 4))
    .addLabelled('rank');
}

async function evaluate(source: FakeSource, expression: string, length = 2) {
  return evaluateMqe(expression, { catalog: source, source, window: minuteWindow(length) });
}

test('asks once for everything that an expression reads, each metric as far back as its longest trend', async () => {
  const source = createSource();
  await evaluate(
    source,
    "time * calls + time - increase(time, 2) + rate(time, 1) + rank{p='50'} + rank{p='75'}",
  );
  const asked = source.asked.series.map((batch) =>
    batch.map(({ metric, window }) => [metric.name, window.step, ...window.buckets]),
  );
  const window = [3_600_000, 3_660_000];
  assert.deepEqual(asked, [
    [
      ['time', 'minute', 3_480_000, 3_540_000, ...window],
      ['calls', 'minute', ...window],
      ['rank', 'minute', ...window],
    ],
  ]);
});

test('asks nothing for what is known without asking', async () => {
  const source = createSource().addRecords('statements');
  await evaluate(source, 'view_as_seq(no_such, statements, increase(time, 0), 5)');
  assert.deepEqual(source.asked, { series: [], top: [], records: [] });
});

test('asks for ranked lists with their conditions, and for no more entries than the limit', async () => {
  const source = createSource();
  const metric = source.findMetric('time');
  await evaluate(source, "top_n(time, 2147483647, des, attr0='GENERAL', attr5 != \"a'b\")");
  const attributes = [
    { name: 'attr0', equals: true, value: 'GENERAL' },
    { name: 'attr5', equals: false, value: "a'b" },
  ];
  const count = mqeLimits.topEntriesMax;
  assert.deepEqual(source.asked.top, [[{ metric, count, order: 'des', attributes }]]);
});

test('refuses conditions on attributes that the metric does not have', async () => {
  const source = createSource().addMetric({
    name: 'time',
    scope: 'Service',
    valueType: 'REGULAR_VALUE',
    attributes: ['attr0'],
  });
  const { error } = await evaluate(source, "top_n(time, 2, des, attr0='a', attr1='b')");
  assert.equal(
    error,
    'The attribute [attr1] is not a queryable column of metric [time], so it can not be used as a top_n condition.',
  );
  assert.equal((await evaluate(source, "top_n(time, 2, des, attr0!='a')")).error, undefined);
});

test('reaches back by hours and days of the calendar', async () => {
  const source = createSource();
  const hour = { step: 'hour', buckets: [Date.UTC(2026, 0, 2, 1)] } as const;
  await evaluateMqe('rate(time, 2)', { catalog: source, source, window: hour });
  const start = new Date(2026, 2, 2).getTime();
  const day = { step: 'day', buckets: [start] } as const;
  await evaluateMqe('rate(time, 1)', { catalog: source, source, window: day });
  assert.deepEqual(
    source.asked.series.map((batch) => batch[0]?.window.buckets),
    [
      [Date.UTC(2026, 0, 1, 23), Date.UTC(2026, 0, 2, 0), Date.UTC(2026, 0, 2, 1)],
      [new Date(2026, 2, 1).getTime(), start],
    ],
  );
});

test('turns operating errors of the source into a result, and lets mistakes of the program out', async () => {
  class BrokenSource extends FakeSource {
    readonly #thrown: Error;
    constructor(thrown: Error) {
      super();
      this.#thrown = thrown;
      this.addSeries('time', {});
    }
    override readSeries(): Promise<readonly (readonly MqeSeries[])[]> {
      return Promise.reject(this.#thrown);
    }
  }
  const told: CodedError[] = [];
  const ask = async (thrown: Error) => {
    const source = new BrokenSource(thrown);
    const onReadError = (error: CodedError) => told.push(error);
    return evaluateMqe('time', { catalog: source, source, window: minuteWindow(1), onReadError });
  };
  const failure = new CodedError('STORE_FAILED', 'the disk is gone');
  assert.deepEqual(await ask(failure), {
    type: 'UNKNOWN',
    results: [],
    error: 'Internal IO exception, query metrics error.',
  });
  assert.deepEqual(told, [failure]);
  await assert.rejects(ask(new TypeError('a mistake')), TypeError);
});

test('gives each use of a metric its own part of what was read further back', async () => {
  const source = new FakeSource()
    .addSeries('time', { '-2': 1, '-1': 3, 0: 7, 1: 15 })
    .addLabelled(
      'rank',
      labelled({ p: '50' }, { '-2': 1, '-1': 2, 0: 4, 1: 8 }),
      labelled({ p: '75' }, { '-2': 5, '-1': 6 }),
    );
  const rows = async (expression: string): Promise<unknown> =>
    (await evaluate(source, expression)).results.map(({ labels, values }) => [
      ...labels.map(({ value }) => value),
      ...values.map(({ id, value }) => `${id} ${value}`),
    ]);
  const expected = ['3600000 28', '3660000 58'];
  assert.deepEqual(await rows('time * 2 + increase(time, 2) + increase(time, 1) * 2'), [expected]);
  // Lines without a value in the window are not in it, though the trend beside it reads them.
  assert.deepEqual(await rows('view_as_seq(rank, increase(rank, 2))'), [
    ['50', '3600000 4', '3660000 8'],
  ]);
});

test('refuses more different rankings than one expression may have, at the limit exactly', async () => {
  const source = createSource()
    .addTop('time', { name: 'a', value: 1 })
    .addRecords('statements', { name: 'b', value: 1 });
  const { topReadingsMax } = mqeLimits;
  const errorOf = async (metric: string, count: number): Promise<string | undefined> => {
    const tops = Array.from({ length: count }, (_, i) => `top_n(${metric}, ${i + 1}, des)`);
    return (await evaluate(source, `top_n_of(${[...tops, ...tops].join()}, 5, des)`)).error;
  };
  for (const metric of ['time', 'statements']) {
    assert.equal(await errorOf(metric, topReadingsMax), undefined);
    assert.equal(
      await errorOf(metric, topReadingsMax + 1),
      'The expression has more than 32 different top_n.',
    );
  }
});
