import type { MetricSample } from '@stormpetrel/base';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverHealth } from './server-health.ts';
import { gauge } from './thread-metrics.ts';

async function healthOf(...samples: readonly MetricSample[]): Promise<unknown> {
  return serverHealth({ telemetry: () => Promise.resolve(samples) })();
}

test('is well while every check of the ingest thread is', async () => {
  const store = (value: number): MetricSample => gauge('health_check_storage_embedded', '', value);
  const other = gauge('health_check_other', '', 0);
  const uptime = gauge('uptime', '', 0);
  assert.deepEqual(await healthOf(uptime, store(1)), { score: 0, details: '' });
  assert.deepEqual(await healthOf(uptime, store(0)), { score: 1, details: 'storage_embedded' });
  assert.deepEqual(await healthOf(store(0), other), {
    score: 2,
    details: 'storage_embedded,other',
  });
});

test('an ingest thread that does not answer is not well', async () => {
  assert.deepEqual(await healthOf(), { score: 1, details: 'ingest' });
});
