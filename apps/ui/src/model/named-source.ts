/**
 * Where an alarm or an event comes from: a service, and of it an instance or an endpoint. It has a page, traces, and
 * terms in the filters of other pages.
 */
import { endpointPath, instancePath, servicePath } from '../base/path-id.ts';
import { childIdOf, serviceIdOf } from './entity/entity.ts';
import type { Service } from './entity/entity.ts';
import { quote } from './filter/terms.ts';
import { emptyLogFilter, formatLogText } from './log/log-text.ts';

export interface NamedSource {
  readonly service: string;
  readonly normal: boolean;
  readonly instance?: string;
  readonly endpoint?: string;
}

/** True for services that report themselves, or when the list does not know: most do. */
export function isNormal(service: string, services: readonly Service[]): boolean {
  return services.find((each) => each.name === service)?.normal ?? true;
}

/** The page of the source. */
export function sourcePath(source: NamedSource): string {
  const serviceId = serviceIdOf(source.service, source.normal);
  if (source.endpoint !== undefined) return endpointPath(childIdOf(serviceId, source.endpoint));
  if (source.instance !== undefined) return instancePath(childIdOf(serviceId, source.instance));
  return servicePath(serviceId);
}

type Span = { readonly startMs: number; readonly endMs: number };

/** Its traces in a window. */
export function sourceTracesPath(source: NamedSource, span: Span): string {
  return `/traces?${searchOf(source, span)}`;
}

/** Its log lines in a window. */
export function sourceLogsPath(source: NamedSource, span: Span): string {
  const { service, instance, endpoint } = source;
  const q = formatLogText({ ...emptyLogFilter, services: [service], instance, endpoint });
  return `/logs?${new URLSearchParams({ q, t: windowText(span) }).toString()}`;
}

/** Its alarms in the window that is on screen. */
export function sourceAlarmsPath(source: NamedSource): string {
  return `/alarms?${new URLSearchParams({ q: termsOf(source) }).toString()}`;
}

function searchOf(source: NamedSource, span: Span): string {
  return new URLSearchParams({ q: termsOf(source), t: windowText(span) }).toString();
}

function termsOf(source: NamedSource): string {
  const terms = [`service=${quote(source.service)}`];
  if (source.instance !== undefined) terms.push(`instance=${quote(source.instance)}`);
  if (source.endpoint !== undefined) terms.push(`endpoint=${quote(source.endpoint)}`);
  return terms.join(' ');
}

/** A window as the address of another page takes it, in whole milliseconds. */
export function windowText(span: { readonly startMs: number; readonly endMs: number }): string {
  return `${Math.floor(span.startMs)}..${Math.ceil(span.endMs)}`;
}

/** The source as one line: `payment › payment-7d9f`. */
export function sourceLabel(source: NamedSource): string {
  const part = source.endpoint ?? source.instance;
  return part === undefined ? source.service : `${source.service} › ${part}`;
}
