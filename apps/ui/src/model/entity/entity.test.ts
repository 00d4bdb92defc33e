import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { childIdOf, parseEntityId, serviceIdOf } from './entity.ts';

test('reads the names in an id', () => {
  assert.deepEqual(parseEntityId('Z2F0ZXdheQ==.1'), {
    serviceId: 'Z2F0ZXdheQ==.1',
    serviceName: 'gateway',
    normal: true,
    name: undefined,
  });
  assert.deepEqual(parseEntityId(childIdOf(serviceIdOf('订单服务', false), 'GET:/订单')), {
    serviceId: serviceIdOf('订单服务', false),
    serviceName: '订单服务',
    normal: false,
    name: 'GET:/订单',
  });
});

test('reads back every name', () => {
  const names = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(names, names, fc.boolean(), (service, child, normal) => {
      const parsed = parseEntityId(childIdOf(serviceIdOf(service, normal), child));
      assert.deepEqual(
        [parsed?.serviceName, parsed?.name, parsed?.normal],
        [service, child, normal],
      );
    }),
  );
});

test('finds nothing in what is no id, and never throws', () => {
  for (const text of ['', 'gateway', 'Z2F0.2', '====.1', 'gA==.1'])
    assert.equal(parseEntityId(text), undefined, text);
  fc.assert(fc.property(fc.string(), (text) => void parseEntityId(text)));
});
