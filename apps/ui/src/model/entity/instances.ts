import { goldenOfInstance } from '../golden.ts';
import type { ExpressionRequest } from '../graphql-client.ts';
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { readLoad, readPoints } from '../series.ts';
import type { Points } from '../series.ts';
import { askedWindow, graphql } from '../server.ts';
import type { AskedSpan } from '../server.ts';

/** One running copy of a service. */
export interface Instance {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

export interface InstanceRow {
  readonly instance: Instance;
  readonly load: Points;
  readonly latencyMs: Points;
  readonly errorPercent: Points;
}

export interface InstanceRows {
  readonly asked: AskedSpan;
  readonly rows: readonly InstanceRow[];
  /** How many there are; `rows` holds the first `instancesMax`. */
  readonly count: number;
}

const instancesMax = 60;

const listDocument =
  'query Instances($id:ID!,$d:Duration!){listInstances(serviceId:$id,duration:$d){id name language attributes{name value}}}';
const oneDocument =
  'query Instance($id:String!){getInstance(instanceId:$id){id name language attributes{name value}}}';

/** The instances of a service with what each did, minute by minute. */
export function openInstances(service: {
  readonly id: string;
  readonly serviceName: string;
  readonly normal: boolean;
}): Query<InstanceRows> {
  return createQuery<InstanceRows>({
    key: () => service.id,
    read: async (signal) => {
      const asked = askedWindow.value;
      const { listInstances } = await graphql().query<{
        readonly listInstances: readonly Instance[];
      }>(listDocument, { id: service.id, d: asked.duration }, signal);
      const shown = listInstances.slice(0, instancesMax);
      const metrics = [
        goldenOfInstance.load,
        goldenOfInstance.latency ?? '',
        goldenOfInstance.success ?? '',
      ];
      const requests = shown.flatMap((instance): ExpressionRequest[] =>
        metrics.map((expression) => ({
          expression,
          entity: {
            serviceName: service.serviceName,
            normal: service.normal,
            serviceInstanceName: instance.name,
          },
          duration: asked.duration,
        })),
      );
      const answers = await graphql().expressions(requests, signal);
      return {
        asked,
        count: listInstances.length,
        rows: shown.map((instance, index) => ({
          instance,
          load: readLoad(answers[index * 3], asked),
          latencyMs: readPoints(answers[index * 3 + 1], asked),
          errorPercent: readPoints(
            answers[index * 3 + 2],
            asked,
            (value) => (10_000 - value) / 100,
          ),
        })),
      };
    },
    judge: ({ rows }) => (rows.length === 0 ? 'empty' : 'ready'),
  });
}

/** What an instance says about itself. */
export function openInstance(id: string): Query<Instance> {
  return createQuery<Instance>({
    key: () => id,
    read: async (signal) => {
      const { getInstance } = await graphql().query<{ readonly getInstance: Instance | null }>(
        oneDocument,
        { id },
        signal,
      );
      return getInstance ?? { id, name: '', language: 'UNKNOWN', attributes: [] };
    },
    judge: ({ attributes }) => (attributes.length === 0 ? 'empty' : 'ready'),
  });
}
