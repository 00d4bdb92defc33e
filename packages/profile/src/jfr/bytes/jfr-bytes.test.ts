import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JfrBytes } from './jfr-bytes.ts';
import { JfrDamage } from '../jfr-damage.ts';
import { bytesSource, type JfrSource } from './jfr-source.ts';
import { JfrOutput } from '../testing/index.ts';

test('reads every compressed integer as it was written', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), (values) => {
      const output = new JfrOutput(true);
      for (const value of values) output.long(value);
      const cursor = cursorOver(bytesSource(output.bytes()));
      const read = values.map(() => {
        cursor.varint();
        return (BigInt(cursor.hi >>> 0) << 32n) | BigInt(cursor.lo >>> 0);
      });
      assert.deepEqual(read, values);
      assert.equal(cursor.left, 0);
    }),
  );
});

test('reads the same through a window of one byte as through one of all', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), (values) => {
      const output = new JfrOutput(true);
      for (const value of values) output.long(value).utf8('naïve');
      const wide = cursorOver(bytesSource(output.bytes()));
      const narrow = cursorOver(oneByteSource(output.bytes()));
      for (const cursor of [wide, narrow]) {
        const read = values.map(() => {
          cursor.varint();
          const value = BigInt.asIntN(64, (BigInt(cursor.hi) << 32n) | BigInt(cursor.lo >>> 0));
          cursor.skipText();
          return value;
        });
        assert.deepEqual(read, values);
      }
    }),
  );
});

test('skips as many integers as it reads', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 1 }),
      (values) => {
        const output = new JfrOutput(true);
        for (const value of values) output.long(value);
        output.u8(42);
        for (const source of [bytesSource(output.bytes()), oneByteSource(output.bytes())]) {
          const cursor = cursorOver(source);
          cursor.skipVarints(values.length);
          assert.equal(cursor.u8(), 42);
        }
      },
    ),
  );
});

test('reads uncompressed integers with their sign', () => {
  const output = new JfrOutput(false)
    .int(-2)
    .long(-3n)
    .short(-4)
    .long(2n ** 40n)
    .int(7);
  const cursor = cursorOver(bytesSource(output.bytes()));
  cursor.compressed = false;
  const int = cursor.int();
  const long = cursor.long();
  cursor.fixed(2);
  assert.deepEqual([int, long, cursor.lo, cursor.long(), cursor.int()], [-2, -3, -4, 2 ** 40, 7]);
});

test('does not read past its bound', () => {
  const cursor = new JfrBytes(bytesSource(new Uint8Array(100).fill(0xff)));
  cursor.seek(10, 14);
  assert.throws(() => cursor.varint(), JfrDamage);
  cursor.seek(10, 14);
  assert.throws(() => cursor.skip(5), JfrDamage);
  cursor.seek(10, 14);
  assert.throws(() => cursor.copy(new Uint8Array(8), 0, 5), JfrDamage);
  cursor.seek(90, 500);
  assert.equal(cursor.left, 10);
});

test('refuses counts that the bytes left cannot hold', () => {
  for (const count of [6n, 2n ** 31n, 2n ** 32n + 1n, 2n ** 63n, 2n ** 64n - 1n]) {
    const cursor = cursorOver(bytesSource(new JfrOutput(true).long(count).raw([1, 2, 3]).bytes()));
    assert.throws(() => cursor.count(), JfrDamage);
  }
});

function cursorOver(source: JfrSource): JfrBytes {
  const cursor = new JfrBytes(source);
  cursor.seek(0, source.sizeBytes);
  return cursor;
}

function oneByteSource(bytes: Uint8Array): JfrSource {
  return { sizeBytes: bytes.length, readAt: (offset) => bytes.slice(offset, offset + 1) };
}
