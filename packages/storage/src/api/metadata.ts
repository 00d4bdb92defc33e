/**
 * Metadata: what exists. A row says that a thing was seen at a time; rows of one kind and id merge. Most kinds are dated by
 * time: fields by the latest `seenMs` (a field that a later row leaves out keeps its value), `firstSeenMs` is the least and
 * `lastSeenMs` the greatest time seen. Instances and endpoints are dated by arrival: rows written later win, and `lastSeenMs`
 * is that of the row written last, also where it is earlier. `firstSeenMs` of an endpoint is that of the row written first.
 * (So answers SkyWalking, seen from outside: last pings are overwritten, and an endpoint keeps the bucket it was made in.)
 *
 * Kinds and their fields:
 *
 *     service    id = base64(name) "." layer-number   name, serviceId, layer (name), group, shortName, normal (0/1)
 *     instance   id = instance id                      name, serviceId, properties (JSON object), layer (name)
 *     endpoint   id = endpoint id                      name, serviceId
 *     alias      id = base64(address)                  address, serviceId, instanceId
 *     traceTag   id = key "=" value                    key, value
 *     alarmTag   id = key "=" value                    key, value
 *     logTag     id = key "=" value                    key, value
 *     document   id = collection "/" name             what its collection says; never expires
 *
 * A document is a thing that people made and may change (a page template) or a state that has to survive a restart (an alarm
 * rule's). Rows are dated by arrival, as those of instances; what is deleted keeps a row that says so (`deleted` = 1).
 *
 * `owner` narrows listing: the service id for instances and endpoints, the key for tags, the collection for documents, ''
 * elsewhere.
 */
export type MetadataKind =
  | 'service'
  | 'instance'
  | 'endpoint'
  | 'alias'
  | 'traceTag'
  | 'alarmTag'
  | 'logTag'
  | 'document';

/** Kinds whose fields and last time come from the row written last, whatever time it carries. */
export const lastByArrival: ReadonlySet<MetadataKind> = new Set([
  'instance',
  'endpoint',
  'document',
]);

/** Kinds whose first time is that of the row written first. */
export const firstByArrival: ReadonlySet<MetadataKind> = new Set(['endpoint']);

/** Kinds that are kept for ever, whatever `Retention.metadataDays` says. */
export const neverExpiring: ReadonlySet<MetadataKind> = new Set(['document']);

/** Kinds whose `MetadataQuery.keyword` looks into the field `value`. */
export const tagKinds: ReadonlySet<MetadataKind> = new Set(['traceTag', 'alarmTag', 'logTag']);

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
