import type { ScopeName } from '@stormpetrel/model';
import { readRanking } from '../../../read/metric/legacy-metrics.ts';
import { parseDuration } from '../../../read/time-window.ts';
import type { QueryContext } from '../../query-context.ts';
import {
  type OrderInput,
  type Resolver,
  type ResolverMap,
  type WithDuration,
  orderOf,
} from '../resolver.ts';

interface RankingArguments extends WithDuration {
  readonly name: string;
  readonly topN: number;
  readonly order: OrderInput;
}

type OfService = RankingArguments & { readonly serviceId: string };

async function rank(
  args: RankingArguments,
  scope: ScopeName,
  parentId: string | undefined,
  { services, metrics }: QueryContext,
): Promise<readonly object[]> {
  const window = parseDuration(args.duration);
  const metric = services.catalog.findMetric(args.name);
  if (metric === undefined || metric.scope !== scope) return [];
  const order = orderOf(args.order);
  return readRanking(metrics, metric, window, { scope, parentId, count: args.topN, order });
}

const getServiceTopN: Resolver<RankingArguments> = (args, context) =>
  rank(args, 'Service', undefined, context);

const getAllServiceInstanceTopN: Resolver<RankingArguments> = (args, context) =>
  rank(args, 'ServiceInstance', undefined, context);

const getServiceInstanceTopN: Resolver<OfService> = (args, context) =>
  rank(args, 'ServiceInstance', args.serviceId, context);

const getAllEndpointTopN: Resolver<RankingArguments> = (args, context) =>
  rank(args, 'Endpoint', undefined, context);

const getEndpointTopN: Resolver<OfService> = (args, context) =>
  rank(args, 'Endpoint', args.serviceId, context);

export const aggregationQueries: ResolverMap = {
  getServiceTopN,
  getAllServiceInstanceTopN,
  getServiceInstanceTopN,
  getAllEndpointTopN,
  getEndpointTopN,
};
