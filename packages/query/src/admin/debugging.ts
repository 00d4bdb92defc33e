/**
 * `/debugging/query/…`: questions of GraphQL by parameters of an address, each answered in YAML with the trace of how it was
 * answered, its spans as a tree (admin: status, DebuggingHTTPHandler).
 */
import { findLayer, isNormalLayer, memberId, serviceId } from '@stormpetrel/model';
import type { ExecutionSpanView, ExecutionTraceView } from '../debug/execution-trace.ts';
import type { Traced } from '../debug/with-trace.ts';
import type { QueryContext } from '../graphql/query-context.ts';
import { execExpression } from '../graphql/resolvers/metric/metrics-v3.ts';
import type { DurationInput } from '../graphql/resolvers/resolver.ts';
import {
  getEndpointDependencies,
  getGlobalTopology,
  getProcessTopology,
  getServiceInstanceTopology,
  getServicesTopology,
} from '../graphql/resolvers/topology.ts';
import { type LogQueryCondition, queryLogs } from '../graphql/resolvers/log.ts';
import { queryBasicTraces, queryTrace } from '../graphql/resolvers/trace.ts';
import type { PaginationInput } from '../read/page.ts';
import { AdminParameters, type AdminReply, refusal, yamlAnswer } from './admin-request.ts';

/** What a resolver gives back when asked with `debug`. */
type Answer = Traced<Readonly<Record<string, unknown>>>;
type Question = (parameters: AdminParameters, context: QueryContext) => unknown;

const debug = true;

const questions: Readonly<Record<string, Question>> = {
  mqe: (parameters, context) => {
    const entity = {
      serviceName: parameters.required('service'),
      normal: isNormal(parameters.optional('serviceLayer')),
      serviceInstanceName: parameters.optional('serviceInstance'),
      endpointName: parameters.optional('endpoint'),
      processName: parameters.optional('process'),
      destServiceName: parameters.optional('destService'),
      destNormal: isNormal(parameters.optional('destServiceLayer')),
      destServiceInstanceName: parameters.optional('destServiceInstance'),
      destEndpointName: parameters.optional('destEndpoint'),
      destProcessName: parameters.optional('destProcess'),
    };
    const expression = parameters.required('expression');
    return execExpression({ expression, entity, duration: durationOf(parameters), debug }, context);
  },
  'trace/queryBasicTraces': (parameters, context) =>
    queryBasicTraces({ condition: traceCondition(parameters), debug }, context),
  'trace/queryTrace': (parameters, context) =>
    queryTrace({ traceId: parameters.required('traceId'), debug }, context),
  'log/queryLogs': (parameters, context) =>
    queryLogs({ condition: logCondition(parameters), debug }, context),
  'topology/getGlobalTopology': (parameters, context) => {
    const layer = parameters.optional('serviceLayer');
    return getGlobalTopology({ duration: durationOf(parameters), layer, debug }, context);
  },
  'topology/getServicesTopology': (parameters, context) => {
    const normal = isNormal(parameters.optional('serviceLayer'));
    const names = parameters.required('services').split(',');
    const serviceIds = names.map((name) => serviceId(name, normal));
    return getServicesTopology({ duration: durationOf(parameters), serviceIds, debug }, context);
  },
  'topology/getServiceInstanceTopology': (parameters, context) => {
    const clientServiceId = serviceOf(parameters, 'clientService', 'clientServiceLayer');
    const serverServiceId = serviceOf(parameters, 'serverService', 'serverServiceLayer');
    const duration = durationOf(parameters);
    return getServiceInstanceTopology(
      { duration, clientServiceId, serverServiceId, debug },
      context,
    );
  },
  'topology/getEndpointDependencies': (parameters, context) => {
    const service = serviceOf(parameters, 'service', 'serviceLayer');
    const endpointId = memberId(service, parameters.required('endpoint'));
    return getEndpointDependencies(
      { duration: durationOf(parameters), endpointId, debug },
      context,
    );
  },
  'topology/getProcessTopology': (parameters, context) => {
    serviceOf(parameters, 'service', 'serviceLayer');
    parameters.required('instance');
    return getProcessTopology({ duration: durationOf(parameters), debug }, context);
  },
};

/** Undefined where there is no such question. Rejects with a CodedError for what is wrong with the parameters. */
export async function answerDebugging(
  name: string,
  query: URLSearchParams,
  context: QueryContext,
): Promise<AdminReply | undefined> {
  const question = Object.hasOwn(questions, name) ? questions[name] : undefined;
  if (question === undefined) return undefined;
  const answer = (await question(new AdminParameters(query), context)) as Answer;
  const { debuggingTrace, ...result } = answer;
  return yamlAnswer({
    ...result,
    ...(debuggingTrace !== undefined && { debuggingTrace: treeOf(debuggingTrace) }),
  });
}

/** Fields in SkyWalking's order: each span with those that it began. */
function treeOf(trace: ExecutionTraceView): object {
  const { spans, ...rest } = trace;
  const childrenOf = Map.groupBy(spans, (span) => span.parentSpanId);
  const nodeOf = (span: ExecutionSpanView): object => ({
    ...span,
    childSpans: (childrenOf.get(span.spanId) ?? []).map(nodeOf),
  });
  const [root] = childrenOf.get(-1) ?? [];
  return { ...rest, rootSpan: root === undefined ? null : nodeOf(root) };
}

function durationOf(parameters: AdminParameters): DurationInput {
  return {
    start: parameters.required('startTime'),
    end: parameters.required('endTime'),
    step: parameters.choice('step', ['DAY', 'HOUR', 'MINUTE', 'SECOND']),
  };
}

/** A service is a real one unless its layer says otherwise. */
function isNormal(layer: string | undefined): boolean {
  if (layer === undefined) return true;
  const found = findLayer(layer);
  if (found === undefined) throw refusal(`unknown layer: ${layer}`);
  return isNormalLayer(found);
}

function serviceOf(parameters: AdminParameters, name: string, layer: string): string {
  return serviceId(parameters.required(name), isNormal(parameters.optional(layer)));
}

function traceCondition(
  parameters: AdminParameters,
): NonNullable<Parameters<typeof queryBasicTraces>[0]['condition']> {
  return {
    ...entitiesOf(parameters),
    traceId: parameters.optional('traceId'),
    queryDuration: durationOf(parameters),
    minTraceDuration: parameters.optionalInteger('minTraceDuration'),
    maxTraceDuration: parameters.optionalInteger('maxTraceDuration'),
    traceState: parameters.choice('traceState', ['ALL', 'SUCCESS', 'ERROR']),
    queryOrder: parameters.choice('queryOrder', ['BY_START_TIME', 'BY_DURATION']),
    tags: tagsOf(parameters.optional('tags')),
    paging: pagingOf(parameters),
  };
}

/** With a trace there is no time to be given: all is looked at. */
function logCondition(parameters: AdminParameters): LogQueryCondition {
  const traceId = parameters.optional('traceId');
  const wordsOf = (name: string): readonly string[] => parameters.optional(name)?.split(',') ?? [];
  const scope =
    traceId === undefined
      ? { queryDuration: durationOf(parameters) }
      : {
          relatedTrace: {
            traceId,
            segmentId: parameters.optional('segmentId'),
            spanId: parameters.optionalInteger('spanId'),
          },
        };
  return {
    ...entitiesOf(parameters),
    ...scope,
    tags: tagsOf(parameters.optional('tags')),
    keywordsOfContent: wordsOf('keywordsOfContent'),
    excludingKeywordsOfContent: wordsOf('excludingKeywordsOfContent'),
    queryOrder:
      parameters.optional('queryOrder') === undefined
        ? undefined
        : parameters.choice('queryOrder', ['ASC', 'DES']),
    paging: pagingOf(parameters),
  };
}

function entitiesOf(
  parameters: AdminParameters,
): Pick<LogQueryCondition, 'serviceId' | 'serviceInstanceId' | 'endpointId'> {
  const service = parameters.optional('service');
  const id =
    service === undefined
      ? undefined
      : serviceId(service, isNormal(parameters.optional('serviceLayer')));
  const memberOf = (name: string | undefined): string | undefined => {
    if (name === undefined) return undefined;
    if (id === undefined) throw refusal('an instance or endpoint needs its service');
    return memberId(id, name);
  };
  return {
    serviceId: id,
    serviceInstanceId: memberOf(parameters.optional('serviceInstance')),
    endpointId: memberOf(parameters.optional('endpoint')),
  };
}

function pagingOf(parameters: AdminParameters): PaginationInput {
  return { pageNum: parameters.integer('pageNum'), pageSize: parameters.integer('pageSize') };
}

/** `key1=value1,key2=value2` */
function tagsOf(text: string | undefined): { readonly key: string; readonly value: string }[] {
  if (text === undefined) return [];
  return text.split(',').map((pair) => {
    const cut = pair.indexOf('=');
    if (cut <= 0) throw refusal(`tags must be written key=value,key=value (got ${text})`);
    return { key: pair.slice(0, cut), value: pair.slice(cut + 1) };
  });
}
