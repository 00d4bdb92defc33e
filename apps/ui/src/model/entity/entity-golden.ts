import type { ExpressionEntity } from '../graphql-client.ts';
import { goldenRequests, isGoldenEmpty, readGolden } from '../golden.ts';
import type { Golden, GoldenMetrics } from '../golden.ts';
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { askedWindow, askSpan, graphql } from '../server.ts';
import { comparedSpan } from './comparison.ts';
import type { Comparison } from './comparison.ts';

/** What is measured, and by which metrics. */
export interface GoldenTarget {
  readonly entity: ExpressionEntity;
  readonly metrics: GoldenMetrics;
}

/** The four numbers of one entity in the window, and in the time that it is compared with, of the same length. */
export interface EntityGolden {
  readonly now: Golden;
  readonly before: Golden;
  /** What time `before` is. */
  readonly compared: Comparison;
}

/**
 * @param target read reactively; undefined while it is not known yet.
 * @param comparison read reactively.
 */
export function openEntityGolden(
  target: () => GoldenTarget | undefined,
  comparison: () => Comparison,
): Query<EntityGolden> {
  return createQuery<EntityGolden>({
    key: () => {
      const wanted = target();
      return wanted === undefined ? undefined : JSON.stringify(wanted);
    },
    read: async (signal) => {
      const wanted = target();
      const asked = askedWindow.value;
      if (wanted === undefined) throw new Error('The entity is not known.');
      const { entity, metrics } = wanted;
      const compared = comparison();
      const askedBefore = askSpan(comparedSpan(asked.span, compared), asked.step);
      const now = goldenRequests(metrics, entity, asked);
      const before = goldenRequests(metrics, entity, askedBefore);
      const answers = await graphql().expressions([...now, ...before], signal);
      return {
        now: readGolden(metrics, answers.slice(0, now.length), asked),
        before: readGolden(metrics, answers.slice(now.length), askedBefore),
        compared,
      };
    },
    judge: ({ now }) => {
      if (now.failures.length > 0) return { missing: now.failures };
      return isGoldenEmpty(now) ? 'empty' : 'ready';
    },
  });
}
