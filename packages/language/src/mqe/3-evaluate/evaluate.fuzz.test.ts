/*
 * The evaluator against a slow twin that asks, for each point of the result by itself, what it is made of: no tables, no
 * shared rows, every value worked out again from the data.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { evaluateMqe } from './evaluate.ts';
import { FakeSource, type MinuteValues, labelled, minuteWindow } from './fake-source.ts';
import { formatValue } from './format-value.ts';
import type { ExpressionValues } from '../result.ts';

const length = 4;
/** Minutes before the window that have data: trends reach back into them. */
const before = 3;
const ranks = ['50', '75', '99'];

/** Values from `before` minutes before the window on; place 0 is the window's first. */
interface Data {
  readonly time: readonly (number | undefined)[];
  readonly calls: readonly (number | undefined)[];
  /** One line for each of `ranks`. */
  readonly rank: readonly (readonly (number | undefined)[])[];
}

/** An expression that the twin knows: its text, and its value at a label set ('' without labels) and place. */
interface Twin {
  readonly text: string;
  /** Label sets of the result; [''] where it has no labels. */
  readonly sets: readonly string[];
  readonly single: boolean;
  readonly at: (data: Data, set: string, place: number) => number | undefined;
}

const value = fc.option(fc.integer({ min: -50, max: 50 }), { nil: undefined, freq: 4 });
const line = fc.array(value, { minLength: before + length, maxLength: before + length });
const data: fc.Arbitrary<Data> = fc.record({
  time: line,
  calls: line,
  rank: fc.tuple(line, line, line),
});

const plain = fc.constantFrom('time' as const, 'calls' as const);

function valueAt(values: readonly (number | undefined)[] | undefined, place: number) {
  return values?.[before + place];
}

const leaf: fc.Arbitrary<Twin> = fc.oneof(
  fc.nat(20).map((n) => ({ text: String(n), sets: [''], single: true, at: () => n })),
  plain.map((name) => ({
    text: name,
    sets: [''],
    single: false,
    at: (all: Data, _: string, place: number) => valueAt(all[name], place),
  })),
  fc.subarray(ranks, { minLength: 1 }).map((sets) => ({
    text: `rank{p='${sets.join(',')}'}`,
    sets,
    single: false,
    at: (all: Data, set: string, place: number) => valueAt(all.rank[ranks.indexOf(set)], place),
  })),
  fc.tuple(plain, fc.integer({ min: 1, max: before }), fc.boolean()).map(([name, n, isRate]) => ({
    text: `${isRate ? 'rate' : 'increase'}(${name}, ${n})`,
    sets: [''],
    single: false,
    at: (all: Data, _: string, place: number) => {
      const difference = minus(valueAt(all[name], place), valueAt(all[name], place - n));
      return difference === undefined || !isRate ? difference : difference / (n * 60);
    },
  })),
  // Quarters have halves that binary fractions hold exactly.
  fc.tuple(plain, fc.integer({ min: 0, max: 1 })).map(([name, places]) => ({
    text: `round(${name} / 4, ${places})`,
    sets: [''],
    single: false,
    at: (all: Data, _: string, place: number) => {
      const exact = valueAt(all[name], place);
      const scale = 10 ** places;
      if (exact === undefined) return undefined;
      const rounded = Math.floor((Math.abs(exact) / 4) * scale + 0.5) / scale;
      // A decimal has no zero below zero.
      return exact < 0 && rounded !== 0 ? -rounded : rounded;
    },
  })),
);

function minus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '>': (a, b) => (a > b ? 1 : 0),
  '<=': (a, b) => (a <= b ? 1 : 0),
  '==': (a, b) => (a === b ? 1 : 0),
  '<': (a, b) => (a < b ? 1 : 0),
  '>=': (a, b) => (a >= b ? 1 : 0),
  '!=': (a, b) => (a === b ? 0 : 1),
  '&&': (a, b) => (a === 1 && b === 1 ? 1 : 0),
  '||': (a, b) => (a === 1 || b === 1 ? 1 : 0),
};
const arithmetic = ['+', '-', '*', '/', '%'];
const comparisons = ['>', '<=', '==', '<', '>=', '!='];

function join(left: Twin, right: Twin, operator: string): Twin {
  const leftLabelled = left.sets[0] !== '';
  const rightLabelled = right.sets[0] !== '';
  return {
    text: `(${left.text}) ${operator} (${right.text})`,
    sets: leftLabelled && !(rightLabelled && left.single && !right.single) ? left.sets : right.sets,
    single: left.single && right.single,
    at: (all, set, place) => {
      if (leftLabelled && !left.sets.includes(set)) return undefined;
      if (rightLabelled && !right.sets.includes(set)) return undefined;
      const a = left.at(all, leftLabelled ? set : '', left.single ? 0 : place);
      const b = right.at(all, rightLabelled ? set : '', right.single ? 0 : place);
      return a === undefined || b === undefined ? undefined : operators[operator]?.(a, b);
    },
  };
}

const aggregates: Readonly<Record<string, (values: readonly number[]) => number | undefined>> = {
  avg: (values) => (values.length === 0 ? undefined : total(values) / values.length),
  count: (values) => values.length,
  sum: total,
  // Largest by sorting, where NaN stands above all numbers.
  max: (values) => values.toSorted(compare).at(-1),
  min: (values) => values.toSorted(compare)[0],
};

function presentValues(of: Twin, all: Data, set: string): readonly number[] {
  const places = Array.from({ length: of.single ? 1 : length }, (_, place) => place);
  return places.map((place) => of.at(all, set, place)).filter((each) => each !== undefined);
}

function isPresent(of: Twin, all: Data): boolean {
  return of.sets.some((set) => presentValues(of, all, set).length > 0);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}

function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : a < b ? -1 : 1;
}

function aggregate(of: Twin, name: string): Twin {
  return {
    text: `${name}(${of.text})`,
    sets: of.sets,
    single: true,
    at: (all, set) => aggregates[name]?.(presentValues(of, all, set)),
  };
}

function merge(of: Twin, name: string): Twin {
  if (of.sets[0] === '') return of;
  return {
    text: `aggregate_labels(${of.text}, ${name})`,
    sets: [''],
    single: of.single,
    at: (all, _, place) => {
      const values = of.sets
        .map((set) => of.at(all, set, place))
        .filter((each) => each !== undefined);
      return values.length === 0 ? undefined : aggregates[name]?.(values);
    },
  };
}

/** The last value there is; a single value has no last one. */
function latest(of: Twin): Twin {
  if (of.single) return of;
  return {
    text: `latest(${of.text})`,
    sets: of.sets,
    single: true,
    at: (all, set) => presentValues(of, all, set).at(-1),
  };
}

const changes: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
};

function change(of: Twin, name: string): Twin {
  return {
    text: `${name}(${of.text})`,
    sets: of.sets,
    single: of.single,
    at: (all, set, place) => {
      const inner = of.at(all, set, place);
      return inner === undefined ? undefined : changes[name]?.(inner);
    },
  };
}

/** Of parts that are alike the first with a value, so that the form of the result does not depend on the data. */
function choose(parts: readonly [Twin, Twin]): Twin {
  const [one, other] = parts;
  if (one.single !== other.single || one.sets.join() !== other.sets.join()) return presence(parts);
  return {
    text: `view_as_seq(${one.text}, ${other.text})`,
    sets: one.sets,
    single: one.single,
    at: (all, set, place) => {
      const chosen = !isPresent(one, all) && isPresent(other, all) ? other : one;
      return chosen.at(all, set, place);
    },
  };
}

function presence(parts: readonly [Twin, Twin]): Twin {
  return {
    text: `is_present(${parts.map(({ text }) => text).join(', ')})`,
    sets: [''],
    single: true,
    at: (all) => (parts.some((part) => isPresent(part, all)) ? 1 : 0),
  };
}

function rename(of: Twin): Twin {
  if (!of.sets.includes('50') || of.sets.includes('P50')) return of;
  return {
    text: `relabels(${of.text}, p='50', p='P50')`,
    sets: of.sets.map((set) => (set === '50' ? 'P50' : set)),
    single: of.single,
    at: (all, set, place) => of.at(all, set === 'P50' ? '50' : set, place),
  };
}

const { tree } = fc.letrec<{ readonly tree: Twin }>((tie) => {
  const pair = fc.tuple(tie('tree'), tie('tree'));
  const operator = fc.constantFrom(...arithmetic, ...comparisons);
  const comparison = fc.constantFrom(...comparisons);
  const condition = fc.tuple(pair, comparison).map(([[a, b], sign]) => join(a, b, sign));
  return {
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.tuple(pair, operator).map(([[left, right], sign]) => join(left, right, sign)),
      fc
        .tuple(condition, condition, fc.constantFrom('&&', '||'))
        .map(([left, right, sign]) => join(left, right, sign)),
      fc
        .tuple(tie('tree'), fc.constantFrom(...Object.keys(aggregates)))
        .map(([of, name]) => aggregate(of, name)),
      tie('tree').map(latest),
      // Of these the order of adding shows in no decimal that is printed.
      fc
        .tuple(tie('tree'), fc.constantFrom('sum', 'min', 'max'))
        .map(([of, name]) => merge(of, name)),
      fc
        .tuple(tie('tree'), fc.constantFrom(...Object.keys(changes)))
        .map(([of, name]) => change(of, name)),
      pair.map(choose),
      pair.map(presence),
      tie('tree').map(rename),
    ),
  };
});

function createSource({ time, calls, rank }: Data): FakeSource {
  return new FakeSource()
    .addSeries('time', minutesOf(time))
    .addSeries('calls', minutesOf(calls))
    .addLabelled(
      'rank',
      ...rank.map((each, i) => labelled({ p: ranks[i] ?? '' }, minutesOf(each))),
    );
}

function minutesOf(values: readonly (number | undefined)[]): MinuteValues {
  const entries = values.map((each, i) => [i - before, each] as const);
  return Object.fromEntries(entries.filter((entry) => entry[1] !== undefined)) as MinuteValues;
}

/** Sums in another order differ in the last bits; three decimals of small numbers hide all but ties. */
function close(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true;
  const [x, y] = [Number(a), Number(b)];
  return a !== undefined && b !== undefined && Math.abs(x - y) <= 0.001 + Math.abs(x) * 1e-9;
}

test('agrees with the slow twin on every point', async () => {
  await fc.assert(
    fc.asyncProperty(tree, data, async (twin, all) => {
      const source = createSource(all);
      const context = { catalog: source, source, window: minuteWindow(length) };
      const result = await evaluateMqe(twin.text, context);
      assert.equal(result.error, undefined);
      assert.equal(result.type, twin.single ? 'SINGLE_VALUE' : 'TIME_SERIES_VALUES');
      const sets = result.results.map(labelOf);
      assert.deepEqual(sets, twin.sets);
      for (const [index, set] of twin.sets.entries()) {
        const values = result.results[index]?.values ?? [];
        assert.equal(values.length, twin.single ? 1 : length);
        for (const [place, { value: got }] of values.entries()) {
          const exact = twin.at(all, set, place);
          const expected = exact === undefined ? undefined : formatValue(exact);
          assert.ok(close(got, expected), `${twin.text} ${set} ${place}: ${got} for ${expected}`);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

function labelOf({ labels }: ExpressionValues): string {
  return labels[0]?.value ?? '';
}

const sorted = fc.record({
  of: tree.filter(({ sets }) => sets[0] !== ''),
  count: fc.nat(4),
  order: fc.constantFrom('asc', 'des'),
  by: fc.constantFrom('avg', 'max', 'min', 'count'),
});

test('orders rows by value and by label as the slow twin does', async () => {
  await fc.assert(
    fc.asyncProperty(sorted, data, async ({ of, count, order, by }, all) => {
      const source = createSource(all);
      const context = { catalog: source, source, window: minuteWindow(length) };
      const sign = order === 'asc' ? 1 : -1;
      const keyOf = (set: string): number | undefined =>
        aggregates[by]?.(presentValues(of, all, set));
      // Means that differ in their last bits only have no order that could be foretold.
      const keys = of.sets.map(keyOf).filter((key) => key !== undefined);
      fc.pre(keys.every((a, i) => keys.every((b, j) => i === j || a === b || !near(a, b))));
      const expected = of.sets.toSorted((a, b) => compareKeys(keyOf(a), keyOf(b), sign));
      const text = `sort_values(${of.text}, ${count}, ${order}, ${by})`;
      const byValue = await evaluateMqe(text, context);
      assert.deepEqual(byValue.results.map(labelOf), expected.slice(0, count), text);
      const byLabel = await evaluateMqe(`sort_label_values(${of.text}, ${order}, p)`, context);
      const labels = of.sets.toSorted((a, b) => (a < b ? -sign : a > b ? sign : 0));
      assert.deepEqual(byLabel.results.map(labelOf), labels);
    }),
    { numRuns: 500 },
  );
});

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.abs(a) * 1e-9;
}

/** Rows without values come last, whatever the order. */
function compareKeys(a: number | undefined, b: number | undefined, sign: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return sign * compare(a, b);
}
