import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAdminBench } from './testing/admin-bench.ts';

const { ask, read } = await openAdminBench();

test('keeps templates, and says why not', async () => {
  const path = '/ui-management/templates';
  const write = (method: string, body: string) => read(path, { method, body });
  assert.deepEqual(await read(path), [200, []]);
  assert.deepEqual(await read(`${path}?includingDisabled=true`), [
    200,
    [{ id: 'x', configuration: '{}', disabled: true }],
  ]);
  assert.deepEqual(await read(`${path}/x`), [
    200,
    { id: 'x', configuration: '{}', disabled: false },
  ]);
  assert.deepEqual(await read(`${path}/y%20z`), [
    404,
    { error: 'not_found', message: 'No template found with id=y z' },
  ]);
  assert.deepEqual(await write('POST', '{"id":"n","configuration":"{}"}'), [
    200,
    { id: 'n', status: true, message: null },
  ]);
  assert.deepEqual(await write('PUT', '{"id":"n","configuration":"{}"}'), [
    409,
    { id: 'n', status: false, message: 'not there' },
  ]);
  const missingId = { error: 'missing_id', message: "Request body must include 'id'." };
  for (const body of ['', '{', '[]', '7', '{"id":7}', '{"configuration":""}']) {
    assert.deepEqual(await write('POST', body), [400, missingId]);
  }
  const [status, answer] = await write('PUT', '{"id":"n"}');
  assert.deepEqual([status, (answer as { error: string }).error], [400, 'missing_configuration']);
  assert.deepEqual(await read(`${path}/x/disable`, { method: 'POST' }), [
    200,
    { id: 'x', status: true, message: null },
  ]);
  assert.deepEqual(await read(`${path}/y/disable`, { method: 'POST' }), [
    500,
    { error: 'store_failed', message: 'internal error' },
  ]);
  assert.equal((await ask(path, { method: 'DELETE' }))?.status, 405);
});
