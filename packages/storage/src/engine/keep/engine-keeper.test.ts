import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dayMs } from '@stormpetrel/model';
import { FakeClock, batchOf, settle } from '../../contract/index.ts';
import { contractSchema, noonMs, sampleTable, shop } from '../../contract/samples.ts';
import { openEngineKeeper, openEngineWriter } from '../index.ts';
import { temporaryDir, testOptions } from '../testing/test-engine.ts';

const retention = {
  recordDays: 60,
  traceDays: 60,
  metadataDays: 60,
  minuteDays: 60,
  hourDays: 60,
  dayDays: 60,
};

test('looks only at the files of days that something came for', async () => {
  const dir = temporaryDir();
  const clock = new FakeClock(noonMs);
  const options = testOptions({ schema: contractSchema, retention, clock });
  const writer = openEngineWriter(dir, options);
  const keeper = openEngineKeeper(dir, options);
  const write = (): Promise<void> =>
    writer.write(
      batchOf({
        metrics: [
          { table: sampleTable, rows: [{ entity: shop, bucketMs: clock.nowMs(), count: 1 }] },
        ],
      }),
    );
  for (let day = 0; day < 12; day++) {
    await write();
    await settle(keeper);
    clock.advance(dayMs);
  }
  // Would be found out, and set aside, by whoever opens it.
  const old = readdirSync(dir).filter((file) => /^(hour|minute)-.*\.db$/.test(file));
  const spoilt = old.toSorted().filter((_, i) => i === 0 || i === 12);
  for (const file of spoilt) writeFileSync(join(dir, file), 'not a database');
  await write();
  await settle(keeper);
  assert.equal(old.length, 24);
  assert.deepEqual(
    spoilt.map((file) => readFileSync(join(dir, file), 'utf8')),
    ['not a database', 'not a database'],
  );
  await Promise.all([keeper.close(), writer.close()]);
  rmSync(dir, { recursive: true });
});
