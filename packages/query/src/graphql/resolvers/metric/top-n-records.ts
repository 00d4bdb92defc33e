import { readStatements } from '../../../read/metric/record-reader.ts';
import { parseDuration } from '../../../read/time-window.ts';
import {
  type OrderInput,
  type Resolver,
  type ResolverMap,
  type WithDuration,
  orderOf,
} from '../resolver.ts';

interface TopNRecordsCondition extends WithDuration {
  readonly serviceId: string;
  readonly metricName: string;
  readonly topN: number;
  readonly order: OrderInput;
}

const getTopNRecords: Resolver<{ readonly condition: TopNRecordsCondition }> = async (
  { condition },
  { services },
) => {
  const window = parseDuration(condition.duration);
  const origin = services.catalog.findMetric(condition.metricName)?.origin;
  if (origin?.kind !== 'record') return [];
  const statements = await readStatements(services.reader, {
    schema: origin.schema,
    window,
    entityId: condition.serviceId,
    count: condition.topN,
    order: orderOf(condition.order),
  });
  return statements.map(({ statement, latencyMs, traceId }) => ({
    statement,
    latency: latencyMs,
    traceId,
  }));
};

export const topNRecordsQueries: ResolverMap = { getTopNRecords };
