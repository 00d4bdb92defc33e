import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { threadSnapshotRecord } from '@stormpetrel/model';
import { baseMs, seededStore } from '../../../testing/ask.ts';
import { addDump } from '../../../testing/profiling-seed.ts';
import { Seed } from '../../../testing/seed.ts';
import { readPages } from './read-pages.ts';

test('reads every row once, however many are of one time', async () => {
  const offsets = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(offsets, fc.integer({ min: 1, max: 7 }), async (times, pageRows) => {
      const seed = new Seed();
      times.forEach((offset, sequence) => {
        addDump(seed, 't', { segmentId: 's', timeMs: baseMs + offset, sequence, stack: 'a' });
      });
      const reader = await seededStore(seed);
      const query = { schema: threadSnapshotRecord, filters: [], columns: ['sequence'] };
      const seen: unknown[] = [];
      let lastMs = 0;
      for await (const rows of readPages(reader, query, pageRows)) {
        assert.ok(rows.length <= pageRows);
        for (const row of rows) {
          assert.ok(Number(row['dumpTime']) >= lastMs);
          lastMs = Number(row['dumpTime']);
          seen.push(row['sequence']);
        }
      }
      assert.deepEqual(new Set(seen), new Set(times.keys()));
      assert.equal(seen.length, times.length);
    }),
  );
});
