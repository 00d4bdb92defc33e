import { findEntityId } from '../../../read/entity.ts';
import { type StatementView, readStatements } from '../../../read/metric/record-reader.ts';
import { parseDuration } from '../../../read/time-window.ts';
import type { QueryContext } from '../../query-context.ts';
import {
  type DurationInput,
  type EntityInput,
  type OrderInput,
  type Resolver,
  type ResolverMap,
  type WithDuration,
  orderOf,
} from '../resolver.ts';

/** GraphQL's `RecordCondition`. */
export interface RecordCondition {
  readonly name: string;
  readonly parentEntity: EntityInput;
  readonly topN: number;
  readonly order: OrderInput;
}

const readRecords: Resolver<WithDuration & { readonly condition: RecordCondition }> = (
  { condition, duration },
  context,
) => readRecordList(condition, duration, context);

/** Records of metrics or entities that do not exist are none. */
export async function readRecordList(
  condition: RecordCondition,
  duration: DurationInput,
  { services }: QueryContext,
): Promise<readonly object[]> {
  const window = parseDuration(duration);
  const metric = services.catalog.findMetric(condition.name);
  if (metric?.origin.kind !== 'record') return [];
  const entityId = findEntityId(condition.parentEntity, metric.scope);
  if (entityId === undefined) return [];
  const statements = await readStatements(services.reader, {
    schema: metric.origin.schema,
    window,
    entityId,
    count: condition.topN,
    order: orderOf(condition.order),
  });
  return statements.map(recordView);
}

/** GraphQL's `Record`: identified by the trace that it was seen in. */
function recordView({ statement, latencyMs, traceId }: StatementView): object {
  return { name: statement, id: traceId, value: String(latencyMs), refId: traceId };
}

export const recordQueries: ResolverMap = { readRecords };
