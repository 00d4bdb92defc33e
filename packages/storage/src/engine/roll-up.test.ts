/**
 * Minutes, hours and days of the same data, on days that are not like others: the clock changes, a month ends. What is expected is
 * worked out with the calendar of Intl, which the engine does not use.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Step, dayMs, minuteMs } from '@stormpetrel/model';
import { SeededRandom } from '@stormpetrel/testkit';
import {
  type ContractStore,
  FakeClock,
  type PlainMetricRow,
  batchOf,
  plainRows,
  settle,
} from '../contract/index.ts';
import { contractSchema, sampleTable, shop } from '../contract/samples.ts';
import { openTestEngine } from './testing/test-engine.ts';

const retention = {
  recordDays: 60,
  traceDays: 60,
  metadataDays: 60,
  minuteDays: 60,
  hourDays: 60,
  dayDays: 60,
};
const columns = ['count', 'greatest', 'last'];

async function inZone(zone: string, run: () => Promise<void>): Promise<void> {
  const own = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    await run();
  } finally {
    if (own === undefined) delete process.env['TZ'];
    else process.env['TZ'] = own;
  }
}

/** A name for the hour or day of the calendar that holds the instant; hours told twice have two. */
function calendarOf(zone: string, step: Step): (timeMs: number) => string {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    ...(step === 'hour' && { hour: '2-digit', hourCycle: 'h23', timeZoneName: 'longOffset' }),
  });
  return (timeMs) => format.format(timeMs);
}

function expectedOf(
  rows: readonly PlainMetricRow[],
  zone: string,
  step: Step,
): readonly PlainMetricRow[] {
  const ordered = rows.toSorted((a, b) => a.bucketMs - b.bucketMs);
  if (step === 'minute') return ordered;
  const nameOf = calendarOf(zone, step);
  return [...Map.groupBy(ordered, (row) => nameOf(row.bucketMs)).entries()].map(([name, of]) => {
    let bucketMs = of[0]?.bucketMs ?? 0;
    while (nameOf(bucketMs - minuteMs) === name) bucketMs -= minuteMs;
    return {
      entity: shop,
      bucketMs,
      count: of.reduce((sum, row) => sum + Number(row['count']), 0),
      greatest: Math.max(...of.map((row) => Number(row['greatest']))),
      last: Number(of.at(-1)?.['last']),
    };
  });
}

async function readStep(
  { reader }: ContractStore,
  step: Step,
  fromMs: number,
  toMs: number,
): Promise<readonly PlainMetricRow[]> {
  const entities = { kind: 'ids', ids: [shop] } as const;
  const query = { table: sampleTable, columns, step, fromMs, toMs, entities };
  return plainRows(await reader.readMetrics(query), columns);
}

/** A row every seven minutes of three days and a bit, in an order and in batches that are random. */
function scatteredRows(fromMs: number, random: SeededRandom): readonly PlainMetricRow[] {
  const rows: PlainMetricRow[] = [];
  for (let bucketMs = fromMs; bucketMs < fromMs + 3 * dayMs; bucketMs += 7 * minuteMs) {
    const n = rows.length;
    rows.push({ entity: shop, bucketMs, count: 1 + (n % 5), greatest: n % 97, last: n });
  }
  const drawn = rows.map((row) => ({ row, at: random.next() }));
  return drawn.sort((a, b) => a.at - b.at).map(({ row }) => row);
}

const days: readonly (readonly [what: string, zone: string, firstDay: string])[] = [
  ['an ordinary month ends', 'UTC', '2026-01-30T00:00:00Z'],
  ['February ends', 'America/New_York', '2026-02-27T05:00:00Z'],
  ['a year ends', 'Asia/Kolkata', '2025-12-30T18:30:00Z'],
  ['the clock goes forward', 'Europe/Berlin', '2026-03-27T23:00:00Z'],
  ['an hour is told twice', 'Europe/Berlin', '2026-10-23T22:00:00Z'],
  ['the clock goes forward at midnight', 'Africa/Cairo', '2026-04-22T22:00:00Z'],
  ['the hour before midnight is told twice', 'Africa/Cairo', '2026-10-28T21:00:00Z'],
];

for (const [what, zone, firstDay] of days)
  test(`sums up hours and days where ${what} (${zone})`, () =>
    inZone(zone, async () => {
      const fromMs = Date.parse(firstDay);
      const toMs = fromMs + 4 * dayMs;
      const clock = new FakeClock(toMs);
      const store = openTestEngine({ schema: contractSchema, retention, clock });
      const rows = scatteredRows(fromMs, new SeededRandom(fromMs));
      const check = async (written: readonly PlainMetricRow[]): Promise<void> => {
        for (const step of ['minute', 'hour', 'day'] as const)
          assert.deepEqual(
            await readStep(store, step, fromMs, toMs),
            expectedOf(written, zone, step),
            step,
          );
      };
      for (let start = 0; start < rows.length; start += 100) {
        const batch = rows.slice(start, start + 100);
        await store.writer.write(batchOf({ metrics: [{ table: sampleTable, rows: batch }] }));
        // Some is rolled up before the rest comes, late.
        if (start === 200) await settle(store.keeper);
        clock.advance(minuteMs);
      }
      await check(rows);
      clock.advance(3 * dayMs);
      await settle(store.keeper);
      await check(rows);
      await store.close();
    }));

test('counts all where the days hold more of the minutes than the hours do', () =>
  inZone('UTC', async () => {
    const fromMs = Date.parse('2026-05-05T00:00:00Z');
    const clock = new FakeClock(fromMs);
    const store = openTestEngine(
      { schema: contractSchema, retention, clock },
      { rollUpMsMax: 10 * minuteMs, mergeParts: 2 },
    );
    const rows: PlainMetricRow[] = [];
    const writeNext = async (): Promise<void> => {
      const n = rows.length;
      rows.push({ entity: shop, bucketMs: clock.nowMs(), count: n + 1, greatest: n, last: n });
      await store.writer.write(batchOf({ metrics: [{ table: sampleTable, rows: rows.slice(n) }] }));
      clock.advance(minuteMs);
    };
    await writeNext();
    await store.keeper.step();
    clock.advance(11 * minuteMs);
    // The hours are rolled up; before the days are, more comes.
    await store.keeper.step();
    await writeNext();
    await store.keeper.step();
    await store.keeper.step();
    for (let n = 0; n < 3; n++) {
      await writeNext();
      await settle(store.keeper);
    }
    for (const step of ['minute', 'hour', 'day'] as const)
      assert.deepEqual(
        await readStep(store, step, fromMs, fromMs + dayMs),
        expectedOf(rows, 'UTC', step),
        step,
      );
    await store.close();
  }));
