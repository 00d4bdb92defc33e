import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dayMs, hourMs, minuteMs, serviceId } from '@stormpetrel/model';
import type { StoreKeeper, StoreWriter } from '../../api/index.ts';
import { FakeClock, batchOf, settle } from '../../contract/index.ts';
import { contractSchema, sampleTable } from '../../contract/samples.ts';
import { Database } from '../file/database.ts';
import { openEngineKeeper, openEngineWriter } from '../index.ts';
import { temporaryDir, testOptions } from '../testing/test-engine.ts';

const midnightMs = new Date(2026, 2, 10).getTime();
const entities = Array.from({ length: 600 }, (_, i) => serviceId(`service-${i}`, true));
const retention = {
  recordDays: 9,
  traceDays: 9,
  metadataDays: 9,
  minuteDays: 9,
  hourDays: 9,
  dayDays: 40,
};

class KeptStore {
  readonly dir = temporaryDir();
  readonly clock = new FakeClock(midnightMs);
  readonly writer: StoreWriter;
  readonly keeper: StoreKeeper;

  constructor(mergeParts: number) {
    const options = testOptions(
      { schema: contractSchema, retention, clock: this.clock },
      { mergeParts },
    );
    this.writer = openEngineWriter(this.dir, options);
    this.keeper = openEngineKeeper(this.dir, options);
  }

  async write(bucketMs: number, count = 5): Promise<void> {
    const rows = entities.slice(0, count).map((entity) => ({ entity, bucketMs, count: 1 }));
    await this.writer.write(batchOf({ metrics: [{ table: sampleTable, rows }] }));
  }

  /** A row of each entity every half an hour, and the keeper at work all the while. */
  async live(untilMs: number): Promise<void> {
    for (; this.clock.nowMs() < untilMs; this.clock.advance(30 * minuteMs)) {
      await this.write(this.clock.nowMs());
      await settle(this.keeper);
    }
    await settle(this.keeper);
  }

  /** For each part of the files of a kind the day and hour of its first bucket, and those of its last one, in order. */
  parts(kind: 'hour' | 'day'): readonly string[] {
    const files = readdirSync(this.dir).filter((file) => /^[a-z]+-[-\d]+\.db$/.test(file));
    return files
      .filter((file) => file.startsWith(`${kind}-`))
      .toSorted()
      .flatMap((file) => {
        const db = new Database(join(this.dir, file), { readOnly: true });
        const rows = db.all(
          `SELECT min(first_minute) AS first, max(last_minute) AS last FROM block, part
           WHERE part.id = block.part GROUP BY part ORDER BY first, last`,
        );
        db.close();
        return rows.map((row) => `${placeOf(row['first'])}..${placeOf(row['last'])}`);
      });
  }

  async close(): Promise<void> {
    await Promise.all([this.writer.close(), this.keeper.close()]);
    rmSync(this.dir, { recursive: true });
  }
}

function placeOf(minute: unknown): string {
  const sinceMs = Number(minute) * minuteMs - midnightMs;
  const day = Math.floor(sinceMs / dayMs);
  return `${day}:${Math.round((sinceMs - day * dayMs) / hourMs)}`;
}

test('no bucket of a day that is over has rows in two parts', async () => {
  const store = new KeptStore(3);
  try {
    await store.live(midnightMs + 2 * dayMs + hourMs);
    assert.deepEqual(store.parts('hour').slice(0, 2), ['0:0..0:23', '1:0..1:23']);
    assert.deepEqual(store.parts('day').slice(0, 2), ['0:0..0:0', '1:0..1:0']);
    // The day that has just begun is kept apart.
    assert.deepEqual([...new Set(store.parts('day').slice(2))], ['2:0..2:0']);
  } finally {
    await store.close();
  }
});

test('what came in time is laid together though it is little beside what is there', async () => {
  const store = new KeptStore(16);
  try {
    await store.write(midnightMs, entities.length);
    await store.live(midnightMs + dayMs + hourMs);
    assert.deepEqual(
      store.parts('hour').filter((part) => part.startsWith('0:')),
      ['0:0..0:23'],
    );
  } finally {
    await store.close();
  }
});

test('days that are over are laid together by threes, and what comes late does not write them anew', async () => {
  const store = new KeptStore(3);
  try {
    await store.live(midnightMs + 4 * dayMs + hourMs);
    assert.deepEqual(store.parts('day').slice(0, 2), ['0:0..2:0', '3:0..3:0']);
    await store.write(midnightMs + dayMs);
    await store.live(midnightMs + 4 * dayMs + 3 * hourMs);
    const days = store.parts('day').filter((part) => !part.startsWith('4:'));
    assert.deepEqual(days, ['0:0..2:0', '1:0..1:0', '3:0..3:0']);
    const hours = store.parts('hour').filter((part) => part.startsWith('1:'));
    assert.deepEqual(hours, ['1:0..1:0', '1:0..1:23']);
  } finally {
    await store.close();
  }
});
