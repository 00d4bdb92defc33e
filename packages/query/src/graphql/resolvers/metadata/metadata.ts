import { idOfNamedService } from '../../../read/metadata/metadata-reader.ts';
import { readServiceTypes } from '../../../read/topology/service-topology.ts';
import { parseDuration } from '../../../read/time-window.ts';
import type { Optional, Resolver, ResolverMap, WithDuration } from '../resolver.ts';

/** Services are listed whatever the window, as in SkyWalking since 9: the window is only checked. */
const getAllServices: Resolver<WithDuration & { readonly group?: Optional<string> }> = (
  { duration, group },
  { metadata },
) => {
  parseDuration(duration);
  return metadata.listServices({ group });
};

const searchServices: Resolver<WithDuration & { readonly keyword: string }> = (
  { duration, keyword },
  { metadata },
) => {
  parseDuration(duration);
  return metadata.listServices({ keyword });
};

const searchService: Resolver<{ readonly serviceCode: string }> = ({ serviceCode }, { metadata }) =>
  metadata.findService(idOfNamedService({ serviceName: serviceCode }));

const getAllBrowserServices: Resolver<WithDuration> = ({ duration }, { metadata }) => {
  parseDuration(duration);
  return metadata.listServices({ layer: 'BROWSER' });
};

const searchBrowserServices: Resolver<WithDuration & { readonly keyword: string }> = (
  { duration, keyword },
  { metadata },
) => {
  parseDuration(duration);
  return metadata.listServices({ layer: 'BROWSER', keyword });
};

const searchBrowserService: Resolver<{ readonly serviceCode: string }> = async (
  { serviceCode },
  { metadata },
) => {
  const services = await metadata.listServices({ layer: 'BROWSER' });
  return services.find(({ name }) => name === serviceCode);
};

const getServiceInstances: Resolver<WithDuration & { readonly serviceId: string }> = (
  { duration, serviceId },
  { metadata },
) => metadata.listInstances(serviceId, parseDuration(duration));

const searchEndpoint: Resolver<{
  readonly serviceId: string;
  readonly keyword: string;
  readonly limit: number;
}> = ({ serviceId, keyword, limit }, { metadata }) =>
  metadata.findEndpoints({ serviceId, keyword, limit, window: undefined });

/** The kind of a database is not stored: it is what the calls of the window show it to be. */
const getAllDatabases: Resolver<WithDuration> = async ({ duration }, context) => {
  const window = parseDuration(duration);
  const databases = await context.metadata.listServices({ layer: 'VIRTUAL_DATABASE' });
  const ids = databases.map(({ id }) => id);
  const types = await readServiceTypes(context.topologySources, window, ids);
  return databases.map(({ id, name }) => ({ id, name, type: types.get(id) ?? 'Unknown' }));
};

export const metadataQueries: ResolverMap = {
  getAllServices,
  searchServices,
  searchService,
  getAllBrowserServices,
  searchBrowserServices,
  searchBrowserService,
  getServiceInstances,
  searchEndpoint,
  getAllDatabases,
};
