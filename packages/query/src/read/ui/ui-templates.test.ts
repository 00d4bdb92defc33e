import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type MetadataRow,
  type RowWriter,
  type StoreReader,
  rowWriter,
} from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import * as fc from 'fast-check';
import type { UiTemplate, UiTemplateChange } from '../../admin/ui-templates.ts';
import { queryLimits } from '../../limits.ts';
import { type UiTemplateStore, createUiTemplateStore } from './ui-templates.ts';

interface Bench {
  readonly store: UiTemplateStore;
  readonly clock: FakeClock;
  readonly reader: StoreReader;
  /** What was written reaches the reader when this is called. */
  readonly settle: () => Promise<void>;
  fail: boolean;
}

/** A store whose reader lags behind what was written, as that of another thread may. */
function open(): Bench {
  const clock = new FakeClock(Date.UTC(2026, 0, 20));
  const retention = {
    recordDays: 3,
    traceDays: 3,
    metadataDays: 3,
    minuteDays: 3,
    hourDays: 3,
    dayDays: 3,
  };
  const { reader, writer } = openMemoryStore({
    schema: { tables: [], records: [] },
    retention,
    clock,
  });
  const waiting: MetadataRow[] = [];
  const late = rowWriter(writer);
  const rows: RowWriter = {
    async writeRows({ metadata = [] }) {
      if (bench.fail) throw new Error('no room');
      waiting.push(...metadata);
    },
  };
  let ids = 0;
  const bench: Bench = {
    store: createUiTemplateStore({ reader, rows, clock, newId: () => `id-${ids++}` }),
    clock,
    reader,
    settle: () => late.writeRows({ metadata: waiting.splice(0) }),
    fail: false,
  };
  return bench;
}

const done = (id: string): UiTemplateChange => ({ id, status: true });
const refused = (id: string, message: string): UiTemplateChange => ({ id, status: false, message });

test('shows what was written before the reader has it', async () => {
  const { store, settle } = open();
  assert.deepEqual(await store.create('{"a":1}'), done('id-0'));
  assert.deepEqual(await store.find('id-0'), {
    id: 'id-0',
    configuration: '{"a":1}',
    disabled: false,
  });
  await settle();
  assert.deepEqual(await store.change({ id: 'id-0', configuration: '{"a":2}' }), done('id-0'));
  assert.deepEqual(await store.list(false), [
    { id: 'id-0', configuration: '{"a":2}', disabled: false },
  ]);
  assert.deepEqual(await store.disable('id-0'), done('id-0'));
  assert.deepEqual(await store.list(false), []);
  assert.deepEqual(await store.list(true), [
    { id: 'id-0', configuration: '{"a":2}', disabled: true },
  ]);
});

test('disables twice without complaint, and a change brings the template back', async () => {
  const { store } = open();
  await store.add({ id: 'a', configuration: '1' });
  assert.deepEqual([await store.disable('a'), await store.disable('a')], [done('a'), done('a')]);
  assert.equal(await store.find('a'), undefined);
  assert.deepEqual(
    await store.add({ id: 'a', configuration: '2' }),
    refused('a', 'Template already exists'),
  );
  assert.deepEqual(await store.change({ id: 'a', configuration: '3' }), done('a'));
  assert.deepEqual(await store.find('a'), { id: 'a', configuration: '3', disabled: false });
});

test('lets one of two who add the same at the same time have it', async () => {
  const { store } = open();
  const both = ['1', '2'].map((configuration) => store.add({ id: 'a', configuration }));
  assert.deepEqual(await Promise.all(both), [done('a'), refused('a', 'Template already exists')]);
});

test('fails with the store, and goes on after it', async () => {
  const bench = open();
  bench.fail = true;
  await assert.rejects(bench.store.add({ id: 'a', configuration: '1' }), /no room/);
  assert.deepEqual(await bench.store.list(true), []);
  bench.fail = false;
  assert.deepEqual(await bench.store.add({ id: 'a', configuration: '1' }), done('a'));
});

test('refuses what is past the limits', async () => {
  const { store } = open();
  const { uiTemplateLengthMax, uiTemplateIdLengthMax, uiTemplatesLengthMax } = queryLimits;
  const long = 'x'.repeat(uiTemplateLengthMax);
  assert.deepEqual(
    await store.add({ id: 'a', configuration: `${long}x` }),
    refused('a', `The configuration has more than ${uiTemplateLengthMax} characters`),
  );
  const id = 'i'.repeat(uiTemplateIdLengthMax + 1);
  assert.deepEqual(
    await store.add({ id, configuration: '' }),
    refused(id, `The id has more than ${uiTemplateIdLengthMax} characters`),
  );
  const fit = Math.floor(uiTemplatesLengthMax / long.length);
  for (let i = 0; i < fit; i++) assert.equal((await store.create(long)).status, true);
  assert.deepEqual(
    await store.add({ id: 'a', configuration: long }),
    refused('a', `All templates together would have more than ${uiTemplatesLengthMax} characters`),
  );
  assert.equal((await store.change({ id: 'id-0', configuration: '' })).status, true);
  assert.equal((await store.add({ id: 'a', configuration: long })).status, true);
});

test('counts disabled templates, those of before a restart too', async () => {
  const { reader, clock } = open();
  const one = { kind: 'document', owner: 'ui-template', firstSeenMs: 1, lastSeenMs: 1 } as const;
  const full: StoreReader = {
    ...reader,
    readMetadata: async (query) =>
      query.ids === undefined
        ? Array.from({ length: queryLimits.uiTemplatesMax }, (_, i) => ({
            ...one,
            id: `ui-template/t${i}`,
            fields: { configuration: '', disabled: 1 },
          }))
        : [],
  };
  const rows: RowWriter = { writeRows: () => Promise.reject(new Error('not to be asked')) };
  const store = createUiTemplateStore({ reader: full, rows, clock, newId: () => 'new' });
  assert.deepEqual(
    await store.create('{}'),
    refused('new', `There are ${queryLimits.uiTemplatesMax} templates already`),
  );
});

test('counts what was added since it last looked', async () => {
  const { reader, clock } = open();
  const one = { kind: 'document', owner: 'ui-template', firstSeenMs: 1, lastSeenMs: 1 } as const;
  const almostFull: StoreReader = {
    ...reader,
    readMetadata: async (query) =>
      query.ids === undefined
        ? Array.from({ length: queryLimits.uiTemplatesMax - 1 }, (_, i) => ({
            ...one,
            id: `ui-template/t${i}`,
            fields: { configuration: '' },
          }))
        : [],
  };
  let ids = 0;
  const store = createUiTemplateStore({
    reader: almostFull,
    rows: { writeRows: async () => {} },
    clock,
    newId: () => `new-${++ids}`,
  });
  assert.deepEqual(await store.create('{}'), done('new-1'));
  assert.deepEqual(
    await store.create('{}'),
    refused('new-2', `There are ${queryLimits.uiTemplatesMax} templates already`),
  );
});

const steps = fc.array(
  fc.record({
    what: fc.constantFrom('add', 'change', 'disable', 'settle', 'back'),
    id: fc.constantFrom('a', 'b', '/', 'ui-template/a'),
    configuration: fc.constantFrom('1', '2', ''),
  }),
  { maxLength: 25 },
);

test('agrees with a map, however far the reader lags and the clock goes back', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const { store, settle, clock } = open();
      const twin = new Map<string, UiTemplate>();
      for (const { what, id, configuration } of list) {
        const known = twin.get(id);
        if (what === 'settle') await settle();
        else if (what === 'back') clock.advance(-5_000);
        else if (what === 'add') {
          const { status } = await store.add({ id, configuration });
          assert.equal(status, known === undefined);
          if (status) twin.set(id, { id, configuration, disabled: false });
        } else if (what === 'change') {
          const { status } = await store.change({ id, configuration });
          assert.equal(status, known !== undefined);
          if (status) twin.set(id, { id, configuration, disabled: false });
        } else {
          const { status } = await store.disable(id);
          assert.equal(status, known !== undefined);
          if (known !== undefined) twin.set(id, { ...known, disabled: true });
        }
        const all = [...twin.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
        assert.deepEqual(await store.list(true), all);
        assert.deepEqual(
          await store.list(false),
          all.filter(({ disabled }) => !disabled),
        );
      }
    }),
    { numRuns: 300 },
  );
});
