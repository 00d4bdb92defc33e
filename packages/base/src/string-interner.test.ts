import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { StringInterner, grown, hashBytes, hashFourBytes } from './string-interner.ts';

const limits = { namesMax: 1_000, bytesMax: 100_000 };

test('gives equal bytes one id, other bytes another, and the text back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 400 }),
      (names) => {
        const interner = new StringInterner(limits);
        const twin = new Map<string, number>([['', 0]]);
        for (const name of names) {
          const id = interner.intern(name);
          if (!twin.has(name)) twin.set(name, twin.size);
          assert.equal(id, twin.get(name));
        }
        for (const [name, id] of twin) assert.equal(interner.text(id), name);
        assert.equal(interner.size, twin.size);
      },
    ),
  );
});

test('reads a name out of the middle of other bytes', () => {
  const interner = new StringInterner(limits);
  const bytes = Buffer.from('xxcheckoutyy');
  assert.equal(interner.internBytes(bytes, 2, 10), interner.intern('checkout'));
  assert.equal(interner.internBytes(bytes, 3, 3), 0);
});

test('bytes that are no UTF-8 are names of their own', () => {
  const interner = new StringInterner(limits);
  const ids = [[0xff], [0xfe], [0xff, 0xfe]].map((bytes) =>
    interner.internBytes(Uint8Array.from(bytes), 0, bytes.length),
  );
  assert.deepEqual(ids, [1, 2, 3]);
});

test('says that it is full at its limits, goes on, and starts a new generation when told', () => {
  const interner = new StringInterner({ namesMax: 3, bytesMax: 100 });
  const full: boolean[] = [];
  for (const name of ['a', 'b', 'c']) {
    interner.intern(name);
    full.push(interner.full);
  }
  assert.deepEqual(full, [false, true, true]);
  assert.deepEqual([interner.intern('a'), interner.text(3), interner.generation], [1, 'c', 0]);
  interner.reset();
  assert.deepEqual(
    [interner.size, interner.full, interner.intern('c'), interner.generation],
    [1, false, 1, 1],
  );
  const byBytes = new StringInterner({ namesMax: 100, bytesMax: 4 });
  byBytes.intern('four');
  assert.equal(byBytes.full, true);
});

test('grown keeps what was there and has the room asked for', () => {
  const copy = grown(Uint32Array.of(1, 2, 3), 20);
  assert.deepEqual([copy.length >= 20, [...copy.subarray(0, 4)]], [true, [1, 2, 3, 0]]);
});

test('knows a name again, whatever name came before it', () => {
  const interner = new StringInterner(limits);
  const name = fc.constantFrom('a', 'b', 'ab', 'abcd', 'abce', 'abcdefgh', 'abcdefgi', 'abcdefghi');
  const ids = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(name, { maxLength: 60 }), (names) => {
      for (const text of names) {
        const id = interner.intern(text);
        assert.equal(id, ids.get(text) ?? id);
        ids.set(text, id);
      }
      assert.equal(new Set(ids.values()).size, ids.size);
    }),
  );
});

test('hashes four strings of one size as it hashes each', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat({ max: 20 }), (bytes, start) => {
      const size = Math.max(0, Math.floor((bytes.length - start) / 4));
      const hashes = new Uint32Array(6);
      hashFourBytes(bytes, start, size, hashes, 1);
      const each = [0, 1, 2, 3].map((i) =>
        hashBytes(bytes, start + i * size, start + (i + 1) * size),
      );
      assert.deepEqual([...hashes], [0, ...each, 0]);
    }),
  );
});
