import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Telemetry, must } from '@stormpetrel/base';
import { readMetricValue } from '@stormpetrel/language/oal';
import { metricDefinitions, metricTables } from '@stormpetrel/language/oal/rules';
import { serviceId } from '@stormpetrel/model';
import type { GrpcClient, GrpcOutcome } from '@stormpetrel/outbound/grpc';
import { ExportEventType, ExportMetricValue, SubscriptionsResp } from '@stormpetrel/protocol';
import type { WriteBatch } from '@stormpetrel/storage/api';
import { batchOf } from '@stormpetrel/storage/contract';
import { FakeClock } from '@stormpetrel/testkit';
import { exporterLimits } from '../limits.ts';
import { type GrpcMetricExporter, createGrpcMetricExporter } from './grpc-metric-exporter.ts';

const noonMs = new Date(2026, 0, 31, 12, 0).getTime();
const table = must(metricTables.get('Service'), 'the rules have a table Service');
const countColumn = metricDefinitions.get('service_cpm')?.columns['count'] ?? '';
const gone = { ok: false, status: 14, details: 'nobody is there' } as const;

/** The other side: says what it wants, and takes what comes, or does not. */
class FakeSink implements GrpcClient {
  readonly telemetry = new Telemetry();
  readonly clock = new FakeClock(noonMs);
  readonly lines: string[] = [];
  readonly taken: string[][] = [];
  wanted: readonly string[] | undefined = ['service_cpm'];
  isGone = false;
  asked = 0;
  isClosed = false;

  async unary(): Promise<GrpcOutcome> {
    this.asked++;
    if (this.isGone) return gone;
    // Bytes that are no message where nothing sound is to be said.
    if (this.wanted === undefined) return { ok: true, message: Uint8Array.of(0xff) };
    const metrics = this.wanted.map((metricName) => ({
      metricName,
      eventType: ExportEventType.INCREMENT,
    }));
    return { ok: true, message: SubscriptionsResp.encode({ metrics }).finish() };
  }

  async clientStream(
    _path: string,
    messages: Parameters<GrpcClient['clientStream']>[1],
  ): Promise<GrpcOutcome> {
    const values: string[] = [];
    for await (const bytes of messages) {
      const { metricName, entityName, metricValues } = ExportMetricValue.decode(bytes);
      values.push(`${metricName} ${entityName} ${metricValues[0]?.longValue}`);
    }
    if (this.isGone) return gone;
    this.taken.push(values);
    return { ok: true, message: new Uint8Array() };
  }

  serverStream(): ReturnType<GrpcClient['serverStream']> {
    return Promise.resolve(gone);
  }

  close(): void {
    this.isClosed = true;
  }

  exporter(): GrpcMetricExporter {
    return createGrpcMetricExporter({
      client: this,
      openReader: () => assert.fail('nobody asks for totals'),
      definitions: metricDefinitions,
      tables: metricTables,
      readValue: readMetricValue,
      periodMs: 3_600_000,
      rowsMax: 2,
      clock: this.clock,
      logger: { log: (level, message) => void this.lines.push(`${level} ${message}`) },
      telemetry: this.telemetry,
    });
  }

  get counts(): readonly (number | undefined)[] {
    return ['success', 'error'].map(
      (what) =>
        this.telemetry.samples().find(({ name }) => name === `grpc_exporter_metric_${what}_count`)
          ?.value,
    );
  }
}

/** Calls of services in one minute. */
function calls(counts: Readonly<Record<string, number>>): WriteBatch {
  const rows = Object.entries(counts).map(([name, count]) => ({
    entity: serviceId(name, true),
    bucketMs: noonMs,
    [countColumn]: count,
  }));
  return batchOf({ metrics: [{ table, rows }] });
}

test('sends what came together since the last time, once', async () => {
  const sink = new FakeSink();
  const exporter = sink.exporter();
  await exporter.exportNow();
  exporter.take(calls({ shop: 2 }));
  exporter.take(calls({ shop: 3, bank: 1 }));
  await exporter.exportNow();
  await exporter.exportNow();
  assert.deepEqual(sink.taken, [['service_cpm shop 5', 'service_cpm bank 1']]);
  assert.deepEqual(sink.counts, [2, 0]);
  await exporter.close();
  assert.equal(sink.isClosed, true);
});

test('what is refused is lost and counted, and what comes later is sent', async () => {
  const sink = new FakeSink();
  const exporter = sink.exporter();
  await exporter.exportNow();
  exporter.take(calls({ shop: 2, bank: 1 }));
  sink.isGone = true;
  await exporter.exportNow();
  assert.deepEqual(sink.counts, [0, 2]);
  sink.isGone = false;
  exporter.take(calls({ shop: 7 }));
  await exporter.close();
  assert.deepEqual(sink.taken, [['service_cpm shop 7']]);
  assert.deepEqual(sink.lines, ['error metrics were not exported']);
});

test('asks again for what is wanted when it is time, and a failure leaves what was asked for', async () => {
  const sink = new FakeSink();
  const exporter = sink.exporter();
  await exporter.exportNow();
  await exporter.exportNow();
  assert.equal(sink.asked, 1);
  for (const wanted of [undefined, ['no_such_metric', 'service_sla']]) {
    sink.wanted = wanted;
    sink.clock.advance(exporterLimits.subscriptionPeriodMs);
    exporter.take(calls({ shop: 2 }));
    await exporter.exportNow();
  }
  await exporter.close();
  assert.equal(sink.asked, 3);
  assert.deepEqual(
    sink.taken.map((values) => values.map((value) => value.split(' ')[0])),
    [['service_cpm'], ['service_sla']],
  );
  assert.deepEqual(sink.lines, ['warn what is subscribed to could not be read']);
});

test('looks at so many names of a subscription and no more', async () => {
  const sink = new FakeSink();
  const names = Array.from({ length: exporterLimits.subscribedMetricsMax }, (_, i) => `m${i}`);
  sink.wanted = [...names.slice(1), 'service_cpm', 'service_sla'];
  const exporter = sink.exporter();
  await exporter.exportNow();
  exporter.take(calls({ shop: 2 }));
  await exporter.close();
  assert.deepEqual(sink.taken, [['service_cpm shop 2']]);
});

test('rows past the limit are counted, and what was taken goes out at the end', async () => {
  const sink = new FakeSink();
  const exporter = sink.exporter();
  await exporter.exportNow();
  exporter.take(calls({ a: 1, b: 1, c: 1 }));
  await exporter.close();
  exporter.take(calls({ late: 1 }));
  assert.deepEqual(sink.taken, [['service_cpm a 1', 'service_cpm b 1']]);
  assert.deepEqual(sink.counts, [2, 1]);
});
