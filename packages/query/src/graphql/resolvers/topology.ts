import { memberId } from '@stormpetrel/model';
import { conditionOf, withTrace } from '../../debug/with-trace.ts';
import { readEndpointTopology, readInstanceTopology } from '../../read/topology/member-topology.ts';
import { type NamedService, idOfNamedService } from '../../read/metadata/metadata-reader.ts';
import { readServiceTopology } from '../../read/topology/service-topology.ts';
import { parseDuration } from '../../read/time-window.ts';
import type {
  NamedEndpoint,
  NamedInstance,
  Optional,
  Resolver,
  ResolverMap,
  WithDebug,
  WithDuration,
} from './resolver.ts';

/** The question that a field puts, for the trace of its answer. */
function questionOf(
  operation: string,
  args: WithDebug & Readonly<Record<string, unknown>>,
): Parameters<typeof withTrace>[0] {
  return {
    debug: args.debug,
    operation: `Query Service: ${operation}`,
    condition: () => conditionOf(args),
  };
}

type TopologyArguments = WithDuration & WithDebug;

export const getGlobalTopology: Resolver<
  TopologyArguments & { readonly layer?: Optional<string> }
> = ({ duration, layer, debug }, context) =>
  withTrace(
    questionOf('getGlobalTopology', { duration, layer, debug }),
    context,
    async (traced) => {
      const window = parseDuration(duration);
      const services = layer ? await traced.metadata.listServices({ layer }) : undefined;
      const ids = services?.map(({ id }) => id);
      return readServiceTopology(traced.topologySources, window, ids);
    },
  );

export const getServicesTopology: Resolver<
  TopologyArguments & { readonly serviceIds: readonly string[] }
> = ({ duration, serviceIds, debug }, context) =>
  withTrace(questionOf('getServicesTopology', { duration, serviceIds, debug }), context, (traced) =>
    readServiceTopology(traced.topologySources, parseDuration(duration), serviceIds),
  );

const getServiceTopology: Resolver<TopologyArguments & { readonly serviceId: string }> = (
  { duration, serviceId, debug },
  context,
) => getServicesTopology({ duration, serviceIds: [serviceId], debug }, context);

const getServiceTopologyByName: Resolver<TopologyArguments & { readonly service: NamedService }> = (
  { duration, service, debug },
  context,
) => getServicesTopology({ duration, serviceIds: [idOfNamedService(service)], debug }, context);

const getServicesTopologyByNames: Resolver<
  TopologyArguments & { readonly services: readonly NamedService[] }
> = ({ duration, services, debug }, context) =>
  getServicesTopology({ duration, serviceIds: services.map(idOfNamedService), debug }, context);

export const getServiceInstanceTopology: Resolver<
  TopologyArguments & { readonly clientServiceId: string; readonly serverServiceId: string }
> = ({ duration, clientServiceId, serverServiceId, debug }, context) => {
  const args = { duration, clientServiceId, serverServiceId, debug };
  return withTrace(questionOf('getServiceInstanceTopology', args), context, ({ services }) => {
    const window = parseDuration(duration);
    return readInstanceTopology(services.reader, window, [clientServiceId, serverServiceId]);
  });
};

const getServiceInstanceTopologyByName: Resolver<
  TopologyArguments & { readonly clientService: NamedService; readonly serverService: NamedService }
> = ({ duration, clientService, serverService, debug }, context) => {
  const clientServiceId = idOfNamedService(clientService);
  const serverServiceId = idOfNamedService(serverService);
  return getServiceInstanceTopology({ duration, clientServiceId, serverServiceId, debug }, context);
};

export const getEndpointDependencies: Resolver<
  TopologyArguments & { readonly endpointId: string }
> = ({ duration, endpointId, debug }, context) =>
  withTrace(
    questionOf('getEndpointDependencies', { duration, endpointId, debug }),
    context,
    ({ services }) => readEndpointTopology(services.reader, parseDuration(duration), endpointId),
  );

const getEndpointDependenciesByName: Resolver<
  TopologyArguments & { readonly endpoint: NamedEndpoint }
> = ({ duration, endpoint, debug }, context) => {
  const endpointId = memberId(idOfNamedService(endpoint), endpoint.endpointName);
  return getEndpointDependencies({ duration, endpointId, debug }, context);
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
export const getProcessTopology: Resolver<TopologyArguments> = ({ duration, debug }, context) =>
  withTrace(questionOf('getProcessTopology', { duration, debug }), context, () => {
    parseDuration(duration);
    return { nodes: [], calls: [] };
  });

const getProcessTopologyByName: Resolver<TopologyArguments & { readonly instance: NamedInstance }> =
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
