import assert from 'node:assert/strict';
import { bucketStartMs, dayMs, memberId, segmentRecord } from '@stormpetrel/model';
import type { RecordFilter, RecordQuery, StoreReader, StoredRecord } from '../api/index.ts';
import { type PlainRecord, batchOf } from './batch.ts';
import { cart, noonMs, shop, statementRecord } from './samples.ts';
import type { ContractRun, ContractTest } from './contract-test.ts';

/** A segment; its payload carries its ids, as real ones do. */
function segment(n: number, parts: Partial<Record<string, PlainRecord[string]>> = {}): PlainRecord {
  const traceId = `trace-${String(n).padStart(4, '0')}`;
  const segmentId = `segment-${String(n).padStart(4, '0')}`;
  return {
    startTime: noonMs + n * 1000,
    traceId,
    segmentId,
    service: shop,
    instance: memberId(shop, 'i'),
    endpoint: memberId(shop, `/e${n % 2}`),
    latency: (n * 7) % 10,
    isError: n % 3 === 0,
    tags: [`n=${n % 2}`, 'all=1'],
    body: new Uint8Array(Buffer.from(`\n${traceId}\u0012${segmentId} body ${n}`)),
    ...parts,
  };
}

const ten = Array.from({ length: 10 }, (_, n) => segment(n));

function write({ writer }: ContractRun, rows: readonly PlainRecord[]): Promise<void> {
  return writer.write(batchOf({ records: [{ schema: segmentRecord, rows }] }));
}

async function read(
  reader: StoreReader,
  asked: Partial<RecordQuery> = {},
): Promise<readonly StoredRecord[]> {
  return reader.readRecords({
    schema: segmentRecord,
    filters: [],
    order: { column: 'startTime', descending: true },
    offset: 0,
    limit: 100,
    columns: ['traceId'],
    ...asked,
  });
}

/** The numbers of the segments found. */
async function numbers(
  reader: StoreReader,
  asked: Partial<RecordQuery> = {},
): Promise<readonly number[]> {
  const found = await read(reader, asked);
  return found.map((record) => Number(String(record['traceId']).slice(6)));
}

export function recordContract(test: ContractTest): void {
  valueTests(test);
  filterTests(test);
  orderTests(test);
  timeTests(test);
}

function valueTests(test: ContractTest): void {
  const allColumns = segmentRecord.columns.map(({ name }) => name);

  test('hands records back as they were written', async (run) => {
    await write(run, ten);
    await run.always(async () => {
      const order = { column: 'startTime', descending: false };
      assert.deepEqual(await read(run.reader, { columns: allColumns, order }), ten);
    });
  });

  test('takes many records at once', async (run) => {
    const many = Array.from({ length: 9000 }, (_, n) => segment(n, { tags: [`n=${n % 1000}`] }));
    await write(run, many.slice(0, 5000));
    await write(run, many.slice(5000));
    await run.always(async () => {
      const asked = { columns: allColumns, limit: 10_000 };
      assert.deepEqual(await read(run.reader, asked), many.toReversed());
      const filters = [{ column: 'tags', op: 'has', term: 'n=77' }] as const;
      const expected = [8077, 7077, 6077, 5077, 4077, 3077, 2077, 1077, 77];
      assert.deepEqual(await numbers(run.reader, { filters }), expected);
      for (const n of [0, 4999, 5000, 8999]) {
        const byId = [{ column: 'traceId', op: 'equals', value: many[n]?.['traceId'] }] as const;
        assert.deepEqual(await numbers(run.reader, { filters: byId as readonly RecordFilter[] }), [
          n,
        ]);
      }
    });
  });

  test('hands back only the columns asked for', async (run) => {
    await write(run, [segment(3)]);
    assert.deepEqual(await read(run.reader, { columns: ['latency', 'service'] }), [
      { service: shop, latency: 1 },
    ]);
  });

  test('keeps absent entities, no tags, empty and binary payload', async (run) => {
    const odd = [
      segment(1, { endpoint: undefined, tags: [], body: new Uint8Array(0) }),
      segment(2, { body: Uint8Array.from({ length: 300 }, (_, i) => (i * 7) & 255) }),
      segment(3, { traceId: '', segmentId: 'ü-ß-漢', tags: ['', 'a', 'a'] }),
    ];
    await write(run, odd);
    await run.always(async () => {
      const order = { column: 'startTime', descending: false };
      assert.deepEqual(await read(run.reader, { columns: allColumns, order }), odd);
    });
  });

  test('keeps payloads that hold their ids elsewhere, twice or not at all', async (run) => {
    const id = 'trace-000000000001';
    const bodies = [`${id}${id}`, `x${id}y${id}z`, 'none', `segment-0002${id}`, id.slice(1)];
    const rows = bodies.map((body, n) =>
      segment(n, {
        traceId: id,
        segmentId: 'segment-0002',
        body: new Uint8Array(Buffer.from(body)),
      }),
    );
    await write(run, rows);
    await run.always(async () => {
      const order = { column: 'startTime', descending: false };
      const found = await read(run.reader, { columns: ['body'], order });
      assert.deepEqual(
        found.map(({ body }) => Buffer.from(body as Uint8Array).toString()),
        bodies,
      );
    });
  });

  test('keeps schemas apart', async (run) => {
    const statement = {
      time: noonMs,
      entity: shop,
      statement: 'SELECT 1',
      latency: 5,
      traceId: 't',
    };
    await write(run, [segment(1)]);
    await run.writer.write(batchOf({ records: [{ schema: statementRecord, rows: [statement] }] }));
    await run.always(async () => {
      const columns = Object.keys(statement);
      const order = { column: 'latency', descending: true };
      const asked = { schema: statementRecord, columns, order };
      assert.deepEqual(await read(run.reader, asked), [statement]);
      assert.deepEqual(await numbers(run.reader), [1]);
    });
  });
}

function filterTests(test: ContractTest): void {
  const cases: readonly [
    name: string,
    filters: readonly RecordFilter[],
    expected: readonly number[],
  ][] = [
    ['service', [{ column: 'service', op: 'equals', value: cart }], [10]],
    [
      'endpoint',
      [{ column: 'endpoint', op: 'equals', value: memberId(shop, '/e1') }],
      [9, 7, 5, 3, 1],
    ],
    ['unknown service', [{ column: 'service', op: 'equals', value: 'nobody' }], []],
    ['trace id', [{ column: 'traceId', op: 'equals', value: 'trace-0004' }], [4]],
    ['segment id', [{ column: 'segmentId', op: 'equals', value: 'segment-0007' }], [7]],
    ['unknown id', [{ column: 'traceId', op: 'equals', value: 'trace-4000' }], []],
    ['error', [{ column: 'isError', op: 'equals', value: true }], [9, 6, 3, 0]],
    ['no error', [{ column: 'isError', op: 'equals', value: false }], [10, 8, 7, 5, 4, 2, 1]],
    ['tag', [{ column: 'tags', op: 'has', term: 'n=1' }], [9, 7, 5, 3, 1]],
    ['unknown tag', [{ column: 'tags', op: 'has', term: 'n=' }], []],
    ['duration', [{ column: 'latency', op: 'range', min: 4, max: 6 }], [8, 5, 2]],
    ['least duration', [{ column: 'latency', op: 'range', min: 8 }], [7, 4]],
    ['greatest duration', [{ column: 'latency', op: 'range', max: 0 }], [10, 0]],
    ['time', [{ column: 'startTime', op: 'range', min: noonMs + 9000 }], [10, 9]],
    [
      'all at once',
      [
        { column: 'tags', op: 'has', term: 'n=1' },
        { column: 'isError', op: 'equals', value: true },
        { column: 'latency', op: 'range', min: 2 },
        { column: 'service', op: 'equals', value: shop },
      ],
      [9],
    ],
  ];
  for (const [name, filters, expected] of cases)
    test(`finds records by ${name}`, async (run) => {
      await write(run, ten);
      await write(run, [segment(10, { service: cart })]);
      await run.always(async () =>
        assert.deepEqual(await numbers(run.reader, { filters }), expected),
      );
    });
}

function orderTests(test: ContractTest): void {
  test('orders by time and by duration, both ways', async (run) => {
    await write(run, ten.slice(5));
    await write(run, ten.slice(0, 5));
    const ordered = (column: string, descending: boolean): Promise<readonly number[]> =>
      numbers(run.reader, { order: { column, descending } });
    const byLatency = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
    await run.always(async () => {
      assert.deepEqual(await ordered('startTime', false), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      assert.deepEqual(await ordered('startTime', true), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
      assert.deepEqual(await ordered('latency', false), byLatency);
      assert.deepEqual(await ordered('latency', true), byLatency.toReversed());
    });
  });

  test('pages without missing or repeating a record', async (run) => {
    const same = Array.from({ length: 25 }, (_, n) =>
      segment(n, { startTime: noonMs, latency: 1 }),
    );
    for (let from = 0; from < 25; from += 4) await write(run, same.slice(from, from + 4));
    await run.always(async () => {
      const pages: number[] = [];
      for (let offset = 0; offset < 30; offset += 7)
        pages.push(...(await numbers(run.reader, { offset, limit: 7 })));
      assert.deepEqual(
        pages.toSorted((a, b) => a - b),
        same.map((_, n) => n),
      );
    });
    assert.deepEqual(await numbers(run.reader, { limit: 0 }), []);
    assert.deepEqual(await numbers(run.reader, { offset: 99 }), []);
  });
}

function timeTests(test: ContractTest): void {
  test('reads from inclusive to exclusive, and open ends', async (run) => {
    await write(run, ten);
    await run.always(async () => {
      const [fromMs, toMs] = [noonMs + 3000, noonMs + 6000];
      assert.deepEqual(await numbers(run.reader, { fromMs, toMs }), [5, 4, 3]);
      assert.deepEqual(await numbers(run.reader, { fromMs }), [9, 8, 7, 6, 5, 4, 3]);
      assert.deepEqual(await numbers(run.reader, { toMs }), [5, 4, 3, 2, 1, 0]);
      assert.deepEqual(await numbers(run.reader, { fromMs: toMs, toMs: fromMs }), []);
    });
  });

  test('takes records of yesterday and of both sides of midnight', async (run) => {
    const midnight = bucketStartMs(noonMs, 'day');
    const times = [midnight - 1, midnight, noonMs, noonMs - dayMs];
    const rows = times.map((startTime, n) => segment(n, { startTime }));
    await write(run, rows.slice(2));
    await write(run, rows);
    await run.always(async () => {
      assert.deepEqual(await numbers(run.reader), [2, 2, 1, 0, 3, 3]);
      assert.deepEqual(await numbers(run.reader, { toMs: midnight }), [0, 3, 3]);
      const filters = [{ column: 'traceId', op: 'equals', value: 'trace-0003' }] as const;
      assert.deepEqual(await numbers(run.reader, { filters }), [3, 3]);
    });
  });

  test('keeps records as long as their retention says', async (run) => {
    const statement = { time: noonMs, entity: shop, statement: 's', latency: 5, traceId: '' };
    await write(run, [segment(1)]);
    await run.writer.write(batchOf({ records: [{ schema: statementRecord, rows: [statement] }] }));
    const seen = async (): Promise<readonly number[]> => [
      (await read(run.reader)).length,
      (
        await read(run.reader, {
          schema: statementRecord,
          order: { column: 'time', descending: true },
          columns: ['time'],
        })
      ).length,
    ];
    run.clock.advance(2 * dayMs);
    await run.always(async () => assert.deepEqual(await seen(), [1, 1]));
    run.clock.advance(dayMs);
    await run.always(async () => assert.deepEqual(await seen(), [0, 1]));
    run.clock.advance(dayMs);
    await run.always(async () => assert.deepEqual(await seen(), [0, 0]));
  });
}
