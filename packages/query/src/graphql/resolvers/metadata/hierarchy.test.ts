import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Telemetry } from '@stormpetrel/base';
import { compileHierarchy } from '@stormpetrel/language/hierarchy/compiler';
import { Layer, memberId, serviceId } from '@stormpetrel/model';
import { ask, baseMs, endpointOver, read, seededStore } from '../../../testing/ask.ts';
import { Seed } from '../../../testing/seed.ts';

const cart = serviceId('cart', true);
const pod = serviceId('cart.shop', true);

function instance(owner: string, name: string, properties: object) {
  const fields = { name, serviceId: owner, properties: JSON.stringify(properties) };
  const id = memberId(owner, name);
  return { kind: 'instance', id, owner, fields, seenMs: baseMs } as const;
}

const endpoint = endpointOver(
  await seededStore(
    new Seed()
      .service('cart', { name: 'GENERAL', id: Layer.GENERAL }, baseMs)
      .service('cart.shop', { name: 'K8S_SERVICE', id: Layer.K8S_SERVICE }, baseMs)
      .metadata(instance(cart, 'c-1', { hostname: 'pod-7' }))
      .metadata(instance(cart, 'c-2', {}))
      .metadata(instance(pod, 'pod-7', {}))
      .metadata(instance(cart, 'c-3', { hostname: 'host-3' }))
      .metadata(instance(pod, 'pod-9', { Pod: 'host-3' })),
  ),
);

const service = (id: string, name: string, layer: string) => ({ id, name, layer, normal: true });

test('shows a service in the layer that it runs on', async () => {
  const query = `{r:getServiceHierarchy(serviceId:"${cart}",layer:"GENERAL"){relations{upperService{id name layer normal} lowerService{id name layer normal}}}}`;
  assert.deepEqual(await read(endpoint, query), {
    relations: [
      {
        upperService: service(cart, 'cart', 'GENERAL'),
        lowerService: service(pod, 'cart.shop', 'K8S_SERVICE'),
      },
    ],
  });
});

test('shows an instance as the pod of its host name, from either side', async () => {
  const find = (id: string, layer: string): Promise<unknown> =>
    read(
      endpoint,
      `{r:getInstanceHierarchy(instanceId:"${id}",layer:"${layer}"){relations{upperInstance{id name serviceId serviceName layer normal} lowerInstance{id name serviceId serviceName layer normal}}}}`,
    );
  const expected = {
    relations: [
      {
        upperInstance: {
          ...service(memberId(cart, 'c-1'), 'c-1', 'GENERAL'),
          serviceId: cart,
          serviceName: 'cart',
        },
        lowerInstance: {
          ...service(memberId(pod, 'pod-7'), 'pod-7', 'K8S_SERVICE'),
          serviceId: pod,
          serviceName: 'cart.shop',
        },
      },
    ],
  };
  assert.deepEqual(await find(memberId(cart, 'c-1'), 'GENERAL'), expected);
  assert.deepEqual(await find(memberId(pod, 'pod-7'), 'K8S_SERVICE'), expected);
  assert.deepEqual(await find(memberId(cart, 'c-2'), 'GENERAL'), { relations: [] });
  assert.deepEqual(await find('nonsense', 'GENERAL'), { relations: [] });
  const { relations } = (await find(memberId(cart, 'c-3'), 'GENERAL')) as {
    readonly relations: readonly { readonly lowerInstance: { readonly name: string } }[];
  };
  assert.deepEqual(
    relations.map(({ lowerInstance }) => lowerInstance.name),
    ['pod-9'],
  );
});

test('refuses a layer that does not exist', async () => {
  const { errors } = await ask(
    endpoint,
    '{getServiceHierarchy(serviceId:"x",layer:"NOPE"){relations{__typename}}}',
  );
  assert.deepEqual(errors?.[0]?.extensions, { code: 'QUERY_LAYER_UNKNOWN' });
});

test('tells how high each layer of the hierarchy stands', async () => {
  const levels = (await read(endpoint, '{r:listLayerLevels{layer level}}')) as readonly {
    readonly layer: string;
    readonly level: number;
  }[];
  const layersAt = (level: number): string[] =>
    levels
      .filter((each) => each.level === level)
      .map(({ layer }) => layer)
      .toSorted();
  assert.deepEqual([0, 1, 2, 3].map(layersAt), [
    ['K8S_SERVICE'],
    ['CILIUM_SERVICE', 'MESH_DP'],
    [
      'ACTIVEMQ',
      'AIRFLOW',
      'APISIX',
      'CLICKHOUSE',
      'KAFKA',
      'KONG',
      'MYSQL',
      'NGINX',
      'POSTGRESQL',
      'PULSAR',
      'RABBITMQ',
      'ROCKETMQ',
    ],
    ['GENERAL', 'MESH', 'SO11Y_OAP', 'VIRTUAL_DATABASE', 'VIRTUAL_MQ'],
  ]);
});

test('tells the levels of other rules where there are some', async () => {
  const { hierarchy } = compileHierarchy(
    'own.rules',
    'rule name: upper.name == lower.name; layer MESH at 1 above K8S_SERVICE by name; layer K8S_SERVICE at 0;',
  );
  assert.ok(hierarchy !== undefined);
  const store = await seededStore(new Seed());
  const own = endpointOver(store, new Telemetry(), { hierarchy });
  assert.deepEqual(await read(own, '{r:listLayerLevels{layer level}}'), [
    { layer: 'MESH', level: 1 },
    { layer: 'K8S_SERVICE', level: 0 },
  ]);
});
