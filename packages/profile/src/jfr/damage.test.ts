import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  JfrChunkWriter,
  linesOf,
  poolsOf,
  sampleTypes,
  smallChunk,
  smallPools,
  typeId,
} from './testing/index.ts';
import { join2, main, read, smallLines } from './testing/read-chunks.ts';

test('reads a chunk that is still being written', () => {
  const finished = smallChunk();
  const bodies: readonly ((header: DataView) => void)[] = [
    (header) => header.setBigInt64(8, 0n),
    (header) => header.setUint8(64, 255),
    (header) => header.setUint8(64, 3),
    (header) => {
      for (const at of [8, 16, 24]) header.setBigInt64(at, 0n);
    },
  ];
  for (const patch of bodies) {
    const bytes = finished.finish(patch);
    const tail = new Uint8Array(50);
    const result = read(bytes, tail);
    assert.deepEqual(linesOf(result.profile), smallLines);
    assert.deepEqual([result.truncated, result.chunks], [true, 1]);
  }
});

test('lasts to its latest sample where a chunk does not say how long it is', () => {
  const bytes = smallChunk().finish((header) => {
    header.setBigInt64(8, 0n);
    header.setBigInt64(40, 0n);
  });
  const { startMs, endMs } = read(bytes).profile;
  assert.equal(endMs - startMs, 5);
});

test('keeps what is whole of a recording that is cut, wherever it is cut', () => {
  const whole = smallChunk().finish();
  const both = join2(whole, smallChunk().finish());
  for (let length = whole.length; length < both.length; length += 3) {
    const result = read(both.slice(0, length));
    const lines = linesOf(result.profile)['jdk.ExecutionSample']?.slice(0, 2);
    assert.deepEqual(lines, smallLines['jdk.ExecutionSample'], `cut at ${length}`);
    assert.equal(result.truncated, length !== whole.length, `cut at ${length}`);
  }
});

test('reads a cut chunk that lost its metadata by that of the chunk before', () => {
  const second = new JfrChunkWriter()
    .checkpoint(poolsOf(smallPools))
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1))
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1))
    .metadata(sampleTypes)
    .finish();
  const cut = second.slice(0, second.length - 200);
  const result = read(smallChunk().finish(), cut);
  assert.equal(linesOf(result.profile)['jdk.ExecutionSample']?.length, 4);
  assert.equal(result.truncated, true);
});

test('finds pools behind a damaged event through their chain', () => {
  const chunk = new JfrChunkWriter()
    .metadata(sampleTypes)
    .event(typeId.executionSample, (body) => body.long(0).long(1).long(1).long(1));
  const damageAt = chunk.length;
  chunk.event(typeId.other, (body) => body.long(0).utf8('x'));
  for (const pool of poolsOf(smallPools)) chunk.checkpoint([pool]);
  const bytes = chunk.finish();
  bytes.fill(0xff, damageAt, damageAt + 4);
  const result = read(bytes);
  assert.deepEqual(linesOf(result.profile), {
    'jdk.ExecutionSample': [`${main} main STATE_RUNNABLE 1 @0`],
  });
  assert.equal(result.truncated, true);
});
