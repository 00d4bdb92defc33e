import assert from 'node:assert/strict';
import { dayMs } from '@stormpetrel/model';
import type { MetadataEntry, MetadataQuery, MetadataRow, StoreReader } from '../api/index.ts';
import { batchOf } from './batch.ts';
import { cart, noonMs, shop } from './samples.ts';
import type { ContractTest } from './contract-test.ts';

function endpoint(id: string, seenMs: number, parts: Partial<MetadataRow> = {}): MetadataRow {
  return {
    kind: 'endpoint',
    id,
    owner: shop,
    fields: { name: `/${id}`, serviceId: shop },
    seenMs,
    ...parts,
  };
}

function read(
  reader: StoreReader,
  asked: Partial<MetadataQuery> = {},
): Promise<readonly MetadataEntry[]> {
  return reader.readMetadata({ kind: 'endpoint', limit: 100, ...asked });
}

async function ids(
  reader: StoreReader,
  asked: Partial<MetadataQuery> = {},
): Promise<readonly string[]> {
  return (await read(reader, asked)).map((entry) => entry.id).sort();
}

export function metadataContract(test: ContractTest): void {
  test('merges what is known of a thing by when it was seen', async (run) => {
    const service = (seenMs: number, fields: MetadataRow['fields']): MetadataRow => ({
      kind: 'service',
      id: 'x',
      owner: '',
      fields,
      seenMs,
    });
    await run.writer.write(
      batchOf({ metadata: [service(noonMs, { name: 'x', group: 'new', normal: 1 })] }),
    );
    await run.writer.write(
      batchOf({
        metadata: [
          service(noonMs - 5000, { group: 'old', layer: 'GENERAL' }),
          service(noonMs + 5000, { name: 'X' }),
          service(noonMs - 9000, { layer: 'older' }),
        ],
      }),
    );
    await run.always(async () => {
      assert.deepEqual(await read(run.reader, { kind: 'service' }), [
        {
          kind: 'service',
          id: 'x',
          owner: '',
          fields: { name: 'X', group: 'new', normal: 1, layer: 'GENERAL' },
          firstSeenMs: noonMs - 9000,
          lastSeenMs: noonMs + 5000,
        },
      ]);
    });
  });

  test('dates instances and endpoints by arrival', async (run) => {
    const times = [noonMs, noonMs - 60_000, noonMs - 30_000];
    for (const [turn, seenMs] of times.entries()) {
      const row = endpoint('a', seenMs, { fields: { name: `/a${turn}` } });
      await run.writer.write(batchOf({ metadata: [row, { ...row, kind: 'instance' }] }));
    }
    const last = { id: 'a', owner: shop, fields: { name: '/a2' }, lastSeenMs: noonMs - 30_000 };
    await run.always(async () => {
      assert.deepEqual(await read(run.reader), [
        { ...last, kind: 'endpoint', firstSeenMs: noonMs },
      ]);
      assert.deepEqual(await read(run.reader, { kind: 'instance' }), [
        { ...last, kind: 'instance', firstSeenMs: noonMs - 60_000 },
      ]);
    });
  });

  test('lists by id, owner, keyword and kind', async (run) => {
    const metadata: readonly MetadataRow[] = [
      endpoint('a', noonMs),
      endpoint('b', noonMs, { fields: { name: '/Orders' } }),
      endpoint('c', noonMs, { owner: cart }),
      { kind: 'instance', id: 'a', owner: shop, fields: { name: 'i' }, seenMs: noonMs },
      {
        kind: 'traceTag',
        id: 'k=Val',
        owner: 'k',
        fields: { key: 'k', value: 'Val' },
        seenMs: noonMs,
      },
    ];
    await run.writer.write(batchOf({ metadata }));
    await run.always(async () => {
      assert.deepEqual(await ids(run.reader), ['a', 'b', 'c']);
      assert.deepEqual(await ids(run.reader, { ids: ['c', 'a', 'z'] }), ['a', 'c']);
      assert.deepEqual(await ids(run.reader, { ids: [] }), []);
      assert.deepEqual(await ids(run.reader, { owner: cart }), ['c']);
      assert.deepEqual(await ids(run.reader, { keyword: 'oRD' }), ['b']);
      assert.deepEqual(await ids(run.reader, { keyword: '%' }), []);
      assert.deepEqual(await ids(run.reader, { kind: 'traceTag', owner: 'k', keyword: 'vaL' }), [
        'k=Val',
      ]);
      assert.deepEqual(await ids(run.reader, { kind: 'alias' }), []);
      assert.equal((await read(run.reader, { limit: 2 })).length, 2);
    });
  });

  test('lists what was seen within a time', async (run) => {
    await run.writer.write(
      batchOf({ metadata: [endpoint('long', noonMs), endpoint('early', noonMs - 60_000)] }),
    );
    await run.writer.write(batchOf({ metadata: [endpoint('long', noonMs + 60_000)] }));
    const seen = (seenFromMs: number, seenToMs: number): Promise<readonly string[]> =>
      ids(run.reader, { seenFromMs, seenToMs });
    await run.always(async () => {
      assert.deepEqual(await seen(noonMs - 60_000, noonMs), ['early']);
      assert.deepEqual(await seen(noonMs - 60_000, noonMs + 1), ['early', 'long']);
      assert.deepEqual(await seen(noonMs + 30_000, noonMs + 40_000), ['long']);
      assert.deepEqual(await seen(noonMs + 60_001, noonMs + 90_000), []);
    });
  });

  test('forgets what was not seen for as long as the retention says', async (run) => {
    await run.writer.write(batchOf({ metadata: [endpoint('a', noonMs), endpoint('b', noonMs)] }));
    run.clock.advance(5 * dayMs);
    await run.writer.write(batchOf({ metadata: [endpoint('b', noonMs + 5 * dayMs)] }));
    await run.always(async () => assert.deepEqual(await ids(run.reader), ['a', 'b']));
    run.clock.advance(dayMs);
    await run.always(async () => assert.deepEqual(await ids(run.reader), ['b']));
  });
}
