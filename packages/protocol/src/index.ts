export { DecodeOutcome, decodeOutcomeText } from './hot/decode-outcome.ts';
export { decodeLog } from './hot/log-decoder.ts';
export { type StoredLog, encodeStoredLog } from './hot/log-encoder.ts';
export { type SnapshotView, decodeSnapshot } from './hot/snapshot-decoder.ts';
export { readSegment } from './hot/read-segment.ts';
export { decodeSegment, decodeSegmentCollection } from './hot/segment-decoder.ts';
export { ConfigurationSyncRequest } from './generated/agent-configuration.ts';
export { AlarmMessage, AlarmRecoveryMessage } from './generated/alarm-hook.ts';
export {
  AsyncProfilerCollectionResponse,
  AsyncProfilerData,
  AsyncProfilerTaskCommandQuery,
  AsyncProfilingStatus,
} from './generated/async-profiler.ts';
export { CLRMetricCollection } from './generated/clr.ts';
export { Commands, KeyStringValuePair } from './generated/common.ts';
export {
  ConfigurationRequest,
  ConfigurationResponse,
  GroupConfigurationResponse,
} from './generated/configuration-service.ts';
export { Event, Source as EventSource, Type as EventType } from './generated/event.ts';
export {
  HealthCheckRequest,
  HealthCheckResponse,
  HealthCheckResponse_ServingStatus,
} from './generated/health.ts';
export { JVMMetricCollection } from './generated/jvm.ts';
export { LogData, LogTags } from './generated/log.ts';
export { InstancePingPkg, InstanceProperties } from './generated/management.ts';
export {
  EventType as ExportEventType,
  ExportMetricValue,
  SubscriptionsResp,
} from './generated/metric-exporter.ts';
export {
  PprofCollectionResponse,
  PprofData,
  PprofProfilingStatus,
  PprofTaskCommandQuery,
} from './generated/pprof.ts';
export {
  GoProfileData,
  ProfileTaskCommandQuery,
  ProfileTaskFinishReport,
  ThreadSnapshot,
  ThreadStack,
} from './generated/trace-profiling.ts';
export {
  Log,
  SegmentCollection,
  SegmentObject,
  SegmentReference,
  SpanObject,
} from './generated/trace.ts';
export {
  type MethodEntry,
  type MethodKind,
  type ServiceEntry,
  methodPaths,
  serviceTable,
} from './service-table.ts';
export { JsonFault, encodeJson } from './json/encode-json.ts';
export {
  type MessageSchema,
  eventSchema,
  instancePingSchema,
  instancePropertiesSchema,
  logDataSchema,
  segmentObjectSchema,
} from './json/message-schema.ts';
export {
  logTagBytesMax,
  logTagsMax,
  nameBytesMax,
  segmentRefsMax,
  segmentSpansMax,
  segmentTagsMax,
} from './limits.ts';
