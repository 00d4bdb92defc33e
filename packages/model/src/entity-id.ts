/**
 * Ids of entities, as SkyWalking writes them (server-core, IDManager). Clients keep them in links and build them
 * themselves, so they are wire contract.
 *
 *     service            base64(name) "." ("1" normal | "0" guessed)
 *     instance, endpoint service-id "_" base64(name)
 *     relation           source-id "-" target-id
 *     endpoint relation  service-id "-" base64(endpoint) "-" service-id "-" base64(endpoint)
 *
 * base64 is the standard alphabet with padding, over UTF-8: it has no ".", "_" or "-", which is why splitting works.
 */
export const blankName = '_blank';

export function encodeName(name: string): string {
  return Buffer.from(name, 'utf8').toString('base64');
}

export function decodeName(encoded: string): string {
  return Buffer.from(encoded, 'base64').toString('utf8');
}

export function serviceId(name: string, normal: boolean): string {
  return `${encodeName(name === '' ? blankName : name)}.${normal ? 1 : 0}`;
}

/** The id of an instance or an endpoint. */
export function memberId(ofServiceId: string, name: string): string {
  return `${ofServiceId}_${encodeName(name === '' ? blankName : name)}`;
}

export function relationId(sourceId: string, targetId: string): string {
  return `${sourceId}-${targetId}`;
}

export function endpointRelationId(
  sourceServiceId: string,
  sourceEndpoint: string,
  targetServiceId: string,
  targetEndpoint: string,
): string {
  return `${sourceServiceId}-${encodeName(sourceEndpoint)}-${targetServiceId}-${encodeName(targetEndpoint)}`;
}

export interface ServiceIdParts {
  readonly name: string;
  readonly normal: boolean;
}

/** undefined when the text is not a service id. */
export function parseServiceId(id: string): ServiceIdParts | undefined {
  const dot = id.lastIndexOf('.');
  if (dot < 0) return undefined;
  const flag = id.slice(dot + 1);
  if (flag !== '0' && flag !== '1') return undefined;
  return { name: decodeName(id.slice(0, dot)), normal: flag === '1' };
}

export interface MemberIdParts {
  readonly serviceId: string;
  readonly name: string;
}

/** Splits the id of an instance or endpoint; undefined when it is none. */
export function parseMemberId(id: string): MemberIdParts | undefined {
  const cut = id.indexOf('_');
  if (cut < 0) return undefined;
  return { serviceId: id.slice(0, cut), name: decodeName(id.slice(cut + 1)) };
}

export interface RelationIdParts {
  readonly sourceId: string;
  readonly targetId: string;
}

/** Splits the id of a relation between services, instances or processes. */
export function parseRelationId(id: string): RelationIdParts | undefined {
  const cut = id.indexOf('-');
  if (cut < 0) return undefined;
  return { sourceId: id.slice(0, cut), targetId: id.slice(cut + 1) };
}

/** Splits the id of a relation between endpoints into the ids of both endpoints. */
export function parseEndpointRelationId(id: string): RelationIdParts | undefined {
  const parts = id.split('-');
  if (parts.length !== 4) return undefined;
  const [sourceService, sourceEndpoint, targetService, targetEndpoint] = parts;
  return {
    sourceId: `${sourceService}_${sourceEndpoint}`,
    targetId: `${targetService}_${targetEndpoint}`,
  };
}

export interface ServiceNameParts {
  readonly group: string;
  readonly shortName: string;
}

/** `group::name` puts a service into a group (server-core, NamingControl). */
export function splitServiceName(name: string): ServiceNameParts {
  const cut = name.indexOf('::');
  if (cut <= 0) return { group: '', shortName: name };
  return { group: name.slice(0, cut), shortName: name.slice(cut + 2) };
}
