export { type BatchExporter, exportingWriter } from './batch-exporter.ts';
export { exporterErrors } from './errors.ts';
export {
  type ConnectProducer,
  type KafkaTraceOptions,
  type SegmentProducer,
  createKafkaTraceExporter,
} from './kafka/kafka-trace-exporter.ts';
export { type ProducerConfig } from './kafka/producer-config.ts';
export { type QueuedSegment } from './kafka/segment-queue.ts';
export {
  type GrpcMetricExporter,
  type GrpcMetricOptions,
  createGrpcMetricExporter,
} from './metrics/grpc-metric-exporter.ts';
