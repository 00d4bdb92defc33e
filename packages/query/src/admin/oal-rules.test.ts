import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAdminBench } from './testing/admin-bench.ts';

const { read } = await openAdminBench();

test('shows the loaded rules', async () => {
  assert.deepEqual(await read('/runtime/oal/files'), [
    200,
    { files: ['oal/core.oal', 'oal/gone.oal'], count: 2 },
  ]);
  assert.deepEqual(await read('/runtime/oal/files/oal%2Fcore.oal'), [200, 'a = b;']);
  assert.deepEqual(await read('/runtime/oal/files/oal/core.oal'), [200, 'a = b;']);
  assert.deepEqual(await read('/runtime/oal/files/oal%2Fgone.oal'), [
    404,
    'OAL file content not found: oal/gone.oal',
  ]);
  assert.deepEqual(await read('/runtime/oal/files/..%2F..%2Fetc'), [
    404,
    'OAL file not loaded: ../../etc',
  ]);
  const dispatcher = 'ServiceDispatcher';
  const source = { source: 'Service', dispatcher, metrics: ['service_cpm'] };
  assert.deepEqual(await read('/runtime/oal/rules'), [200, { sources: [source], count: 1 }]);
  assert.deepEqual(await read('/runtime/oal/rules/Service'), [
    200,
    { source: 'Service', dispatcher, metrics: [{ name: 'service_cpm', status: 'live' }] },
  ]);
  const message = 'No OAL dispatcher owns source Nope';
  assert.deepEqual(await read('/runtime/oal/rules/Nope'), [
    404,
    { status: 'error', code: 'source_not_found', message },
  ]);
});
