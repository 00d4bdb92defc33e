import type { RecordFilter } from '@stormpetrel/storage/api';
import { levelTag, writtenLevels } from './log-level.ts';

/** Which lines are wanted: all that is given must hold. Empty texts and lists are as good as none. */
export interface LogCondition {
  /** Any of them. */
  readonly serviceIds: readonly string[];
  readonly instanceId: string;
  readonly endpointId: string;
  readonly traceId: string;
  readonly segmentId: string;
  readonly spanId: number | undefined;
  /** Any of them, as rows show them. */
  readonly levels: readonly string[];
  /** All of them. A tag that is not searchable finds nothing. */
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** Each somewhere in the content, whatever its case. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export const everyLog: LogCondition = {
  serviceIds: [],
  instanceId: '',
  endpointId: '',
  traceId: '',
  segmentId: '',
  spanId: undefined,
  levels: [],
  tags: [],
  include: [],
  exclude: [],
};

/** A condition in the words of the store. What narrows most comes first where the store does not know better. */
export function logFilters(condition: LogCondition): readonly RecordFilter[] {
  const { serviceIds, traceId, segmentId, instanceId, endpointId, spanId, levels, tags } =
    condition;
  const filters: RecordFilter[] = [];
  const equals = (column: string, value: string): void => {
    if (value !== '') filters.push({ column, op: 'equals', value });
  };
  equals('traceId', traceId);
  equals('segmentId', segmentId);
  equals('instance', instanceId);
  equals('endpoint', endpointId);
  const [service = '', ...others] = serviceIds;
  if (others.length === 0) equals('service', service);
  else filters.push({ column: 'service', op: 'in', values: serviceIds });
  if (spanId !== undefined)
    filters.push({ column: 'spanId', op: 'range', min: spanId, max: spanId });
  for (const { key, value } of tags) {
    filters.push({ column: 'tags', op: 'has', term: `${key}=${value}` });
  }
  if (levels.length > 0) {
    const terms = levels.flatMap(writtenLevels).map((written) => `${levelTag}=${written}`);
    filters.push({ column: 'tags', op: 'hasAny', terms: [...new Set(terms)] });
  }
  const contains = (text: string, negate: boolean): void => {
    if (text !== '') filters.push({ column: 'content', op: 'contains', text, negate });
  };
  for (const text of condition.include) contains(text, false);
  for (const text of condition.exclude) contains(text, true);
  return filters;
}
