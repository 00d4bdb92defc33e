import type { Setting } from './setting.ts';
import { boolean, text } from './setting-types.ts';

/** What is sent on to other systems (SkyWalking: module `exporter`, off by default). */
export const exporterSettings: readonly Setting[] = [
  {
    key: 'exporter.enableGRPCMetrics',
    env: 'SW_EXPORTER_ENABLE_GRPC_METRICS',
    type: boolean,
    default: false,
    help: 'Push values of metrics over gRPC.',
  },
  {
    key: 'exporter.gRPCTargetHost',
    env: 'SW_EXPORTER_GRPC_HOST',
    type: text,
    default: '127.0.0.1',
    help: 'Host that takes exported metrics.',
  },
  {
    key: 'exporter.gRPCTargetPort',
    env: 'SW_EXPORTER_GRPC_PORT',
    type: { kind: 'integer', min: 1, max: 65_535 },
    default: 9_870,
    help: 'Its port.',
  },
  {
    key: 'exporter.period',
    env: 'SW_CORE_PERSISTENT_PERIOD',
    type: { kind: 'integer', min: 1, max: 3_600 },
    default: 25,
    help: 'Seconds between two exports of metrics.',
  },
  {
    key: 'exporter.bufferChannelSize',
    env: 'SW_EXPORTER_BUFFER_CHANNEL_SIZE',
    type: { kind: 'integer', min: 1, max: 10_000_000 },
    default: 20_000,
    help: 'Items that wait in one channel of an exporter; more are dropped and counted.',
  },
  {
    key: 'exporter.bufferChannelNum',
    env: 'SW_EXPORTER_BUFFER_CHANNEL_NUM',
    type: { kind: 'integer', min: 1, max: 1_000 },
    default: 2,
    help: 'Channels of an exporter.',
  },
  {
    key: 'exporter.enableKafkaTrace',
    env: 'SW_EXPORTER_ENABLE_KAFKA_TRACE',
    type: boolean,
    default: false,
    help: 'Send the segments that are kept to Kafka.',
  },
  {
    key: 'exporter.kafkaBootstrapServers',
    env: 'SW_EXPORTER_KAFKA_SERVERS',
    type: text,
    default: 'localhost:9092',
    help: 'Brokers, host:port, separated by commas.',
  },
  {
    key: 'exporter.kafkaProducerConfig',
    env: 'SW_EXPORTER_KAFKA_PRODUCER_CONFIG',
    type: text,
    default: '',
    // It may hold the password of a login.
    secret: true,
    help: "JSON object with the names of Kafka's own producer: acks, compression.type, security.protocol, sasl.* …",
  },
  {
    key: 'exporter.kafkaTopicTrace',
    env: 'SW_EXPORTER_KAFKA_TOPIC_TRACE',
    type: text,
    default: 'skywalking-export-trace',
    help: 'Topic of segments.',
  },
  {
    key: 'exporter.kafkaTraceFilterError',
    env: 'SW_EXPORTER_KAFKA_TRACE_FILTER_ERROR',
    type: boolean,
    default: false,
    help: 'Send only segments with an error.',
  },
  {
    key: 'exporter.enableKafkaLog',
    env: 'SW_EXPORTER_ENABLE_KAFKA_LOG',
    type: boolean,
    default: false,
    help: 'Send the logs that are kept to Kafka.',
  },
  {
    key: 'exporter.kafkaTopicLog',
    env: 'SW_EXPORTER_KAFKA_TOPIC_LOG',
    type: text,
    default: 'skywalking-export-log',
    help: 'Topic of logs.',
  },
];
