export type { DispatcherSet } from './aggregate/source-aggregator.ts';
export { abandonedEndpointName, overflowName } from './entity/entity-names.ts';
export { errors } from './errors.ts';
export {
  type IngestPipeline,
  type IngestPipelineOptions,
  createIngestPipeline,
} from './ingest-pipeline.ts';
export type {
  ClrMetric,
  ClrReport,
  IngestSink,
  InstancePing,
  InstanceReport,
  JvmClasses,
  JvmGc,
  JvmMemory,
  JvmMemoryPool,
  JvmMetric,
  JvmReport,
  JvmThread,
} from './ingest-sink.ts';
export {
  type AnalyzerSettings,
  type SegmentStatusStrategy,
  defaultAnalyzerSettings,
} from './settings/analyzer-settings.ts';
export { type LatencyThresholds, parseLatencyThresholds } from './settings/latency-thresholds.ts';
