import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ServerProcess } from '@stormpetrel/testkit/process';

interface Template {
  readonly id: string;
  readonly configuration: string;
}

async function templates(server: ServerProcess): Promise<readonly Template[]> {
  const { all } = await server.query<{ all: readonly Template[] }>(
    '{ all: getAllTemplates { id configuration } }',
  );
  // Those that come with the server aside.
  return all.filter(({ id }) => !id.startsWith('stormpetrel.'));
}

async function add(server: ServerProcess, configuration: string): Promise<string> {
  const { change } = await server.query<{ change: { id: string; status: boolean } }>(
    'mutation($c: String!) { change: addTemplate(setting: { configuration: $c }) { id status } }',
    { c: configuration },
  );
  assert.equal(change.status, true);
  return change.id;
}

test('dashboards are there at once, and after a restart', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'stormpetrel-templates-'));
  try {
    await using server = await ServerProcess.start({ dataFolder });
    const configuration = JSON.stringify({
      name: 'Shop',
      layer: 'GENERAL',
      note: 'x'.repeat(200_000),
    });
    const kept = await add(server, configuration);
    const gone = await add(server, '{}');
    assert.equal((await templates(server)).length, 2);
    await server.query('mutation($id: String!) { disableTemplate(id: $id) { status } }', {
      id: gone,
    });
    const expected = [{ id: kept, configuration }];
    assert.deepEqual(await templates(server), expected);
    await server.kill();
    await using restarted = await ServerProcess.start({ dataFolder });
    assert.deepEqual(await templates(restarted), expected);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});
