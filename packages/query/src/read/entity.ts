/**
 * From GraphQL's `Entity`, which names things, to the id that data is stored under. Clients leave fields out, or send
 * them empty (swctl does): both mean that the field is not there.
 */
import { createHash } from 'node:crypto';
import {
  type ScopeName,
  endpointRelationId,
  memberId,
  parseMemberId,
  parseServiceId,
  relationId,
  serviceId,
} from '@stormpetrel/model';

type Optional<T> = T | null | undefined;

export interface EntityInput {
  readonly serviceName?: Optional<string>;
  readonly normal?: Optional<boolean>;
  readonly serviceInstanceName?: Optional<string>;
  readonly endpointName?: Optional<string>;
  readonly processName?: Optional<string>;
  readonly destServiceName?: Optional<string>;
  readonly destNormal?: Optional<boolean>;
  readonly destServiceInstanceName?: Optional<string>;
  readonly destEndpointName?: Optional<string>;
  readonly destProcessName?: Optional<string>;
}

/** One end of a relation, or the whole of what is none. */
interface EntityEnd {
  readonly service: Optional<string>;
  readonly normal: Optional<boolean>;
  readonly instance: Optional<string>;
  readonly endpoint: Optional<string>;
  readonly process: Optional<string>;
}

/** The id of the entity in a scope; undefined where a name that the scope needs is missing. */
export function findEntityId(entity: EntityInput, scope: ScopeName): string | undefined {
  switch (scope) {
    case 'Service':
      return serviceOf(sourceEnd(entity));
    case 'ServiceInstance':
      return instanceOf(sourceEnd(entity));
    case 'Endpoint':
      return endpointOf(sourceEnd(entity));
    case 'Process':
      return processOf(sourceEnd(entity));
    case 'ServiceRelation':
      return relationOf(entity, serviceOf);
    case 'ServiceInstanceRelation':
      return relationOf(entity, instanceOf);
    case 'ProcessRelation':
      return relationOf(entity, processOf);
    case 'EndpointRelation':
      return endpointRelationOf(entity);
    default:
      return undefined;
  }
}

/** The service that the entity names, whatever else it names. */
export function findServiceId(entity: EntityInput): string | undefined {
  return serviceOf(sourceEnd(entity));
}

function sourceEnd(entity: EntityInput): EntityEnd {
  return {
    service: entity.serviceName,
    normal: entity.normal,
    instance: entity.serviceInstanceName,
    endpoint: entity.endpointName,
    process: entity.processName,
  };
}

function targetEnd(entity: EntityInput): EntityEnd {
  return {
    service: entity.destServiceName,
    normal: entity.destNormal,
    instance: entity.destServiceInstanceName,
    endpoint: entity.destEndpointName,
    process: entity.destProcessName,
  };
}

function serviceOf(end: EntityEnd): string | undefined {
  if (!isGiven(end.service) || end.normal === undefined || end.normal === null) return undefined;
  return serviceId(end.service, end.normal);
}

function instanceOf(end: EntityEnd): string | undefined {
  const service = serviceOf(end);
  if (service === undefined || !isGiven(end.instance)) return undefined;
  return memberId(service, end.instance);
}

function endpointOf(end: EntityEnd): string | undefined {
  const service = serviceOf(end);
  if (service === undefined || !isGiven(end.endpoint)) return undefined;
  return memberId(service, end.endpoint);
}

/** server-core, IDManager.ProcessID: the only id that is a digest. */
function processOf(end: EntityEnd): string | undefined {
  const instance = instanceOf(end);
  if (instance === undefined || !isGiven(end.process)) return undefined;
  return createHash('sha256').update(`${end.process}_${instance}`).digest('hex');
}

function relationOf(
  entity: EntityInput,
  idOf: (end: EntityEnd) => string | undefined,
): string | undefined {
  const source = idOf(sourceEnd(entity));
  const target = idOf(targetEnd(entity));
  return source === undefined || target === undefined ? undefined : relationId(source, target);
}

function endpointRelationOf(entity: EntityInput): string | undefined {
  const { endpointName, destEndpointName } = entity;
  const source = serviceOf(sourceEnd(entity));
  const target = serviceOf(targetEnd(entity));
  if (source === undefined || target === undefined) return undefined;
  if (!isGiven(endpointName) || !isGiven(destEndpointName)) return undefined;
  return endpointRelationId(source, endpointName, target, destEndpointName);
}

function isGiven(name: Optional<string>): name is string {
  return name !== undefined && name !== null && name !== '';
}

/** Whose value an entry of a ranked list is. */
export interface OwnerNames {
  readonly serviceId: string;
  readonly serviceName: string;
  readonly normal: boolean;
  /** The instance or endpoint, where the scope is one. */
  readonly memberId?: string;
  readonly memberName?: string;
}

/** What an id of a service, instance or endpoint stands for; undefined for ids of another form. */
export function findOwner(id: string, scope: ScopeName): OwnerNames | undefined {
  if (scope === 'Service') {
    const service = parseServiceId(id);
    if (service === undefined) return undefined;
    return { serviceId: id, serviceName: service.name, normal: service.normal };
  }
  if (scope !== 'ServiceInstance' && scope !== 'Endpoint') return undefined;
  const member = parseMemberId(id);
  const service = member === undefined ? undefined : parseServiceId(member.serviceId);
  if (member === undefined || service === undefined) return undefined;
  return {
    serviceId: member.serviceId,
    serviceName: service.name,
    normal: service.normal,
    memberId: id,
    memberName: member.name,
  };
}
