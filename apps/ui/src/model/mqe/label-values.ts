/** Labels of a metric, found by reading it for the entity that the panel asks for: the protocol has no list of them. */
import type { ExpressionEntity, ExpressionSeries } from '../graphql-client.ts';
import { askedWindow, graphql } from '../server.ts';

export type LabelValues = ReadonlyMap<string, readonly string[]>;

export function labelsOf(series: readonly ExpressionSeries[]): LabelValues {
  const labels = new Map<string, string[]>();
  for (const { labels: own } of series) {
    for (const { key, value } of own) {
      const values = labels.get(key);
      if (values === undefined) labels.set(key, [value]);
      else if (!values.includes(value)) values.push(value);
    }
  }
  return labels;
}

export async function readLabels(
  metric: string,
  entity: ExpressionEntity,
  signal: AbortSignal,
): Promise<LabelValues> {
  const [answer] = await graphql().expressions(
    [{ expression: metric, entity, duration: askedWindow.peek().duration }],
    signal,
  );
  return answer?.ok === true ? labelsOf(answer.series) : new Map();
}
