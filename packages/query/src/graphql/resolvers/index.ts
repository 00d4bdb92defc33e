import { aggregationQueries } from './metric/aggregation.ts';
import { alarmQueries } from './alarm.ts';
import { asyncProfilerMutations, asyncProfilerQueries } from './profiling/async-profiler.ts';
import { commonMutations, commonQueries } from './common.ts';
import { eventQueries } from './event.ts';
import { hierarchyQueries } from './metadata/hierarchy.ts';
import { logQueries } from './log.ts';
import { metadataQueries } from './metadata/metadata.ts';
import { metadataV2Queries } from './metadata/metadata-v2.ts';
import { metricQueries } from './metric/metric.ts';
import { metricsV2Queries } from './metric/metrics-v2.ts';
import { metricsV3Queries } from './metric/metrics-v3.ts';
import { pprofMutations, pprofQueries } from './profiling/pprof.ts';
import { profileMutations, profileQueries } from './profiling/profile.ts';
import { recordQueries } from './metric/record.ts';
import type { ResolverMap } from './resolver.ts';
import { topNRecordsQueries } from './metric/top-n-records.ts';
import { topologyQueries } from './topology.ts';
import { traceQueries } from './trace.ts';
import { traceV2Queries } from './trace-v2.ts';
import { uiConfigurationMutations, uiConfigurationQueries } from './ui-configuration.ts';

/** Fields that read metrics: they start together, so that what they read of one table is read at once. */
export const metricQueryResolvers: ResolverMap = {
  ...metricsV3Queries,
  ...metricsV2Queries,
  ...aggregationQueries,
};

/** Fields of Query and Mutation that are answered. The schema has more: they say that they are not available yet. */
export const queryResolvers: ResolverMap = {
  ...commonQueries,
  ...metadataV2Queries,
  ...metadataQueries,
  ...topologyQueries,
  ...traceQueries,
  ...traceV2Queries,
  ...metricQueryResolvers,
  ...metricQueries,
  ...recordQueries,
  ...topNRecordsQueries,
  ...hierarchyQueries,
  ...eventQueries,
  ...alarmQueries,
  ...uiConfigurationQueries,
  ...logQueries,
  ...profileQueries,
  ...asyncProfilerQueries,
  ...pprofQueries,
};

export const mutationResolvers: ResolverMap = {
  ...commonMutations,
  ...uiConfigurationMutations,
  ...profileMutations,
  ...asyncProfilerMutations,
  ...pprofMutations,
};
