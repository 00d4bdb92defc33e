export { DecodeOutcome, decodeOutcomeText } from './hot/decode-outcome.ts';
export { readSegment } from './hot/read-segment.ts';
export { decodeSegment, decodeSegmentCollection } from './hot/segment-decoder.ts';
export { ConfigurationSyncRequest } from './generated/agent-configuration.ts';
export { CLRMetricCollection } from './generated/clr.ts';
export { Commands, KeyStringValuePair } from './generated/common.ts';
export {
  HealthCheckRequest,
  HealthCheckResponse,
  HealthCheckResponse_ServingStatus,
} from './generated/health.ts';
export { JVMMetricCollection } from './generated/jvm.ts';
export { InstancePingPkg, InstanceProperties } from './generated/management.ts';
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
  instancePingSchema,
  instancePropertiesSchema,
  segmentObjectSchema,
} from './json/message-schema.ts';
export { nameBytesMax, segmentRefsMax, segmentSpansMax, segmentTagsMax } from './limits.ts';
