import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAdminBench } from './testing/admin-bench.ts';

const { ask, read } = await openAdminBench();
const json = { accept: 'application/json' };

test('tells how long data is kept, in JSON or text', async () => {
  assert.deepEqual(await read('/status/config/ttl', json), [
    200,
    {
      metrics: {
        metadata: 15,
        minute: 7,
        hour: 16,
        day: 17,
        coldMinute: -1,
        coldHour: -1,
        coldDay: -1,
      },
      records: {
        normal: 3,
        trace: 4,
        zipkinTrace: 4,
        log: 3,
        browserErrorLog: 3,
        coldNormal: -1,
        coldTrace: -1,
        coldZipkinTrace: -1,
        coldLog: -1,
        coldBrowserErrorLog: -1,
      },
    },
  ]);
  const [, text] = await read('/status/config/ttl');
  assert.match(String(text), /^metrics\.minute=7$/m);
  assert.match(String(text), /^records\.trace\.cold=-1$/m);
});

test('tells the nodes and what the dynamic configuration says', async () => {
  const nodes = [{ host: '127.0.0.1', port: 11_800, self: true }];
  assert.deepEqual(await read('/status/cluster/nodes'), [200, { nodes }]);
  assert.deepEqual(await read('/status/config/dynamic'), [200, { provider: 'none' }]);
});

test('dumps the configuration with its secrets masked', async () => {
  assert.deepEqual(await read('/debugging/config/dump', json), [
    200,
    {
      'a.password.path': 'plain',
      'core.default.restPort': '12800',
      'core.default.special': '******',
      'storage.x.Password': '******',
      'storage.x.url': 'https://******@host/a',
    },
  ]);
  const [, text] = await read('/debugging/config/dump');
  assert.equal(
    text,
    'a.password.path=plain\ncore.default.restPort=12800\ncore.default.special=******\nstorage.x.Password=******\nstorage.x.url=https://******@host/a\n',
  );
});

test('tells what the alarm rules do, under either form of the path', async () => {
  const of = (status: object) => [200, { oapInstances: [{ address: '127.0.0.1_11800', status }] }];
  assert.deepEqual(await read('/status/alarm/rules'), of({ ruleList: [{ id: 'r' }] }));
  assert.deepEqual(await read('/status/alarm/a%2Fb'), of({ ruleId: 'a/b' }));
  assert.deepEqual(await read('/status/alarm/rules/a%2Fb'), of({ ruleId: 'a/b' }));
  assert.deepEqual(await read('/status/alarm/unknown'), of({}));
  assert.deepEqual(await read('/status/alarm/r/web'), of({ ruleId: 'r', entityName: 'web' }));
  assert.deepEqual(await read('/status/alarm/rules/r/web'), of({ ruleId: 'r', entityName: 'web' }));
  assert.equal(await ask('/status/alarm/a/b/c/d'), undefined);
});
