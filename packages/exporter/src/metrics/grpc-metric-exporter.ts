/**
 * Values of metrics, pushed over gRPC as SkyWalking's exporter does (exporter, GRPCMetricsExporter).
 *
 * 1. Every 30 s the other side is asked which metrics it wants, and of each whether increments or totals.
 * 2. Batches that the store has taken are merged by entity and minute, of the tables that are wanted.
 * 3. Once in a period (`core.persistentPeriod`, as upstream) what came together goes out in one stream: increments from what was
 *    merged, totals from the store. The next one waits until the other side has answered.
 *
 * A stream that fails is lost and counted. While one is under way, merging goes on, bounded.
 */
import {
  type Clock,
  type Counter,
  type Logger,
  SampledLogger,
  type Telemetry,
} from '@stormpetrel/base';
import type { MetricValueReader } from '@stormpetrel/language/oal';
import type { MetricDefinition, MetricTable } from '@stormpetrel/model';
import type { GrpcClient } from '@stormpetrel/outbound/grpc';
import { ExportEventType, ExportMetricValue, SubscriptionsResp } from '@stormpetrel/protocol';
import type { StoreReader, WriteBatch } from '@stormpetrel/storage/api';
import type { BatchExporter } from '../batch-exporter.ts';
import { exporterLimits } from '../limits.ts';
import { incrementValues, totalValues } from './export-values.ts';
import { type CollectedRow, MetricCollector } from './metric-collector.ts';
import {
  type SubscribedMetric,
  type TableSubscription,
  subscriptionByTable,
} from './subscription.ts';

export interface GrpcMetricOptions {
  /** Closed together with the exporter. */
  readonly client: GrpcClient;
  /** Opens the store for reading; asked for once there is a subscription to totals. */
  readonly openReader: () => Promise<StoreReader>;
  readonly definitions: ReadonlyMap<string, MetricDefinition>;
  readonly tables: ReadonlyMap<string, MetricTable>;
  readonly readValue: MetricValueReader;
  readonly periodMs: number;
  /** Entities and minutes that may wait. */
  readonly rowsMax: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

export interface GrpcMetricExporter extends BatchExporter {
  /** Asks for the subscription if it is due, and sends what has come together. Called by a timer; by hand in tests. */
  exportNow(): Promise<void>;
}

const exportPath = '/MetricExportService/export';
const subscriptionPath = '/MetricExportService/subscription';

export function createGrpcMetricExporter(options: GrpcMetricOptions): GrpcMetricExporter {
  return new MetricExporter(options);
}

class MetricExporter implements GrpcMetricExporter {
  readonly #options: GrpcMetricOptions;
  readonly #collector: MetricCollector;
  readonly #log: SampledLogger;
  readonly #sent: Counter;
  readonly #failed: Counter;
  readonly #timer: NodeJS.Timeout;
  #subscriptions: ReadonlyMap<string, TableSubscription>;
  #askedAtMs = -Infinity;
  #reader: StoreReader | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: GrpcMetricOptions) {
    const { telemetry, logger, clock, definitions, tables } = options;
    this.#options = options;
    this.#collector = new MetricCollector(options.rowsMax);
    this.#subscriptions = subscriptionByTable([], definitions, tables);
    this.#log = new SampledLogger(logger, clock, exporterLimits.logPeriodMs);
    this.#sent = telemetry.counter('grpc_exporter_metric_success_count', 'Values exported.');
    this.#failed = telemetry.counter(
      'grpc_exporter_metric_error_count',
      'Values and rows of values that could not be exported.',
    );
    telemetry.gauge('grpc_exporter_metric_rows', 'Rows that wait.', () => this.#collector.count);
    this.#timer = setInterval(() => void this.exportNow(), options.periodMs);
    this.#timer.unref();
    void this.#askSubscription();
  }

  take(batch: WriteBatch): void {
    if (this.#closed) return;
    const dropped = this.#collector.take(batch, this.#subscriptions);
    if (dropped === 0) return;
    this.#failed.add(dropped);
    this.#log.log('metrics-full', 'error', 'more metrics than can wait: some are not exported', {
      dropped,
    });
  }

  exportNow(): Promise<void> {
    this.#running ??= this.#export().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closed = true;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, exporterLimits.closeWithinMs);
    await Promise.race([this.#running?.then(() => this.exportNow()) ?? this.exportNow(), late]);
    clearTimeout(timer);
    this.#options.client.close();
    await this.#reader?.close();
  }

  async #export(): Promise<void> {
    await this.#askSubscription();
    const collected = this.#collector.takeOut();
    if (collected.size === 0) return;
    let values = 0;
    const counted = async function* (
      messages: AsyncGenerator<ExportMetricValue>,
    ): AsyncGenerator<Uint8Array> {
      for await (const message of messages) {
        values++;
        yield ExportMetricValue.encode(message).finish();
      }
    };
    const outcome = await this.#options.client.clientStream(
      exportPath,
      counted(this.#values(collected)),
      { deadlineMs: exporterLimits.callDeadlineMs },
    );
    if (outcome.ok) {
      this.#sent.add(values);
      return;
    }
    this.#failed.add(Math.max(values, 1));
    this.#log.log('metrics-refused', 'error', 'metrics were not exported', {
      status: outcome.status,
      reason: outcome.details,
    });
  }

  async *#values(
    collected: ReadonlyMap<MetricTable, readonly CollectedRow[]>,
  ): AsyncGenerator<ExportMetricValue> {
    const { readValue } = this.#options;
    for (const [{ name }, rows] of collected) {
      const subscription = this.#subscriptions.get(name);
      if (subscription === undefined) continue;
      yield* incrementValues(rows, subscription, readValue);
      if (subscription.totals.length === 0) continue;
      this.#reader ??= await this.#options.openReader();
      yield* totalValues(this.#reader, rows, subscription, readValue);
    }
  }

  /** A failure leaves what was asked for last in force. */
  async #askSubscription(): Promise<void> {
    const { client, clock, definitions, tables } = this.#options;
    if (clock.monotonicMs() - this.#askedAtMs < exporterLimits.subscriptionPeriodMs) return;
    this.#askedAtMs = clock.monotonicMs();
    const outcome = await client.unary(subscriptionPath, new Uint8Array(), {
      deadlineMs: exporterLimits.callDeadlineMs,
    });
    const asked = outcome.ok ? readSubscription(outcome.message) : undefined;
    if (asked === undefined) {
      this.#log.log('subscription-failed', 'warn', 'what is subscribed to could not be read', {
        reason: outcome.ok ? 'the answer is not sound' : outcome.details,
      });
      return;
    }
    this.#subscriptions = subscriptionByTable(asked, definitions, tables);
  }
}

function readSubscription(bytes: Uint8Array): readonly SubscribedMetric[] | undefined {
  try {
    const { metrics } = SubscriptionsResp.decode(bytes);
    return metrics.slice(0, exporterLimits.subscribedMetricsMax).map((metric) => ({
      name: metric.metricName,
      kind: metric.eventType === ExportEventType.TOTAL ? 'total' : 'increment',
    }));
  } catch {
    return undefined;
  }
}
