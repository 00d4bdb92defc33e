import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hourMs, minuteMs, serviceId } from '@stormpetrel/model';
import type { StoreReader } from '../../api/index.ts';
import { FakeClock, type PlainMetricRow, batchOf, plainRows } from '../../contract/index.ts';
import { contractSchema, noonMs, sampleTable } from '../../contract/samples.ts';
import { Database } from '../file/database.ts';
import { partitionAt } from '../file/partition-name.ts';
import { openEngineKeeper, openEngineReader, openEngineWriter } from '../index.ts';
import { crashRetention, temporaryDir, testOptions } from '../testing/test-engine.ts';

const entities = Array.from({ length: 40 }, (_, i) => serviceId(`service-${i + 10}`, true));
const rowsPerStep = 25;

function partNames(dir: string): readonly string[] {
  const file = partitionAt('minute', noonMs).file;
  const db = new Database(join(dir, file), { readOnly: true });
  try {
    return db.all('SELECT name FROM part ORDER BY seq_hi').map((row) => String(row['name']));
  } finally {
    db.close();
  }
}

async function readCounts(reader: StoreReader): Promise<readonly PlainMetricRow[]> {
  const range = { step: 'minute', fromMs: noonMs, toMs: noonMs + hourMs } as const;
  const query = { table: sampleTable, columns: ['count'], ...range };
  return plainRows(await reader.readMetrics({ ...query, entities: { kind: 'all' } }), ['count']);
}

test('lays many rows together in several steps, which readers and restarts do not notice', async () => {
  const dir = temporaryDir();
  const clock = new FakeClock(noonMs);
  const options = testOptions(
    { schema: contractSchema, retention: crashRetention, clock },
    { mergeParts: 4, rowsPerStep, rollUpMsMax: hourMs },
  );
  const writer = openEngineWriter(dir, options);
  const reader = openEngineReader(dir, options);
  let keeper = openEngineKeeper(dir, options);
  const rows: PlainMetricRow[] = [];
  for (let minute = 0; minute < 4; minute++) {
    const bucketMs = noonMs + minute * minuteMs;
    const batch = entities.map((entity, i) => ({ entity, bucketMs, count: 100 * minute + i + 1 }));
    rows.push(...batch);
    await writer.write(batchOf({ metrics: [{ table: sampleTable, rows: batch }] }));
    clock.advance(minuteMs);
    await keeper.step();
  }
  const byPlace = (list: readonly PlainMetricRow[]): readonly PlainMetricRow[] =>
    list.toSorted((a, b) => a.bucketMs - b.bucketMs || (a.entity < b.entity ? -1 : 1));
  const before = byPlace(await readCounts(reader));
  assert.equal(before.length, rows.length);
  let steps = 0;
  const seen = new Set<string>();
  for (let worked = true; worked; steps++) {
    worked = await keeper.step();
    for (const name of partNames(dir)) seen.add(name);
    assert.deepEqual(byPlace(await readCounts(reader)), before);
    await keeper.close();
    keeper = openEngineKeeper(dir, options);
  }
  // Four rows of an entity, so that a step takes 28; the last of them deletes one of the four old parts.
  assert.equal(steps, Math.ceil(rows.length / 28) + 3 + 1);
  const { name } = sampleTable;
  assert.deepEqual([...seen].toSorted(), [`+${name}`, `-${name}`, name]);
  assert.deepEqual(partNames(dir), [name]);
  await Promise.all([writer.close(), reader.close(), keeper.close()]);
  rmSync(dir, { recursive: true });
});
