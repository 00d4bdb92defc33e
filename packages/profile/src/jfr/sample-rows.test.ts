import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JfrResult } from './index.ts';
import {
  JfrChunkWriter,
  poolsOf,
  sampleTypes,
  smallChunk,
  smallPools,
  totalsOf,
  typeId,
} from './testing/index.ts';
import { read2 } from './testing/read-chunks.ts';

test('puts samples together when there are too many, and loses nothing but time', () => {
  const chunk = new JfrChunkWriter().metadata(sampleTypes);
  for (let i = 0; i < 2_000; i++) {
    chunk.event(typeId.wallClock, (body) =>
      body
        .long(i * 100_000)
        .long(1)
        .long(1)
        .long(2)
        .int(3),
    );
    chunk.event(typeId.allocation, (body) =>
      body
        .long(i * 100_000)
        .long(1 + (i & 1))
        .long(2)
        .long(3)
        .long(7)
        .long(0),
    );
  }
  const bytes = chunk.checkpoint(poolsOf(smallPools)).finish();
  const result = read2([bytes, bytes], { limits: { rowsMax: 200 } });
  assert.deepEqual(totalsOf(result.profile), {
    'profiler.WallClockSample': [12_000],
    'jdk.ObjectAllocationInNewTLAB': [4_000, 28_000],
  });
  const rows = result.profile.samples.reduce((sum, table) => sum + table.count, 0);
  assert.ok(rows <= 200, `${rows} rows`);
  assert.deepEqual([result.timeStepMs, result.truncated], [10, false]);
});

test('weighs every stack the same, however few rows there may be', () => {
  const sample = fc.record({
    timeMs: fc.integer({ min: 0, max: 2_000_000 }),
    thread: fc.integer({ min: 1, max: 2 }),
    stack: fc.integer({ min: 1, max: 2 }),
    state: fc.integer({ min: 1, max: 2 }),
    samples: fc.integer({ min: 1, max: 9 }),
  });
  const chunkOf = fc.array(sample, { maxLength: 60 });
  fc.assert(
    fc.property(fc.array(chunkOf, { minLength: 1, maxLength: 3 }), (plan) => {
      const chunks = plan.map((samples) => {
        const chunk = new JfrChunkWriter().metadata(sampleTypes);
        for (const { timeMs, thread, stack, state, samples: count } of samples) {
          chunk.event(typeId.wallClock, (body) =>
            body
              .long(timeMs * 1e6)
              .long(thread)
              .long(stack)
              .long(state)
              .int(count),
          );
        }
        return chunk.checkpoint(poolsOf(smallPools)).finish();
      });
      const weights = (result: JfrResult): Readonly<Record<string, number>> => {
        const sums: Record<string, number> = {};
        const [table] = result.profile.samples;
        for (let i = 0; i < (table?.count ?? 0); i++) {
          const stack = table?.stack[i] ?? 0;
          sums[stack] = (sums[stack] ?? 0) + (table?.values[0]?.[i] ?? 0);
        }
        return sums;
      };
      const few = read2(chunks, { limits: { rowsMax: 8 } });
      assert.deepEqual(weights(few), weights(read2(chunks, {})));
      assert.ok((few.profile.samples[0]?.count ?? 0) <= 8 * 1.5);
    }),
  );
});

test('leaves samples out, and counts them, when their stacks are too many to put together', () => {
  const chunk = new JfrChunkWriter().metadata(sampleTypes);
  const stacks = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [i + 1, [[10, i + 1, 0] as const]]),
  );
  for (let i = 1; i <= 300; i++) {
    chunk.event(typeId.executionSample, (body) => body.long(0).long(1).long(i).long(1));
  }
  const bytes = chunk.checkpoint(poolsOf({ ...smallPools, stacks })).finish();
  const { profile } = read2([bytes], { limits: { rowsMax: 20, rowsHardMax: 100 } });
  const kept = profile.samples[0]?.count ?? 0;
  assert.ok(kept <= 100);
  assert.equal(profile.truncated.samples, 300 - kept);
});

test('cuts stacks at the limit of all stacks', () => {
  const { profile } = read2([smallChunk().finish()], { limits: { stacksMax: 2 } });
  assert.ok(profile.truncated.stacks > 0);
  assert.deepEqual(totalsOf(profile)['jdk.ExecutionSample'], [2]);
});
