import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  alarmRecord,
  alarmRecoveryRecord,
  eventKey,
  eventRecord,
  memberId,
  serviceId,
} from '@stormpetrel/model';
import type { StoredRecord } from '@stormpetrel/storage/api';
import type { GraphqlEndpoint } from '../../index.ts';
import { queryLimits } from '../../limits.ts';
import { ask, baseMs, endpointOver, minutes, read, seededStore } from '../../testing/ask.ts';
import { Seed } from '../../testing/seed.ts';

const shop = serviceId('shop', true);
const bank = serviceId('bank', true);
const pay = memberId(shop, '/pay');

/** Minute after the base of each alarm. */
const at = { shop: 1, pay: 2, relation: 3, bank: 4 } as const;

function alarm(minute: number, more: StoredRecord): StoredRecord {
  return {
    startTime: baseMs + minute * 60_000,
    uuid: `uuid-${minute}`,
    ruleName: 'slow_rule',
    layers: ['GENERAL'],
    tags: ['level=CRITICAL'],
    allTags: '[["level","CRITICAL"],["team","blue"]]',
    snapshot: '',
    ...more,
  };
}

const snapshot = {
  expression: 'sum(service_resp_time > 1000) >= 1',
  metrics: [
    {
      name: 'service_resp_time',
      results: [
        {
          labels: [{ key: 'p', value: '50' }],
          values: [
            ['1', '2000'],
            ['2', null],
          ],
        },
      ],
    },
  ],
};

async function endpoint(): Promise<GraphqlEndpoint> {
  const seed = new Seed();
  for (const value of ['CRITICAL', 'WARNING']) {
    const fields = { key: 'level', value };
    const id = `level=${value}`;
    seed.metadata({ kind: 'alarmTag', id, owner: 'level', fields, seenMs: baseMs });
  }
  const store = await seededStore(seed);
  await store.rows.writeRows({
    records: [
      {
        schema: alarmRecord,
        rows: [
          alarm(at.shop, {
            scope: 1,
            id0: shop,
            name: 'shop',
            message: 'Service shop is slow',
            layers: ['GENERAL', 'K8S_SERVICE'],
            snapshot: JSON.stringify(snapshot),
          }),
          alarm(at.pay, {
            scope: 3,
            id0: pay,
            name: '/pay in shop',
            message: '/pay fails',
            ruleName: 'fail_rule',
          }),
          alarm(at.relation, {
            scope: 4,
            id0: shop,
            id1: bank,
            name: 'shop to bank',
            message: 'shop waits for bank',
            tags: ['level=WARNING'],
          }),
          alarm(at.bank, {
            scope: 1,
            id0: bank,
            name: 'bank',
            message: 'Service bank is SLOW',
            ruleName: 'other_rule',
            layers: [],
            tags: [],
            allTags: 'no JSON',
          }),
        ],
      },
      {
        schema: alarmRecoveryRecord,
        rows: [
          { startTime: baseMs + 60_000, uuid: 'uuid-1', recoveryTime: baseMs + 99_000 },
          { startTime: baseMs + 60_000, uuid: 'another', recoveryTime: 1 },
        ],
      },
      {
        schema: eventRecord,
        rows: [
          { uuid: 'e1', keys: ['service=shop', 'name=Restart', 'layer=GENERAL'] },
          { uuid: 'e2', keys: ['service=shop', 'instance=shop-1', 'name=Start', 'layer=GENERAL'] },
          { uuid: 'e3', keys: [eventKey('service', 'bank'), 'name=Start', 'layer=GENERAL'] },
        ].map(({ uuid, keys }, i) => {
          const time = baseMs + i;
          return {
            time,
            uuid,
            startTime: time,
            endTime: 0,
            isError: false,
            isPartial: false,
            keys,
          };
        }),
      },
    ],
  });
  return endpointOver(store);
}

async function names(query: string): Promise<readonly string[]> {
  const answer = (await read(await endpoint(), query, { d: minutes(0, 10) })) as {
    msgs: readonly { name: string }[];
  };
  return answer.msgs.map(({ name }) => name);
}

const getAlarm = (args: string): Promise<readonly string[]> =>
  names(
    `query($d: Duration!) { r: getAlarm(duration: $d, paging: {pageSize: 10} ${args}) { msgs { name } } }`,
  );
const queryAlarms = (fields: string): Promise<readonly string[]> =>
  names(
    `query($d: Duration!) { r: queryAlarms(condition: {duration: $d, paging: {pageSize: 10} ${fields}}) { msgs { name } } }`,
  );
const all = ['bank', 'shop to bank', '/pay in shop', 'shop'];

test('shows an alarm with all that is known of it', async () => {
  const query = `query($d: Duration!) { r: getAlarm(duration: $d, paging: {pageSize: 1, pageNum: 4}) { msgs {
    startTime recoveryTime scope id name message ruleName tags { key value }
    events { uuid name source { service serviceInstance } }
    snapshot { expression metrics { name results { metric { labels { key value } } values { id value } } } } } } }`;
  assert.deepEqual(await read(await endpoint(), query, { d: minutes(0, 10) }), {
    msgs: [
      {
        startTime: baseMs + 60_000,
        recoveryTime: baseMs + 99_000,
        scope: 'Service',
        id: shop,
        name: 'shop',
        message: 'Service shop is slow',
        ruleName: 'slow_rule',
        tags: [
          { key: 'level', value: 'CRITICAL' },
          { key: 'team', value: 'blue' },
        ],
        events: [{ uuid: 'e1', name: 'Restart', source: { service: 'shop', serviceInstance: '' } }],
        snapshot: {
          expression: snapshot.expression,
          metrics: [
            {
              name: 'service_resp_time',
              results: [
                {
                  metric: { labels: [{ key: 'p', value: '50' }] },
                  values: [
                    { id: '1', value: '2000' },
                    { id: '2', value: null },
                  ],
                },
              ],
            },
          ],
        },
      },
    ],
  });
});

test('shows with a relation the events of both ends, and answers what was stored badly', async () => {
  const query = `query($d: Duration!) { r: queryAlarms(condition: {duration: $d, paging: {pageSize: 2}}) { msgs {
    name recoveryTime tags { key } events { uuid } snapshot { expression metrics { name } } } } }`;
  const empty = { expression: '', metrics: [] };
  assert.deepEqual(await read(await endpoint(), query, { d: minutes(0, 10) }), {
    msgs: [
      { name: 'bank', recoveryTime: null, tags: [], events: [{ uuid: 'e3' }], snapshot: empty },
      {
        name: 'shop to bank',
        recoveryTime: null,
        tags: [{ key: 'level' }, { key: 'team' }],
        events: [{ uuid: 'e1' }, { uuid: 'e3' }],
        snapshot: empty,
      },
    ],
  });
});

test('getAlarm finds by scope, words of the message and tags, newest first', async () => {
  assert.deepEqual(await getAlarm(''), all);
  assert.deepEqual(await getAlarm('scope: All'), all);
  assert.deepEqual(await getAlarm('scope: Service'), ['bank', 'shop']);
  assert.deepEqual(await getAlarm('scope: ServiceRelation'), ['shop to bank']);
  assert.deepEqual(await getAlarm('keyword: "slow"'), ['bank', 'shop']);
  assert.deepEqual(await getAlarm('keyword: ""'), all);
  assert.deepEqual(await getAlarm('tags: [{key: "level", value: "CRITICAL"}]'), [
    '/pay in shop',
    'shop',
  ]);
  assert.deepEqual(await getAlarm('tags: [{key: "level", value: "x"}]'), []);
});

test('queryAlarms finds by entity, layer, rules, words and tags', async () => {
  assert.deepEqual(await queryAlarms(''), all);
  assert.deepEqual(await queryAlarms('entities: [{serviceName: "shop"}]'), [
    'shop to bank',
    'shop',
  ]);
  assert.deepEqual(await queryAlarms('entities: [{serviceName: "bank", normal: true}]'), [
    'bank',
    'shop to bank',
  ]);
  assert.deepEqual(await queryAlarms('entities: [{serviceName: "bank", normal: false}]'), []);
  assert.deepEqual(
    await queryAlarms(
      'entities: [{serviceName: "shop", endpointName: "/pay"}, {serviceName: "bank"}]',
    ),
    ['bank', 'shop to bank', '/pay in shop'],
  );
  assert.deepEqual(
    await queryAlarms('entities: [{serviceName: "shop", destServiceName: "bank"}]'),
    ['shop to bank'],
  );
  assert.deepEqual(
    await queryAlarms('entities: [{serviceName: "bank", destServiceName: "shop"}]'),
    [],
  );
  assert.deepEqual(
    await queryAlarms('entities: [{scope: Service, serviceName: "shop", destServiceName: ""}]'),
    ['shop to bank', 'shop'],
  );
  assert.deepEqual(await queryAlarms('layer: "K8S_SERVICE"'), ['shop']);
  assert.deepEqual(await queryAlarms('ruleNames: ["fail_rule"]'), ['/pay in shop']);
  assert.deepEqual(await queryAlarms('ruleNames: ["fail_rule", "other_rule"]'), [
    'bank',
    '/pay in shop',
  ]);
  assert.deepEqual(await queryAlarms('ruleNames: [], keyword: "SHOP"'), ['shop to bank', 'shop']);
  assert.deepEqual(
    await queryAlarms('layer: "GENERAL", tags: [{key: "level", value: "WARNING"}]'),
    ['shop to bank'],
  );
});

test('an entity that names nobody is refused, and does not ask for the alarms of all', async () => {
  for (const entity of ['{}', '{endpointName: "/pay"}', '{scope: Endpoint, serviceName: "shop"}']) {
    const { errors } = await ask(
      await endpoint(),
      `query($d: Duration!) { r: queryAlarms(condition: {duration: $d, paging: {pageSize: 1}, entities: [${entity}]}) { msgs { name } } }`,
      { d: minutes(0, 10) },
    );
    assert.deepEqual(
      errors?.map(({ extensions }) => extensions),
      [{ code: 'QUERY_ALARM_ENTITY' }],
    );
  }
});

test('keeps to the window, and pages', async () => {
  const page = async (from: number, to: number, paging: string): Promise<unknown> => {
    const query = `query($d: Duration!) { r: queryAlarms(condition: {duration: $d, paging: ${paging}, keyword: "s"}) { msgs { name } } }`;
    const answer = await read(await endpoint(), query, { d: minutes(from, to) });
    return (answer as { msgs: { name: string }[] }).msgs.map(({ name }) => name);
  };
  assert.deepEqual(await page(2, 3, '{pageSize: 10}'), ['shop to bank', '/pay in shop']);
  assert.deepEqual(await page(0, 10, '{pageSize: 2, pageNum: 2}'), ['/pay in shop', 'shop']);
  assert.deepEqual(await page(0, 10, '{pageSize: 0}'), []);
  assert.deepEqual(await page(9, 5, '{pageSize: 10}'), []);
});

test('completes keys and values of the tags that can be searched', async () => {
  const tags = await endpoint();
  const d = minutes(0, 10);
  assert.deepEqual(
    await read(tags, 'query($d: Duration!) { r: queryAlarmTagAutocompleteKeys(duration: $d) }', {
      d,
    }),
    ['level'],
  );
  const values = (key: string): Promise<unknown> =>
    read(
      tags,
      `query($d: Duration!) { r: queryAlarmTagAutocompleteValues(tagKey: "${key}", duration: $d) }`,
      { d },
    );
  assert.deepEqual(await values('level'), ['CRITICAL', 'WARNING']);
  assert.deepEqual(await values('team'), []);
});

test('finds an alarm behind more others than one reading has', async () => {
  const store = await seededStore(new Seed());
  const others = Array.from({ length: queryLimits.alarmChunkRows + 1 }, (_, i) =>
    alarm(5, { uuid: `other-${i}`, scope: 1, id0: bank, name: 'bank', message: 'bank is slow' }),
  );
  const wanted = alarm(1, { scope: 1, id0: shop, name: 'shop', message: 'shop is slow' });
  await store.rows.writeRows({ records: [{ schema: alarmRecord, rows: [...others, wanted] }] });
  const query =
    'query($d: Duration!) { r: getAlarm(duration: $d, keyword: "SHOP", paging: {pageSize: 10}) { msgs { name } } }';
  assert.deepEqual(await read(endpointOver(store), query, { d: minutes(0, 10) }), {
    msgs: [{ name: 'shop' }],
  });
});

test('an event of a service stands beside its alarm, however much its instances had to tell', async () => {
  const store = await seededStore(new Seed());
  const event = (uuid: string, minute: number, keys: readonly string[]): StoredRecord => ({
    time: baseMs + minute * 60_000,
    uuid,
    startTime: baseMs + minute * 60_000,
    endTime: 0,
    isError: false,
    isPartial: false,
    keys: ['service=shop', 'layer=GENERAL', ...keys],
  });
  const ofInstances = Array.from({ length: queryLimits.alarmEventsMax + 1 }, (_, i) =>
    event(`pod-${i}`, 2, [`instance=shop-${i}`, 'name=Killing']),
  );
  await store.rows.writeRows({
    records: [
      { schema: alarmRecord, rows: [alarm(1, { scope: 1, id0: shop, name: 'shop' })] },
      { schema: eventRecord, rows: [event('deploy', 1, ['name=Upgrade']), ...ofInstances] },
    ],
  });
  const query =
    'query($d: Duration!) { r: getAlarm(duration: $d, paging: {pageSize: 10}) { msgs { events { uuid } } } }';
  assert.deepEqual(await read(endpointOver(store), query, { d: minutes(0, 10) }), {
    msgs: [{ events: [{ uuid: 'deploy' }] }],
  });
});
