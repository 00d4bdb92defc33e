import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { Zstd } from './zstd.ts';

const content = fc.oneof(
  fc.uint8Array({ maxLength: 5000 }),
  fc
    .record({ size: fc.nat(3 << 20), of: fc.integer({ min: 1, max: 250 }) })
    .map(({ size, of }) =>
      new Uint8Array(size).map((_, i) => (Math.imul(i, 0x9e3779b1) >>> 16) % of),
    ),
);

test('the Node that we run with lets contexts of zstd be kept', () => {
  assert.equal(new Zstd().keepsContexts, true);
  assert.equal(new Zstd(false).keepsContexts, false);
});

test('packs what zlib unpacks and unpacks what zlib packs, of any size and one after another', () => {
  for (const zstd of [new Zstd(), new Zstd(false)])
    fc.assert(
      fc.property(content, (raw) => {
        const target = new Uint8Array(raw.length);
        assert.equal(Buffer.compare(zstdDecompressSync(zstd.pack(raw)), raw), 0);
        assert.equal(zstd.unpack(zstdCompressSync(raw), target), true);
        assert.equal(Buffer.compare(target, raw), 0);
      }),
      { numRuns: 30 },
    );
});

test('refuses what is cut, what is no zstd and what has another size, and goes on as before', () => {
  const good = new Uint8Array(3000).map((_, i) => i % 11);
  const goodPacked = zstdCompressSync(good);
  const bad = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.nat(goodPacked.length - 1).map((size) => goodPacked.subarray(0, size)),
    fc.integer({ min: 1, max: 4000 }).map((size) => zstdCompressSync(new Uint8Array(5000 + size))),
    fc.nat(2000).map((size) => zstdCompressSync(new Uint8Array(size).fill(1))),
  );
  for (const zstd of [new Zstd(), new Zstd(false)])
    fc.assert(
      fc.property(fc.array(bad, { maxLength: 3 }), (list) => {
        for (const packed of list) assert.equal(zstd.unpack(packed, new Uint8Array(3000)), false);
        const target = new Uint8Array(3000);
        assert.equal(zstd.unpack(goodPacked, target), true);
        assert.equal(Buffer.compare(target, good), 0);
      }),
      { numRuns: 300 },
    );
});
