export { type BatchExporter, exportingWriter } from './batch-exporter.ts';
export { exporterErrors } from './errors.ts';
export type { ConnectProducer, KafkaOptions } from './kafka/kafka-exporter.ts';
export type { MessageProducer } from './kafka/message-producer.ts';
export { type KafkaLogOptions, createKafkaLogExporter } from './kafka/kafka-log-exporter.ts';
export { type KafkaTraceOptions, createKafkaTraceExporter } from './kafka/kafka-trace-exporter.ts';
export { type QueuedMessage } from './kafka/message-queue.ts';
export { type ProducerConfig } from './kafka/producer-config.ts';
export {
  type GrpcMetricExporter,
  type GrpcMetricOptions,
  createGrpcMetricExporter,
} from './metrics/grpc-metric-exporter.ts';
