export {
  componentEntries,
  componentName,
  componentPriority,
  componentServerName,
} from './component-library.ts';
export {
  type MemberIdParts,
  type RelationIdParts,
  type ServiceIdParts,
  type ServiceNameParts,
  blankName,
  decodeName,
  encodeName,
  endpointRelationId,
  memberId,
  parseEndpointRelationId,
  parseMemberId,
  parseRelationId,
  parseServiceId,
  relationId,
  serviceId,
  splitServiceName,
} from './entity-id.ts';
export {
  Layer,
  type LayerId,
  type LayerName,
  findLayer,
  isNormalLayer,
  layerName,
} from './layer.ts';
export { LogColumns } from './log-columns.ts';
export {
  type MetricColumn,
  type MetricColumnKind,
  type MetricDefinition,
  type MetricTable,
  type MetricValueType,
  noText,
} from './metric-table.ts';
export {
  type AsyncProfilerSpec,
  type PprofSpec,
  type ProfilingKind,
  ProfilingOperation,
  type ProfilingTask,
  SnapshotLanguage,
  type TraceProfilingSpec,
  profilingDataSchemas,
  profilingLogSchemas,
  profilingTaskSchemas,
  threadSnapshotRecord,
  uploadedProfileRecord,
} from './profiling-records.ts';
export { profilingTaskColumns, profilingTaskRow, readProfilingTask } from './profiling-task-row.ts';
export type { RecordColumn, RecordColumnType, RecordSchema } from './record-schema.ts';
export {
  type EventKeyName,
  type LogContentType,
  alarmRecord,
  alarmRecoveryRecord,
  eventKey,
  eventKeyNames,
  eventRecord,
  logContentTypes,
  logRecord,
  segmentRecord,
  recordSchemas,
  topStatementRecords,
} from './record-schemas.ts';
export { Scope, type ScopeName } from './scope.ts';
export { SegmentColumns } from './segment-columns.ts';
export {
  type Source,
  type SourceCatalog,
  type SourceDefinition,
  type SourceEnumName,
  type SourceFieldType,
  type SourceName,
  type SourceRecord,
  type TagLookup,
  createSource,
  sourceEnums,
  sources,
} from './source/index.ts';
export {
  DetectPoint,
  type DetectPointName,
  RefType,
  RequestType,
  SpanLayer,
  SpanType,
} from './span-kind.ts';
export {
  type Step,
  bucketMinutes,
  bucketDigits,
  bucketStartMs,
  dayMs,
  hourMs,
  minuteMs,
  nextBucketMs,
} from './time-bucket.ts';
export { topologyTables } from './topology-tables.ts';
