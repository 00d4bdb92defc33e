import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  formatReference,
  parseReference,
  profilePath,
  profileUrl,
  referenceOfPath,
} from './reference.ts';
import type { ProfileReference } from './reference.ts';

const base64 = fc
  .string({ minLength: 1, maxLength: 24, unit: 'grapheme' })
  .map((name) => Buffer.from(name, 'utf8').toString('base64'));
const serviceId = fc
  .tuple(base64, fc.constantFrom('0', '1'))
  .map(([name, kind]) => `${name}.${kind}`);
const taskId = fc.tuple(fc.nat(2e9), serviceId).map(([time, id]) => `${time}_${id}`);
const reference: fc.Arbitrary<ProfileReference> = fc
  .oneof(
    fc.record({
      kind: fc.constant('task' as const),
      taskId,
      instanceId: fc.tuple(serviceId, base64).map(([id, name]) => `${id}_${name}`),
    }),
    fc.record({
      kind: fc.constant('upload' as const),
      uploadId: fc.stringMatching(/^[\w-]{1,20}$/),
    }),
    fc.record({
      kind: fc.constant('trace' as const),
      taskId,
      segments: fc.array(fc.stringMatching(/^[\w.&?=/ -]{1,20}$/), { maxLength: 3 }),
    }),
  )
  // Records come without a prototype, which `deepEqual` would mind.
  .map((each) => structuredClone(each));

test('reads every reference that it writes, slashes of Base64 and all', () => {
  fc.assert(
    fc.property(reference, (each) => assert.deepEqual(parseReference(formatReference(each)), each)),
  );
});

test('finds a reference again in the path of its page', () => {
  fc.assert(
    fc.property(reference, (each) => {
      const [path = '', query = ''] = profilePath(each).split('?');
      assert.deepEqual(referenceOfPath(path, new URLSearchParams(query).getAll('seg')), each);
    }),
  );
});

test('names bytes with every part escaped', () => {
  const task: ProfileReference = { kind: 'task', taskId: '1_a/b=.1', instanceId: 'a/b=.1_c+' };
  assert.equal(profileUrl(task), '/api/profiling/profile/task/1_a%2Fb%3D.1/a%2Fb%3D.1_c%2B');
});

test('takes no path for a reference that is none', () => {
  for (const path of ['/profiling', '/profiling/', '/profiling/task/1', '/profiling/x/1'])
    assert.equal(referenceOfPath(path, []), undefined);
  for (const text of ['', 'task', 'task/', 'upload/', 'task/1', 'nothing/1'])
    assert.equal(parseReference(text), undefined);
});
