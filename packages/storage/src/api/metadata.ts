/**
 * Metadata: what exists. A row says that a thing was seen at a time; rows of one kind and id merge. Most kinds are dated by
 * time: fields by the latest `seenMs` (a field that a later row leaves out keeps its value), `firstSeenMs` is the least and
 * `lastSeenMs` the greatest time seen. Instances and endpoints are dated by arrival: later written rows win, `firstSeenMs` is
 * of the row written first and `lastSeenMs` of the row written last (server-core: a traffic row keeps the bucket that it was
 * made in, and its last ping is overwritten).
 *
 * Kinds and their fields:
 *
 *     service    id = base64(name) "." layer-number   name, serviceId, layer (name), group, shortName, normal (0/1)
 *     instance   id = instance id                      name, serviceId, properties (JSON object), layer (name)
 *     endpoint   id = endpoint id                      name, serviceId
 *     alias      id = base64(address)                  address, serviceId, instanceId
 *     traceTag   id = key "=" value                    key, value
 *
 * `owner` narrows listing: the service id for instances and endpoints, the key for tags, '' elsewhere.
 */
export type MetadataKind = 'service' | 'instance' | 'endpoint' | 'alias' | 'traceTag';

/** Kinds whose rows merge in the order in which they were written, not by the times that they carry. */
export const datedByArrival: ReadonlySet<MetadataKind> = new Set(['instance', 'endpoint']);

export type MetadataFields = Readonly<Record<string, string | number>>;

export interface MetadataRow {
  readonly kind: MetadataKind;
  readonly id: string;
  readonly owner: string;
  readonly fields: MetadataFields;
  readonly seenMs: number;
}

export interface MetadataEntry {
  readonly kind: MetadataKind;
  readonly id: string;
  readonly owner: string;
  readonly fields: MetadataFields;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

export interface MetadataQuery {
  readonly kind: MetadataKind;
  readonly ids?: readonly string[];
  readonly owner?: string;
  /** Case-insensitive part of the field `name` (of `value` for tags). */
  readonly keyword?: string;
  /** Seen at least once in [from, to): entries whose first..last times overlap it. */
  readonly seenFromMs?: number;
  readonly seenToMs?: number;
  readonly limit: number;
}
