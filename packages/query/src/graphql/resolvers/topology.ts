import { memberId } from '@stormpetrel/model';
import { readEndpointTopology, readInstanceTopology } from '../../read/member-topology.ts';
import { type NamedService, idOfNamedService } from '../../read/metadata-reader.ts';
import { readServiceTopology } from '../../read/service-topology.ts';
import { parseDuration } from '../../read/time-window.ts';
import type {
  NamedEndpoint,
  NamedInstance,
  Optional,
  Resolver,
  ResolverMap,
  WithDuration,
} from './resolver.ts';

const getGlobalTopology: Resolver<WithDuration & { readonly layer?: Optional<string> }> = async (
  { duration, layer },
  context,
) => {
  const window = parseDuration(duration);
  const services = layer ? await context.metadata.listServices({ layer }) : undefined;
  const ids = services?.map(({ id }) => id);
  return readServiceTopology(context.topologySources, window, ids);
};

const getServicesTopology: Resolver<WithDuration & { readonly serviceIds: readonly string[] }> = (
  { duration, serviceIds },
  context,
) => readServiceTopology(context.topologySources, parseDuration(duration), serviceIds);

const getServiceTopology: Resolver<WithDuration & { readonly serviceId: string }> = (
  { duration, serviceId },
  context,
) => getServicesTopology({ duration, serviceIds: [serviceId] }, context);

const getServiceTopologyByName: Resolver<WithDuration & { readonly service: NamedService }> = (
  { duration, service },
  context,
) => getServicesTopology({ duration, serviceIds: [idOfNamedService(service)] }, context);

const getServicesTopologyByNames: Resolver<
  WithDuration & { readonly services: readonly NamedService[] }
> = ({ duration, services }, context) =>
  getServicesTopology({ duration, serviceIds: services.map(idOfNamedService) }, context);

const getServiceInstanceTopology: Resolver<
  WithDuration & { readonly clientServiceId: string; readonly serverServiceId: string }
> = ({ duration, clientServiceId, serverServiceId }, { services }) => {
  const window = parseDuration(duration);
  return readInstanceTopology(services.reader, window, [clientServiceId, serverServiceId]);
};

const getServiceInstanceTopologyByName: Resolver<
  WithDuration & { readonly clientService: NamedService; readonly serverService: NamedService }
> = ({ duration, clientService, serverService }, context) => {
  const clientServiceId = idOfNamedService(clientService);
  const serverServiceId = idOfNamedService(serverService);
  return getServiceInstanceTopology({ duration, clientServiceId, serverServiceId }, context);
};

const getEndpointDependencies: Resolver<WithDuration & { readonly endpointId: string }> = (
  { duration, endpointId },
  { services },
) => readEndpointTopology(services.reader, parseDuration(duration), endpointId);

const getEndpointDependenciesByName: Resolver<
  WithDuration & { readonly endpoint: NamedEndpoint }
> = ({ duration, endpoint }, context) => {
  const endpointId = memberId(idOfNamedService(endpoint), endpoint.endpointName);
  return getEndpointDependencies({ duration, endpointId }, context);
};

/** The old form has nodes of services: without layers, and all real. */
const getEndpointTopology: Resolver<WithDuration & { readonly endpointId: string }> = async (
  { duration, endpointId },
  { services },
) => {
  const window = parseDuration(duration);
  const { nodes, calls } = await readEndpointTopology(services.reader, window, endpointId);
  return { nodes: nodes.map((node) => ({ ...node, isReal: true, layers: [] })), calls };
};

/** There are no processes yet (see metadata-v2), so nothing is between them. */
const getProcessTopology: Resolver<WithDuration> = ({ duration }) => {
  parseDuration(duration);
  return { nodes: [], calls: [] };
};

const getProcessTopologyByName: Resolver<WithDuration & { readonly instance: NamedInstance }> =
  getProcessTopology;

export const topologyQueries: ResolverMap = {
  getGlobalTopology,
  getServiceTopology,
  getServiceTopologyByName,
  getServicesTopology,
  getServicesTopologyByNames,
  getServiceInstanceTopology,
  getServiceInstanceTopologyByName,
  getEndpointTopology,
  getEndpointDependencies,
  getEndpointDependenciesByName,
  getProcessTopology,
  getProcessTopologyByName,
};
