/*
 * The evaluator against a slow twin that asks, for each point of the result by itself, what it is made of: no tables, no
 * shared rows, every value worked out again from the data.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { evaluateMqe } from './evaluate.ts';
import { FakeSource, atMinutes, labelled, minuteWindow } from './fake-source.ts';
import { formatValue } from './format-value.ts';

const length = 4;
const ranks = ['50', '75', '99'];

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
const line = fc.array(value, { minLength: length, maxLength: length });
const data: fc.Arbitrary<Data> = fc.record({
  time: line,
  calls: line,
  rank: fc.tuple(line, line, line),
});

const leaf: fc.Arbitrary<Twin> = fc.oneof(
  fc.nat(20).map((n) => ({ text: String(n), sets: [''], single: true, at: () => n })),
  fc.constantFrom('time' as const, 'calls' as const).map((name) => ({
    text: name,
    sets: [''],
    single: false,
    at: (all: Data, _: string, place: number) => all[name][place],
  })),
  fc.subarray(ranks, { minLength: 1 }).map((sets) => ({
    text: `rank{p='${sets.join(',')}'}`,
    sets,
    single: false,
    at: (all: Data, set: string, place: number) => all.rank[ranks.indexOf(set)]?.[place],
  })),
  fc.constantFrom('time' as const, 'calls' as const).map((name) => ({
    text: `increase(${name}, 1)`,
    sets: [''],
    single: false,
    at: (all: Data, _: string, place: number) => minus(all[name][place], all[name][place - 1]),
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
};

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
    at: (all, set) => {
      const places = Array.from({ length: of.single ? 1 : length }, (_, place) => place);
      const values = places.map((place) => of.at(all, set, place));
      return aggregates[name]?.(values.filter((each) => each !== undefined));
    },
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

function floor(of: Twin): Twin {
  return {
    ...of,
    text: `floor(${of.text})`,
    at: (all, set, place) => {
      const inner = of.at(all, set, place);
      return inner === undefined ? undefined : Math.floor(inner);
    },
  };
}

const { tree } = fc.letrec<{ readonly tree: Twin }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.tuple(tie('tree'), tie('tree'), fc.constantFrom(...Object.keys(operators))).map((parts) => {
      return join(...parts);
    }),
    fc.tuple(tie('tree'), fc.constantFrom(...Object.keys(aggregates))).map(([of, name]) => {
      return aggregate(of, name);
    }),
    // Of these the order of adding shows in no decimal that is printed.
    fc
      .tuple(tie('tree'), fc.constantFrom('sum', 'min', 'max'))
      .map(([of, name]) => merge(of, name)),
    tie('tree').map(floor),
  ),
}));

function createSource({ time, calls, rank }: Data): FakeSource {
  const lines = rank.map((each, index) => labelled({ p: ranks[index] ?? '' }, atMinutes(...each)));
  // A label set that is wholly without data is none: a point before the window keeps it in place.
  const kept = lines.map((each) => ({ ...each, at: { ...each.at, [-1]: 0 } }));
  return new FakeSource()
    .addSeries('time', atMinutes(...time))
    .addSeries('calls', atMinutes(...calls))
    .addLabelled('rank', ...kept);
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
      const sets = result.results.map(({ labels }) => labels[0]?.value ?? '');
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
