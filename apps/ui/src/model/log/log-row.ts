/**
 * Lines as `/api/logs` tells of them (docs/reference/log-api.md). What comes from the wire is read field by field: an answer
 * of a newer server loses what is not known here and nothing else.
 */

export type LogContentType = 'text' | 'json' | 'yaml' | 'none';

export interface LogRow {
  /** Names the line for cursors and for `context`. */
  readonly id: string;
  readonly timeMs: number;
  readonly serviceId: string;
  readonly serviceName: string;
  /** Names and ids are empty where the line has none. */
  readonly instanceId: string;
  readonly instanceName: string;
  readonly endpointId: string;
  readonly endpointName: string;
  readonly traceId: string;
  readonly segmentId: string;
  readonly spanId: number;
  readonly level: string;
  readonly contentType: LogContentType;
  readonly content: string;
  /** Whether the line says more than is here. */
  readonly isCut: boolean;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function numberOf(value: unknown, otherwise = 0): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}

const contentTypes: readonly LogContentType[] = ['text', 'json', 'yaml', 'none'];

/** Undefined for what is no line: without an id it could be neither told apart nor opened. */
export function readRow(value: unknown): LogRow | undefined {
  const wire = fieldsOf(value);
  const id = textOf(wire['id']);
  if (id === '') return undefined;
  return {
    id,
    timeMs: numberOf(wire['timeMs']),
    serviceId: textOf(wire['serviceId']),
    serviceName: textOf(wire['serviceName']),
    instanceId: textOf(wire['instanceId']),
    instanceName: textOf(wire['instanceName']),
    endpointId: textOf(wire['endpointId']),
    endpointName: textOf(wire['endpointName']),
    traceId: textOf(wire['traceId']),
    segmentId: textOf(wire['segmentId']),
    spanId: numberOf(wire['spanId'], -1),
    level: textOf(wire['level']),
    contentType: contentTypes.find((each) => each === wire['contentType']) ?? 'text',
    content: textOf(wire['content']),
    isCut: wire['cut'] === true,
    tags: listOf(wire['tags']).map((each) => {
      const tag = fieldsOf(each);
      return { key: textOf(tag['key']), value: textOf(tag['value']) };
    }),
  };
}

export function readRows(value: unknown): readonly LogRow[] {
  return listOf(value).flatMap((each) => readRow(each) ?? []);
}
