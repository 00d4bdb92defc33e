/**
 * The same service in several layers: a service that is traced runs on one that Kubernetes knows, and the like. Which
 * layers stand above which, how high each stands, and by which rule names are matched, are facts of SkyWalking's
 * hierarchy-definition.yml. Matched here when asked, from the services that exist.
 */
import { isNormalLayerName, type MetadataReader, type ServiceView } from './metadata-reader.ts';

type MatchRule = (upper: ServiceView, lower: ServiceView) => boolean;

const byName: MatchRule = (upper, lower) => upper.name === lower.name;
const byShortName: MatchRule = (upper, lower) => upper.shortName === lower.shortName;
/** The lower one is `name.namespace`. */
const withoutNamespace: MatchRule = (upper, lower) =>
  upper.shortName === untilLast(lower.shortName, '.');
/** The upper one is the address `name.namespace.svc.cluster.local:port`. */
const byClusterAddress: MatchRule = (upper, lower) =>
  untilLast(upper.shortName, ':') === `${lower.shortName}.svc.cluster.local`;

function untilLast(text: string, mark: string): string {
  const at = text.lastIndexOf(mark);
  return at <= 0 ? text : text.slice(0, at);
}

const onKubernetes = { K8S_SERVICE: byShortName };

/** Upper layer → lower layers → the rule. */
const matchRules: Readonly<Record<string, Readonly<Record<string, MatchRule>>>> = {
  MESH: { MESH_DP: byName, K8S_SERVICE: byShortName },
  MESH_DP: onKubernetes,
  GENERAL: {
    APISIX: withoutNamespace,
    K8S_SERVICE: withoutNamespace,
    KONG: withoutNamespace,
  },
  MYSQL: onKubernetes,
  POSTGRESQL: onKubernetes,
  APISIX: onKubernetes,
  NGINX: onKubernetes,
  SO11Y_OAP: onKubernetes,
  ROCKETMQ: onKubernetes,
  RABBITMQ: onKubernetes,
  KAFKA: onKubernetes,
  CLICKHOUSE: onKubernetes,
  PULSAR: onKubernetes,
  ACTIVEMQ: onKubernetes,
  KONG: onKubernetes,
  AIRFLOW: onKubernetes,
  CILIUM_SERVICE: onKubernetes,
  VIRTUAL_DATABASE: {
    MYSQL: byClusterAddress,
    POSTGRESQL: byClusterAddress,
    CLICKHOUSE: byClusterAddress,
  },
  VIRTUAL_MQ: {
    ROCKETMQ: byClusterAddress,
    RABBITMQ: byClusterAddress,
    KAFKA: byClusterAddress,
    PULSAR: byClusterAddress,
  },
};

const layersByLevel: readonly (readonly [level: number, layers: readonly string[]])[] = [
  [3, ['MESH', 'GENERAL', 'SO11Y_OAP', 'VIRTUAL_DATABASE', 'VIRTUAL_MQ']],
  [
    2,
    [
      'MYSQL',
      'POSTGRESQL',
      'APISIX',
      'NGINX',
      'ROCKETMQ',
      'CLICKHOUSE',
      'RABBITMQ',
      'KAFKA',
      'PULSAR',
      'ACTIVEMQ',
      'KONG',
      'AIRFLOW',
    ],
  ],
  [1, ['MESH_DP', 'CILIUM_SERVICE']],
  [0, ['K8S_SERVICE']],
];

export interface LayerLevelView {
  readonly layer: string;
  readonly level: number;
}

/** How high each layer that takes part in the hierarchy stands. */
export const layerLevels: readonly LayerLevelView[] = layersByLevel.flatMap(([level, layers]) =>
  layers.map((layer) => ({ layer, level })),
);

export interface RelatedServiceView {
  readonly id: string;
  readonly name: string;
  readonly layer: string;
  readonly normal: boolean;
}

export interface ServiceHierarchyRelation {
  readonly upperService: RelatedServiceView;
  readonly lowerService: RelatedServiceView;
}

/**
 * The relations of a service in one of its layers, upwards and downwards, and those of what is found there in the same
 * direction. Of A above B above C, A above C is left out: it follows.
 */
export async function readServiceHierarchy(
  metadata: MetadataReader,
  serviceId: string,
  layer: string,
): Promise<readonly ServiceHierarchyRelation[]> {
  const members = await listMembers(metadata);
  const self = members.find(({ related }) => related.id === serviceId && related.layer === layer);
  if (self === undefined) return [];
  const relations = [...walk(self, members, 'down'), ...walk(self, members, 'up')];
  return relations.filter((relation) => !follows(relation, relations));
}

interface Member {
  readonly service: ServiceView;
  readonly related: RelatedServiceView;
}

/** Services as members of the hierarchy, in each of their layers. */
async function listMembers(metadata: MetadataReader): Promise<readonly Member[]> {
  const services = [...(await metadata.services()).values()];
  return services.flatMap((service) =>
    service.layers.map((layer) => ({
      service,
      related: {
        id: service.id,
        name: service.name,
        layer,
        normal: isNormalLayerName(layer) ?? service.normal,
      },
    })),
  );
}

/** Layers only lead from higher to lower levels, so the walk ends. */
function walk(
  from: Member,
  members: readonly Member[],
  direction: 'up' | 'down',
): ServiceHierarchyRelation[] {
  const next = members.filter((other) =>
    direction === 'down' ? isAbove(from, other) : isAbove(other, from),
  );
  return next.flatMap((other) => {
    const [upper, lower] = direction === 'down' ? [from, other] : [other, from];
    const relation = { upperService: upper.related, lowerService: lower.related };
    return [relation, ...walk(other, members, direction)];
  });
}

function isAbove(upper: Member, lower: Member): boolean {
  const rule = matchRules[upper.related.layer]?.[lower.related.layer];
  return rule !== undefined && rule(upper.service, lower.service);
}

function follows(
  relation: ServiceHierarchyRelation,
  relations: readonly ServiceHierarchyRelation[],
): boolean {
  return relations.some(
    ({ upperService, lowerService }) =>
      upperService === relation.upperService &&
      lowerService !== relation.lowerService &&
      relations.some(
        (other) =>
          other.upperService === lowerService && other.lowerService === relation.lowerService,
      ),
  );
}
