import { type SourceFieldType, sourceEnums, sources } from '@stormpetrel/model';
import type { RecordedSource } from './recording-rules.ts';

/** `Service name=cart layer=GENERAL latency=30 …`: a source with all that it says, enums by name. */
export function sourceText([name, fields]: RecordedSource): string {
  const types: Readonly<Record<string, SourceFieldType>> = sources[name].fields;
  const said = Object.entries(fields).map(
    ([field, value]) => `${field}=${valueText(types[field], value)}`,
  );
  return [name, ...said].join(' ');
}

function valueText(type: SourceFieldType | undefined, value: unknown): string {
  if (type === undefined || !(type in sourceEnums)) return String(value);
  const names = Object.entries(sourceEnums[type as keyof typeof sourceEnums]);
  return names.find(([, number]) => number === value)?.[0] ?? String(value);
}
