import { CodedError } from '@stormpetrel/base';
import { memberId } from '@stormpetrel/model';
import { conditionOf, withTrace } from '../../debug/with-trace.ts';
import { queryErrors } from '../../errors.ts';
import type { LogCondition } from '../../read/log/log-condition.ts';
import type { LogLine } from '../../read/log/log-line.ts';
import { type LogList, readLogs } from '../../read/log/log-reader.ts';
import { type NamedService, idOfNamedService } from '../../read/metadata/metadata-reader.ts';
import { listTagKeys, listTagValues } from '../../read/metadata/tag-list.ts';
import { type PaginationInput, parsePage } from '../../read/page.ts';
import { parseDuration } from '../../read/time-window.ts';
import {
  type DurationInput,
  type NamedEndpoint,
  type NamedInstance,
  type Optional,
  type OrderInput,
  type Resolver,
  type ResolverMap,
  type WithDebug,
  type WithDuration,
  orderOf,
} from './resolver.ts';

/** GraphQL's `LogQueryCondition`. Empty texts are as good as none. */
export interface LogQueryCondition {
  readonly serviceId?: Optional<string>;
  readonly serviceInstanceId?: Optional<string>;
  readonly endpointId?: Optional<string>;
  readonly relatedTrace?: Optional<{
    readonly traceId: string;
    readonly segmentId?: Optional<string>;
    readonly spanId?: Optional<number>;
  }>;
  readonly queryDuration?: Optional<DurationInput>;
  readonly paging: PaginationInput;
  readonly tags?: Optional<readonly { readonly key: string; readonly value?: Optional<string> }[]>;
  readonly keywordsOfContent?: Optional<readonly string[]>;
  readonly excludingKeywordsOfContent?: Optional<readonly string[]>;
  readonly queryOrder?: Optional<OrderInput>;
}

/** GraphQL's `LogQueryConditionByName`. */
interface LogQueryConditionByName extends Omit<
  LogQueryCondition,
  'serviceId' | 'serviceInstanceId' | 'endpointId'
> {
  readonly service?: Optional<NamedService>;
  readonly instance?: Optional<NamedInstance>;
  readonly endpoint?: Optional<NamedEndpoint>;
}

const supportQueryLogsByKeywords: Resolver<object> = () => true;

export const queryLogs: Resolver<
  WithDebug & { readonly condition?: Optional<LogQueryCondition> }
> = ({ condition, debug }, context) => {
  const question = {
    debug,
    operation: 'Query Service: queryLogs',
    condition: () => conditionOf({ condition }),
  };
  return withTrace(question, context, async ({ services, signal }) => {
    if (!condition) throw windowMissing();
    const { lines, isCut } = await readLogs(services.reader, services.decodeLogTags, {
      ...listOf(condition),
      signal,
    });
    const reason = `the lines of this page are too long together: these are the first ${lines.length}`;
    return { logs: lines.map(logView), ...(isCut && { errorReason: reason }) };
  });
};

const queryLogsByName: Resolver<
  WithDebug & { readonly condition?: Optional<LogQueryConditionByName> }
> = ({ condition, debug }, context) => {
  if (!condition) return queryLogs({ debug }, context);
  const { service, instance, endpoint, ...rest } = condition;
  const ids = {
    serviceId: service ? idOfNamedService(service) : undefined,
    serviceInstanceId: instance
      ? memberId(idOfNamedService(instance), instance.instanceName)
      : undefined,
    endpointId: endpoint ? memberId(idOfNamedService(endpoint), endpoint.endpointName) : undefined,
  };
  return queryLogs({ condition: { ...rest, ...ids }, debug }, context);
};

/** As upstream, without a time all time is searched, but only with a trace; the newest come first unless asked otherwise. */
function listOf(condition: LogQueryCondition): LogList {
  const { queryDuration, relatedTrace, queryOrder, paging } = condition;
  if (!queryDuration && !relatedTrace) throw windowMissing();
  return {
    condition: logConditionOf(condition),
    window: queryDuration ? parseDuration(queryDuration) : undefined,
    order: orderOf(queryOrder ?? 'DES'),
    page: parsePage(paging),
  };
}

function logConditionOf(condition: LogQueryCondition): LogCondition {
  const { serviceId, relatedTrace, tags } = condition;
  return {
    serviceIds: serviceId ? [serviceId] : [],
    instanceId: condition.serviceInstanceId ?? '',
    endpointId: condition.endpointId ?? '',
    traceId: relatedTrace?.traceId.trim() ?? '',
    segmentId: relatedTrace?.segmentId ?? '',
    spanId: relatedTrace?.spanId ?? undefined,
    levels: [],
    tags: (tags ?? []).map(({ key, value }) => ({ key, value: value ?? '' })),
    include: condition.keywordsOfContent ?? [],
    exclude: condition.excludingKeywordsOfContent ?? [],
  };
}

function windowMissing(): CodedError {
  const { code } = queryErrors.logWindowMissing;
  return new CodedError(code, 'logs are asked for by time, or by trace');
}

/** GraphQL's `Log`. What a line does not have is null; one without content is text. */
function logView(line: LogLine): object {
  const { contentType } = line;
  return {
    serviceName: line.serviceName || undefined,
    serviceId: line.serviceId || undefined,
    serviceInstanceName: line.instanceName || undefined,
    serviceInstanceId: line.instanceId || undefined,
    endpointName: line.endpointName || undefined,
    endpointId: line.endpointId || undefined,
    traceId: line.traceId || undefined,
    timestamp: line.timeMs,
    contentType: contentType === 'none' ? 'TEXT' : contentType.toUpperCase(),
    content: line.content,
    tags: line.tags,
  };
}

const queryLogTagAutocompleteKeys: Resolver<WithDuration> = ({ duration }, { services }) => {
  const { reader, settings } = services;
  const window = parseDuration(duration);
  return listTagKeys(reader, 'logTag', settings.searchableLogTags, window, settings.tagKeysMax);
};

const queryLogTagAutocompleteValues: Resolver<WithDuration & { readonly tagKey: string }> = (
  { duration, tagKey },
  { services: { reader, settings } },
) => listTagValues(reader, 'logTag', tagKey, parseDuration(duration), settings.tagValuesMax);

export const logQueries: ResolverMap = {
  supportQueryLogsByKeywords,
  queryLogs,
  queryLogsByName,
  queryLogTagAutocompleteKeys,
  queryLogTagAutocompleteValues,
};
