/** Files that somebody damages or takes away: what others hold of them stays, and nothing that comes later goes the same way. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { dayMs, hourMs, minuteMs, segmentRecord } from '@stormpetrel/model';
import { settle } from '../../contract/index.ts';
import { noonMs } from '../../contract/samples.ts';
import { KeptStore } from '../testing/kept-store.ts';

const retention = {
  recordDays: 10,
  traceDays: 10,
  metadataDays: 10,
  minuteDays: 10,
  hourDays: 20,
  dayDays: 40,
};

async function withStore(work: (store: KeptStore) => Promise<void>): Promise<void> {
  const store = new KeptStore(retention);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

test('counts on in hours and days when their minutes are gone', async () => {
  await withStore(async (store) => {
    await store.count(noonMs, 1);
    await settle(store.keeper);
    assert.deepEqual(await store.counted(), [1, 1, 1]);
    store.remove('minute');
    store.clock.advance(minuteMs);
    await store.count(noonMs + minuteMs, 10);
    assert.deepEqual(await store.counted(), [10, 11, 11]);
    await settle(store.keeper);
    assert.deepEqual(await store.counted(), [10, 11, 11]);
  });
});

test('counts on in hours and days when their minutes have expired', async () => {
  await withStore(async (store) => {
    const lateMs = noonMs - 12 * dayMs;
    await store.count(lateMs, 1);
    await settle(store.keeper);
    store.clock.advance(hourMs);
    await settle(store.keeper);
    assert.deepEqual(store.files('minute'), []);
    await store.count(lateMs, 10);
    await settle(store.keeper);
    assert.deepEqual(await store.counted(), [0, 11, 11]);
  });
});

test('does not write into day files that were taken away while they were open', async () => {
  await withStore(async (store) => {
    await store.record(noonMs, 1);
    await settle(store.keeper);
    store.remove('trace');
    await store.record(noonMs, 2);
    await settle(store.keeper);
    assert.deepEqual(await store.recorded(), [2]);
    assert.deepEqual(store.files('trace'), ['trace-2026-11-21.db']);
  });
});

test('tells lost hours and days again from the minutes, those of other days too', async () => {
  await withStore(async (store) => {
    for (let day = 0; day < 3; day++) {
      await store.count(store.clock.nowMs(), 1);
      await settle(store.keeper);
      store.clock.advance(dayMs);
    }
    store.remove('hour');
    store.remove('day');
    await store.count(store.clock.nowMs(), 1);
    await settle(store.keeper);
    await store.reopen();
    await settle(store.keeper);
    store.clock.advance(9 * dayMs);
    await settle(store.keeper);
    assert.deepEqual(await store.counted(), [2, 4, 4]);
  });
});

test('tells a lost month again while it runs on', async () => {
  await withStore(async (store) => {
    for (let day = 0; day < 3; day++) {
      await store.count(store.clock.nowMs(), 1);
      await settle(store.keeper);
      store.clock.advance(dayMs);
    }
    store.remove('day');
    await store.count(store.clock.nowMs(), 1);
    await settle(store.keeper);
    // Past the minutes, so that the days alone can tell.
    store.clock.advance(12 * dayMs);
    await settle(store.keeper);
    assert.deepEqual(await store.counted(), [0, 4, 4]);
  });
});

for (const kind of ['hour', 'day'])
  test(`sets a damaged file of ${kind}s aside, and not that of the minutes with it`, async () => {
    await withStore(async (store) => {
      await store.count(noonMs, 1);
      await settle(store.keeper);
      const [file = ''] = store.files(kind);
      await store.reopen({}, () => {
        store.spoil(file, 'block');
      });
      store.clock.advance(minuteMs);
      await store.count(noonMs + minuteMs, 10);
      await settle(store.keeper);
      assert.deepEqual(store.files(kind), [file, `${file}.corrupt-1`]);
      assert.deepEqual(store.files('minute'), ['minute-2026-11-21.db']);
      assert.deepEqual(await store.counted(), [11, 11, 11]);
    });
  });

test('sets no day file aside for what is wrong with store.db', async () => {
  await withStore(async (store) => {
    await store.record(noonMs, 1);
    await settle(store.keeper);
    await store.record(noonMs, 2);
    await store.reopen({}, () => {
      store.spoil('store.db', 'fresh_payload');
    });
    for (let step = 0; step < 3; step++)
      await assert.rejects(store.keeper.step(), { code: 'STORE_FAILED' });
    assert.deepEqual(store.files('trace'), ['trace-2026-11-21.db']);
  });
});

test('tends the other files where one cannot be opened, and says so in the end', async () => {
  await withStore(async (store) => {
    await store.count(noonMs, 1);
    await settle(store.keeper);
    await store.reopen({}, () => {
      store.remove('minute');
      mkdirSync(join(store.dir, 'minute-2026-11-21.db'));
    });
    store.clock.advance(dayMs);
    await store.count(store.clock.nowMs(), 10);
    store.clock.advance(hourMs);
    await assert.rejects(settle(store.keeper), { code: 'STORE_FAILED' });
    const hours = new DatabaseSync(join(store.dir, 'hour-2026-11-22.db'));
    assert.equal(hours.prepare('SELECT count(*) AS n FROM part').get()?.['n'], 1);
    hours.close();
    assert.deepEqual(await store.counted(), [10, 11, 11]);
  });
});

test('takes nothing more in when store.db was taken away: it would go with it', async () => {
  await withStore(async (store) => {
    await store.count(noonMs, 1);
    rmSync(join(store.dir, 'store.db'));
    await assert.rejects(store.count(noonMs, 1), { code: 'STORE_FAILED', message: /taken away/u });
    await store.reopen();
    await store.count(noonMs, 2);
    assert.deepEqual(await store.counted(), [2, 2, 2]);
  });
});

test('comes to an end with records of two versions of a schema on one day', async () => {
  await withStore(async (store) => {
    const later = {
      ...segmentRecord,
      columns: [...segmentRecord.columns, { name: 'extra', type: 'int' as const }],
    };
    const schemaOf = (record: typeof segmentRecord): object => ({
      schema: { ...store.options.schema, records: [record] },
    });
    for (const [n, schema] of [segmentRecord, later, segmentRecord, later].entries()) {
      await store.reopen(schemaOf(schema));
      await store.recordAs(schema, noonMs + n, n, schema === later ? { extra: n } : {});
      await store.recordAs(schema, noonMs + n, n, schema === later ? { extra: n } : {});
      await settle(store.keeper);
    }
    store.clock.advance(36 * hourMs);
    await settle(store.keeper);
    assert.deepEqual(await store.recorded(later), [0, 0, 1, 1, 2, 2, 3, 3]);
  });
});
