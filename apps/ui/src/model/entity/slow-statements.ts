import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { askedWindow, graphql } from '../server.ts';

export interface SlowStatement {
  readonly statement: string;
  readonly latencyMs: number;
  readonly traceId: string | undefined;
}

const rowsMax = 20;

const listOfLayer: Readonly<Record<string, string>> = {
  VIRTUAL_DATABASE: 'top_n_database_statement',
  VIRTUAL_CACHE: 'top_n_cache_read_command',
};

/** The name of the list of slow statements of a layer, if it has one. */
export function slowListOf(layers: readonly string[]): string | undefined {
  return layers.map((layer) => listOfLayer[layer]).find((name) => name !== undefined);
}

/** The slowest statements that a database or cache was sent. */
export function openSlowStatements(
  service: { readonly serviceName: string; readonly normal: boolean },
  list: string,
): Query<readonly SlowStatement[]> {
  return createQuery<readonly SlowStatement[]>({
    key: () => `${list}/${service.serviceName}`,
    read: async (signal) => {
      const asked = askedWindow.value;
      const [answer] = await graphql().expressions(
        [
          {
            expression: `top_n(${list},${rowsMax},des)`,
            entity: service,
            duration: asked.duration,
          },
        ],
        signal,
      );
      if (answer?.ok === false) throw new Error(answer.error);
      return (answer?.series[0]?.values ?? []).map(({ id, value, traceID }) => ({
        statement: id ?? '',
        latencyMs: Number(value),
        traceId: traceID ?? undefined,
      }));
    },
    judge: (rows) => (rows.length === 0 ? 'empty' : 'ready'),
  });
}
