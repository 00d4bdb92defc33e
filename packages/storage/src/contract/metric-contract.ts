import assert from 'node:assert/strict';
import {
  bucketStartMs,
  dayMs,
  endpointRelationId,
  hourMs,
  memberId,
  minuteMs,
  relationId,
} from '@stormpetrel/model';
import type { MetricTable, Step } from '@stormpetrel/model';
import type { EntityFilter, StoreReader } from '../api/index.ts';
import { type PlainMetricRow, batchOf, plainRows, rowsWithoutTimes, scannedRows } from './batch.ts';
import {
  bank,
  cart,
  noonMs,
  relationTable,
  sampleColumns,
  sampleTable,
  shop,
  shopToCart,
} from './samples.ts';
import type { ContractRun, ContractTest } from './contract-test.ts';

const all: EntityFilter = { kind: 'all' };

interface Asked {
  readonly table?: MetricTable;
  readonly columns?: readonly string[];
  readonly step?: Step;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly entities?: EntityFilter;
}

async function read(reader: StoreReader, asked: Asked = {}): Promise<PlainMetricRow[]> {
  const columns = asked.columns ?? ['count'];
  const query = {
    table: asked.table ?? sampleTable,
    columns,
    step: asked.step ?? 'minute',
    fromMs: asked.fromMs ?? noonMs - 2 * dayMs,
    toMs: asked.toMs ?? noonMs + hourMs,
    entities: asked.entities ?? all,
  };
  const rows = plainRows(await reader.readMetrics(query), columns, ['labels']);
  assert.deepEqual(await scannedRows(reader, query, ['labels']), rowsWithoutTimes(rows));
  return rows;
}

function write({ writer }: ContractRun, rows: readonly PlainMetricRow[]): Promise<void> {
  return writer.write(batchOf({ metrics: [{ table: sampleTable, rows }] }));
}

function counts(entity: string, bucketMs: number, count: number): PlainMetricRow {
  return { entity, bucketMs, count };
}

export function metricContract(test: ContractTest): void {
  mergeTests(test);
  stepTests(test);
  filterTests(test);
  timeTests(test);
}

function mergeTests(test: ContractTest): void {
  test('merges partials by the kind of each column', async (run) => {
    await write(run, [
      {
        entity: shop,
        bucketMs: noonMs,
        count: 2,
        least: 5,
        greatest: 9,
        last: 4,
        histogram: { 10: 1, 20: 3 },
        labels: { 'a=1': 1 },
        note: 'first',
      },
    ]);
    await write(run, [
      {
        entity: shop,
        bucketMs: noonMs,
        count: 3,
        least: 2,
        greatest: 7,
        last: 6,
        histogram: { 20: 1, [-7]: 2 },
        labels: { 'a=1': 4, 'b=2': 5 },
        note: 'second',
      },
    ]);
    await run.always(async () => {
      assert.deepEqual(await read(run.reader, { columns: sampleColumns }), [
        {
          entity: shop,
          bucketMs: noonMs,
          count: 5,
          least: 2,
          greatest: 9,
          last: 6,
          histogram: { 10: 1, 20: 4, '-7': 2 },
          labels: { 'a=1': 5, 'b=2': 5 },
          note: 'second',
        },
      ]);
    });
  });

  test('keeps a value where a later partial has none', async (run) => {
    const kept = { entity: shop, bucketMs: noonMs, least: 3, last: 4, note: 'kept' };
    await write(run, [{ ...kept, count: 1, greatest: 8, histogram: { 1: 1 } }]);
    await write(run, [{ entity: shop, bucketMs: noonMs, count: 1 }]);
    await run.always(async () => {
      const columns = ['count', 'least', 'last', 'note', 'histogram'];
      assert.deepEqual(await read(run.reader, { columns }), [
        { ...kept, count: 2, histogram: { 1: 1 } },
      ]);
    });
  });

  test('keeps numbers exactly', async (run) => {
    const values = [0.1, -3.75, 2 ** 53 - 1, 1e300, 65_536, -2_147_483_649];
    await write(
      run,
      values.map((count, i) => counts(`${shop}_${i}`, noonMs, count)),
    );
    await run.always(async () => {
      assert.deepEqual(
        (await read(run.reader)).map((row) => row['count']),
        values,
      );
    });
  });

  test('shows a batch as soon as it is written, and the next one with it', async (run) => {
    await write(run, [counts(shop, noonMs, 1)]);
    assert.deepEqual(await read(run.reader), [counts(shop, noonMs, 1)]);
    await write(run, [counts(shop, noonMs, 1), counts(cart, noonMs, 5)]);
    await run.always(async () => {
      assert.deepEqual(await read(run.reader), [counts(cart, noonMs, 5), counts(shop, noonMs, 2)]);
    });
    await write(run, [counts(shop, noonMs, 10)]);
    assert.deepEqual(await read(run.reader), [counts(cart, noonMs, 5), counts(shop, noonMs, 12)]);
  });

  test('takes many rows at once', async (run) => {
    const rows = Array.from({ length: 20_000 }, (_, n): PlainMetricRow => {
      const entity = `${shop}_${String(n >> 1).padStart(5, '0')}`;
      const histogram = { [n % 5]: n, 9: 1 };
      const labels = n % 100 === 0 ? { [`l=${n % 7}`]: n } : {};
      const note = n % 3 === 0 ? `note ${n % 11}` : undefined;
      return {
        entity,
        bucketMs: noonMs + (n & 1) * minuteMs,
        count: n,
        last: n,
        histogram,
        labels,
        note,
      };
    });
    await write(run, rows.slice(0, 12_000));
    await write(run, rows.slice(12_000));
    const columns = ['count', 'last', 'histogram', 'labels', 'note'];
    await run.always(async () => {
      assert.deepEqual(await read(run.reader, { columns }), rows);
    });
    run.clock.advance(3 * hourMs);
    await run.always(async () => {
      const found = await read(run.reader, { columns, step: 'hour' });
      assert.equal(found.length, 10_000);
      assert.deepEqual(found[6], {
        entity: rows[12]?.entity,
        bucketMs: noonMs,
        count: 25,
        last: 13,
        histogram: { 2: 12, 3: 13, 9: 2 },
        labels: {},
        note: 'note 1',
      });
    });
  });

  test('hands over the columns in the order asked for', async (run) => {
    await write(run, [{ entity: shop, bucketMs: noonMs, count: 1, greatest: 7, note: 'x' }]);
    const columns = ['note', 'greatest', 'count'];
    assert.deepEqual(await read(run.reader, { columns }), [
      { entity: shop, bucketMs: noonMs, note: 'x', greatest: 7, count: 1 },
    ]);
  });
}

function stepTests(test: ContractTest): void {
  const minutes = [0, 1, 59, 60, 61].map((n) => noonMs + n * minuteMs);

  test('reads minutes, hours and days of the same data', async (run) => {
    for (const at of minutes) await write(run, [counts(shop, at, 1)]);
    run.clock.advance(3 * hourMs);
    const toMs = noonMs + 2 * hourMs;
    const today = bucketStartMs(noonMs, 'day');
    await run.always(async () => {
      assert.deepEqual(
        await read(run.reader, { fromMs: noonMs, toMs }),
        minutes.map((at) => counts(shop, at, 1)),
      );
      assert.deepEqual(await read(run.reader, { step: 'hour', fromMs: noonMs, toMs }), [
        counts(shop, noonMs, 3),
        counts(shop, noonMs + hourMs, 2),
      ]);
      assert.deepEqual(
        await read(run.reader, { step: 'day', fromMs: today, toMs: today + dayMs }),
        [counts(shop, today, 5)],
      );
    });
    await write(run, [counts(shop, noonMs, 10)]);
    await run.always(async () => {
      assert.deepEqual(await read(run.reader, { step: 'hour', fromMs: noonMs, toMs }), [
        counts(shop, noonMs, 13),
        counts(shop, noonMs + hourMs, 2),
      ]);
    });
  });

  test('takes of longer steps the value of the latest minute that has one', async (run) => {
    const at = (minute: number, last: number, note?: string): PlainMetricRow => ({
      entity: shop,
      bucketMs: noonMs + minute * minuteMs,
      last,
      ...(note === undefined ? {} : { note }),
    });
    await write(run, [at(5, 50, 'five')]);
    await run.keeper.step();
    await write(run, [at(2, 20, 'two')]);
    await write(run, [at(7, 70)]);
    run.clock.advance(2 * hourMs);
    for (const step of ['hour', 'day'] as const)
      await run.always(async () => {
        const fromMs = bucketStartMs(noonMs, step);
        const columns = ['last', 'note'];
        assert.deepEqual(await read(run.reader, { step, columns, fromMs, toMs: noonMs + hourMs }), [
          { entity: shop, bucketMs: fromMs, last: 70, note: 'five' },
        ]);
      });
    await write(run, [at(6, 60, 'six')]);
    await run.always(async () => {
      const columns = ['last', 'note'];
      assert.deepEqual(await read(run.reader, { step: 'hour', columns, fromMs: noonMs }), [
        { entity: shop, bucketMs: noonMs, last: 70, note: 'six' },
      ]);
    });
  });

  test('reads from inclusive to exclusive', async (run) => {
    for (const at of minutes) await write(run, [counts(shop, at, 1)]);
    await run.always(async () => {
      const fromMs = noonMs + minuteMs;
      const toMs = noonMs + 60 * minuteMs;
      assert.deepEqual(await read(run.reader, { fromMs, toMs }), [
        counts(shop, noonMs + minuteMs, 1),
        counts(shop, noonMs + 59 * minuteMs, 1),
      ]);
      assert.deepEqual(await read(run.reader, { fromMs: toMs, toMs: fromMs }), []);
    });
  });
}

function filterTests(test: ContractTest): void {
  test('finds entities by id and by prefix', async (run) => {
    const members = [memberId(shop, 'one'), memberId(shop, 'two'), memberId(cart, 'one')];
    await write(
      run,
      [shop, ...members].map((entity) => counts(entity, noonMs, 1)),
    );
    const found = async (entities: EntityFilter): Promise<unknown> =>
      (await read(run.reader, { entities })).map((row) => row.entity);
    await run.always(async () => {
      assert.deepEqual(await found(all), [shop, ...members].sort());
      assert.deepEqual(await found({ kind: 'ids', ids: [shop, 'nobody'] }), [shop]);
      assert.deepEqual(await found({ kind: 'ids', ids: [] }), []);
      assert.deepEqual(
        await found({ kind: 'prefix', prefix: `${shop}_` }),
        members.slice(0, 2).sort(),
      );
      assert.deepEqual(await found({ kind: 'prefix', prefix: 'nobody' }), []);
    });
  });

  test('orders rows of few entities by entity, then time', async (run) => {
    const times = [3, 1, 2].map((n) => noonMs + n * minuteMs);
    for (const at of times) await write(run, [counts(shop, at, 1), counts(cart, at, 2)]);
    await run.always(async () => {
      const [block, ...others] = await run.reader.readMetrics({
        table: sampleTable,
        columns: ['count'],
        step: 'minute',
        fromMs: noonMs,
        toMs: noonMs + hourMs,
        entities: { kind: 'ids', ids: [shop, cart] },
      });
      assert.deepEqual(others, []);
      const order = Array.from(
        block?.rows.bucketMs.subarray(0, 6) ?? [],
        (at) => (at - noonMs) / minuteMs,
      );
      assert.deepEqual(order, [1, 2, 3, 1, 2, 3]);
    });
  });

  test('finds the relations that touch a service', async (run) => {
    const instances = relationId(memberId(cart, 'i1'), memberId(bank, 'i2'));
    const ids = [shopToCart, relationId(cart, bank), instances, shop];
    await run.writer.write(
      batchOf({
        metrics: [
          {
            table: relationTable,
            rows: ids.map((entity) => ({ entity, bucketMs: noonMs, calls: 1 })),
          },
        ],
      }),
    );
    const found = async (...touched: readonly string[]): Promise<unknown> => {
      const entities: EntityFilter = { kind: 'touching', ids: touched };
      const rows = await read(run.reader, { table: relationTable, columns: ['calls'], entities });
      return rows.map((row) => row.entity);
    };
    await run.always(async () => {
      assert.deepEqual(await found(shop), [shopToCart]);
      assert.deepEqual(await found(bank), [relationId(cart, bank), instances].sort());
      assert.deepEqual(
        await found(shop, cart),
        [shopToCart, relationId(cart, bank), instances].sort(),
      );
      assert.deepEqual(await found('nobody'), []);
    });
  });

  test('finds the relations that touch an endpoint', async (run) => {
    const id = endpointRelationId(shop, '/buy', cart, '/add');
    const rows = [id, endpointRelationId(shop, '/sell', cart, '/add')].map((entity) => ({
      entity,
      bucketMs: noonMs,
      calls: 1,
    }));
    await run.writer.write(batchOf({ metrics: [{ table: relationTable, rows }] }));
    await run.always(async () => {
      const entities: EntityFilter = { kind: 'touching', ids: [memberId(shop, '/buy')] };
      assert.deepEqual(
        await read(run.reader, { table: relationTable, columns: ['calls'], entities }),
        [{ entity: id, bucketMs: noonMs, calls: 1 }],
      );
    });
  });
}

function timeTests(test: ContractTest): void {
  test('takes data that comes a day late', async (run) => {
    const yesterday = noonMs - dayMs;
    await write(run, [counts(shop, noonMs, 1)]);
    await run.always(async () => undefined);
    await write(run, [counts(shop, yesterday, 7), counts(shop, noonMs, 1)]);
    run.clock.advance(2 * hourMs);
    await run.always(async () => {
      assert.deepEqual(await read(run.reader), [
        counts(shop, yesterday, 7),
        counts(shop, noonMs, 2),
      ]);
      const days = { step: 'day', fromMs: bucketStartMs(yesterday, 'day') } as const;
      assert.deepEqual(await read(run.reader, days), [
        counts(shop, bucketStartMs(yesterday, 'day'), 7),
        counts(shop, bucketStartMs(noonMs, 'day'), 2),
      ]);
    });
  });

  test('keeps apart the minutes before and after midnight', async (run) => {
    const midnight = bucketStartMs(noonMs, 'day');
    await write(run, [counts(shop, midnight - minuteMs, 1), counts(shop, midnight, 2)]);
    await run.always(async () => {
      const fromMs = midnight - hourMs;
      const toMs = midnight + hourMs;
      assert.deepEqual(await read(run.reader, { fromMs, toMs }), [
        counts(shop, midnight - minuteMs, 1),
        counts(shop, midnight, 2),
      ]);
      assert.deepEqual(await read(run.reader, { step: 'hour', fromMs, toMs }), [
        counts(shop, midnight - hourMs, 1),
        counts(shop, midnight, 2),
      ]);
    });
  });

  test('keeps each step as long as its retention says', async (run) => {
    await write(run, [counts(shop, noonMs, 1)]);
    const seen = async (): Promise<readonly number[]> =>
      Promise.all(
        (['minute', 'hour', 'day'] as const).map(async (step) => {
          const fromMs = bucketStartMs(noonMs, 'day');
          return (await read(run.reader, { step, fromMs, toMs: fromMs + dayMs })).length;
        }),
      );
    run.clock.advance(3 * dayMs);
    await run.always(async () => assert.deepEqual(await seen(), [1, 1, 1]));
    run.clock.advance(dayMs);
    await run.always(async () => assert.deepEqual(await seen(), [0, 1, 1]));
    run.clock.advance(7 * dayMs);
    await run.always(async () => assert.deepEqual(await seen(), [0, 0, 1]));
    run.clock.advance(60 * dayMs);
    await run.always(async () => assert.deepEqual(await seen(), [0, 0, 0]));
  });

  test('drops rows that are dated out of all time', async (run) => {
    const far = [noonMs + 400 * dayMs, noonMs - 400 * dayMs];
    await write(run, [
      counts(shop, noonMs, 1),
      ...far.map((at) => counts(shop, bucketStartMs(at, 'minute'), 1)),
    ]);
    await run.always(async () => {
      const rows = await read(run.reader, {
        fromMs: noonMs - 500 * dayMs,
        toMs: noonMs + 500 * dayMs,
      });
      assert.deepEqual(rows, [counts(shop, noonMs, 1)]);
    });
  });
}
