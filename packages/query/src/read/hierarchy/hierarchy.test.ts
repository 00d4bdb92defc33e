import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hierarchy } from '@stormpetrel/language/hierarchy';
import { compileHierarchy } from '@stormpetrel/language/hierarchy/compiler';
import { Layer, type LayerName, serviceId } from '@stormpetrel/model';
import { Seed } from '../../testing/seed.ts';
import { baseMs, seededStore } from '../../testing/ask.ts';
import { readServiceHierarchy } from './hierarchy.ts';
import { MetadataReader } from '../metadata/metadata-reader.ts';

async function relationsOf(
  services: readonly (readonly [name: string, layer: LayerName])[],
  name: string,
  layer: LayerName,
  hierarchy?: Hierarchy,
): Promise<string[]> {
  const seed = new Seed();
  for (const [service, of] of services) seed.service(service, { name: of, id: Layer[of] }, baseMs);
  const store = await seededStore(seed);
  const id = serviceId(name, !layer.startsWith('VIRTUAL'));
  const relations = await readServiceHierarchy(new MetadataReader(store, hierarchy), id, layer);
  return relations.map(
    ({ upperService, lowerService }) =>
      `${upperService.layer} ${upperService.name} > ${lowerService.layer} ${lowerService.name}`,
  );
}

test('finds a traced service on the Kubernetes service of its name', async () => {
  const services = [
    ['cart', 'GENERAL'],
    ['cart.shop', 'K8S_SERVICE'],
    ['other.shop', 'K8S_SERVICE'],
    // Without a namespace it is not known to be the same.
    ['cart', 'K8S_SERVICE'],
  ] as const;
  const expected = ['GENERAL cart > K8S_SERVICE cart.shop'];
  assert.deepEqual(await relationsOf(services, 'cart', 'GENERAL'), expected);
  assert.deepEqual(await relationsOf(services, 'cart.shop', 'K8S_SERVICE'), expected);
});

test('finds a guessed database on a monitored one and that on Kubernetes, leaving out what follows', async () => {
  const services = [
    ['mysql.data.svc.cluster.local:3306', 'VIRTUAL_DATABASE'],
    ['mysql.data', 'MYSQL'],
    ['mysql.data', 'K8S_SERVICE'],
  ] as const;
  assert.deepEqual(
    await relationsOf(services, 'mysql.data.svc.cluster.local:3306', 'VIRTUAL_DATABASE'),
    [
      'VIRTUAL_DATABASE mysql.data.svc.cluster.local:3306 > MYSQL mysql.data',
      'MYSQL mysql.data > K8S_SERVICE mysql.data',
    ],
  );
  const mesh = [
    ['cart', 'MESH'],
    ['cart', 'MESH_DP'],
    ['cart', 'K8S_SERVICE'],
  ] as const;
  assert.deepEqual(await relationsOf(mesh, 'cart', 'MESH'), [
    'MESH cart > MESH_DP cart',
    'MESH_DP cart > K8S_SERVICE cart',
  ]);
});

test('has nothing to say about a service that is not in the layer', async () => {
  assert.deepEqual(await relationsOf([['cart', 'GENERAL']], 'cart', 'MESH'), []);
  assert.deepEqual(await relationsOf([], 'cart', 'GENERAL'), []);
});

test('goes by other rules where there are some', async () => {
  const services = [
    ['cart', 'GENERAL'],
    ['cart.shop', 'K8S_SERVICE'],
    ['k8s/cart', 'K8S_SERVICE'],
  ] as const;
  const { hierarchy, problems } = compileHierarchy(
    'own.rules',
    `rule prefixed: "k8s/" + upper.name == lower.name;
     layer GENERAL at 1 above K8S_SERVICE by prefixed;
     layer K8S_SERVICE at 0;`,
  );
  assert.equal(problems, '');
  const expected = ['GENERAL cart > K8S_SERVICE k8s/cart'];
  assert.deepEqual(await relationsOf(services, 'cart', 'GENERAL', hierarchy), expected);
  assert.deepEqual(await relationsOf(services, 'k8s/cart', 'K8S_SERVICE', hierarchy), expected);
  assert.deepEqual(await relationsOf(services, 'cart.shop', 'K8S_SERVICE', hierarchy), []);
  const nothing = { levels: [], matches: [] };
  assert.deepEqual(await relationsOf(services, 'cart', 'GENERAL', nothing), []);
});
