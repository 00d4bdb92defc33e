import {
  type ExpressionResult,
  type ExpressionValue,
  evaluateMqe,
  parseMqe,
} from '@stormpetrel/language/mqe';
import { tracedSource } from '../../../debug/traced-source.ts';
import { conditionOf, withTrace } from '../../../debug/with-trace.ts';
import { catalogName } from '../../../read/metric/metric-catalog.ts';
import { matchNames } from '../../../read/metric/metric-name-pattern.ts';
import { StoreMqeSource } from '../../../read/metric/mqe-source.ts';
import { listBuckets, parseDuration } from '../../../read/time-window.ts';
import type {
  EntityInput,
  Optional,
  Resolver,
  ResolverMap,
  WithDebug,
  WithDuration,
} from '../resolver.ts';

const typeOfMetrics: Resolver<{ readonly name: string }> = ({ name }, { services }) =>
  services.catalog.findMetric(name)?.valueType ?? 'UNKNOWN';

const listMetrics: Resolver<{ readonly regex?: Optional<string> }> = async (
  { regex },
  { services, bounds },
) => {
  const all = [...services.catalog.metrics()];
  const names = all.map(({ name }) => name);
  const wanted = await matchNames(regex, names, bounds.patternTime);
  return all
    .filter(({ name }) => wanted.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, valueType, scope }) => ({ name, type: valueType, catalog: catalogName(scope) }));
};

/** What is wrong with an expression is told in its result: an error here would fail the whole batch. */
export const execExpression: Resolver<
  WithDuration & WithDebug & { readonly expression: string; readonly entity: EntityInput }
> = (args, context) => {
  const { expression, entity, duration, debug } = args;
  const condition = (): string => conditionOf({ expression, entity, duration });
  const question = { debug, operation: 'MQE query', condition };
  return withTrace(question, context, async ({ services, metrics, bounds }, trace) => {
    const parsed = parseDuration(duration);
    const window = { step: parsed.step, buckets: listBuckets(parsed) };
    const { reader, catalog, onReadError } = services;
    const source = new StoreMqeSource({
      reader,
      metrics,
      catalog,
      entity,
      window,
      lists: bounds.lists,
    });
    const common = { catalog, window, onReadError, nextTurn: () => bounds.turns.next() };
    if (trace === undefined) {
      return expressionResultView(await evaluateMqe(expression, { ...common, source }));
    }
    const syntax = await trace.span('MQE syntax analysis', '', () => parseMqe(expression));
    const traced = { ...common, source: tracedSource(source, trace) };
    return expressionResultView(await evaluateMqe(syntax, traced));
  });
};

/** GraphQL's `ExpressionResult`. */
export function expressionResultView(result: ExpressionResult): object {
  return {
    type: result.type,
    error: result.error,
    results: result.results.map(({ labels, values }) => ({
      metric: { labels },
      values: values.map(valueView),
    })),
  };
}

function valueView({ id, value, owner, traceId }: ExpressionValue): object {
  return {
    id,
    value,
    traceID: traceId,
    owner: owner && {
      scope: owner.scope,
      serviceID: owner.serviceId,
      serviceName: owner.serviceName,
      normal: owner.normal,
      serviceInstanceID: owner.serviceInstanceId,
      serviceInstanceName: owner.serviceInstanceName,
      endpointID: owner.endpointId,
      endpointName: owner.endpointName,
    },
  };
}

export const metricsV3Queries: ResolverMap = { typeOfMetrics, listMetrics, execExpression };
