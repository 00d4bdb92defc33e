/** An event: something that happened to a service, an instance or an endpoint at a moment or over a while. */
import { isNormal, sourceLabel } from '../named-source.ts';
import type { NamedSource } from '../named-source.ts';
import type { Service } from '../entity/entity.ts';

export interface Event {
  readonly uuid: string;
  readonly service: string;
  readonly instance: string | undefined;
  readonly endpoint: string | undefined;
  readonly name: string;
  readonly isError: boolean;
  readonly message: string;
  readonly parameters: readonly { readonly key: string; readonly value: string }[];
  readonly startMs: number;
  /** Undefined for a moment, and for what still goes on. */
  readonly endMs: number | undefined;
  readonly layer: string;
}

export interface WireEvent {
  readonly uuid: string;
  readonly source: {
    readonly service?: string | null;
    readonly serviceInstance?: string | null;
    readonly endpoint?: string | null;
  } | null;
  readonly name: string;
  readonly type: string;
  readonly message?: string | null;
  readonly parameters?: readonly { readonly key: string; readonly value: string | null }[] | null;
  readonly startTime: number | string;
  readonly endTime?: number | string | null;
  readonly layer?: string | null;
}

export const eventFields =
  'uuid source{service serviceInstance endpoint} name type message parameters{key value} startTime endTime layer';

function nameOrNone(name: string | null | undefined): string | undefined {
  return name === null || name === '' ? undefined : name;
}

export function readEvent(wire: WireEvent): Event {
  const endMs = Number(wire.endTime ?? 0);
  // A time that was not told is 0: what has only an end happened then.
  const startMs = Number(wire.startTime) > 0 ? Number(wire.startTime) : endMs;
  return {
    uuid: wire.uuid,
    service: wire.source?.service ?? '',
    instance: nameOrNone(wire.source?.serviceInstance),
    endpoint: nameOrNone(wire.source?.endpoint),
    name: wire.name,
    isError: wire.type === 'Error',
    message: wire.message ?? '',
    parameters: (wire.parameters ?? []).map(({ key, value }) => ({ key, value: value ?? '' })),
    startMs,
    endMs: endMs > startMs ? endMs : undefined,
    layer: wire.layer ?? '',
  };
}

/** Where it happened, as something with a page; undefined for an event without a service. */
export function eventSource(event: Event, services: readonly Service[]): NamedSource | undefined {
  if (event.service === '') return undefined;
  return {
    service: event.service,
    normal: isNormal(event.service, services),
    ...(event.instance === undefined ? {} : { instance: event.instance }),
    ...(event.endpoint === undefined ? {} : { endpoint: event.endpoint }),
  };
}

/** Where it happened, in words. */
export function eventSourceLabel(event: Event): string {
  const source = eventSource(event, []);
  return source === undefined ? 'no source' : sourceLabel(source);
}
