import type { ExpressionEntity } from '../graphql-client.ts';

/** A service as the server knows it. */
export interface Service {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly layers: readonly string[];
  /** False for services that are only known from calls to them, such as databases. */
  readonly normal: boolean;
}

/** What an id says about itself: ids are Base64 of names (oap.md §5.1), so a link needs no look-up. */
export interface ParsedEntityId {
  readonly serviceId: string;
  readonly serviceName: string;
  readonly normal: boolean;
  /** The instance's or endpoint's own name, when the id is one of those. */
  readonly name: string | undefined;
}

function decodeName(part: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Reads a service, instance or endpoint id. Undefined when it is none. */
export function parseEntityId(id: string): ParsedEntityId | undefined {
  const match = /^([A-Za-z0-9+/]+=*)\.([01])(?:_([A-Za-z0-9+/]+=*))?$/.exec(id);
  if (match === null) return undefined;
  const serviceName = decodeName(match[1] ?? '');
  const name = match[3] === undefined ? undefined : decodeName(match[3]);
  if (serviceName === undefined || (match[3] !== undefined && name === undefined)) return undefined;
  return { serviceId: `${match[1]}.${match[2]}`, serviceName, normal: match[2] === '1', name };
}

function encodeName(name: string): string {
  return btoa(
    Array.from(new TextEncoder().encode(name), (byte) => String.fromCharCode(byte)).join(''),
  );
}

export function serviceIdOf(name: string, normal: boolean): string {
  return `${encodeName(name)}.${normal ? 1 : 0}`;
}

export function childIdOf(serviceId: string, name: string): string {
  return `${serviceId}_${encodeName(name)}`;
}

export function serviceEntity(service: {
  readonly serviceName: string;
  readonly normal: boolean;
}): ExpressionEntity {
  return { serviceName: service.serviceName, normal: service.normal };
}
