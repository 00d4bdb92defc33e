import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { everything, timesOf } from './selection.ts';
import type { SideSelection } from './selection.ts';
import { formatView, parseView } from './view-address.ts';
import type { ProfileView } from './view-address.ts';

const usual = parseView('');

function searchOf(view: ProfileView): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(formatView(view)))
    if (value !== undefined && value !== '') parameters.set(name, value);
  return parameters.toString();
}

const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(of, { nil: undefined });
const names = fc.uniqueArray(fc.oneof(text, fc.constantFrom('', 'a|b', '%7C')), { maxLength: 3 });
const side: fc.Arbitrary<SideSelection> = fc.record({
  event: maybe(text),
  type: maybe(text),
  threads: names,
  states: names,
  range: maybe(
    fc
      .tuple(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 1e9 }))
      .map(([from, length]) => ({ fromMs: from / 1e6, toMs: (from + length) / 1e6 })),
  ),
});
const view: fc.Arbitrary<ProfileView> = fc
  .record({
    side,
    against: maybe(text),
    otherSide: side,
    isRaw: fc.boolean(),
    mode: fc.constantFrom('calls' as const, 'callers' as const, 'sandwich' as const),
    focus: maybe(text),
    order: fc.constantFrom('weight' as const, 'time' as const, 'name' as const),
    shape: fc.constantFrom('icicle' as const, 'flame' as const),
    recursion: fc.constantFrom('none' as const, 'direct' as const, 'all' as const),
    hide: fc.string({ maxLength: 12 }),
    group: fc.constantFrom(
      'function' as const,
      'line' as const,
      'file' as const,
      'module' as const,
    ),
    colour: fc.constantFrom('package' as const, 'owner' as const),
    parts: fc.constantFrom('both' as const, 'flame' as const, 'table' as const),
    find: fc.string({ maxLength: 12 }),
    zoom: maybe(fc.stringMatching(/^[0-9a-z]{14}(?:\.[1-9])?$/)),
    selected: maybe(fc.stringMatching(/^[0-9a-z]{14}$/)),
    stretch: maybe(
      fc
        .tuple(fc.nat(9000), fc.integer({ min: 1, max: 1000 }))
        .chain(([from, length]) =>
          fc.record({
            tree: fc.nat(1),
            from: fc.constantFrom(from / 10_000, from / 1e10),
            to: fc.constantFrom((from + length) / 10_000, (from + 1) / 10_000),
          }),
        )
        .map((each) => ({ ...each })),
    ),
    sort: fc.constantFrom('', 'self', '-totalDelta'),
    span: maybe(text),
    isOwnTime: fc.boolean(),
  })
  // What hangs on another choice is not written without it.
  .map((each) => ({
    ...each,
    // Records come without a prototype, which `deepEqual` would mind.
    side: { ...each.side, range: each.side.range && { ...each.side.range } },
    otherSide: each.against === undefined ? everything : { ...each.otherSide },
    focus: each.mode === 'sandwich' ? each.focus : undefined,
    isOwnTime: each.span !== undefined && each.isOwnTime,
  }));

test('shows from a link what was on the screen, whatever it was', () => {
  fc.assert(fc.property(view, (each) => assert.deepEqual(parseView(searchOf(each)), each)));
});

test('writes nothing while all is as always', () => {
  assert.equal(searchOf(usual), '');
});

test('takes what makes no sense for what is usual', () => {
  assert.deepEqual(
    parseView('view=sideways&order=&r=9-3&x=a-b&vs.r=1&colour=red&raw=yes&own=1&th='),
    { ...usual, isOwnTime: true },
  );
});

test('keeps the deepest zoom and the shortest window that the page allows', () => {
  const deep = { tree: 1, from: 2e-7, to: 3e-7 };
  const short = { fromMs: 0.000002, toMs: 0.000003 };
  const read = parseView(
    searchOf({ ...usual, stretch: deep, side: { ...everything, range: short } }),
  );
  assert.deepEqual([read.stretch, read.side.range], [deep, short]);
});

test('takes the last sample where a window reaches the end', () => {
  const extent = { startMs: 1000, endMs: 3000.1234567 };
  assert.deepEqual(timesOf({ fromMs: 500, toMs: 2000.123457 }, extent), [1500, Infinity]);
  assert.deepEqual(timesOf({ fromMs: 500, toMs: 2000 }, extent), [1500, 3000]);
});
