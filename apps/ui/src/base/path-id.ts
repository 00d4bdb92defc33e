/**
 * Ids of services, instances and endpoints are Base64 with `+`, `/` and `=`; a `/` inside a path is trouble with many
 * proxies even when escaped. In addresses `+` is written `-` and `/` is written `~`, neither of which occurs in an id.
 */
export function formatPathId(id: string): string {
  return encodeURIComponent(id.replaceAll('+', '-').replaceAll('/', '~')).replaceAll('%3D', '=');
}

/** The id of a part of a path that is already URI-decoded. A raw id is taken as it is. */
export function parsePathId(part: string): string {
  return part.replaceAll('-', '+').replaceAll('~', '/');
}

export function servicePath(serviceId: string): string {
  return `/service/${formatPathId(serviceId)}`;
}

export function instancePath(instanceId: string): string {
  return `/instance/${formatPathId(instanceId)}`;
}

export function endpointPath(endpointId: string): string {
  return `/endpoint/${formatPathId(endpointId)}`;
}
