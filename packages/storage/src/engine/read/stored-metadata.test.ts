import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { FakeClock, batchOf } from '../../contract/index.ts';
import { contractSchema, noonMs } from '../../contract/samples.ts';
import { openEngineReader, openEngineWriter } from '../index.ts';
import { crashRetention, temporaryDir, testOptions } from '../testing/test-engine.ts';
import { readStoredMetadata } from './stored-metadata.ts';

test('reads what a reader reads, beside the writer, and refuses what a reader refuses', async () => {
  const dir = temporaryDir();
  const clock = new FakeClock(noonMs);
  const options = testOptions({ schema: contractSchema, retention: crashRetention, clock });
  const alias = { kind: 'alias', owner: '', fields: { service: 'shop' }, seenMs: noonMs } as const;
  const query = { kind: 'alias', limit: 2 } as const;
  try {
    const writer = openEngineWriter(dir, options);
    assert.deepEqual(readStoredMetadata(dir, options, query), []);
    const metadata = ['a:80', 'b:80', 'c:80'].map((id) => ({ ...alias, id }));
    await writer.write(batchOf({ metadata }));
    const reader = openEngineReader(dir, options);
    const found = readStoredMetadata(dir, options, query);
    assert.deepEqual(
      found.map(({ id, fields }) => [id, fields['service']]),
      [
        ['a:80', 'shop'],
        ['b:80', 'shop'],
      ],
    );
    assert.deepEqual(found, await reader.readMetadata(query));
    await Promise.all([writer.close(), reader.close()]);
    const db = new DatabaseSync(join(dir, 'store.db'));
    db.exec(`UPDATE info SET value = 99 WHERE name = 'formatVersion'`);
    db.close();
    assert.throws(() => readStoredMetadata(dir, options, query), { code: 'STORE_NEWER' });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
