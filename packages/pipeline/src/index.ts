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
  EventReport,
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
  type Profiling,
  type ProfilingOptions,
  createProfiling,
} from './profiling/create-profiling.ts';
export { type ProfilingLimits, profilingLimits } from './profiling/profiling-limits.ts';
export type {
  ProfileUpload,
  ProfiledInstance,
  ProfilingSink,
  ThreadDump,
  UploadFault,
  UploadOffer,
  UploadRefusal,
} from './profiling/profiling-sink.ts';
export {
  type AnalyzerSettings,
  type SegmentStatusStrategy,
  defaultAnalyzerSettings,
} from './settings/analyzer-settings.ts';
export { type LatencyThresholds, parseLatencyThresholds } from './settings/latency-thresholds.ts';
