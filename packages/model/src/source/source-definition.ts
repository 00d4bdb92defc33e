import type { ScopeName } from '../scope.ts';
import type { SourceEnumName } from './source-enums.ts';

/**
 * What OAL can read: a source is one thing that happened (a call, a reading of a JVM) to one entity at one time.
 * Nested fields are written with dots (`sideCar.internalErrorCode`) and kept flat.
 */
export type SourceFieldType =
  | 'string'
  | 'int'
  | 'long'
  | 'double'
  | 'bool'
  /** A list of strings. */
  | 'strings'
  | 'ints'
  /** Tags by key. */
  | 'tags'
  | SourceEnumName;

export interface SourceDefinition {
  /** What its entity is. */
  readonly scope: ScopeName;
  /** The number of the source itself (server-core, DefaultScopeDefine). */
  readonly scopeId: number;
  readonly fields: Readonly<Record<string, SourceFieldType>>;
}

export type SourceCatalog = Readonly<Record<string, SourceDefinition>>;

/** Tags of a call, looked up without making anything. */
export interface TagLookup {
  get(key: string): string | undefined;
}

interface FieldValues {
  readonly string: string;
  readonly int: number;
  readonly long: number;
  readonly double: number;
  readonly bool: boolean;
  readonly strings: readonly string[];
  readonly ints: readonly number[];
  readonly tags: TagLookup;
}

type ValueOf<T> = T extends keyof FieldValues ? FieldValues[T] : number;

/** The object that carries a source to its dispatcher: one per kind, filled anew for each event. */
export type SourceRecord<D extends SourceDefinition> = {
  -readonly [F in keyof D['fields']]: ValueOf<D['fields'][F]>;
};

/** A record with every field at its zero, in the order of the definition so that all of a kind have one shape. */
export function createSourceRecord<D extends SourceDefinition>(definition: D): SourceRecord<D> {
  const record: Record<string, unknown> = {};
  for (const [field, type] of Object.entries(definition.fields)) record[field] = zeroOf(type);
  // V8 keeps what was filled under computed names as a dictionary; a copy has slots, which are read 5 times as fast.
  return { ...record } as SourceRecord<D>;
}

const noTags: TagLookup = { get: () => undefined };

function zeroOf(type: SourceFieldType): unknown {
  switch (type) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'strings':
    case 'ints':
      return [];
    case 'tags':
      return noTags;
    default:
      return 0;
  }
}
