/**
 * The same service in several layers: a service that is traced runs on one that Kubernetes knows, and the like. Which
 * layers stand above which, and by what names are matched, say the rules of language/hierarchy. Matched here when asked,
 * from the services that exist.
 */
import type { Hierarchy, LayerMatch } from '@stormpetrel/language/hierarchy';
import {
  isNormalLayerName,
  type MetadataReader,
  type ServiceView,
} from '../metadata/metadata-reader.ts';

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
  const among = { members, matchOf: matchesOf(metadata.hierarchy) };
  const relations = [...walk(self, among, 'down'), ...walk(self, among, 'up')];
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
  among: { readonly members: readonly Member[]; readonly matchOf: Matches },
  direction: 'up' | 'down',
): ServiceHierarchyRelation[] {
  const next = among.members.filter((other) =>
    direction === 'down'
      ? isAbove(from, other, among.matchOf)
      : isAbove(other, from, among.matchOf),
  );
  return next.flatMap((other) => {
    const [upper, lower] = direction === 'down' ? [from, other] : [other, from];
    const relation = { upperService: upper.related, lowerService: lower.related };
    return [relation, ...walk(other, among, direction)];
  });
}

/** Upper layer → lower layer → the rule between them. */
type Matches = ReadonlyMap<string, ReadonlyMap<string, LayerMatch>>;

function matchesOf(hierarchy: Hierarchy): Matches {
  return new Map(
    [...Map.groupBy(hierarchy.matches, ({ upper }) => upper)].map(([upper, matches]) => [
      upper,
      new Map(matches.map((match) => [match.lower, match])),
    ]),
  );
}

function isAbove(upper: Member, lower: Member, matchOf: Matches): boolean {
  const match = matchOf.get(upper.related.layer)?.get(lower.related.layer);
  return match?.matches(upper.service, lower.service) ?? false;
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
