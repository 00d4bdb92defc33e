import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@stormpetrel/base';
import fc from 'fast-check';
import { memberId, serviceId } from '@stormpetrel/model';
import { parseReference } from './profile-reference.ts';

test('finds both ids of an instance, encoded or not, whatever they hold', () => {
  fc.assert(
    fc.property(fc.nat(), fc.string(), fc.string(), (timeMs, service, instance) => {
      const id = serviceId(service, true);
      const taskId = `${timeMs}_${id}`;
      const instanceId = memberId(id, instance);
      const expected = { kind: 'task', taskId, instanceId };
      const encoded = [taskId, instanceId].map(encodeURIComponent).join('/');
      assert.deepEqual(parseReference(`task/${encoded}`), expected);
      assert.deepEqual(parseReference(`task/${taskId}/${instanceId}`), expected);
      assert.deepEqual(parseReference(`trace/${taskId}`), { kind: 'trace', taskId });
    }),
  );
});

test('refuses what names no profile, with a code', () => {
  for (const text of [
    '',
    'task',
    'task/',
    'task/a/',
    'upload/',
    'other/a',
    'trace',
    '%',
    'trace/%ff',
  ]) {
    assert.throws(
      () => parseReference(text),
      (error) => error instanceof CodedError && error.code === 'QUERY_PROFILE_ARGUMENT',
      text,
    );
  }
});
