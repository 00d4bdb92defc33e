import { encodeName } from '@stormpetrel/model';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EntityLimits, EntityRegistry } from './entity-registry.ts';

const few: EntityLimits = {
  servicesMax: 3,
  instancesPerServiceMax: 2,
  instancesMax: 4,
  endpointsPerServiceMax: 2,
  endpointsMax: 4,
  relationsMax: 2,
};

function idsOf(registry: EntityRegistry): string[] {
  return Array.from({ length: registry.dictionary.size }, (_, i) => registry.dictionary.id(i));
}

test('gives the same entity the same handle, and its id', () => {
  const registry = new EntityRegistry(few);
  const cart = registry.service('cart', true);
  const guessed = registry.service('cart', false);
  assert.equal(registry.service('cart', true), cart);
  const endpoint = registry.endpoint(cart, 'GET:/cart');
  const other = registry.endpoint(guessed, 'GET:/cart');
  assert.deepEqual(
    [cart, guessed, endpoint, registry.instance(cart, 'c1')].map((handle) => registry.id(handle)),
    ['Y2FydA==.1', 'Y2FydA==.0', 'Y2FydA==.1_R0VUOi9jYXJ0', 'Y2FydA==.1_YzE='],
  );
  assert.equal(
    registry.id(registry.endpointRelation(endpoint, other)),
    'Y2FydA==.1-R0VUOi9jYXJ0-Y2FydA==.0-R0VUOi9jYXJ0',
  );
  assert.equal(registry.id(registry.serviceRelation(cart, guessed)), 'Y2FydA==.1-Y2FydA==.0');
  assert.equal(registry.owner(endpoint), cart);
  assert.equal(registry.name(endpoint), 'GET:/cart');
});

test('keeps an instance and an endpoint of one name apart', () => {
  const registry = new EntityRegistry(few);
  const cart = registry.service('cart', true);
  assert.notEqual(registry.instance(cart, 'x'), registry.endpoint(cart, 'x'));
});

test('calls blank names _blank', () => {
  const registry = new EntityRegistry(few);
  const service = registry.service(' ', true);
  assert.equal(registry.name(service), '_blank');
  assert.equal(registry.service('', true), service);
  assert.equal(registry.name(registry.endpoint(service, '')), '_blank');
});

test('counts services past the limit under one', () => {
  const registry = new EntityRegistry(few);
  const handles = ['a', 'b', 'c', 'd', 'e'].map((name) => registry.service(name, true));
  assert.equal(handles[3], handles[4]);
  assert.equal(registry.name(handles[3] as number), '_overflow');
  assert.equal(registry.count('service'), 3);
  assert.equal(registry.overflows.service, 2);
  assert.equal(registry.service('a', true), handles[0]);
  assert.equal(registry.full, true);
});

test('counts members past the limit of their service, or of all, under one of the service', () => {
  const registry = new EntityRegistry(few);
  const [a, b, c] = ['a', 'b', 'c'].map((name) => registry.service(name, true)) as [
    number,
    number,
    number,
  ];
  const namesIn = (service: number): string[] =>
    ['/1', '/2', '/3', '/4'].map((name) => registry.name(registry.endpoint(service, name)));
  assert.deepEqual(namesIn(a), ['/1', '/2', '_abandoned', '_abandoned']);
  assert.deepEqual(namesIn(b), ['/1', '/2', '_abandoned', '_abandoned']);
  assert.deepEqual(namesIn(c), ['_abandoned', '_abandoned', '_abandoned', '_abandoned']);
  assert.deepEqual(
    ['i1', 'i2', 'i3'].map((name) => registry.name(registry.instance(a, name))),
    ['i1', 'i2', '_overflow'],
  );
  assert.equal(registry.count('endpoint'), 4);
  assert.equal(registry.overflows.endpoint, 8);
});

test('counts relations past the limit under that of the overflow services', () => {
  const registry = new EntityRegistry(few);
  const [a, b] = [registry.service('a', true), registry.service('b', true)];
  registry.serviceRelation(a, b);
  registry.serviceRelation(b, a);
  const overflow = registry.serviceRelation(a, a);
  assert.equal(registry.serviceRelation(b, b), overflow);
  const end = `${encodeName('_overflow')}.1`;
  assert.equal(registry.id(overflow), `${end}-${end}`);
  assert.equal(registry.overflows.serviceRelation, 2);
});

test('holds no more than its limits whatever comes', () => {
  const registry = new EntityRegistry(few);
  for (let i = 0; i < 5_000; i++) {
    const service = registry.service(`s${i}`, i % 2 === 0);
    const instance = registry.instance(service, `i${i}`);
    const endpoint = registry.endpoint(service, `/e${i}`);
    registry.serviceRelation(service, registry.service(`s${i + 1}`, true));
    registry.instanceRelation(instance, instance);
    registry.endpointRelation(endpoint, endpoint);
  }
  // Limits, two overflow services, and for each of five services two overflow members; three overflow relations.
  assert.ok(idsOf(registry).length <= 3 + 4 + 4 + 3 * 2 + 2 + 5 * 2 + 3);
});

test('starts anew under another generation, and leaves the old dictionary to those who write with it', () => {
  const registry = new EntityRegistry(few);
  for (const name of ['a', 'b', 'c']) registry.service(name, true);
  const before = registry.dictionary;
  registry.rotate();
  assert.equal(registry.full, false);
  assert.equal(registry.generation, before.generation + 1);
  assert.equal(registry.id(registry.service('d', true)), 'ZA==.1');
  assert.equal(before.id(0), 'YQ==.1');
  assert.equal(before.size, 3);
});
