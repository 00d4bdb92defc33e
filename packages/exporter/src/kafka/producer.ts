/** The one place that knows Kafka's client. */
import { type ConnectionOptions, Producer, type SASLMechanismValue } from '@platformatic/kafka';
import { exporterLimits } from '../limits.ts';
import type { MessageProducer } from './message-producer.ts';
import type { ProducerConfig } from './producer-config.ts';

export function openProducer(servers: readonly string[], config: ProducerConfig): MessageProducer {
  const producer = new Producer<Buffer, Buffer, Buffer, Buffer>({
    clientId: config.clientId,
    bootstrapBrokers: [...servers],
    acks: config.acks,
    compression: config.compression,
    autocreateTopics: true,
    retries: 3,
    timeout: exporterLimits.sendTimeoutMs,
    requestTimeout: exporterLimits.sendTimeoutMs,
    ...(config.tls !== undefined && { tls: { ...config.tls } }),
    ...(config.sasl !== undefined && { sasl: saslOf(config.sasl) }),
  });
  return {
    async send(topic, queued) {
      const messages = queued.map(({ key, value }) => ({
        topic,
        key: Buffer.from(key),
        value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
      }));
      await producer.send({ messages });
    },
    close: () => producer.close(true),
  };
}

function saslOf(sasl: NonNullable<ProducerConfig['sasl']>): NonNullable<ConnectionOptions['sasl']> {
  const mechanism: SASLMechanismValue = sasl.mechanism;
  return { mechanism, username: sasl.username, password: sasl.password };
}
