/**
 * Segments to Kafka, as SkyWalking's exporter sends them (exporter, KafkaTraceExporter): key is the id of the segment, value
 * the SegmentObject as it came over the wire. Only what the sampling keeps is stored, so only that is exported.
 *
 * Requests go one after the other. One that fails after the client's own retries is lost and counted; while the broker is
 * gone the queue fills up, and what finds no room is dropped and counted. Ingest never waits.
 */
import {
  type Clock,
  type Counter,
  type Logger,
  SampledLogger,
  type Telemetry,
  messageOf,
} from '@stormpetrel/base';
import type { WriteBatch } from '@stormpetrel/storage/api';
import type { BatchExporter } from '../batch-exporter.ts';
import { exporterLimits } from '../limits.ts';
import { type ProducerConfig, parseProducerConfig } from './producer-config.ts';
import { type QueuedSegment, SegmentQueue } from './segment-queue.ts';

export interface KafkaTraceOptions {
  /** `host:port`, separated by commas. */
  readonly bootstrapServers: string;
  readonly topic: string;
  /** JSON, see `parseProducerConfig`. */
  readonly producerConfig: string;
  readonly errorsOnly: boolean;
  /** Segments that may wait. */
  readonly queueLengthMax: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** What talks to the broker; Kafka's client when left out. */
  readonly connect?: ConnectProducer;
}

/** Sends messages to a topic, and rejects when the broker did not take all of them. */
export interface SegmentProducer {
  send(topic: string, segments: readonly QueuedSegment[]): Promise<void>;
  close(): Promise<void>;
}

export type ConnectProducer = (
  servers: readonly string[],
  config: ProducerConfig,
) => Promise<SegmentProducer>;

/** @throws CodedError EXPORTER_CONFIG. Connects with the first segment. */
export function createKafkaTraceExporter(options: KafkaTraceOptions): BatchExporter {
  return new KafkaTraceExporter(options);
}

/** Loaded on first use: a server that exports nothing does not pay for it. */
const connectKafka: ConnectProducer = async (servers, config) => {
  const { openProducer } = await import('./producer.ts');
  return openProducer(servers, config);
};

class KafkaTraceExporter implements BatchExporter {
  readonly #options: KafkaTraceOptions;
  readonly #config: ProducerConfig;
  readonly #queue: SegmentQueue;
  readonly #log: SampledLogger;
  readonly #sent: Counter;
  readonly #failed: Counter;
  readonly #dropped: Counter;
  #producer: SegmentProducer | undefined;
  #sending: Promise<void> | undefined;
  #closed = false;

  constructor(options: KafkaTraceOptions) {
    const { telemetry, logger, clock } = options;
    this.#options = options;
    this.#config = parseProducerConfig(options.producerConfig);
    if (this.#config.ignored.length > 0)
      logger.log('warn', 'parts of exporter.kafkaProducerConfig have no effect', {
        keys: this.#config.ignored.join(', '),
      });
    this.#queue = new SegmentQueue({
      lengthMax: options.queueLengthMax,
      bytesMax: exporterLimits.queuedBytesMax,
    });
    this.#log = new SampledLogger(logger, clock, exporterLimits.logPeriodMs);
    const labels = { protocol: 'kafka' };
    this.#sent = telemetry.counter(
      'kafka_exporter_trace_success_count',
      'Segments that the broker took.',
      labels,
    );
    this.#failed = telemetry.counter(
      'kafka_exporter_trace_error_count',
      'Segments that could not be exported: the broker refused them, or there was no room to wait.',
      labels,
    );
    this.#dropped = telemetry.counter(
      'kafka_exporter_trace_dropped_count',
      'Of these, segments that found no room to wait.',
    );
    telemetry.gauge('kafka_exporter_trace_queue', 'Segments that wait.', () => this.#queue.length);
  }

  take(batch: WriteBatch): void {
    if (this.#closed) return;
    const dropped = this.#queue.take(batch, this.#options.errorsOnly);
    if (dropped > 0) {
      this.#dropped.add(dropped);
      this.#failed.add(dropped);
      this.#log.log('kafka-full', 'error', 'the broker is behind: segments were not exported', {
        dropped,
      });
    }
    this.#sendNext();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, exporterLimits.closeWithinMs);
    await Promise.race([this.#drain(), late]);
    const left = this.#queue.length;
    if (left > 0)
      this.#options.logger.log('warn', 'segments were not exported before the stop', { left });
    try {
      await Promise.race([this.#producer?.close(), late]);
    } catch (thrown) {
      // Whoever closes has a store to close after this.
      const reason = messageOf(thrown);
      this.#options.logger.log('warn', 'the connection to the broker was not closed well', {
        reason,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async #drain(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
  }

  #sendNext(): void {
    if (this.#sending !== undefined || this.#queue.length === 0) return;
    this.#sending = this.#send().finally(() => {
      this.#sending = undefined;
      this.#sendNext();
    });
  }

  async #send(): Promise<void> {
    const { sendMessagesMax, sendBytesMax } = exporterLimits;
    const segments = this.#queue.shift(sendMessagesMax, sendBytesMax);
    try {
      const { connect = connectKafka, bootstrapServers, topic } = this.#options;
      const servers = bootstrapServers.split(',').map((server) => server.trim());
      this.#producer ??= await connect(servers, this.#config);
      await this.#producer.send(topic, segments);
      this.#sent.add(segments.length);
    } catch (thrown) {
      this.#failed.add(segments.length);
      this.#log.log('kafka-failed', 'error', 'the broker did not take segments', {
        segments: segments.length,
        reason: messageOf(thrown),
      });
    }
  }
}
