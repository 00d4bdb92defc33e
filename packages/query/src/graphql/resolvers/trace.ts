import { memberId } from '@stormpetrel/model';
import { type NamedService, idOfNamedService } from '../../read/metadata-reader.ts';
import { type PaginationInput, parsePage } from '../../read/page.ts';
import { parseDuration } from '../../read/time-window.ts';
import type { TraceConditions } from '../../read/trace-reader.ts';
import type {
  DurationInput,
  NamedEndpoint,
  NamedInstance,
  Optional,
  Resolver,
  ResolverMap,
  WithDuration,
} from './resolver.ts';

/** GraphQL's `TraceQueryCondition`. */
export interface TraceQueryCondition extends Omit<TraceConditions, 'window'> {
  readonly queryDuration?: Optional<DurationInput>;
  readonly paging: PaginationInput;
}

/** GraphQL's `TraceQueryConditionByName`. */
interface TraceQueryConditionByName extends Omit<
  TraceQueryCondition,
  'serviceId' | 'serviceInstanceId' | 'endpointId'
> {
  readonly service?: Optional<NamedService>;
  readonly instance?: Optional<NamedInstance>;
  readonly endpoint?: Optional<NamedEndpoint>;
}

/** Reads a condition with its window; without one all time is searched. */
export function traceConditionsOf(condition: TraceQueryCondition): TraceConditions {
  const { queryDuration } = condition;
  return { ...condition, window: queryDuration ? parseDuration(queryDuration) : undefined };
}

const queryBasicTraces: Resolver<{ readonly condition?: Optional<TraceQueryCondition> }> = async (
  { condition },
  { traces },
) => {
  if (!condition) return { traces: [] };
  const page = parsePage(condition.paging);
  return { traces: await traces.listSegments(traceConditionsOf(condition), page) };
};

const queryBasicTracesByName: Resolver<{
  readonly condition?: Optional<TraceQueryConditionByName>;
}> = ({ condition }, context) => {
  if (!condition) return { traces: [] };
  const { service, instance, endpoint, ...rest } = condition;
  const ids = {
    serviceId: service ? idOfNamedService(service) : undefined,
    serviceInstanceId: instance
      ? memberId(idOfNamedService(instance), instance.instanceName)
      : undefined,
    endpointId: endpoint ? memberId(idOfNamedService(endpoint), endpoint.endpointName) : undefined,
  };
  return queryBasicTraces({ condition: { ...rest, ...ids } }, context);
};

/** The duration only tells SkyWalking where cold data lies: a trace is found wherever it is. */
const queryTrace: Resolver<{ readonly traceId: string }> = async ({ traceId }, { traces }) => ({
  spans: await traces.readTrace(traceId.trim()),
});

const queryTraceTagAutocompleteKeys: Resolver<WithDuration> = ({ duration }, context) => {
  const { searchableTraceTags } = context.services.settings;
  return context.metadata.listTagKeys(searchableTraceTags, parseDuration(duration));
};

const queryTraceTagAutocompleteValues: Resolver<WithDuration & { readonly tagKey: string }> = (
  { duration, tagKey },
  { metadata },
) => metadata.listTagValues(tagKey, parseDuration(duration));

export const traceQueries: ResolverMap = {
  queryBasicTraces,
  queryBasicTracesByName,
  queryTrace,
  queryTraceTagAutocompleteKeys,
  queryTraceTagAutocompleteValues,
};
