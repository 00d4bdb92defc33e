/**
 * Messages of one kind to Kafka. Requests go one after the other. One that fails after the client's own retries is lost and
 * counted; while the broker is gone the queue fills up, and what finds no room is dropped and counted. Ingest never waits.
 */
import {
  type Clock,
  type Counter,
  type Logger,
  SampledLogger,
  type Telemetry,
  messageOf,
} from '@stormpetrel/base';
import type { RecordSchema } from '@stormpetrel/model';
import type { EntityDictionary, RecordRows, WriteBatch } from '@stormpetrel/storage/api';
import type { BatchExporter } from '../batch-exporter.ts';
import { exporterLimits } from '../limits.ts';
import { MessageQueue } from './message-queue.ts';
import { type ProducerConfig, parseProducerConfig } from './producer-config.ts';
import type { MessageProducer } from './message-producer.ts';

export interface KafkaOptions {
  /** `host:port`, separated by commas. */
  readonly bootstrapServers: string;
  readonly topic: string;
  /** JSON, see `parseProducerConfig`. */
  readonly producerConfig: string;
  /** Messages that may wait. */
  readonly queueLengthMax: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** What talks to the broker; Kafka's client when left out. */
  readonly connect?: ConnectProducer;
}

/** What is exported. */
export interface MessageSource {
  /** Records of this kind. */
  readonly schema: RecordSchema;
  /** Copies what is wanted of them into the queue. Gives back how many found no room. MUST NOT throw. */
  take(rows: RecordRows, entities: EntityDictionary, queue: MessageQueue): number;
}

/** How metrics and log lines speak of it. */
export interface MessageWords {
  /** In the names of metrics. */
  readonly metric: 'trace' | 'log';
  readonly plural: string;
}

export type ConnectProducer = (
  servers: readonly string[],
  config: ProducerConfig,
) => Promise<MessageProducer>;

/** Loaded on first use: a server that exports nothing does not pay for it. */
const connectKafka: ConnectProducer = async (servers, config) => {
  const { openProducer } = await import('./producer.ts');
  return openProducer(servers, config);
};

export class KafkaExporter implements BatchExporter {
  readonly #options: KafkaOptions;
  readonly #source: MessageSource;
  readonly #words: MessageWords;
  readonly #config: ProducerConfig;
  readonly #queue: MessageQueue;
  readonly #log: SampledLogger;
  readonly #sent: Counter;
  readonly #failed: Counter;
  readonly #dropped: Counter;
  #producer: MessageProducer | undefined;
  #sending: Promise<void> | undefined;
  #closed = false;

  /** @throws CodedError EXPORTER_CONFIG. Connects with the first message. */
  constructor(source: MessageSource, words: MessageWords, options: KafkaOptions) {
    const { telemetry, logger, clock } = options;
    this.#options = options;
    this.#source = source;
    this.#words = words;
    this.#config = parseProducerConfig(options.producerConfig);
    if (this.#config.ignored.length > 0)
      logger.log('warn', 'parts of exporter.kafkaProducerConfig have no effect', {
        keys: this.#config.ignored.join(', '),
      });
    this.#queue = new MessageQueue({
      lengthMax: options.queueLengthMax,
      bytesMax: exporterLimits.queuedBytesMax,
    });
    this.#log = new SampledLogger(logger, clock, exporterLimits.logPeriodMs);
    const labels = { protocol: 'kafka' };
    const name = `kafka_exporter_${words.metric}`;
    const what = capitalised(words.plural);
    this.#sent = telemetry.counter(
      `${name}_success_count`,
      `${what} that the broker took.`,
      labels,
    );
    this.#failed = telemetry.counter(
      `${name}_error_count`,
      `${what} that could not be exported: the broker refused them, or there was no room to wait.`,
      labels,
    );
    this.#dropped = telemetry.counter(
      `${name}_dropped_count`,
      `Of these, ${words.plural} that found no room to wait.`,
    );
    telemetry.gauge(`${name}_queue`, `${what} that wait.`, () => this.#queue.length);
  }

  take(batch: WriteBatch): void {
    if (this.#closed) return;
    let dropped = 0;
    for (const rows of batch.records) {
      if (rows.schema.name !== this.#source.schema.name) continue;
      dropped += this.#source.take(rows, batch.entities, this.#queue);
    }
    if (dropped > 0) {
      this.#dropped.add(dropped);
      this.#failed.add(dropped);
      const message = `the broker is behind: ${this.#words.plural} were not exported`;
      this.#log.log('kafka-full', 'error', message, { dropped });
    }
    this.#sendNext();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, exporterLimits.closeWithinMs);
    await Promise.race([this.#drain(), late]);
    const left = this.#queue.length;
    if (left > 0) {
      const message = `${this.#words.plural} were not exported before the stop`;
      this.#options.logger.log('warn', message, { left });
    }
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
    const messages = this.#queue.shift(sendMessagesMax, sendBytesMax);
    try {
      const { connect = connectKafka, bootstrapServers, topic } = this.#options;
      const servers = bootstrapServers.split(',').map((server) => server.trim());
      this.#producer ??= await connect(servers, this.#config);
      await this.#producer.send(topic, messages);
      this.#sent.add(messages.length);
    } catch (thrown) {
      this.#failed.add(messages.length);
      this.#log.log('kafka-failed', 'error', `the broker did not take ${this.#words.plural}`, {
        count: messages.length,
        reason: messageOf(thrown),
      });
    }
  }
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
