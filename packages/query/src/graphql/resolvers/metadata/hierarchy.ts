import { CodedError } from '@stormpetrel/base';
import { findLayer, parseMemberId } from '@stormpetrel/model';
import { queryErrors } from '../../../errors.ts';
import { readServiceHierarchy } from '../../../read/hierarchy/hierarchy.ts';
import { readInstanceHierarchy } from '../../../read/hierarchy/instance-hierarchy.ts';
import type { Resolver, ResolverMap } from '../resolver.ts';

const getServiceHierarchy: Resolver<{
  readonly serviceId: string;
  readonly layer: string;
}> = async ({ serviceId, layer }, { metadata }) => {
  checkLayer(layer);
  return { relations: await readServiceHierarchy(metadata, serviceId, layer) };
};

const getInstanceHierarchy: Resolver<{
  readonly instanceId: string;
  readonly layer: string;
}> = async ({ instanceId, layer }, { metadata }) => {
  checkLayer(layer);
  const serviceId = parseMemberId(instanceId)?.serviceId;
  if (serviceId === undefined) return { relations: [] };
  const relations = await readServiceHierarchy(metadata, serviceId, layer);
  return { relations: await readInstanceHierarchy(metadata, instanceId, layer, relations) };
};

const listLayerLevels: Resolver<object> = (_, { metadata }) => metadata.hierarchy.levels;

function checkLayer(layer: string): void {
  if (findLayer(layer) !== undefined) return;
  const { code } = queryErrors.layerUnknown;
  throw new CodedError(code, `there is no layer ${JSON.stringify(layer)}`);
}

export const hierarchyQueries: ResolverMap = {
  getServiceHierarchy,
  getInstanceHierarchy,
  listLayerLevels,
};
