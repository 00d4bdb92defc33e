import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayMs, hourMs, memberId, minuteMs } from '@stormpetrel/model';
import type { Retention } from '../../api/index.ts';
import { FakeClock, settle } from '../../contract/index.ts';
import { noonMs, shop } from '../../contract/samples.ts';
import type { EngineTuning } from '../context.ts';
import { KeptStore } from '../testing/kept-store.ts';

const retention = {
  recordDays: 3,
  traceDays: 3,
  metadataDays: 10,
  minuteDays: 10,
  hourDays: 20,
  dayDays: 40,
};

async function withStore(
  work: (store: KeptStore) => Promise<void>,
  { tuning, kept = retention }: { tuning?: Partial<EngineTuning>; kept?: Retention } = {},
): Promise<void> {
  const store = new KeptStore(kept, tuning);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

test('rolls up what came late before its minutes expire', async () => {
  await withStore(
    async (store) => {
      await settle(store.keeper);
      // The keeper has just looked through the files, and data is about to expire.
      store.clock.advance(10 * minuteMs - 1000);
      await settle(store.keeper);
      store.clock.advance(1000);
      await store.count(noonMs - 12 * dayMs, 1);
      store.clock.advance(1000);
      await settle(store.keeper);
      store.clock.advance(hourMs);
      await settle(store.keeper);
      assert.deepEqual(await store.counted(), [0, 1, 1]);
      assert.deepEqual(store.files('minute'), []);
    },
    { tuning: { lookMs: 5000 } },
  );
});

test('drops what is out of its time where there is no room for anything new', async () => {
  await withStore(
    async (store) => {
      await store.record(noonMs, 0);
      await settle(store.keeper);
      store.clock.advance(3 * dayMs);
      let n = 1;
      const fill = async (): Promise<void> => {
        for (; ; n++) {
          await store.record(store.clock.nowMs(), n, { body: randomBody(n, 40_000) });
          await settle(store.keeper);
        }
      };
      await assert.rejects(fill, { code: 'STORE_FULL' });
      assert.deepEqual(store.files('trace'), ['trace-2026-11-21.db', 'trace-2026-11-24.db']);
      store.clock.advance(dayMs / 2);
      await assert.rejects(settle(store.keeper), { code: 'STORE_FULL' });
      assert.deepEqual(store.files('trace'), ['trace-2026-11-24.db']);
      assert.deepEqual(
        await store.recorded(),
        Array.from({ length: n }, (_, i) => i + 1),
      );
    },
    { tuning: { pagesMax: 100 } },
  );
});

class LeapingClock extends FakeClock {
  aheadMs = 0;

  override nowMs(): number {
    return super.nowMs() + this.aheadMs;
  }
}

test('drops nothing because of a clock that is wrong for less than an hour', async () => {
  const clock = new LeapingClock(noonMs);
  const store = new KeptStore(retention, {}, clock);
  await store.record(noonMs, 1);
  await settle(store.keeper);
  clock.aheadMs = 3_000 * dayMs;
  await settle(store.keeper);
  clock.advance(hourMs - minuteMs);
  await settle(store.keeper);
  assert.equal(store.files('trace').length, 1);
  clock.aheadMs = 0;
  assert.deepEqual(await store.recorded(), [1]);
  clock.aheadMs = 3_000 * dayMs;
  await settle(store.keeper);
  clock.advance(hourMs);
  await settle(store.keeper);
  assert.deepEqual(store.files('trace'), []);
  await store.close();
});

/** Bytes that do not become fewer. */
function randomBody(seed: number, size: number): Uint8Array {
  let state = seed + 1;
  return Uint8Array.from({ length: size }, () => (state = (state * 48_271) % 0x7fffffff) & 0xff);
}

test('knows the names of what it shows again when data is kept for longer', async () => {
  const short = { ...retention, minuteDays: 10, hourDays: 10, dayDays: 10 };
  await withStore(
    async (store) => {
      const pod = memberId(shop, 'pod');
      await store.count(noonMs - 10 * dayMs, 1, pod);
      await settle(store.keeper);
      store.clock.advance(15 * dayMs);
      await store.count(store.clock.nowMs(), 1);
      await settle(store.keeper);
      assert.deepEqual(
        (await store.rows('day')).map(({ entity }) => entity),
        [shop],
      );
      await store.reopen({ retention });
      assert.deepEqual(
        (await store.rows('day')).map(({ entity }) => entity),
        [shop, pod],
      );
    },
    { kept: short },
  );
});
