import { type MetadataEntry, type MetadataQuery, neverExpiring } from '../../api/index.ts';
import { retentionStartMs } from '../../retention.ts';
import type { EngineContext } from '../context.ts';
import { type Database, numberOf, textOf } from '../file/database.ts';
import { parseFields, plainFields } from '../write/metadata-rows.ts';

export function readMetadataEntries(
  context: EngineContext,
  store: Database,
  query: MetadataQuery,
): readonly MetadataEntry[] {
  const { retention } = context.options;
  const keptMs = neverExpiring.has(query.kind)
    ? -Infinity
    : retentionStartMs(context.clock.nowMs(), retention.metadataDays);
  const conditions = ['kind = ?', 'last_ms >= ?'];
  const fromMs = Math.max(keptMs, query.seenFromMs ?? keptMs);
  const values: (string | number)[] = [query.kind, fromMs];
  const add = (condition: string, value: string | number): void => {
    conditions.push(condition);
    values.push(value);
  };
  if (query.seenToMs !== undefined) add('first_ms < ?', query.seenToMs);
  if (query.owner !== undefined) add('owner = ?', query.owner);
  if (query.keyword !== undefined) add('instr(keyword, ?) > 0', query.keyword.toLowerCase());
  // A list of ids in one parameter, since the number of parameters would make many statements.
  if (query.ids !== undefined)
    add('id IN (SELECT value FROM json_each(?))', JSON.stringify(query.ids));
  const rows = store.all(
    `SELECT id, owner, first_ms, last_ms, fields FROM metadata WHERE ${conditions.join(' AND ')}
     ORDER BY id LIMIT ?`,
    ...values,
    Math.max(0, query.limit),
  );
  return rows.map((row) => ({
    kind: query.kind,
    id: textOf(row['id']),
    owner: textOf(row['owner']),
    fields: plainFields(parseFields(textOf(row['fields']))),
    firstSeenMs: numberOf(row['first_ms']),
    lastSeenMs: numberOf(row['last_ms']),
  }));
}
