import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '@stormpetrel/base';
import { type MetricDefinition, minuteMs } from '@stormpetrel/model';
import * as fc from 'fast-check';
import type { MinuteRows, MinuteValues } from '../minute-reader.ts';
import type { AlarmRule } from '../rules/alarm-rule.ts';
import { coreCatalog, ruleOf } from '../testing/test-catalog.ts';
import { ColumnArena, OverBudget } from './column-arena.ts';
import {
  ColumnEvaluator,
  SharedParts,
  aliveMask,
  isColumnar,
  judgeEntity,
} from './column-evaluator.ts';
import { planScopes } from './read-columns.ts';
import { ScopeColumns } from './scope-columns.ts';

const toMs = 100 * minuteMs;
const entities = 4;

/** Small numbers and few of them, so that comparisons go both ways and ties come. */
const number = fc.integer({ min: 0, max: 6 }).map(String);
const plainMetric = fc.constantFrom('service_cpm', 'service_resp_time', 'service_sla');
const labelledMetric = fc.constantFrom(
  'service_percentile',
  "service_percentile{p='50,75'}",
  "service_percentile{p='99'}",
  "database_access_percentile{p='50,99'}",
);
const arithmetic = fc.constantFrom('+', '-', '*', '/', '%');
const compare = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
const aggregate = fc.constantFrom('avg', 'sum', 'count', 'latest', 'max', 'min');

const { series, comparison } = fc.letrec<{ series: string; comparison: string; single: string }>(
  (tie) => ({
    series: fc.oneof(
      { maxDepth: 2 },
      { weight: 4, arbitrary: plainMetric },
      { weight: 3, arbitrary: labelledMetric },
      fc
        .tuple(fc.constantFrom('increase', 'rate'), plainMetric, fc.integer({ min: 1, max: 3 }))
        .map(([name, metric, range]) => `${name}(${metric},${range})`),
      fc
        .tuple(labelledMetric, fc.integer({ min: 1, max: 2 }))
        .map(([metric, range]) => `increase(${metric},${range})`),
      fc.tuple(tie('series'), arithmetic, number).map((parts) => `(${parts.join(' ')})`),
      fc.tuple(number, arithmetic, tie('series')).map((parts) => `(${parts.join(' ')})`),
      fc.tuple(tie('series'), arithmetic, tie('series')).map((parts) => `(${parts.join(' ')})`),
      fc.tuple(tie('series'), compare, number).map((parts) => `(${parts.join(' ')})`),
      fc.tuple(tie('series'), compare, tie('single')).map((parts) => `(${parts.join(' ')})`),
      fc
        .tuple(fc.constantFrom('abs', 'ceil', 'floor'), tie('series'))
        .map(([name, of]) => `${name}(${of})`),
      tie('series').map((of) => `round(${of} / 3, 1)`),
      fc
        .tuple(
          labelledMetric,
          fc.constantFrom('sum', 'avg', 'max', 'min'),
          fc.constantFrom('', '(p)'),
        )
        .map(([of, how, keep]) => `aggregate_labels(${of}, ${how}${keep})`),
    ),
    single: fc.oneof(
      { maxDepth: 1 },
      fc.tuple(aggregate, tie('series')).map(([name, of]) => `${name}(${of})`),
      fc.tuple(tie('series'), compare, number).map(([of, how, k]) => `sum(${of} ${how} ${k})`),
      fc.tuple(tie('single'), arithmetic, number).map((parts) => `(${parts.join(' ')})`),
      tie('series').map((of) => `is_present(${of})`),
    ),
    comparison: fc.oneof(
      { maxDepth: 2 },
      fc.tuple(tie('single'), compare, number).map((parts) => `(${parts.join(' ')})`),
      fc.tuple(number, compare, tie('single')).map((parts) => `(${parts.join(' ')})`),
      fc
        .tuple(tie('comparison'), fc.constantFrom('&&', '||'), tie('comparison'))
        .map((parts) => `(${parts.join(' ')})`),
    ),
  }),
);
void series;

/** Values of a metric: entity × minute, undefined where there is none. */
const cell = fc.oneof(
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 6 }) },
);
const data = fc.infiniteStream(cell);

function fill(
  columns: ScopeColumns,
  rules: readonly AlarmRule[],
  cells: Iterator<number | undefined>,
): void {
  const [plan] = planScopes(rules);
  for (const { metric, minutes } of must(plan, 'there are rules').metrics.values()) {
    const labelled = metric.metric.valueType === 'LABELED_VALUE';
    const target = columns.addMetric(metric.origin.definition, minutes, labelled);
    columns.take(rowsOf(metric.origin.definition, minutes, labelled, cells), [target]);
  }
}

const dictionary = { generation: 1, size: entities, id: (handle: number) => `c${handle}.1` };

function rowsOf(
  definition: MetricDefinition,
  minutes: number,
  labelled: boolean,
  cells: Iterator<number | undefined>,
): MinuteRows {
  const count = entities * minutes;
  const next = (): number | undefined => cells.next().value as number | undefined;
  const lines = Array.from({ length: count }, () =>
    ['50', '75', '99'].flatMap((p) => {
      const value = next();
      return value === undefined ? [] : [{ labels: [p], value }];
    }),
  );
  const plain = Array.from({ length: count }, next);
  const values: MinuteValues = labelled
    ? { kind: 'rows', read: (row) => lines[row] }
    : definition.name === 'service_sla'
      ? { kind: 'rows', read: (row) => plain[row] }
      : {
          kind: 'numbers',
          presence: Float64Array.from(plain, (value) => (value === undefined ? 0 : 1)),
          values: Float64Array.from(plain, (value) => value ?? 77),
        };
  return {
    entities: dictionary,
    count,
    entity: Uint32Array.from({ length: count }, (_, row) => Math.floor(row / minutes)),
    bucketMs: Float64Array.from(
      { length: count },
      (_, row) => toMs - (minutes - (row % minutes)) * minuteMs,
    ),
    metrics: [values],
  };
}

test('judges over columns as the evaluator judges each entity', async () => {
  let judged = 0;
  let hits = 0;
  let tooMuch = 0;
  const expressions = fc.array(comparison, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      expressions,
      fc.integer({ min: 1, max: 5 }),
      data,
      // So small that rules are worked out some entities at a time.
      fc.constantFrom(100, 400, 1_000_000),
      async (texts, period, cells, workCellsMax) => {
        const rules: AlarmRule[] = [];
        for (const text of texts) {
          // Some mean nothing: they read no metric, or fail whatever the values are.
          const rule = await ruleOf(text, { period }).catch(() => undefined);
          if (rule !== undefined) rules.push(rule);
        }
        if (rules.length === 0) return;
        const columns = new ScopeColumns(toMs, rules);
        fill(columns, rules, cells[Symbol.iterator]());
        const evaluator = new ColumnEvaluator(
          columns,
          new SharedParts(rules),
          new ColumnArena(workCellsMax),
        );
        for (const rule of rules) {
          assert.ok(isColumnar(must(rule.parsed.expression, 'it was parsed')));
          const alive = aliveMask(columns, rule);
          const expected: number[] = [];
          for (let entity = 0; entity < columns.size; entity++) {
            if (alive[entity] !== 1) continue;
            if (await judgeEntity(rule, columns, entity, coreCatalog)) expected.push(entity);
          }
          const found = judgeIfFits(evaluator, rule)?.toSorted((a, b) => a - b);
          if (found === undefined) {
            tooMuch++;
            continue;
          }
          assert.deepEqual(found, expected, rule.settings.expression);
          judged += columns.size;
          hits += found.length;
        }
      },
    ),
    { numRuns: 1_000 },
  );
  assert.ok(tooMuch < 200, `${tooMuch} rules did not fit`);
  // A generator that finds nothing true, or nothing false, proves little.
  assert.ok(hits > judged / 10 && hits < (judged * 9) / 10, `${hits} of ${judged}`);
});

function judgeIfFits(evaluator: ColumnEvaluator, rule: AlarmRule): readonly number[] | undefined {
  try {
    return evaluator.judge(rule);
  } catch (thrown) {
    if (thrown instanceof OverBudget) return undefined;
    throw thrown;
  }
}
