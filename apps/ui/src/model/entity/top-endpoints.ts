import { goldenOfEndpoint } from '../golden.ts';
import type { ExpressionRequest } from '../graphql-client.ts';
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { meanOf, readLoad, readPoints, weightedMeanOf } from '../series.ts';
import type { Points } from '../series.ts';
import { askedWindow, graphql } from '../server.ts';

export type EndpointOrder = 'load' | 'slow' | 'failing';

export interface EndpointRow {
  readonly id: string;
  readonly name: string;
  readonly load: Points;
  readonly loadMean: number | undefined;
  readonly latencyMs: number | undefined;
  readonly errorPercent: number | undefined;
}

const rowsMax = 10;

const rankings: Readonly<Record<EndpointOrder, string>> = {
  load: `top_n(endpoint_cpm,${rowsMax},des)`,
  slow: `top_n(endpoint_resp_time,${rowsMax},des)`,
  failing: `top_n(endpoint_sla,${rowsMax},asc)`,
};

/** The endpoints of a service that matter most, by the chosen measure. */
export function openTopEndpoints(
  service: { readonly serviceName: string; readonly normal: boolean },
  order: () => EndpointOrder,
): Query<readonly EndpointRow[]> {
  return createQuery<readonly EndpointRow[]>({
    key: () => `${service.serviceName}/${service.normal}`,
    read: async (signal) => {
      const asked = askedWindow.value;
      const ranking = { expression: rankings[order()], entity: service, duration: asked.duration };
      const [ranked] = await graphql().expressions([ranking], signal);
      if (ranked?.ok === false) throw new Error(ranked.error);
      const found = (ranked?.series[0]?.values ?? []).flatMap(({ id, owner }) => {
        const name = owner?.endpointName;
        return typeof name === 'string' ? [{ id: owner?.endpointID ?? id ?? '', name }] : [];
      });
      const metrics = [goldenOfEndpoint.load, goldenOfEndpoint.latency, goldenOfEndpoint.success];
      const requests = found.flatMap(({ name }): ExpressionRequest[] =>
        metrics.flatMap((expression) =>
          expression === undefined
            ? []
            : [
                {
                  expression,
                  entity: { ...service, endpointName: name },
                  duration: asked.duration,
                },
              ],
        ),
      );
      const answers = await graphql().expressions(requests, signal);
      return found.map(({ id, name }, index) => {
        const load = readLoad(answers[index * 3], asked);
        const latency = readPoints(answers[index * 3 + 1], asked);
        const errors = readPoints(answers[index * 3 + 2], asked, (value) => (10_000 - value) / 100);
        return {
          id,
          name,
          load,
          loadMean: meanOf(load),
          latencyMs: weightedMeanOf(latency, load),
          errorPercent: weightedMeanOf(errors, load),
        };
      });
    },
    judge: (rows) => (rows.length === 0 ? 'empty' : 'ready'),
  });
}
