import type { MetricColumn, MetricTable } from '@stormpetrel/model';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';

/** How a stored column merges; the kinds of `MetricColumnKind`, with the two kinds of maps told apart. */
export type ColumnKind = 'sum' | 'min' | 'max' | 'latest' | 'intMap' | 'textMap' | 'text';

/**
 * A column as it is stored. Each part says what its columns are, so that tables may change between versions and with
 * the rules: a column that a part lacks is one that nothing was added to.
 */
export interface ColumnSpec {
  readonly name: string;
  readonly kind: ColumnKind;
}

export function columnSpec(column: MetricColumn): ColumnSpec {
  const { name, kind } = column;
  if (kind !== 'map') return { name, kind };
  return { name, kind: column.keys === 'string' ? 'textMap' : 'intMap' };
}

export function tableSpecs(table: MetricTable): readonly ColumnSpec[] {
  return table.columns.map(columnSpec);
}

/** The columns of all, by name; where two disagree about the kind, the later one holds. */
export function unitedSpecs(lists: readonly (readonly ColumnSpec[])[]): readonly ColumnSpec[] {
  const byName = new Map<string, ColumnSpec>();
  for (const list of lists) for (const spec of list) byName.set(spec.name, spec);
  return [...byName.values()];
}

/** `name:kind` lines. */
export function formatSpecs(specs: readonly ColumnSpec[]): string {
  return JSON.stringify(specs.map(({ name, kind }) => [name, kind]));
}

const kinds: ReadonlySet<string> = new Set<ColumnKind>([
  'sum',
  'min',
  'max',
  'latest',
  'intMap',
  'textMap',
  'text',
]);

/** Throws `BlockCorrupt`. */
export function parseSpecs(text: string): readonly ColumnSpec[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw new BlockCorrupt('columns do not parse');
  }
  if (!Array.isArray(list)) throw new BlockCorrupt('columns do not parse');
  return list.map((entry: unknown) => {
    if (!Array.isArray(entry)) throw new BlockCorrupt('columns do not parse');
    const [name, kind] = entry as unknown[];
    if (typeof name !== 'string' || typeof kind !== 'string' || !kinds.has(kind))
      throw new BlockCorrupt('unknown kind of column');
    return { name, kind: kind as ColumnKind };
  });
}

/** What a column holds before anything was added. */
export function emptyValue(kind: ColumnKind): number {
  if (kind === 'min') return Infinity;
  if (kind === 'max') return -Infinity;
  return kind === 'latest' ? Number.NaN : 0;
}

/** Of these the value of the latest minute holds, so that rows of longer steps keep the minute beside it. */
export function isStamped(kind: ColumnKind): boolean {
  return kind === 'latest' || kind === 'text';
}
