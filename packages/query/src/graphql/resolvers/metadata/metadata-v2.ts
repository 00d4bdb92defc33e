import {
  type NamedService,
  describeEndpoint,
  idOfNamedService,
} from '../../../read/metadata/metadata-reader.ts';
import { formatTimeZone, parseDuration } from '../../../read/time-window.ts';
import type { Optional, Resolver, ResolverMap, WithDuration } from '../resolver.ts';

interface FindEndpointArguments {
  readonly keyword?: Optional<string>;
  readonly limit: number;
  readonly duration?: Optional<WithDuration['duration']>;
}

const listLayers: Resolver<object> = (_, { metadata }) => metadata.listLayers();

const listServices: Resolver<{ readonly layer?: Optional<string> }> = ({ layer }, { metadata }) =>
  metadata.listServices({ layer });

const getService: Resolver<{ readonly serviceId: string }> = ({ serviceId }, { metadata }) =>
  metadata.findService(serviceId);

const findService: Resolver<{ readonly serviceName: string }> = ({ serviceName }, { metadata }) =>
  metadata.findService(idOfNamedService({ serviceName }));

const listInstances: Resolver<WithDuration & { readonly serviceId: string }> = (
  { duration, serviceId },
  { metadata },
) => metadata.listInstances(serviceId, parseDuration(duration));

const listInstancesByName: Resolver<WithDuration & { readonly service: NamedService }> = (
  { duration, service },
  { metadata },
) => metadata.listInstances(idOfNamedService(service), parseDuration(duration));

const getInstance: Resolver<{ readonly instanceId: string }> = ({ instanceId }, { metadata }) =>
  metadata.findInstance(instanceId);

const findEndpoint: Resolver<FindEndpointArguments & { readonly serviceId: string }> = (
  { serviceId, keyword, limit, duration },
  { metadata },
) => {
  const window = duration ? parseDuration(duration) : undefined;
  return metadata.findEndpoints({ serviceId, keyword, limit, window });
};

const findEndpointByName: Resolver<FindEndpointArguments & { readonly service: NamedService }> = (
  { service, ...rest },
  context,
) => findEndpoint({ ...rest, serviceId: idOfNamedService(service) }, context);

const getEndpointInfo: Resolver<{ readonly endpointId: string }> = ({ endpointId }) =>
  describeEndpoint(endpointId);

/** Processes are reported by rover and by the network agent, neither of which is taken in: there are none. */
const listProcesses: Resolver<WithDuration> = ({ duration }) => {
  parseDuration(duration);
  return [];
};
const getProcess: Resolver<object> = () => undefined;
const estimateProcessScale: Resolver<object> = () => 0;

const getTimeInfo: Resolver<object> = (_, { services }) => {
  const nowMs = services.clock.nowMs();
  return { timezone: formatTimeZone(nowMs), currentTimestamp: nowMs };
};

/** SkyWalking's word for "there is no cold storage". */
const noColdStorage = -1;

const getRecordsTTL: Resolver<object> = (_, { services }) => {
  const { recordDays, traceDays } = services.settings.retention;
  return {
    normal: recordDays,
    trace: traceDays,
    zipkinTrace: traceDays,
    log: recordDays,
    browserErrorLog: recordDays,
    coldNormal: noColdStorage,
    coldTrace: noColdStorage,
    coldZipkinTrace: noColdStorage,
    coldLog: noColdStorage,
    coldBrowserErrorLog: noColdStorage,
  };
};

const getMetricsTTL: Resolver<object> = (_, { services }) => {
  const { metadataDays, minuteDays, hourDays, dayDays } = services.settings.retention;
  return {
    metadata: metadataDays,
    minute: minuteDays,
    hour: hourDays,
    day: dayDays,
    coldMinute: noColdStorage,
    coldHour: noColdStorage,
    coldDay: noColdStorage,
  };
};

export const metadataV2Queries: ResolverMap = {
  listLayers,
  listServices,
  getService,
  findService,
  listInstances,
  listInstancesByName,
  getInstance,
  findEndpoint,
  findEndpointByName,
  getEndpointInfo,
  listProcesses,
  getProcess,
  estimateProcessScale,
  getTimeInfo,
  getRecordsTTL,
  getMetricsTTL,
};
