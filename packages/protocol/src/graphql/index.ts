import { aggregationSchema } from './aggregation.ts';
import { alarmSchema } from './alarm.ts';
import { asyncProfilerSchema } from './async-profiler.ts';
import { browserLogSchema } from './browser-log.ts';
import { commonSchema } from './common.ts';
import { continuousProfilingSchema } from './continuous-profiling.ts';
import { ebpfProfilingSchema } from './ebpf-profiling.ts';
import { eventSchema } from './event.ts';
import { hierarchySchema } from './hierarchy.ts';
import { logSchema } from './log.ts';
import { metadataSchema } from './metadata.ts';
import { metadataV2Schema } from './metadata-v2.ts';
import { metricSchema } from './metric.ts';
import { metricsV2Schema } from './metrics-v2.ts';
import { metricsV3Schema } from './metrics-v3.ts';
import { ondemandPodLogSchema } from './ondemand-pod-log.ts';
import { pprofSchema } from './pprof.ts';
import { profileSchema } from './profile.ts';
import { recordSchema } from './record.ts';
import { topNRecordsSchema } from './top-n-records.ts';
import { topologySchema } from './topology.ts';
import { traceSchema } from './trace.ts';
import { traceV2Schema } from './trace-v2.ts';
import { uiConfigurationSchema } from './ui-configuration.ts';

/**
 * The schema in its parts, by the name of the SkyWalking file that a part answers for (query-protocol, `*.graphqls`).
 * Text and not a parsed document: `protocol` knows no GraphQL library, and a server may start without parsing it.
 */
export const graphqlSchemaParts = {
  common: commonSchema,
  aggregation: aggregationSchema,
  alarm: alarmSchema,
  'async-profiler': asyncProfilerSchema,
  'browser-log': browserLogSchema,
  'continuous-profiling': continuousProfilingSchema,
  'ebpf-profiling': ebpfProfilingSchema,
  event: eventSchema,
  hierarchy: hierarchySchema,
  log: logSchema,
  metadata: metadataSchema,
  'metadata-v2': metadataV2Schema,
  metric: metricSchema,
  'metrics-v2': metricsV2Schema,
  'metrics-v3': metricsV3Schema,
  'ondemand-pod-log': ondemandPodLogSchema,
  pprof: pprofSchema,
  profile: profileSchema,
  record: recordSchema,
  'top-n-records': topNRecordsSchema,
  topology: topologySchema,
  trace: traceSchema,
  'trace-v2': traceV2Schema,
  'ui-configuration': uiConfigurationSchema,
} as const;

export type GraphqlSchemaPart = keyof typeof graphqlSchemaParts;
