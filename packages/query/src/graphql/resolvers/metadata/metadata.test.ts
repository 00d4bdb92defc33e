import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Layer, memberId, serviceId, topologyTables } from '@stormpetrel/model';
import { baseMs, ask, endpointOver, minutes, read, seededStore } from '../../../testing/ask.ts';
import { Seed } from '../../../testing/seed.ts';

const general = { name: 'GENERAL', id: Layer.GENERAL };
const linux = { name: 'OS_LINUX', id: Layer.OS_LINUX };
const database = { name: 'VIRTUAL_DATABASE', id: Layer.VIRTUAL_DATABASE };
const browser = { name: 'BROWSER', id: Layer.BROWSER };

const cart = serviceId('web::cart', true);
const db = serviceId('db:3306', false);
const minuteMs = 60_000;

function member(kind: 'instance' | 'endpoint', owner: string, name: string, seenMs: number) {
  const id = memberId(owner, name);
  return { kind, id, owner, fields: { name, serviceId: owner }, seenMs } as const;
}

const properties = JSON.stringify({ language: 'Java', 'OS Name': 'Linux', ipv4s: '10.0.0.1' });

const endpoint = endpointOver(
  await seededStore(
    new Seed()
      .service('web::cart', general, baseMs)
      .service('web::cart', linux, baseMs)
      .service('db:3306', database, baseMs)
      .service('shop-page', browser, baseMs)
      .metadata(member('instance', cart, 'c-1', baseMs))
      .metadata({
        ...member('instance', cart, 'c-1', baseMs + minuteMs),
        fields: { properties, layer: 'GENERAL' },
      })
      .metadata(member('instance', cart, 'c-2', baseMs + 30 * minuteMs))
      .metadata(member('endpoint', cart, 'GET:/books', baseMs))
      .metadata(member('endpoint', cart, 'POST:/books', baseMs + 5 * minuteMs))
      .metadata(member('endpoint', cart, 'GET:/cover', baseMs))
      .metadata(member('endpoint', serviceId('other', true), 'GET:/books', baseMs))
      .relation(topologyTables.serviceClient, `${cart}-${db}`, baseMs, 33),
  ),
);

const serviceFields = '{id name group shortName layers normal}';
const cartView = {
  id: cart,
  name: 'web::cart',
  group: 'web',
  shortName: 'cart',
  layers: ['GENERAL', 'OS_LINUX'],
  normal: true,
};
const dbView = {
  id: db,
  name: 'db:3306',
  group: '',
  shortName: 'db:3306',
  layers: ['VIRTUAL_DATABASE'],
  normal: false,
};
const pageView = {
  id: serviceId('shop-page', true),
  name: 'shop-page',
  group: '',
  shortName: 'shop-page',
  layers: ['BROWSER'],
  normal: true,
};

test('lists layers that have services, and services once with all their layers', async () => {
  assert.deepEqual(await read(endpoint, '{r:listLayers}'), [
    'BROWSER',
    'GENERAL',
    'OS_LINUX',
    'VIRTUAL_DATABASE',
  ]);
  const all = await read(endpoint, `{r:listServices${serviceFields}}`);
  assert.deepEqual(all, [dbView, pageView, cartView]);
});

test('narrows services by layer, group, word and browser', async () => {
  const list = (field: string): Promise<unknown> =>
    read(endpoint, `query($d:Duration!){r:${field}{name}}`, { d: minutes(0, 5) });
  const layer = (name: string): Promise<unknown> =>
    read(endpoint, `{r:listServices(layer:"${name}"){name}}`);
  assert.deepEqual(await layer('OS_LINUX'), [{ name: 'web::cart' }]);
  assert.deepEqual(await layer('NOPE'), []);
  assert.deepEqual(await list('getAllServices(duration:$d,group:"web")'), [{ name: 'web::cart' }]);
  assert.deepEqual(await list('searchServices(duration:$d,keyword:"3306")'), [{ name: 'db:3306' }]);
  assert.deepEqual(await list('getAllBrowserServices(duration:$d)'), [{ name: 'shop-page' }]);
  assert.deepEqual(await list('searchBrowserServices(duration:$d,keyword:"x")'), []);
});

test('finds a service by id, and a normal one by name', async () => {
  const byId = (id: string): Promise<unknown> =>
    read(endpoint, `{r:getService(serviceId:"${id}")${serviceFields}}`);
  assert.deepEqual(await byId(db), dbView);
  assert.deepEqual(await byId('bm9ib2R5.1'), null);
  const byName = (field: string): Promise<unknown> =>
    read(endpoint, `{r:${field}${serviceFields}}`);
  assert.deepEqual(await byName('findService(serviceName:"web::cart")'), cartView);
  assert.deepEqual(await byName('findService(serviceName:"db:3306")'), null);
  assert.deepEqual(await byName('searchService(serviceCode:"web::cart")'), cartView);
  assert.deepEqual(await byName('searchBrowserService(serviceCode:"shop-page")'), pageView);
});

const instanceFields = '{id name language instanceUUID attributes{name value}}';
const firstInstance = {
  id: memberId(cart, 'c-1'),
  name: 'c-1',
  language: 'JAVA',
  instanceUUID: memberId(cart, 'c-1'),
  attributes: [
    { name: 'OS Name', value: 'Linux' },
    { name: 'ipv4s', value: '10.0.0.1' },
  ],
};
const secondInstance = {
  id: memberId(cart, 'c-2'),
  name: 'c-2',
  language: 'UNKNOWN',
  instanceUUID: memberId(cart, 'c-2'),
  attributes: [],
};

test('lists instances seen in the window, with what they told of themselves', async () => {
  const list = (from: number, to: number): Promise<unknown> =>
    read(
      endpoint,
      `query($d:Duration!,$s:ID!){r:listInstances(duration:$d,serviceId:$s)${instanceFields}}`,
      { d: minutes(from, to), s: cart },
    );
  assert.deepEqual(await list(0, 5), [firstInstance]);
  assert.deepEqual(await list(0, 30), [firstInstance, secondInstance]);
  assert.deepEqual(await list(-10, -1), []);
  assert.deepEqual(await list(30, 0), []);
  const named = await read(
    endpoint,
    `query($d:Duration!){r:listInstancesByName(duration:$d,service:{serviceName:"web::cart",layer:"GENERAL"})${instanceFields}}`,
    { d: minutes(30, 30) },
  );
  assert.deepEqual(named, [secondInstance]);
  const old = await read(
    endpoint,
    `query($d:Duration!,$s:ID!){r:getServiceInstances(duration:$d,serviceId:$s)${instanceFields}}`,
    { d: minutes(30, 30), s: cart },
  );
  assert.deepEqual(old, [secondInstance]);
  const one = await read(
    endpoint,
    `{r:getInstance(instanceId:"${memberId(cart, 'c-1')}")${instanceFields}}`,
  );
  assert.deepEqual(one, firstInstance);
  assert.deepEqual(await read(endpoint, '{r:getInstance(instanceId:"x"){id}}'), null);
});

test('finds endpoints by part of the name, window and limit', async () => {
  const find = (rest: string, d?: object): Promise<unknown> =>
    read(
      endpoint,
      `query($d:Duration){r:findEndpoint(serviceId:"${cart}",${rest},duration:$d){name}}`,
      {
        d,
      },
    );
  const named = (...names: readonly string[]) => names.map((name) => ({ name }));
  assert.deepEqual(
    await find('keyword:"",limit:10'),
    named('GET:/books', 'GET:/cover', 'POST:/books'),
  );
  assert.deepEqual(await find('keyword:"get:",limit:10'), named('GET:/books', 'GET:/cover'));
  assert.deepEqual(await find('keyword:"cover",limit:1'), named('GET:/cover'));
  assert.equal(((await find('limit:2')) as readonly unknown[]).length, 2);
  assert.deepEqual(await find('limit:0'), []);
  assert.deepEqual(await find('keyword:"books",limit:10', minutes(0, 1)), named('GET:/books'));
  assert.deepEqual(await find('limit:10', minutes(-9, -1)), []);
  const byName = 'findEndpointByName(service:{serviceName:"web::cart"},keyword:"cover",limit:5)';
  assert.deepEqual(await read(endpoint, `{r:${byName}{id name}}`), [
    { id: memberId(cart, 'GET:/cover'), name: 'GET:/cover' },
  ]);
  const old = `searchEndpoint(serviceId:"${cart}",keyword:"books",limit:1)`;
  assert.deepEqual(await read(endpoint, `{r:${old}{name}}`), named('GET:/books'));
});

test('reads what an endpoint id says without looking for it', async () => {
  const info = (id: string): Promise<unknown> =>
    read(endpoint, `{r:getEndpointInfo(endpointId:"${id}"){id name serviceId serviceName}}`);
  const id = memberId(cart, 'GET:/never');
  assert.deepEqual(await info(id), {
    id,
    name: 'GET:/never',
    serviceId: cart,
    serviceName: 'web::cart',
  });
  assert.deepEqual(await info('nonsense'), null);
});

test('tells the kind of a database from the calls to it', async () => {
  const list = (from: number): Promise<unknown> =>
    read(endpoint, 'query($d:Duration!){r:getAllDatabases(duration:$d){id name type}}', {
      d: minutes(from, from),
    });
  assert.deepEqual(await list(0), [{ id: db, name: 'db:3306', type: 'Mysql' }]);
  assert.deepEqual(await list(7), [{ id: db, name: 'db:3306', type: 'Unknown' }]);
});

test('knows that there are no processes', async () => {
  const { data } = await ask(
    endpoint,
    `query($d:Duration!){a:listProcesses(duration:$d,instanceId:"x"){id}
      b:getProcess(processId:"x"){id} c:estimateProcessScale(serviceId:"x",labels:[])}`,
    { d: minutes(0, 1) },
  );
  assert.deepEqual(data, { a: [], b: null, c: 0 });
});

test('tells how long data is kept, and that nothing goes to cold storage', async () => {
  const { data } = await ask(
    endpoint,
    `{getRecordsTTL{normal trace zipkinTrace log browserErrorLog coldNormal coldTrace coldZipkinTrace coldLog coldBrowserErrorLog}
      getMetricsTTL{metadata minute hour day coldMinute coldHour coldDay}}`,
  );
  assert.deepEqual(data, {
    getRecordsTTL: {
      normal: 3,
      trace: 4,
      zipkinTrace: 4,
      log: 3,
      browserErrorLog: 3,
      coldNormal: -1,
      coldTrace: -1,
      coldZipkinTrace: -1,
      coldLog: -1,
      coldBrowserErrorLog: -1,
    },
    getMetricsTTL: {
      metadata: 15,
      minute: 7,
      hour: 16,
      day: 17,
      coldMinute: -1,
      coldHour: -1,
      coldDay: -1,
    },
  });
});

test('tells its clock and time zone', async () => {
  const info = await read(endpoint, '{r:getTimeInfo{timezone currentTimestamp}}');
  const offset = -new Date(baseMs).getTimezoneOffset();
  const expected = `${offset < 0 ? '-' : '+'}${String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0')}${String(Math.abs(offset) % 60).padStart(2, '0')}`;
  assert.deepEqual(info, { timezone: expected, currentTimestamp: baseMs + 60 * minuteMs });
});
