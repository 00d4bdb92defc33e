import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointRelationId, memberId, relationId, serviceId } from '@stormpetrel/model';
import { entityEnds } from './entity-ends.ts';

const [a, b] = [serviceId('a', true), serviceId('b', false)];

test('a relation ends in what it relates, and in the services of that', () => {
  const check = (id: string, expected: readonly string[]): void => {
    assert.deepEqual(entityEnds(id), expected);
  };
  check(a, []);
  check(memberId(a, 'x-y'), []);
  check(relationId(a, b), [a, b]);
  check(relationId(a, a), [a]);
  check(relationId(memberId(a, 'i'), memberId(b, 'j')), [memberId(a, 'i'), memberId(b, 'j'), a, b]);
  check(endpointRelationId(a, '/x', b, '/y'), [memberId(a, '/x'), memberId(b, '/y')]);
  check('a-b-c', []);
  check('-', ['']);
});
