import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventRecord } from '@stormpetrel/model';
import type { StoredRecord } from '@stormpetrel/storage/api';
import { ask, baseMs, endpointOver, minutes, read, seededStore } from '../../testing/ask.ts';
import { Seed } from '../../testing/seed.ts';

const fields =
  'uuid source { service serviceInstance endpoint } name type message parameters { key value } startTime endTime layer';

function report(uuid: string, parts: StoredRecord): StoredRecord {
  return {
    uuid,
    time: Number(parts['startTime'] ?? parts['endTime']),
    startTime: 0,
    endTime: 0,
    isError: false,
    isPartial: false,
    keys: ['service=shop', 'instance=shop-1', 'endpoint=/pay', 'name=Upgrade', 'layer=GENERAL'],
    message: '',
    parameters: '',
    ...parts,
  };
}

const store = await seededStore(new Seed());
await store.rows.writeRows({
  records: [
    {
      schema: eventRecord,
      rows: [
        report('whole', {
          startTime: baseMs + 60_000,
          endTime: baseMs + 90_000,
          message: 'from {from} to {to}',
          parameters: '[["from","1"],["to","2"]]',
        }),
        report('halves', { startTime: baseMs + 120_000 }),
        report('halves', { endTime: baseMs + 3_000_000, isError: true, message: 'no room' }),
        report('mesh', {
          startTime: baseMs + 180_000,
          keys: ['service=cart', 'name=Start', 'layer=MESH'],
        }),
        report('later', { startTime: baseMs + 600_000 }),
      ],
    },
  ],
});
const endpoint = endpointOver(store);

const paging = { pageNum: 1, pageSize: 10 };
const time = minutes(0, 5);

function queryEvents(condition: object, selection = fields): Promise<unknown> {
  return read(
    endpoint,
    `query($c: EventQueryCondition) { r: queryEvents(condition: $c) { events { ${selection} } } }`,
    { c: { paging, time, ...condition } },
  );
}

async function uuids(condition: object): Promise<readonly string[]> {
  const { events } = (await queryEvents(condition, 'uuid')) as {
    readonly events: readonly { readonly uuid: string }[];
  };
  return events.map(({ uuid }) => uuid);
}

test('shows events with all that they tell, their reports put together', async () => {
  const source = { service: 'shop', serviceInstance: 'shop-1', endpoint: '/pay' };
  assert.deepEqual(await queryEvents({}), {
    events: [
      {
        uuid: 'mesh',
        source: { service: 'cart', serviceInstance: '', endpoint: '' },
        name: 'Start',
        type: 'Normal',
        message: '',
        parameters: null,
        startTime: baseMs + 180_000,
        endTime: 0,
        layer: 'MESH',
      },
      {
        uuid: 'halves',
        source,
        name: 'Upgrade',
        type: 'Error',
        message: 'no room',
        parameters: null,
        startTime: baseMs + 120_000,
        endTime: baseMs + 3_000_000,
        layer: 'GENERAL',
      },
      {
        uuid: 'whole',
        source,
        name: 'Upgrade',
        type: 'Normal',
        message: 'from {from} to {to}',
        parameters: [
          { key: 'from', value: '1' },
          { key: 'to', value: '2' },
        ],
        startTime: baseMs + 60_000,
        endTime: baseMs + 90_000,
        layer: 'GENERAL',
      },
    ],
  });
});

test('filters events by everything that the condition has', async () => {
  assert.deepEqual(await uuids({ order: 'ASC' }), ['whole', 'halves', 'mesh']);
  assert.deepEqual(await uuids({ source: { service: 'shop' } }), ['halves', 'whole']);
  assert.deepEqual(await uuids({ source: { serviceInstance: 'shop-1' } }), ['halves', 'whole']);
  assert.deepEqual(await uuids({ source: { endpoint: '/pay' } }), ['halves', 'whole']);
  assert.deepEqual(await uuids({ source: { service: 'cart', endpoint: '/pay' } }), []);
  assert.deepEqual(await uuids({ name: 'Start' }), ['mesh']);
  assert.deepEqual(await uuids({ type: 'Error' }), ['halves']);
  assert.deepEqual(await uuids({ type: 'Normal' }), ['mesh', 'whole']);
  assert.deepEqual(await uuids({ layer: 'MESH' }), ['mesh']);
  assert.deepEqual(await uuids({ uuid: 'halves' }), ['halves']);
  assert.deepEqual(await uuids({ uuid: 'later' }), []);
  assert.deepEqual(await uuids({ uuid: 'later', time: undefined }), ['later']);
  assert.deepEqual(await uuids({ time: minutes(10, 10) }), ['later']);
});

test('takes empty texts for what is not asked, as swctl sends them', async () => {
  const source = { service: '', serviceInstance: '', endpoint: '' };
  const condition = { source, name: '', layer: '', uuid: '', order: null, type: null };
  assert.deepEqual(await uuids(condition), ['mesh', 'halves', 'whole']);
});

test('pages through events', async () => {
  const page = (pageNum: number): Promise<readonly string[]> =>
    uuids({ paging: { pageNum, pageSize: 2 } });
  assert.deepEqual(await page(1), ['mesh', 'halves']);
  assert.deepEqual(await page(2), ['whole']);
  assert.deepEqual(await page(3), []);
});

async function refusal(condition: object | undefined): Promise<unknown> {
  const { errors } = await ask(
    endpoint,
    'query($c: EventQueryCondition) { queryEvents(condition: $c) { events { uuid } } }',
    { c: condition },
  );
  return errors?.map(({ message, extensions }) => [message, extensions]);
}

test('asks for a time where there is no uuid, and for a layer that exists', async () => {
  const missing = [
    ['events are asked for by time, or by uuid', { code: 'QUERY_EVENT_WINDOW_MISSING' }],
  ];
  assert.deepEqual(await refusal(undefined), missing);
  assert.deepEqual(await refusal({ paging }), missing);
  const blank = { start: '', end: '', step: 'MINUTE' };
  assert.deepEqual(await refusal({ paging, time: blank }), missing);
  assert.deepEqual(await refusal({ paging, time, layer: 'MOON' }), [
    ['there is no layer "MOON"', { code: 'QUERY_LAYER_UNKNOWN' }],
  ]);
});
