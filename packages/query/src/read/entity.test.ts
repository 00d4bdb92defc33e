import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EntityInput, findEntityId, findOwner } from './entity.ts';

const cart = 'Y2FydA==.1';
const database = 'ZGI=.0';

const pair: EntityInput = {
  serviceName: 'cart',
  normal: true,
  serviceInstanceName: 'c-1',
  endpointName: '/pay',
  processName: 'java',
  destServiceName: 'db',
  destNormal: false,
  destServiceInstanceName: 'db-1',
  destEndpointName: 'select',
  destProcessName: 'mysqld',
};

test('builds the id that the scope needs from the names that are there', () => {
  const scopes = [
    'Service',
    'ServiceInstance',
    'Endpoint',
    'ServiceRelation',
    'ServiceInstanceRelation',
    'EndpointRelation',
  ] as const;
  assert.deepEqual(
    scopes.map((scope) => findEntityId(pair, scope)),
    [
      cart,
      `${cart}_Yy0x`,
      `${cart}_L3BheQ==`,
      `${cart}-${database}`,
      `${cart}_Yy0x-${database}_ZGItMQ==`,
      `${cart}-L3BheQ==-${database}-c2VsZWN0`,
    ],
  );
  assert.match(findEntityId(pair, 'Process') ?? '', /^[0-9a-f]{64}$/);
  assert.match(findEntityId(pair, 'ProcessRelation') ?? '', /^[0-9a-f]{64}-[0-9a-f]{64}$/);
});

test('takes an empty name for one that is left out, as swctl sends it', () => {
  const entity = { ...pair, endpointName: '', destServiceName: '', serviceInstanceName: null };
  assert.equal(findEntityId(entity, 'Service'), cart);
  assert.equal(findEntityId(entity, 'Endpoint'), undefined);
  assert.equal(findEntityId(entity, 'ServiceInstance'), undefined);
  assert.equal(findEntityId(entity, 'ServiceRelation'), undefined);
  assert.equal(findEntityId(entity, 'EndpointRelation'), undefined);
});

test('finds no entity where it is not said whether the service is a guessed one', () => {
  assert.equal(findEntityId({ serviceName: 'cart' }, 'Service'), undefined);
  assert.equal(findEntityId({ ...pair, destNormal: null }, 'ServiceRelation'), undefined);
  assert.equal(findEntityId({}, 'Service'), undefined);
  assert.equal(findEntityId(pair, 'All'), undefined);
});

test('reads whose value a ranked id is', () => {
  const service = { serviceId: cart, serviceName: 'cart', normal: true };
  const member = { ...service, memberId: `${cart}_L3BheQ==`, memberName: '/pay' };
  assert.deepEqual(findOwner(cart, 'Service'), service);
  assert.deepEqual(findOwner(`${cart}_L3BheQ==`, 'Endpoint'), member);
  assert.equal(findOwner('nonsense', 'Service'), undefined);
  assert.equal(findOwner('nonsense', 'Endpoint'), undefined);
  assert.equal(findOwner(`${cart}-${database}`, 'ServiceRelation'), undefined);
});
