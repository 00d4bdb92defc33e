import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ProfileBuilder } from '../profile-builder.ts';
import { type StackProfile, none } from '../stack-profile.ts';
import { arbitrarySamples, profileOf } from '../testing/arbitrary-profile.ts';
import { type SlowSample, slowForm, slowSamples, slowTree } from '../testing/slow-tree.ts';
import { diffTotals, diffTrees } from './diff-tree.ts';
import { layoutFlame } from './flame-layout.ts';
import { calleesOf, callersOf, invertTree } from './invert-tree.ts';
import { mergeTree } from './merge-tree.ts';
import type { Selection } from './selection.ts';
import { symbolTotals } from './symbol-totals.ts';
import { SymbolTable } from './symbols.ts';
import { timeTree } from './time-tree.ts';

const selections: fc.Arbitrary<Selection> = fc.record(
  {
    events: fc.subarray(['cpu', 'wall']),
    type: fc.constantFrom('samples', 'cpu', 'other'),
    ranges: fc.array(
      fc.tuple(fc.nat(1000), fc.nat(1000)).map(([a, b]) => [a, a + b] as const),
      { maxLength: 2 },
    ),
    threads: fc.subarray(['', 'thread-1', 'thread-2']),
    states: fc.subarray(['', 'state-1']),
    labels: fc.constantFrom([{ key: 'key-1', value: 'value-1' }]),
  },
  { requiredKeys: [] },
);

/** Collapsed text, one sample a line: `main;work;read 3`. */
function profile(...lines: string[]): StackProfile {
  const builder = new ProfileBuilder('collapsed');
  const event = builder.event('cpu', [{ name: 'samples', unit: 'count' }]);
  lines.forEach((line, index) => {
    const [path = '', weight = '1'] = line.split(' ');
    let stack: number = none;
    for (const name of path.split(';')) {
      stack = builder.stack(stack, builder.frame(builder.string(name)));
    }
    event.add(stack, index + 1);
    event.setValue(0, Number(weight));
  });
  return builder.finish();
}

/** A tree as lines, depth by blanks: `  name total/self`. */
function drawn(tree: ReturnType<typeof mergeTree>): string[] {
  const { order, depth } = layoutFlame(tree, 'name');
  return Array.from(order.subarray(1), (row) => {
    const name = tree.symbols.name(tree.symbol[row] ?? none);
    return `${' '.repeat((depth[row] ?? 0) - 1)}${name} ${tree.total[row]}/${tree.self[row]}`;
  });
}

test('merges as the slow twin does, whatever is selected', () => {
  fc.assert(
    fc.property(arbitrarySamples, selections, (samples, selection) => {
      const made = profileOf(samples);
      const tree = mergeTree([{ profile: made, selection }]);
      assert.deepEqual(slowForm(tree), slowTree(slowSamples(made, selection)));
    }),
    { numRuns: 300 },
  );
});

test('merges several profiles into one tree', () => {
  fc.assert(
    fc.property(arbitrarySamples, arbitrarySamples, (a, b) => {
      const parts = [{ profile: profileOf(a) }, { profile: profileOf(b) }];
      const twin = slowTree(parts.flatMap((part) => slowSamples(part.profile)));
      assert.deepEqual(slowForm(mergeTree(parts)), twin);
    }),
  );
});

test('inverts as the slow twin does', () => {
  fc.assert(
    fc.property(arbitrarySamples, (samples) => {
      const made = profileOf(samples);
      const twin = slowTree(mapPaths(slowSamples(made), (path) => path.toReversed()));
      assert.deepEqual(slowForm(invertTree(mergeTree([{ profile: made }]))), twin);
    }),
  );
});

test('finds callers and callees as the slow twin does, recursion counted once', () => {
  fc.assert(
    fc.property(arbitrarySamples, (samples) => {
      const made = profileOf(samples);
      const tree = mergeTree([{ profile: made }]);
      const symbol = tree.symbols.find('work');
      const within = slowSamples(made).filter(({ path }) => path.includes('work'));
      const callees = mapPaths(within, (path) => path.slice(path.indexOf('work')));
      const callers = mapPaths(within, (path) =>
        path.slice(0, path.indexOf('work') + 1).toReversed(),
      );
      assert.deepEqual(slowForm(calleesOf(tree, symbol)), slowTree(callees));
      assert.deepEqual(slowForm(callersOf(tree, symbol)), slowTree(callers));
    }),
  );
});

test('collapses recursion as the slow twin does', () => {
  fc.assert(
    fc.property(arbitrarySamples, (samples) => {
      const made = profileOf(samples);
      const direct = mapPaths(slowSamples(made), (path) =>
        path.filter((name, at) => name !== path[at - 1]),
      );
      const all = mapPaths(slowSamples(made), withoutRounds);
      const parts = [{ profile: made }];
      assert.deepEqual(slowForm(mergeTree(parts, { collapse: 'direct' })), slowTree(direct));
      assert.deepEqual(slowForm(mergeTree(parts, { collapse: 'all' })), slowTree(all));
    }),
  );
});

test('hides symbols as the slow twin does', () => {
  fc.assert(
    fc.property(arbitrarySamples, (samples) => {
      const made = profileOf(samples);
      const twin = mapPaths(slowSamples(made), (path) =>
        path.filter((name) => !name.startsWith('w')),
      );
      const tree = mergeTree([{ profile: made }], { hides: ({ name }) => name.startsWith('w') });
      assert.deepEqual(slowForm(tree), slowTree(twin));
    }),
  );
});

test('adds up symbols as the slow twin does', () => {
  fc.assert(
    fc.property(arbitrarySamples, (samples) => {
      const made = profileOf(samples);
      const totals = symbolTotals(mergeTree([{ profile: made }]));
      const slow = slowSamples(made);
      for (let symbol = 0; symbol < totals.count; symbol++) {
        const name = totals.symbols.name(symbol);
        const within = slow.filter(({ path }) => path.includes(name));
        const ended = slow.filter(({ path }) => path.at(-1) === name);
        assert.deepEqual(
          [totals.self[symbol], totals.total[symbol], totals.samples[symbol]],
          [sum(ended), sum(within), within.length],
        );
      }
    }),
  );
});

test('lays one tree over another as shares of each', () => {
  const symbols = new SymbolTable();
  const before = mergeTree([{ profile: profile('main;read 3', 'main;write 1') }], { symbols });
  const after = mergeTree([{ profile: profile('main;read 2', 'main;send 6') }], { symbols });
  const diff = diffTrees(before, after);
  const rows = Array.from({ length: diff.count }, (_, row) => [
    row === 0 ? '' : symbols.name(diff.symbol[row] ?? none),
    diff.total.before[row],
    diff.total.after[row],
    diff.total.delta[row],
    diff.self.delta[row],
  ]);
  assert.deepEqual(rows, [
    ['', 4, 8, 0, 0],
    ['main', 4, 8, 0, 0],
    ['read', 3, 2, -0.5, -0.5],
    ['write', 1, 0, -0.25, -0.25],
    ['send', 0, 6, 0.75, 0.75],
  ]);
  const raw = diffTrees(before, after, { normalised: false });
  assert.deepEqual(Array.from(raw.total.delta), [4, 4, -1, -1, 6]);
  const table = diffTotals(symbolTotals(before), symbolTotals(after), { normalised: false });
  assert.deepEqual(Array.from(table.total.delta), [4, -1, -1, 6]);
});

test('compares with nothing without dividing by it', () => {
  const symbols = new SymbolTable();
  const before = mergeTree([], { symbols });
  const after = mergeTree([{ profile: profile('main 2') }], { symbols });
  assert.deepEqual(Array.from(diffTrees(before, after).total.delta), [1, 1]);
});

test('groups by line, file and module', () => {
  const builder = new ProfileBuilder('jfr');
  const string = (text: string): number => builder.string(text);
  const frame = (name: string, line: number, file: string, module: string): number =>
    builder.frame(string(name), { line, file: string(file), module: string(module) });
  const main = builder.stack(none, frame('main', 1, 'Main.java', 'shop'));
  const event = builder.event('cpu', []);
  event.add(builder.stack(main, frame('work', 2, 'Work.java', 'shop')));
  event.add(builder.stack(main, frame('work', 3, 'Work.java', 'shop')));
  const made = builder.finish();
  const grouped = (by: SymbolTable['by']): string[] =>
    drawn(mergeTree([{ profile: made }], { symbols: new SymbolTable(by) }));
  assert.deepEqual(grouped('function'), ['main 2/0', ' work 2/2']);
  assert.deepEqual(grouped('line'), ['main 2/0', ' work 1/1', ' work 1/1']);
  assert.deepEqual(grouped('file'), ['Main.java 2/0', ' Work.java 2/2']);
  assert.deepEqual(grouped('module'), ['shop 2/0', ' shop 2/2']);
});

test('shows calls again when something else ran between them', () => {
  const tree = timeTree({ profile: profile('main;a', 'main;a', 'main;b;a', 'main;a', 'c') });
  assert.deepEqual(
    Array.from(layoutFlame(tree, 'row').order.subarray(1), (row) => [
      tree.symbols.name(tree.symbol[row] ?? none),
      tree.total[row],
    ]),
    [
      ['main', 4],
      ['a', 2],
      ['b', 1],
      ['a', 1],
      ['a', 1],
      ['c', 1],
    ],
  );
});

test('weighs the same in the order of time as in any other', () => {
  fc.assert(
    fc.property(arbitrarySamples, (samples) => {
      const made = profileOf(samples);
      const inTime = symbolTotals(timeTree({ profile: made }));
      const merged = symbolTotals(mergeTree([{ profile: made }]));
      const named = (totals: typeof merged): unknown[] =>
        Array.from({ length: totals.count }, (_, row) => [
          totals.symbols.name(row),
          totals.self[row],
          totals.total[row],
        ]);
      assert.deepEqual(named(inTime), named(merged));
    }),
  );
});

test('lays the heaviest on the left, children within their parents', () => {
  const tree = mergeTree([{ profile: profile('a;x 1', 'a;y 2', 'b 5') }]);
  const { order, start, width, depth, depthMax } = layoutFlame(tree);
  const rows = Array.from(order.subarray(1), (row) => [
    tree.symbols.name(tree.symbol[row] ?? none),
    start[row],
    width[row],
    depth[row],
  ]);
  assert.deepEqual(rows, [
    ['b', 0, 5, 1],
    ['a', 5, 3, 1],
    ['y', 5, 2, 2],
    ['x', 7, 1, 2],
  ]);
  assert.equal(depthMax, 2);
});

test('draws nothing beyond its parent where siblings take away', () => {
  const builder = new ProfileBuilder('pprof');
  const event = builder.event('diff', [{ name: 'space', unit: 'bytes' }]);
  for (const [path, weight] of [
    ['a;b', 10],
    ['a;c', -7],
    ['d', 5],
  ] as const) {
    let stack: number = none;
    for (const name of path.split(';')) {
      stack = builder.stack(stack, builder.frame(builder.string(name)));
    }
    event.add(stack);
    event.setValue(0, weight);
  }
  const tree = mergeTree([{ profile: builder.finish() }]);
  const { order, start, width } = layoutFlame(tree, 'name');
  assert.deepEqual(
    Array.from(order, (row) => [
      row === 0 ? 'all' : tree.symbols.name(tree.symbol[row] ?? 0),
      start[row],
      width[row],
    ]),
    [
      ['all', 0, 8],
      ['a', 0, 3],
      ['b', 0, 3],
      ['c', 3, 0],
      ['d', 3, 5],
    ],
  );
});

test('counts what a full tree cannot take for the deepest row that it has', () => {
  const full = profile('main;a;b;c 1', 'main;a;d;c 2', 'x;y 4');
  const tree = mergeTree([{ profile: full }], { nodesMax: 4 });
  assert.deepEqual(drawn(tree), ['main 3/0', ' a 3/2', '  b 1/1']);
  assert.deepEqual([tree.truncated, tree.total[0], tree.self[0]], [true, 7, 4]);
  const whole = mergeTree([{ profile: full }]);
  assert.deepEqual(
    [
      whole.truncated,
      invertTree(whole, { nodesMax: 3 }).truncated,
      invertTree(whole, { nodesMax: 3 }).total[0],
    ],
    [false, true, 7],
  );
});

test('opens no row of an inverted tree that is too light to be seen', () => {
  const tree = mergeTree([{ profile: profile('a;x 5', 'b;x 5', 'c;y 1', 'd;e;y 1') }]);
  assert.deepEqual(drawn(invertTree(tree, { weightMin: 5 })), [
    'x 10/0',
    ' a 5/5',
    ' b 5/5',
    'y 2/2',
  ]);
});

test('walks a stack of 10,000 frames', () => {
  const deep = profile(`${Array.from({ length: 10_000 }, (_, at) => `f${at}`).join(';')} 1`);
  const tree = mergeTree([{ profile: deep }]);
  assert.deepEqual(
    [tree.count, layoutFlame(tree).depthMax, invertTree(tree).count],
    [10_001, 10_000, 10_001],
  );
  assert.equal(
    symbolTotals(tree).total.every((total) => total === 1),
    true,
  );
});

function mapPaths(
  samples: readonly SlowSample[],
  change: (path: readonly string[]) => readonly string[],
): SlowSample[] {
  return samples.map((sample) => ({ ...sample, path: change(sample.path) }));
}

/** Cuts every way round from a name to the same name again. */
function withoutRounds(path: readonly string[]): string[] {
  const left: string[] = [];
  for (const name of path) {
    const before = left.indexOf(name);
    if (before >= 0) left.length = before + 1;
    else left.push(name);
  }
  return left;
}

function sum(samples: readonly SlowSample[]): number {
  return samples.reduce((total, { weight }) => total + weight, 0);
}
