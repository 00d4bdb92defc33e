import { parsePage } from '../../read/page.ts';
import type { Optional, Resolver, ResolverMap } from './resolver.ts';
import { type TraceQueryCondition, traceConditionsOf } from './trace.ts';

const queryTraces: Resolver<{ readonly condition?: Optional<TraceQueryCondition> }> = async (
  { condition },
  { traces, services },
) => {
  const everything = { startTime: 0, endTime: services.clock.nowMs() };
  if (!condition) return { traces: [], retrievedTimeRange: everything };
  const conditions = traceConditionsOf(condition);
  const found = await traces.listTraces(conditions, parsePage(condition.paging));
  const { window } = conditions;
  return {
    traces: found.map((spans) => ({ spans })),
    retrievedTimeRange:
      window === undefined ? everything : { startTime: window.fromMs, endTime: window.toMs },
  };
};

const hasQueryTracesV2Support: Resolver<object> = () => true;

export const traceV2Queries: ResolverMap = { queryTraces, hasQueryTracesV2Support };
