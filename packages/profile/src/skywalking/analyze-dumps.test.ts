import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeTree } from '../analysis/merge-tree.ts';
import { slowForm } from '../testing/slow-tree.ts';
import { type DumpElement, type DumpQuery, analyzeDumps } from './analyze-dumps.ts';
import { ThreadDumps, parseSignature } from './thread-dumps.ts';

/** Dumps `sequence@time:stack`, the stack with a letter for each frame; `s/` before it names the segment. */
function dumpsOf(...texts: string[]): ThreadDumps {
  const dumps = new ThreadDumps();
  for (const text of texts) {
    const [, segment = 's', sequence, time, stack = ''] =
      /^(?:(\w+)\/)?(\d+)@(\d+):(\w*)$/.exec(text) ?? [];
    dumps.add(segment, Number(time), Number(sequence), Array.from(stack));
  }
  return dumps;
}

const everything: DumpQuery = { segmentId: 's', startMs: 0, endMs: 1e6 };

/** Elements as `id<parent signature duration-own ×count`. */
function drawn(trees: readonly (readonly DumpElement[])[]): string[][] {
  return trees.map((tree) =>
    tree.map(
      (one) =>
        `${one.id}<${one.parentId} ${one.codeSignature} ${one.durationMs}-${one.durationChildExcludedMs} ×${one.count}`,
    ),
  );
}

function check(dumps: ThreadDumps, queries: readonly DumpQuery[], expected: string[][]): void {
  const { tip, trees } = analyzeDumps(dumps, queries);
  assert.equal(tip, undefined);
  assert.deepEqual(drawn(trees), expected);
}

test('adds time between consecutive dumps to what both have', () => {
  check(
    dumpsOf('0@100:ab', '1@110:abc', '2@120:ad', '3@130:ad'),
    [everything],
    [['1<0 a 30-10 ×4', '2<1 b 10-10 ×2', '3<1 d 10-10 ×2', '4<2 c 0-0 ×1']],
  );
});

test('counts no time over a dump that was lost', () => {
  check(dumpsOf('0@100:a', '1@110:a', '5@150:a', '6@165:a'), [everything], [['1<0 a 25-25 ×4']]);
});

test('makes a tree of each outermost frame', () => {
  check(
    dumpsOf('0@0:ab', '1@10:x', '2@20:ab'),
    [everything],
    [['1<0 a 0-0 ×2', '2<1 b 0-0 ×2'], ['1<0 x 0-0 ×1']],
  );
});

test('drops dumps without frames, which still break a run', () => {
  check(dumpsOf('0@0:a', '1@10:', '2@20:a', '3@30:a'), [everything], [['1<0 a 10-10 ×3']]);
});

test('takes every dump in the window of numbers that the time range chooses', () => {
  const dumps = dumpsOf('0@0:a', '1@10:a', '2@20:a', '3@30:a', '4@40:a');
  const of = (startMs: number, endMs: number): DumpQuery => ({ segmentId: 's', startMs, endMs });
  check(dumps, [of(10, 30)], [['1<0 a 20-20 ×3']]);
  check(dumps, [of(11, 19)], []);
  check(dumps, [of(30, 10)], []);
  check(dumps, [of(0, 10), of(5, 25)], [['1<0 a 20-20 ×3']]);
  check(dumps, [of(0, 10), of(30, 40)], [['1<0 a 20-20 ×4']]);
  check(dumps, [of(0, 10), of(15, 40)], [['1<0 a 40-40 ×5']]);
});

test('tells dumps of several segments apart', () => {
  const dumps = dumpsOf('s/0@0:a', 's/1@10:a', 't/0@0:a', 't/1@7:a', 't/2@9:a');
  check(dumps, [everything, { ...everything, segmentId: 't' }], [['1<0 a 19-19 ×5']]);
  check(dumps, [{ ...everything, segmentId: 'nobody' }], []);
});

test('takes the earliest of dumps that came doubly', () => {
  check(dumpsOf('0@0:a', '1@15:b', '1@10:a', '0@0:a'), [everything], [['1<0 a 10-10 ×2']]);
});

test('adds nothing for a clock that goes backwards', () => {
  check(dumpsOf('0@100:a', '1@110:a', '2@50:a', '3@60:a'), [everything], [['1<0 a 20-20 ×4']]);
});

test('says so when a range has more dumps than are analysed', () => {
  const dumps = dumpsOf('0@0:a', '1@10:a', '2@20:a', '3@30:a');
  const { tip, trees } = analyzeDumps(dumps, [everything], 3);
  assert.equal(
    tip,
    'Out of snapshot analyze limit, 4 snapshots found, but analysis first 3 snapshots only.',
  );
  assert.deepEqual(drawn(trees), [['1<0 a 20-20 ×3']]);
});

test('analyses stacks of 10,000 frames', () => {
  const frames = Array.from({ length: 10_000 }, (_, depth) => `f${depth}`);
  const dumps = new ThreadDumps();
  dumps.add('s', 0, 0, frames);
  dumps.add('s', 10, 1, frames.slice(0, 5000));
  const [tree = []] = analyzeDumps(dumps, [everything]).trees;
  assert.equal(tree.length, 10_000);
  assert.deepEqual(tree[4999], {
    id: 5000,
    parentId: 4999,
    codeSignature: 'f4999',
    durationMs: 10,
    durationChildExcludedMs: 10,
    count: 2,
  });
});

const dump = fc.record({
  segment: fc.constantFrom('s', 't'),
  timeMs: fc.nat(100),
  sequence: fc.nat(12),
  frames: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }),
});
const query = fc.record({
  segmentId: fc.constantFrom('s', 't', 'u'),
  startMs: fc.nat(100),
  endMs: fc.nat(100),
});

test('analyses as the slow twin does', () => {
  fc.assert(
    fc.property(
      fc.array(dump, { maxLength: 30 }),
      fc.array(query, { maxLength: 3 }),
      (all, asked) => {
        const dumps = new ThreadDumps();
        for (const one of all) dumps.add(one.segment, one.timeMs, one.sequence, one.frames);
        const { trees } = analyzeDumps(dumps, asked);
        assert.deepEqual(pathsOf(trees), slowPaths(all, asked));
      },
    ),
    { numRuns: 500 },
  );
});

test('takes lines out of signatures for the flame graph', () => {
  const parsed = [
    'shop.Main.run:10',
    '/shop/main.py.run: 12',
    'sun.Unsafe.park:-2',
    'C:\\a.py.b',
    ':5',
  ].map(parseSignature);
  assert.deepEqual(parsed, [
    { name: 'shop.Main.run', line: 10 },
    { name: '/shop/main.py.run', line: 12 },
    { name: 'sun.Unsafe.park', line: 0 },
    { name: 'C:\\a.py.b', line: 0 },
    { name: ':5', line: 0 },
  ]);
});

test('is a profile for the flame graph as well', () => {
  const dumps = new ThreadDumps();
  dumps.add('s', 1000, 0, ['main:1', 'work:2']);
  dumps.add('t', 1010, 0, ['main:1', 'work:3']);
  dumps.add('t', 1020, 1, []);
  const profile = dumps.toProfile();
  const node = (name: string, self: number, children: unknown[]): unknown => ({
    name,
    self,
    total: 2,
    samples: 2,
    children,
  });
  assert.deepEqual(
    slowForm(mergeTree([{ profile }])),
    node('', 0, [node('main', 0, [node('work', 2, [])])]),
  );
  assert.deepEqual([profile.startMs, profile.endMs], [1000, 1010]);
  const labels = [{ key: 'segment_id', value: 't' }];
  assert.equal(mergeTree([{ profile, selection: { labels } }]).total[0], 1);
});

type Dump = typeof dump extends fc.Arbitrary<infer T> ? T : never;

/** By path: count and duration, remembered dump by dump. */
function slowPaths(all: readonly Dump[], asked: readonly DumpQuery[]): Map<string, unknown> {
  const chosen = new Map<string, Dump>();
  const earliest = all.toSorted((a, b) => a.timeMs - b.timeMs);
  for (const { segmentId, startMs, endMs } of asked) {
    const own = earliest.filter(({ segment }) => segment === segmentId);
    const inside = own.filter(({ timeMs }) => timeMs >= startMs && timeMs <= endMs);
    const numbers = inside.map(({ sequence }) => sequence);
    for (const one of own) {
      const key = `${segmentId}/${one.sequence}`;
      const fits = one.sequence >= Math.min(...numbers) && one.sequence <= Math.max(...numbers);
      if (fits && !chosen.has(key)) chosen.set(key, one);
    }
  }
  const paths = new Map<string, Dump[]>();
  for (const one of chosen.values()) {
    one.frames.forEach((_, depth) => {
      const path = one.frames.slice(0, depth + 1).join('');
      paths.set(path, [...(paths.get(path) ?? []), one]);
    });
  }
  const result = new Map<string, unknown>();
  for (const path of Array.from(paths.keys()).toSorted()) {
    const dumps = paths.get(path) ?? [];
    let durationMs = 0;
    for (const one of dumps) {
      const next = dumps.find(
        ({ segment, sequence }) => segment === one.segment && sequence === one.sequence + 1,
      );
      if (next !== undefined) durationMs += Math.max(0, next.timeMs - one.timeMs);
    }
    result.set(path, { count: dumps.length, durationMs });
  }
  return result;
}

function pathsOf(trees: readonly (readonly DumpElement[])[]): Map<string, unknown> {
  const found: (readonly [string, unknown])[] = [];
  for (const tree of trees) {
    const paths = new Map<number, string>();
    for (const { id, parentId, codeSignature, count, durationMs } of tree) {
      const path = (paths.get(parentId) ?? '') + codeSignature;
      paths.set(id, path);
      found.push([path, { count, durationMs }]);
    }
  }
  return new Map(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
