import { Telemetry } from '@stormpetrel/base';
import type { WriteBatch } from '@stormpetrel/storage/api';
import { FakeClock } from '@stormpetrel/testkit';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlushMetrics } from './flush-metrics.ts';

const batch: WriteBatch = {
  entities: { generation: 0, size: 0, id: () => '' },
  metrics: [
    {
      table: 'Service',
      count: 3,
      entity: new Uint32Array(),
      bucketMs: new Float64Array(),
      columns: [],
      texts: [],
    },
    {
      table: 'Endpoint',
      count: 0,
      entity: new Uint32Array(),
      bucketMs: new Float64Array(),
      columns: [],
      texts: [],
    },
  ],
  records: [],
  metadata: [],
};

function open() {
  const clock = new FakeClock(0);
  const telemetry = new Telemetry();
  const health = { failing: false, used: 0, behind: false };
  const metrics = new FlushMetrics(telemetry, clock, () => health);
  const read = (
    name: string,
  ): readonly (readonly [labels: string, value: number, count?: number])[] =>
    telemetry
      .samples()
      .filter((sample) => sample.name === name)
      .map(({ labels, value, counts }) =>
        counts === undefined
          ? [Object.values(labels).join(), value]
          : [Object.values(labels).join(), value, counts.at(-1) ?? 0],
      );
  return { clock, metrics, health, read };
}

test('measures how a flush is made ready and written, and counts its rows by table', async () => {
  const { clock, metrics, read } = open();
  await metrics.measure(
    () => {
      clock.advance(2);
      return batch;
    },
    () => {
      clock.advance(8);
      return Promise.resolve();
    },
  );
  assert.deepEqual(
    ['prepare', 'execute', 'all'].map((stage) => read(`persistence_timer_bulk_${stage}_latency`)),
    [[['', 0.002, 1]], [['', 0.008, 1]], [['', 0.01, 1]]],
  );
  assert.deepEqual(read('metrics_aggregation'), [
    ['Service,2,minute', 3],
    ['Endpoint,2,minute', 0],
  ]);
  assert.deepEqual(read('persistence_timer_bulk_error_count'), [['', 0]]);
});

test('a flush that was refused counts as an error, not as written', async () => {
  const { metrics, read } = open();
  const refused = metrics.measure(
    () => batch,
    () => Promise.reject(new Error('disk')),
  );
  await assert.rejects(refused, /disk/);
  assert.deepEqual(read('persistence_timer_bulk_error_count'), [['', 1]]);
  assert.deepEqual(read('persistence_timer_bulk_execute_latency'), [['', 0, 0]]);
  assert.deepEqual(read('metrics_aggregation'), []);
});

test('counts turns between taking data in and holding it back', () => {
  const { metrics, health, read } = open();
  for (const behind of [false, true, true, false, true]) metrics.changed(behind);
  metrics.dropped(7);
  health.failing = true;
  health.used = 2 / 3;
  assert.deepEqual(read('watermark_circuit_breaker_break_count'), [['receiver,STORE_BEHIND', 2]]);
  assert.deepEqual(read('watermark_circuit_breaker_recover_count'), [['receiver', 1]]);
  assert.deepEqual(read('metrics_aggregator_abandon'), [['all,2,minute', 7]]);
  assert.deepEqual(read('health_check_storage_embedded'), [['', 0]]);
  assert.deepEqual(read('metrics_aggregation_queue_used_percentage'), [['2,total', (2 / 3) * 100]]);
});
