import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bytesSource, fileSource, readJfr } from './index.ts';
import {
  JfrChunkWriter,
  linesOf,
  poolsOf,
  sampleTypes,
  smallChunk,
  smallPools,
  typeId,
} from './testing/index.ts';
import { join2, outcomeOf, read, smallLines } from './testing/read-chunks.ts';

test('reads events whose pools come after them and refer forward', () => {
  const result = read(smallChunk().finish());
  assert.deepEqual(linesOf(result.profile), smallLines);
  assert.deepEqual(outcomeOf(result), {
    truncated: false,
    chunks: 1,
    skippedEvents: 1,
    withoutStack: 0,
    timeStepMs: 0,
  });
  assert.deepEqual(
    [result.profile.source, result.profile.startMs, result.profile.endMs],
    ['jfr', 1_700_000_000_000, 1_700_000_001_000],
  );
});

test('reads integers that are not compressed', () => {
  const result = read(smallChunk({ compressed: false }).finish());
  assert.deepEqual(linesOf(result.profile), smallLines);
  assert.equal(result.truncated, false);
});

test('reads chunks whose ids mean something else in each', () => {
  const second = new JfrChunkWriter({ startNanos: 1_700_000_001_000_000_000n })
    .checkpoint(
      poolsOf({ ...smallPools, symbols: { ...smallPools.symbols, 1: 'other/Main', 2: 'begin' } }),
    )
    .event(typeId.executionSample, (body) => body.long(1_000_000).long(1).long(1).long(1))
    .metadata(sampleTypes);
  const result = read(smallChunk().finish(), second.finish());
  assert.equal(result.chunks, 2);
  assert.deepEqual(linesOf(result.profile)['jdk.ExecutionSample'], [
    ...smallLines['jdk.ExecutionSample'],
    'other.Main.begin:5 main STATE_RUNNABLE 1 @1001',
  ]);
});

test('reads a file as it reads bytes, and tells how far it is', () => {
  const bytes = join2(smallChunk().finish(), smallChunk({ compressed: false }).finish());
  const folder = mkdtempSync(join(tmpdir(), 'jfr-'));
  const path = join(folder, 'x.jfr');
  writeFileSync(path, bytes);
  const fd = openSync(path, 'r');
  const told: number[] = [];
  const result = readJfr(fileSource(fd), {}, (done, size) => {
    assert.equal(size, bytes.length);
    told.push(done);
  });
  closeSync(fd);
  rmSync(folder, { recursive: true });
  assert.deepEqual(result, read(bytes));
  assert.deepEqual(told, [0, smallChunk().finish().length, bytes.length]);
});

test('stops when it is told to', () => {
  const abort = new AbortController();
  abort.abort(new Error('enough'));
  assert.throws(
    () => readJfr(bytesSource(smallChunk().finish()), {}, undefined, abort.signal),
    /enough/,
  );
});
