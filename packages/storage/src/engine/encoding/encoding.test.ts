import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { BlockCorrupt } from './block-corrupt.ts';
import { ByteWriter } from './byte-writer.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { NumbersReader, writeNumbers } from './numbers.ts';
import { PackReader, PackWriter } from './pack.ts';
import { readTexts, writeTexts } from './texts.ts';

function encoded(values: readonly number[]): Uint8Array {
  const out = new ByteWriter(16);
  writeNumbers(out, Float64Array.from(values), values.length);
  return out.written();
}

/** Runs a decoder on bytes that nobody vouches for: it may refuse them, and do nothing else. */
function refusesAtMost(decode: () => unknown): void {
  try {
    decode();
  } catch (thrown) {
    assert.ok(thrown instanceof BlockCorrupt, String(thrown));
  }
}

const damaged = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .record({
      values: fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 40 }),
      at: fc.nat(300),
      byte: fc.nat(255),
      cut: fc.nat(300),
    })
    .map(({ values, at, byte, cut }) => {
      const bytes = encoded(values).slice();
      if (at < bytes.length) bytes[at] = byte;
      return bytes.subarray(0, cut);
    }),
);

test('numbers take the narrowest form that holds them', () => {
  const check = (values: readonly number[], bytes: number): void => {
    const stored = encoded(values);
    assert.deepEqual([...new NumbersReader(stored).readFloat64()], values);
    assert.equal(stored.length, 16 + bytes);
  };
  check([], 0);
  check([7, 7, 7], 0);
  check([0.5], 8);
  check([1000, 1255, 1001], 8);
  check([1000, 1256, 1001], 8);
  check([-5, 65_530, 3, 4, 5], 16);
  check([-5, 65_531, 3], 16);
  check([1, 1_000_000, 1_000_250, 1_000_500], 16);
  check([1_000_000, 1_000_250, 1_000_500, 1_000_755], 8);
  check([0, 2 ** 40, 3], 24);
  check([Number.NaN, Infinity, -Infinity], 24);
  check([2 ** 53, 1], 16);
});

test('numbers come back as they were', () => {
  const value = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(2 ** 53 - 1, -(2 ** 53) + 1));
  fc.assert(
    fc.property(fc.array(fc.array(value.filter((it) => !Object.is(it, -0)))), (arrays) => {
      const out = new ByteWriter(16);
      for (const values of arrays) writeNumbers(out, Float64Array.from(values), values.length);
      const reader = new NumbersReader(out.written());
      const read = arrays.map(() => [...reader.readFloat64()]);
      assert.deepEqual(read, arrays);
      assert.equal(reader.done, true);
    }),
  );
});

test('numbers are stored alike from whatever kind of array', () => {
  const arrays = fc.oneof(
    fc.uint32Array({ maxLength: 40 }),
    fc.array(fc.nat(300), { maxLength: 40 }).map((list) => Uint32Array.from(list).sort()),
    fc.int32Array({ maxLength: 40 }),
    fc.uint16Array({ maxLength: 40 }),
    fc.uint8Array({ maxLength: 40 }),
  );
  fc.assert(
    fc.property(arrays, fc.nat(40), (values, unused) => {
      const count = Math.max(0, values.length - unused);
      const out = new ByteWriter(16);
      writeNumbers(out, values, count);
      assert.deepEqual(out.written(), encoded([...values.subarray(0, count)]));
    }),
  );
});

test('texts and sections come back as they were', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(fc.array(fc.array(text), { maxLength: 6 }), (lists) => {
      const pack = new PackWriter(16);
      lists.forEach((texts, id) => {
        writeTexts(pack.begin(id * 7), texts);
      });
      pack.begin(999);
      const whole = new PackReader(pack.finish().slice());
      assert.deepEqual(
        lists.map((_, id) => readTexts(whole.section(id * 7))),
        lists,
      );
      assert.equal(whole.section(999).length, 0);
      assert.throws(() => whole.section(1), BlockCorrupt);
    }),
  );
});

test('frames come back as they were, and not at all when a bit is flipped or the end is cut', () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.nat(3000).map((size) => new Uint8Array(size).fill(7)),
  );
  fc.assert(
    fc.property(content, fc.nat(), fc.nat(7), (raw, at, bit) => {
      for (const codec of ['raw', 'zstd'] as const) {
        const frame = encodeFrame(raw, codec);
        assert.deepEqual(new Uint8Array(decodeFrame(frame)), raw);
        assert.throws(() => decodeFrame(frame.subarray(0, at % frame.length)), BlockCorrupt);
        const flipped = frame.slice();
        flipped[at % frame.length] = (flipped[at % frame.length] ?? 0) ^ (1 << bit);
        assert.throws(() => decodeFrame(flipped), BlockCorrupt);
      }
    }),
  );
});

test('decoders refuse damaged bytes and do nothing worse', () => {
  fc.assert(
    fc.property(damaged, (bytes) => {
      refusesAtMost(() => decodeFrame(bytes));
      refusesAtMost(() => new NumbersReader(bytes).readFloat64());
      refusesAtMost(() => readTexts(bytes));
      refusesAtMost(() => new PackReader(bytes).section(0));
    }),
    { numRuns: 500 },
  );
});

test('counts and finds numbers as they are stored', () => {
  const values = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 }),
    fc.array(fc.integer({ min: 5, max: 400 }), { maxLength: 30 }),
    fc.array(fc.constant(7), { maxLength: 5 }),
    fc
      .array(fc.integer({ min: 0, max: 500 }), { maxLength: 30 })
      .map((it) => it.sort((a, b) => a - b)),
  );
  const marked = fc.uniqueArray(fc.integer({ min: 0, max: 420 }), { maxLength: 40 });
  fc.assert(
    fc.property(values, marked, fc.boolean(), (list, marks, isChosen) => {
      const out = new ByteWriter();
      writeNumbers(out, Uint32Array.from(list), list.length);
      const packed = new NumbersReader(out.written()).readPacked();
      const counts = new Uint32Array(501);
      packed.countInto(counts);
      assert.deepEqual(
        [...counts],
        Array.from({ length: 501 }, (_, n) => list.filter((it) => it === n).length),
      );
      const isMarked = new Uint8Array(421);
      for (const mark of marks) isMarked[mark] = 1;
      const places = list.map((_, i) => i).filter((i) => !isChosen || i % 3 === 1);
      const found = new Uint32Array(list.length);
      const n = packed.findMarked(isMarked, isChosen ? Uint32Array.from(places) : undefined, found);
      assert.deepEqual(
        [...found.subarray(0, n)],
        places.filter((i) => marks.includes(list[i] ?? -1)),
      );
    }),
  );
});
