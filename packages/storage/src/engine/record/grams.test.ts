import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { foldText } from '../../api/index.ts';
import { GramKind, GramSet, bitOfGram, bucketOfGram, gramBuckets, gramsOf } from './grams.ts';

function grams(text: string): readonly string[] {
  return gramsOf(Buffer.from(foldText(text))).map(({ kind, hash }) => `${kind} ${hash}`);
}

function setOf(...texts: readonly string[]): GramSet {
  const set = new GramSet();
  for (const text of texts) set.add(Buffer.from(text));
  return set;
}

type Maps = readonly [Uint8Array, Uint8Array];

function mapsOf(set: GramSet): Maps {
  return [set.map(GramKind.short), set.map(GramKind.long)];
}

/** Whether the maps of a block have all pieces of a text. */
function mayHold(maps: Maps, text: string): boolean {
  return gramsOf(Buffer.from(foldText(text))).every((gram) => {
    const map = maps[gram.kind];
    const bytes = map.length / gramBuckets;
    const bit = bitOfGram(gram, bytes);
    return (((map[bucketOfGram(gram) * bytes + (bit >>> 3)] ?? 0) >>> (bit & 7)) & 1) === 1;
  });
}

test('takes three bytes, and five or six where digits are', () => {
  const counts = (text: string): readonly number[] => {
    const found = gramsOf(Buffer.from(text));
    return [GramKind.short, GramKind.long].map(
      (kind) => found.filter((gram) => gram.kind === kind).length,
    );
  };
  const cases: readonly (readonly [string, number, number])[] = [
    ['', 0, 0],
    ['ab', 0, 0],
    ['abc', 1, 0],
    ['abcabc', 3, 0],
    ['abcd1', 3, 1],
    ['abcde1', 4, 1],
    ['1bcdef', 4, 1],
    ['12345', 3, 0],
    ['123456', 4, 1],
    ['1234567', 5, 2],
    ['x12345', 4, 1],
    ['12345x', 4, 2],
  ];
  for (const [text, short, long] of cases) assert.deepEqual(counts(text), [short, long], text);
});

test('has the hashes that the format says', () => {
  const hashes = (text: string): readonly (readonly [number, number])[] =>
    gramsOf(Buffer.from(text)).map(({ kind, hash }) => [kind, hash]);
  assert.deepEqual(hashes('abcd1'), [
    [0, 1_118_524_137],
    [0, 1_561_288_437],
    [0, 3_819_391_728],
    [1, 3_342_182_948],
  ]);
  assert.deepEqual(hashes('123456').slice(4), [[1, 1_276_018_105]]);
});

const text = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.stringMatching(/^[0-9a-fA-F -]{0,12}$/),
    fc.constantFrom('OutOfMemory', 'ΣΑΣ', 'İ', '漢字'),
  ),
  { maxLength: 5 },
);

test('a text has all pieces of the texts that stand in it', () => {
  fc.assert(
    fc.property(text, text, text, (before, within, after) => {
      const part = within.join('');
      const whole = [...before, part, ...after].join('').toWellFormed();
      const all = new Set(grams(whole));
      const folded = foldText(part);
      if (!foldText(whole).includes(folded)) return;
      for (const gram of grams(part)) assert.ok(all.has(gram), gram);
      assert.ok(mayHold(mapsOf(setOf('other', whole)), part));
    }),
    { numRuns: 200 },
  );
});

test('a block has the pieces of its texts, and no others', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
      const wellFormed = texts.map((parts) => parts.join('').toWellFormed());
      const set = setOf(...wellFormed);
      const all = wellFormed.flatMap((it) => gramsOf(Buffer.from(foldText(it))));
      for (const kind of [GramKind.short, GramKind.long]) {
        const map = set.map(kind);
        const bytes = map.length / gramBuckets;
        const expected = new Uint8Array(map.length);
        for (const gram of all) {
          if (gram.kind !== kind) continue;
          const bit = bitOfGram(gram, bytes);
          const at = bucketOfGram(gram) * bytes + (bit >>> 3);
          expected[at] = (expected[at] ?? 0) | (1 << (bit & 7));
        }
        assert.deepEqual(map, expected);
      }
    }),
    { numRuns: 200 },
  );
});

test('rules out most texts that do not stand in a block', () => {
  const set = new GramSet();
  for (let n = 0; n < 4096; n++)
    set.add(
      Buffer.from(`Order ${40_000_000 + n * 4801} of user ${n * 31} moved to PAID in ${n % 97} ms`),
    );
  const maps = mapsOf(set);
  assert.ok(mayHold(maps, `order ${40_000_000 + 77 * 4801} OF`));
  let held = 0;
  for (let n = 0; n < 1000; n++) if (mayHold(maps, `${50_000_000 + n * 48_611}`)) held++;
  assert.ok(held < 150, `${held} of 1000 numbers`);
  for (const word of ['OutOfMemoryError', 'npe', 'no such host', '重启', 'paid out'])
    assert.ok(!mayHold(maps, word), word);
  // Nothing at all is in a block without content.
  assert.equal(setOf().map(GramKind.short).length, 0);
  assert.ok(!mayHold(mapsOf(setOf('')), 'abc'));
});

test('is empty again when it is cleared', () => {
  const set = setOf('abc 123456', 'größer');
  set.clear();
  assert.deepEqual(
    [set.map(GramKind.short), set.map(GramKind.long)].map((map) => map.length),
    [0, 0],
  );
});

test('keeps a map within bounds, however much there is', () => {
  const set = new GramSet();
  for (let n = 0; n < 30_000; n++) {
    const words = [n, n * 7919, n * 104_729].map((it) => Math.imul(it, 0x9e3779b1).toString(36));
    set.add(Buffer.from(words.join('1')));
  }
  const map = set.map(GramKind.long);
  assert.ok(map.length <= gramBuckets * 2048, `${map.length}`);
  assert.ok(mayHold(mapsOf(set), Math.imul(4711, 0x9e3779b1).toString(36)));
});
