import { parseMemberId, parseServiceId } from '@stormpetrel/model';
import { type RelatedServiceView, type ServiceHierarchyRelation } from './hierarchy.ts';
import type { InstanceView, MetadataReader } from '../metadata/metadata-reader.ts';

export interface RelatedInstanceView extends RelatedServiceView {
  readonly serviceId: string;
  readonly serviceName: string;
}

export interface InstanceHierarchyRelation {
  readonly upperInstance: RelatedInstanceView;
  readonly lowerInstance: RelatedInstanceView;
}

/**
 * The instance as it is seen in the layers right above and below that of its service: by the same name, or because one
 * is named after the host or pod of the other (server-core, HierarchyQueryService). `relations` are those of its service.
 */
export async function readInstanceHierarchy(
  metadata: MetadataReader,
  instanceId: string,
  layer: string,
  relations: readonly ServiceHierarchyRelation[],
): Promise<readonly InstanceHierarchyRelation[]> {
  const self = await metadata.findInstance(instanceId);
  const serviceId = parseMemberId(instanceId)?.serviceId;
  const service = serviceId === undefined ? undefined : parseServiceId(serviceId);
  if (self === undefined || serviceId === undefined || service === undefined) return [];
  const own = { id: serviceId, name: service.name, layer, normal: service.normal };
  const isOwn = ({ id, layer: of }: RelatedServiceView): boolean =>
    id === serviceId && of === layer;
  const found = relations.map(async ({ upperService, lowerService }) => {
    const other = isOwn(upperService) ? lowerService : upperService;
    if (!isOwn(upperService) && !isOwn(lowerService)) return [];
    const candidates = await metadata.listInstances(other.id, undefined);
    const match = candidates.find((candidate) => isSameInstance(self, candidate));
    if (match === undefined) return [];
    const [upper, lower] = other === lowerService ? [self, match] : [match, self];
    const [ofUpper, ofLower] = other === lowerService ? [own, other] : [other, own];
    const relation = {
      upperInstance: relatedInstance(upper, ofUpper),
      lowerInstance: relatedInstance(lower, ofLower),
    };
    return [relation];
  });
  return (await Promise.all(found)).flat();
}

function relatedInstance(instance: InstanceView, service: RelatedServiceView): RelatedInstanceView {
  const { id, name } = instance;
  const { layer, normal } = service;
  return { id, name, serviceId: service.id, serviceName: service.name, layer, normal };
}

function isSameInstance(one: InstanceView, other: InstanceView): boolean {
  const hostOfOne = hostOf(one);
  const hostOfOther = hostOf(other);
  return (
    one.name === other.name ||
    hostOfOne === other.name ||
    hostOfOther === one.name ||
    (hostOfOne !== undefined && hostOfOne === hostOfOther)
  );
}

function hostOf(instance: InstanceView): string | undefined {
  return instance.attributes.find(({ name }) => ['pod', 'hostname'].includes(name.toLowerCase()))
    ?.value;
}
