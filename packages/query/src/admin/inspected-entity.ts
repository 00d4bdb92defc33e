/**
 * An entity's id taken apart: the names in it, and the entity as `execExpression` wants it, so that what was found can be
 * asked for (admin: inspect, EntityDecoder).
 */
import {
  type ScopeName,
  parseEndpointRelationId,
  parseMemberId,
  parseRelationId,
  parseServiceId,
} from '@stormpetrel/model';

export interface InspectedEntity {
  readonly decoded: Readonly<Record<string, unknown>>;
  readonly mqeEntity: Readonly<Record<string, unknown>>;
  /** Whose layers the entity is shown in; of a relation that of its source. */
  readonly serviceId: string;
}

interface End {
  readonly serviceId: string;
  readonly serviceName: string;
  readonly isReal: boolean;
  /** Of the instance or endpoint. */
  readonly memberName?: string;
}

type MemberField = 'serviceInstanceName' | 'endpointName';

/** Undefined where the id is not one of the scope's. */
export function inspectEntity(scope: ScopeName, id: string): InspectedEntity | undefined {
  switch (scope) {
    case 'Service':
      return single(scope, serviceEnd(id), undefined);
    case 'ServiceInstance':
      return single(scope, memberEnd(id), 'serviceInstanceName');
    case 'Endpoint':
      return single(scope, memberEnd(id), 'endpointName');
    case 'ServiceRelation':
      return relation(scope, parseRelationId(id), serviceEnd, undefined);
    case 'ServiceInstanceRelation':
      return relation(scope, parseRelationId(id), memberEnd, 'serviceInstanceName');
    case 'EndpointRelation':
      return relation(scope, parseEndpointRelationId(id), memberEnd, 'endpointName');
    default:
      return undefined;
  }
}

function serviceEnd(id: string): End | undefined {
  const service = parseServiceId(id);
  if (service === undefined) return undefined;
  return { serviceId: id, serviceName: service.name, isReal: service.normal };
}

function memberEnd(id: string): End | undefined {
  const member = parseMemberId(id);
  const service = member === undefined ? undefined : serviceEnd(member.serviceId);
  if (member === undefined || service === undefined) return undefined;
  return { ...service, memberName: member.name };
}

function single(
  scope: ScopeName,
  end: End | undefined,
  field: MemberField | undefined,
): InspectedEntity | undefined {
  if (end === undefined) return undefined;
  return {
    decoded: decodedEnd(end, field),
    mqeEntity: {
      scope,
      serviceName: end.serviceName,
      normal: end.isReal,
      ...(field !== undefined && { [field]: end.memberName }),
    },
    serviceId: end.serviceId,
  };
}

const destFields = {
  serviceInstanceName: 'destServiceInstanceName',
  endpointName: 'destEndpointName',
} as const;

function relation(
  scope: ScopeName,
  ids: { readonly sourceId: string; readonly targetId: string } | undefined,
  endOf: (id: string) => End | undefined,
  field: MemberField | undefined,
): InspectedEntity | undefined {
  const source = ids === undefined ? undefined : endOf(ids.sourceId);
  const target = ids === undefined ? undefined : endOf(ids.targetId);
  if (source === undefined || target === undefined) return undefined;
  return {
    decoded: { source: decodedEnd(source, field), destination: decodedEnd(target, field) },
    mqeEntity: {
      scope,
      serviceName: source.serviceName,
      normal: source.isReal,
      ...(field !== undefined && { [field]: source.memberName }),
      destServiceName: target.serviceName,
      destNormal: target.isReal,
      ...(field !== undefined && { [destFields[field]]: target.memberName }),
    },
    serviceId: source.serviceId,
  };
}

function decodedEnd(end: End, field: MemberField | undefined): Readonly<Record<string, unknown>> {
  return {
    serviceName: end.serviceName,
    isReal: end.isReal,
    ...(field !== undefined && { [field]: end.memberName }),
  };
}
