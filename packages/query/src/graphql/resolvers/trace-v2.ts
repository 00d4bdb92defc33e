import { conditionOf, withTrace } from '../../debug/with-trace.ts';
import { parsePage } from '../../read/page.ts';
import type { QueryContext } from '../query-context.ts';
import type { Optional, Resolver, ResolverMap, WithDebug } from './resolver.ts';
import { type TraceQueryCondition, traceConditionsOf } from './trace.ts';

const queryTraces: Resolver<WithDebug & { readonly condition?: Optional<TraceQueryCondition> }> = (
  { condition, debug },
  context,
) => {
  const question = {
    debug,
    operation: 'Query Service: queryTraces',
    condition: () => conditionOf({ condition }),
  };
  return withTrace(question, context, (traced) => listTraces(condition, traced));
};

async function listTraces(
  condition: Optional<TraceQueryCondition>,
  { traces, services }: QueryContext,
): Promise<object> {
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
}

const hasQueryTracesV2Support: Resolver<object> = () => true;

export const traceV2Queries: ResolverMap = { queryTraces, hasQueryTracesV2Support };
