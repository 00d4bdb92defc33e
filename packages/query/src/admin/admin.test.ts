import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { duration, end, fullParts, openAdminBench, start, window } from './testing/admin-bench.ts';

const { admin, ask, open, read } = await openAdminBench();

test('parts that are off, and paths that nobody knows, are not answered', async () => {
  const off = open({ inspect: false });
  const paths = [
    '/status/config/ttl',
    '/debugging/config/dump',
    '/debugging/query/mqe',
    '/inspect/metrics',
    '/runtime/oal/files',
    '/ui-management/templates',
  ];
  for (const path of paths) assert.equal(await ask(path, { admin: off }), undefined);
  for (const path of ['/', '/status/alarm', '/inspect/nothing', '/runtime/oal/other']) {
    assert.equal(await ask(path), undefined);
  }
  assert.equal(await ask('/status/config/ttl', { method: 'POST' }), undefined);
});

test('what the store cannot do is a fault of the server, told without its details', async () => {
  const broken = open(fullParts, {
    readMetrics: () => Promise.reject(new Error('disk at /secret/place')),
    readRecords: () => Promise.reject(new Error('disk')),
    countRecords: () => Promise.reject(new Error('disk')),
    readMetadata: () => Promise.reject(new Error('disk')),
    close: () => Promise.resolve(),
  });
  assert.deepEqual(
    await read(`/inspect/entities?metric=service_cpm&${window}`, { admin: broken }),
    [500, { error: 'internal error' }],
  );
  assert.deepEqual(
    await read(`/debugging/query/topology/getGlobalTopology?${duration}`, { admin: broken }),
    [500, 'internal error'],
  );
});

test('answers anything that may be asked, and never rejects', async () => {
  const paths = [
    '/debugging/query/mqe',
    '/debugging/query/trace/queryBasicTraces',
    '/debugging/query/log/queryLogs',
    '/debugging/query/topology/getServicesTopology',
    '/inspect/metrics',
    '/inspect/entities',
    '/inspect/values',
    '/runtime/oal/files/',
    '/runtime/oal/rules/',
    '/status/alarm/',
    '/ui-management/templates',
    '/ui-management/templates/x',
  ];
  const names = [
    'expression',
    'service',
    'startTime',
    'endTime',
    'step',
    'metric',
    'start',
    'end',
    'regex',
    'tags',
    'services',
  ];
  const value = fc.oneof(fc.string(), fc.constantFrom(start, end, 'MINUTE', 'service_cpm', 'web'));
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'HEAD'),
    path: fc
      .tuple(fc.constantFrom(...paths), fc.oneof(fc.constant(''), fc.string()))
      .map((parts) => parts.join('')),
    query: fc
      .array(fc.tuple(fc.constantFrom(...names), value))
      .map((pairs) => new URLSearchParams(pairs)),
    accept: fc.string(),
    body: fc.oneof(
      fc.string(),
      fc.jsonValue().map((json) => JSON.stringify(json)),
    ),
  });
  await fc.assert(
    fc.asyncProperty(request, async (asked) => {
      const reply = await admin.answer(asked);
      const isStored = asked.path.endsWith('/disable');
      assert.ok(
        reply === undefined || isStored || reply.status < 500,
        JSON.stringify([asked.path, String(asked.query), asked.body, reply]),
      );
    }),
    { numRuns: 500 },
  );
});
