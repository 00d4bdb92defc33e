import { memberId } from '@stormpetrel/model';
import { conditionOf, withTrace } from '../../debug/with-trace.ts';
import { type NamedService, idOfNamedService } from '../../read/metadata/metadata-reader.ts';
import { listTagKeys, listTagValues } from '../../read/metadata/tag-list.ts';
import { type PaginationInput, parsePage } from '../../read/page.ts';
import { parseDuration } from '../../read/time-window.ts';
import type { TraceConditions } from '../../read/trace/trace-reader.ts';
import type {
  DurationInput,
  NamedEndpoint,
  NamedInstance,
  Optional,
  Resolver,
  ResolverMap,
  WithDebug,
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

export const queryBasicTraces: Resolver<
  WithDebug & { readonly condition?: Optional<TraceQueryCondition> }
> = ({ condition, debug }, context) => {
  const question = {
    debug,
    operation: 'Query Service: queryBasicTraces',
    condition: () => conditionOf({ condition }),
  };
  return withTrace(question, context, async ({ traces }) => {
    if (!condition) return { traces: [] };
    const page = parsePage(condition.paging);
    return { traces: await traces.listSegments(traceConditionsOf(condition), page) };
  });
};

const queryBasicTracesByName: Resolver<
  WithDebug & { readonly condition?: Optional<TraceQueryConditionByName> }
> = ({ condition, debug }, context) => {
  if (!condition) return queryBasicTraces({ debug }, context);
  const { service, instance, endpoint, ...rest } = condition;
  const ids = {
    serviceId: service ? idOfNamedService(service) : undefined,
    serviceInstanceId: instance
      ? memberId(idOfNamedService(instance), instance.instanceName)
      : undefined,
    endpointId: endpoint ? memberId(idOfNamedService(endpoint), endpoint.endpointName) : undefined,
  };
  return queryBasicTraces({ condition: { ...rest, ...ids }, debug }, context);
};

/** The duration only tells SkyWalking where cold data lies: a trace is found wherever it is. */
export const queryTrace: Resolver<WithDebug & { readonly traceId: string }> = (
  { traceId, debug },
  context,
) => {
  const question = {
    debug,
    operation: 'Query Service: queryTrace',
    condition: () => conditionOf({ traceId }),
  };
  return withTrace(question, context, async ({ traces }) => ({
    spans: await traces.readTrace(traceId.trim()),
  }));
};

const queryTraceTagAutocompleteKeys: Resolver<WithDuration> = ({ duration }, { services }) => {
  const { reader, settings } = services;
  const window = parseDuration(duration);
  return listTagKeys(reader, 'traceTag', settings.searchableTraceTags, window, settings.tagKeysMax);
};

const queryTraceTagAutocompleteValues: Resolver<WithDuration & { readonly tagKey: string }> = (
  { duration, tagKey },
  { services: { reader, settings } },
) => listTagValues(reader, 'traceTag', tagKey, parseDuration(duration), settings.tagValuesMax);

export const traceQueries: ResolverMap = {
  queryBasicTraces,
  queryBasicTracesByName,
  queryTrace,
  queryTraceTagAutocompleteKeys,
  queryTraceTagAutocompleteValues,
};
