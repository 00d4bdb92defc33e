import { type SourceFieldType, type SourceName, sourceEnums, sources } from '@stormpetrel/model';
import type { DispatcherSet } from '../aggregate/source-aggregator.ts';

export type RecordedSource = readonly [
  source: SourceName,
  fields: Readonly<Record<string, unknown>>,
];

/**
 * Rules that count each source, and keep a copy of every event: its fields, without those that are zero, so that a test
 * names only what is said.
 */
export function recordingRules(recorded: RecordedSource[]): DispatcherSet {
  const names = Object.keys(sources) as SourceName[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        source: name,
        table: { name, scope: sources[name].scope, columns: [{ name: 'count', kind: 'sum' }] },
        metrics: [],
        update(
          rows: { readonly scalars: Float64Array },
          row: number,
          source: Readonly<Record<string, unknown>>,
        ) {
          rows.scalars[row] = (rows.scalars[row] as number) + 1;
          recorded.push([name, saidFields(name, source)]);
        },
      },
    ]),
  );
}

function saidFields(
  name: SourceName,
  source: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const types: Readonly<Record<string, SourceFieldType>> = sources[name].fields;
  const said: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(source)) {
    const type = types[field];
    if (type === 'tags' || type === 'strings') continue;
    // The zero of an enum is one of its values.
    const isEnum = type !== undefined && type in sourceEnums;
    if (isEnum || (value !== '' && value !== 0)) said[field] = value;
  }
  return said;
}
