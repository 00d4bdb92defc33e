import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Layer,
  endpointRelationId,
  encodeName,
  memberId,
  relationId,
  serviceId,
  topologyTables,
} from '@stormpetrel/model';
import { baseMs, endpointOver, minutes, read, seededStore } from '../../testing/ask.ts';
import { Seed } from '../../testing/seed.ts';

const { serviceClient, serviceServer, instanceClient, instanceServer, endpointServer } =
  topologyTables;
const user = serviceId('User', false);
const web = serviceId('web', true);
const cart = serviceId('cart', true);
const db = serviceId('db:1', false);
const queue = serviceId('kafka:9092', false);
const address = serviceId('cart.svc:80', true);
const stranger = serviceId('stranger', true);

const instance = { web: memberId(web, 'w-1'), cart: memberId(cart, 'c-1') };
const minute = (count: number): number => baseMs + count * 60_000;
const general = { name: 'GENERAL', id: Layer.GENERAL };

/** User → web → cart → db, cart → kafka → web, and web → an address that nobody was known behind at first. */
const endpoint = endpointOver(
  await seededStore(
    new Seed()
      .service('web', general, baseMs)
      .service('cart', general, baseMs)
      .service('db:1', { name: 'VIRTUAL_DATABASE', id: Layer.VIRTUAL_DATABASE }, baseMs)
      .relation(serviceServer, relationId(user, web), minute(0), 1, 5)
      .relation(serviceServer, relationId(user, web), minute(1), 14)
      .relation(serviceClient, relationId(web, cart), minute(0), 2)
      .relation(serviceServer, relationId(web, cart), minute(0), 14)
      .relation(serviceClient, relationId(cart, db), minute(0), 33)
      .relation(serviceClient, relationId(cart, queue), minute(0), 40)
      .relation(serviceServer, relationId(queue, web), minute(0), 41)
      .relation(serviceClient, relationId(web, address), minute(30), 2)
      .relation(serviceClient, relationId(web, stranger), minute(20), 2)
      .relation(instanceClient, relationId(instance.web, instance.cart), minute(0), 2)
      .relation(instanceServer, relationId(instance.web, instance.cart), minute(0), 14)
      .relation(instanceClient, relationId(instance.cart, memberId(db, 'db:1')), minute(0), 33)
      .relation(endpointServer, endpointRelationId(user, 'User', web, '/'), minute(0), 1)
      .relation(endpointServer, endpointRelationId(web, '/', cart, '/pay'), minute(0), 14)
      .relation(endpointServer, endpointRelationId(cart, '/pay', web, '/back'), minute(0), 14)
      .metadata({
        kind: 'alias',
        id: encodeName('cart.svc:80'),
        owner: '',
        fields: { address: 'cart.svc:80', serviceId: cart, instanceId: instance.cart },
        seenMs: minute(55),
      })
      .metadata({
        kind: 'alias',
        id: encodeName('stranger'),
        owner: '',
        fields: { address: 'stranger', serviceId: cart, instanceId: instance.cart },
        seenMs: minute(49),
      }),
  ),
);

const shape =
  '{nodes{id name type isReal layers} calls{id source target sourceComponents targetComponents detectPoints}}';

interface Topology {
  readonly nodes: readonly { readonly name: string; readonly type: string | null }[];
  readonly calls: readonly {
    readonly sourceComponents: readonly string[];
    readonly targetComponents: readonly string[];
    readonly detectPoints: readonly string[];
    readonly id: string;
  }[];
}

async function map(field: string, from = 0, to = 5): Promise<Topology> {
  const query = `query($d:Duration!){r:${field}${shape}}`;
  return (await read(endpoint, query, { d: minutes(from, to) })) as Topology;
}

function types({ nodes }: Topology): Record<string, string | null> {
  return Object.fromEntries(nodes.map(({ name, type }) => [name, type]));
}

function callIds({ calls }: Topology): string[] {
  return calls.map(({ id }) => id).toSorted();
}

test('draws a call with what both sides saw of it', async () => {
  const topology = await map(`getServiceTopology(serviceId:"${db}",duration:$d)`);
  assert.deepEqual(topology, {
    nodes: [
      { id: cart, name: 'cart', type: 'SpringMVC', isReal: true, layers: ['GENERAL'] },
      { id: db, name: 'db:1', type: 'Mysql', isReal: false, layers: ['VIRTUAL_DATABASE'] },
    ],
    calls: [
      {
        id: `${cart}-${db}`,
        source: cart,
        target: db,
        sourceComponents: ['mysql-connector-java'],
        targetComponents: [],
        detectPoints: ['CLIENT'],
      },
    ],
  });
  const { calls } = await map('getGlobalTopology(duration:$d)');
  const call = calls.find(({ id }) => id === `${web}-${cart}`);
  assert.deepEqual(call, {
    id: `${web}-${cart}`,
    source: web,
    target: cart,
    sourceComponents: ['HttpClient'],
    targetComponents: ['SpringMVC'],
    detectPoints: ['CLIENT', 'SERVER'],
  });
});

test('names each node after the component of highest priority, guessed ones after their server', async () => {
  const topology = await map('getGlobalTopology(duration:$d)');
  assert.deepEqual(types(topology), {
    User: 'USER',
    web: 'SpringMVC',
    cart: 'SpringMVC',
    'db:1': 'Mysql',
    'kafka:9092': 'Kafka',
  });
  const entry = topology.calls.find(({ id }) => id === `${user}-${web}`);
  assert.deepEqual(entry?.targetComponents.toSorted(), ['SpringMVC', 'Tomcat']);
});

test('keeps to the window', async () => {
  assert.deepEqual(callIds(await map('getGlobalTopology(duration:$d)', 1, 1)), [`${user}-${web}`]);
  assert.deepEqual(await map('getGlobalTopology(duration:$d)', 2, 3), { nodes: [], calls: [] });
  assert.deepEqual(await map('getGlobalTopology(duration:$d)', 5, 0), { nodes: [], calls: [] });
});

test('draws a service with its neighbours, and layers by their services', async () => {
  const around = [`${cart}-${db}`, `${cart}-${queue}`, `${web}-${cart}`].toSorted();
  const byId = `getServiceTopology(serviceId:"${cart}",duration:$d)`;
  const byName = 'getServiceTopologyByName(service:{serviceName:"cart"},duration:$d)';
  assert.deepEqual(callIds(await map(byId)), around);
  assert.deepEqual(callIds(await map(byName)), around);
  const layer = (name: string): Promise<Topology> =>
    map(`getGlobalTopology(duration:$d,layer:"${name}")`);
  assert.deepEqual(callIds(await layer('VIRTUAL_DATABASE')), [`${cart}-${db}`]);
  assert.deepEqual(await layer('MESH'), { nodes: [], calls: [] });
  const both = `getServicesTopology(serviceIds:["${db}","${queue}"],duration:$d)`;
  assert.deepEqual(
    callIds(await map(both)),
    [`${cart}-${db}`, `${cart}-${queue}`, `${queue}-${web}`].toSorted(),
  );
  const named =
    'getServicesTopologyByNames(services:[{serviceName:"db:1",layer:"VIRTUAL_DATABASE"}],duration:$d)';
  assert.deepEqual(callIds(await map(named)), [`${cart}-${db}`]);
  const none = 'getServicesTopology(serviceIds:[],duration:$d)';
  assert.deepEqual(await map(none), { nodes: [], calls: [] });
});

test('tells the type of a caller that is on the map only as such', async () => {
  const topology = await map(`getServiceTopology(serviceId:"${cart}",duration:$d)`);
  assert.equal(types(topology)['web'], 'SpringMVC');
});

test('draws an address as the service that was lately seen behind it', async () => {
  assert.deepEqual(callIds(await map('getGlobalTopology(duration:$d)', 30, 30)), [
    `${web}-${cart}`,
  ]);
  const stale = await map('getGlobalTopology(duration:$d)', 20, 20);
  assert.deepEqual(types(stale), { web: null, stranger: null });
});

const memberShape =
  '{nodes{id name serviceId serviceName type isReal} calls{id source target sourceComponents targetComponents detectPoints}}';

test('draws instances of two services, whichever calls the other', async () => {
  const query = (a: string, b: string): Promise<unknown> =>
    read(
      endpoint,
      `query($d:Duration!){r:getServiceInstanceTopology(clientServiceId:"${a}",serverServiceId:"${b}",duration:$d)${memberShape}}`,
      { d: minutes(0, 5) },
    );
  const expected = {
    nodes: [
      { id: instance.web, name: 'w-1', serviceId: web, serviceName: 'web', type: '', isReal: true },
      {
        id: instance.cart,
        name: 'c-1',
        serviceId: cart,
        serviceName: 'cart',
        type: '',
        isReal: true,
      },
    ],
    calls: [
      {
        id: `${instance.web}-${instance.cart}`,
        source: instance.web,
        target: instance.cart,
        sourceComponents: [],
        targetComponents: [],
        detectPoints: ['CLIENT', 'SERVER'],
      },
    ],
  };
  assert.deepEqual(await query(web, cart), expected);
  assert.deepEqual(await query(cart, web), expected);
  assert.deepEqual(await query(web, db), { nodes: [], calls: [] });
  const named =
    'getServiceInstanceTopologyByName(clientService:{serviceName:"web"},serverService:{serviceName:"cart"},duration:$d)';
  const byName = await read(endpoint, `query($d:Duration!){r:${named}${memberShape}}`, {
    d: minutes(0, 5),
  });
  assert.deepEqual(byName, expected);
});

test('draws an endpoint with those that call it and those that it leads to', async () => {
  const ask = (field: string, fields: string): Promise<unknown> =>
    read(endpoint, `query($d:Duration!){r:${field}${fields}}`, { d: minutes(0, 5) });
  const root = memberId(web, '/');
  const pay = memberId(cart, '/pay');
  const userEnd = memberId(user, 'User');
  const calls = [
    [`${user}-${encodeName('User')}-${web}-${encodeName('/')}`, userEnd, root],
    [`${web}-${encodeName('/')}-${cart}-${encodeName('/pay')}`, root, pay],
  ].map(([id, source, target]) => ({ id, source, target, detectPoints: ['SERVER'] }));
  const names = ['User', '/', '/pay'];
  const fields = '{nodes{name isReal} calls{id source target detectPoints}}';
  const byId = await ask(`getEndpointDependencies(endpointId:"${root}",duration:$d)`, fields);
  const real = names.map((name) => ({ name, isReal: name !== 'User' }));
  assert.deepEqual(byId, { nodes: real, calls });
  const named =
    'getEndpointDependenciesByName(endpoint:{serviceName:"web",endpointName:"/"},duration:$d)';
  assert.deepEqual(await ask(named, fields), { nodes: real, calls });
  const old = await ask(`getEndpointTopology(endpointId:"${root}",duration:$d)`, fields);
  assert.deepEqual(old, { nodes: names.map((name) => ({ name, isReal: true })), calls });
});

test('has an empty map of processes', async () => {
  const query =
    'query($d:Duration!){r:getProcessTopology(serviceInstanceId:"x",duration:$d){nodes{id} calls{id}}}';
  assert.deepEqual(await read(endpoint, query, { d: minutes(0, 1) }), { nodes: [], calls: [] });
  const named =
    'query($d:Duration!){r:getProcessTopologyByName(instance:{serviceName:"web",instanceName:"w-1"},duration:$d){nodes{id} calls{id}}}';
  assert.deepEqual(await read(endpoint, named, { d: minutes(0, 1) }), { nodes: [], calls: [] });
});
