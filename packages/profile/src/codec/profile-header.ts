import type { ProfileLimits } from '../limits.ts';
import type {
  ProfileSource,
  SamplePeriod,
  SampleTable,
  Truncation,
  ValueType,
} from '../stack-profile.ts';
import { malformed } from './number-column.ts';

export type EventHeader = Pick<SampleTable, 'event' | 'types' | 'mainType' | 'period'>;

export interface ProfileHeader {
  readonly source: ProfileSource;
  readonly startMs: number;
  readonly endMs: number;
  readonly truncated: Truncation;
  readonly events: readonly EventHeader[];
}

const sources: readonly string[] = [
  'thread-dumps',
  'jfr',
  'pprof',
  'collapsed',
  'speedscope',
  'firefox',
  'ebpf',
] satisfies ProfileSource[];

/** The header of an encoded profile, a JSON object. Members that are not known are passed over. */
export function readHeader(bytes: Uint8Array, limits: ProfileLimits): ProfileHeader {
  const header = objectOf(parse(bytes));
  const truncated = objectOf(header['truncated']);
  const events = listOf(header['events'], limits.eventsMax).map((event) => eventOf(event, limits));
  if (new Set(events.map(({ event }) => event)).size !== events.length) {
    throw malformed('two events have the same name');
  }
  const source = textOf(header['source']);
  if (!isSource(source)) throw malformed('its source is not known');
  return {
    source,
    startMs: numberOf(header['startMs']),
    endMs: numberOf(header['endMs']),
    truncated: {
      samples: numberOf(truncated['samples']),
      stacks: numberOf(truncated['stacks']),
      names: numberOf(truncated['names']),
    },
    events,
  };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    throw malformed('its header is not JSON');
  }
}

function eventOf(value: unknown, limits: ProfileLimits): EventHeader {
  const event = objectOf(value);
  const types = listOf(event['types'], limits.valueTypesMax).map(typeOf);
  const mainType = numberOf(event['mainType']);
  if (types[mainType] === undefined && mainType !== 0) throw malformed('its main type is missing');
  const period = event['period'] === undefined ? {} : { period: periodOf(event['period']) };
  return { event: textOf(event['event']), types, mainType, ...period };
}

function periodOf(value: unknown): SamplePeriod {
  const period = objectOf(value);
  return { type: typeOf(period['type']), value: numberOf(period['value']) };
}

function typeOf(value: unknown): ValueType {
  const type = objectOf(value);
  return { name: textOf(type['name']), unit: textOf(type['unit']) };
}

function isSource(text: string): text is ProfileSource {
  return sources.includes(text);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed('its header lacks something');
  }
  return value as Readonly<Record<string, unknown>>;
}

function listOf(value: unknown, lengthMax: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > lengthMax) {
    throw malformed('its header lacks something');
  }
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw malformed('its header lacks something');
  return value;
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw malformed('its header lacks something');
  return value;
}
