import assert from 'node:assert/strict';
import { test } from 'node:test';
import { segmentRecord } from '@stormpetrel/model';
import type { RecordQuery } from '../../api/index.ts';
import { settle } from '../../contract/index.ts';
import { noonMs } from '../../contract/samples.ts';
import { EngineContext } from '../context.ts';
import { openStoreFile } from '../file/store-file.ts';
import { KeptStore } from '../testing/kept-store.ts';
import { crashRetention } from '../testing/test-engine.ts';
import { EntityLookup } from './entity-lookup.ts';
import { readRecordRows } from './read-records.ts';
import { ReaderFiles } from './reader-files.ts';
import { RecordScans } from './record-scans.ts';

const everything: RecordQuery = {
  schema: segmentRecord,
  filters: [],
  order: { column: 'latency', descending: false },
  offset: 0,
  limit: 10,
  columns: ['latency'],
};

test('weighs what blocks of few rows take, and lets go of it with the handles that they were read by', async () => {
  const store = new KeptStore(crashRetention);
  const context = new EngineContext(store.dir, store.options);
  const files = new ReaderFiles(context, openStoreFile(context));
  const scans = new RecordScans(files, new EntityLookup(files.store));
  for (const n of [0, 1, 2]) await store.record(noonMs, n);
  await settle(store.keeper);
  const read = (): Promise<readonly unknown[]> =>
    scans.run(undefined, (scan) => readRecordRows(scan, everything));
  const answers = await Promise.all([read(), read(), read(), read()]);
  assert.deepEqual(
    answers.map((rows) => rows.length),
    [3, 3, 3, 3],
  );
  // Two of the four handles are kept for the next readings.
  assert.ok(files.cache.sizeBytes > 2 * 8192 && files.cache.sizeBytes < 3 * 8192);
  await scans.close();
  assert.equal(files.cache.sizeBytes, 0);
  files.close();
  await store.close();
});
