import { type MetricTable, parseEndpointRelationId, parseRelationId } from '@stormpetrel/model';
import { type EntityFilter, type StoreReader } from '@stormpetrel/storage/api';
import { type TimeWindow, alignWindow } from '../time-window.ts';

/** Calls from one thing to another over a window, as one side saw them. */
export interface Relation {
  readonly sourceId: string;
  readonly targetId: string;
  /** Calls by component, most calls first. */
  readonly components: readonly number[];
}

/** The relations of a table that the filter lets through, over all buckets of the window, in order of their ids. */
export async function readRelations(
  reader: StoreReader,
  table: MetricTable,
  window: TimeWindow,
  entities: EntityFilter,
): Promise<readonly Relation[]> {
  if (window.fromMs >= window.toMs) return [];
  const blocks = await reader.readMetrics({
    table,
    columns: ['components'],
    ...alignWindow(window),
    entities,
  });
  const callsOf = new Map<string, Map<number, number>>();
  for (const { rows, entities: ids } of blocks) {
    const [column] = rows.columns;
    for (let row = 0; row < rows.count; row++) {
      const id = ids.id(rows.entity[row] as number);
      let calls = callsOf.get(id);
      if (calls === undefined) callsOf.set(id, (calls = new Map()));
      if (column?.kind !== 'map') continue;
      const end = column.offsets[row + 1] as number;
      for (let i = column.offsets[row] as number; i < end; i++) {
        const component = column.keys[i] as number;
        calls.set(component, (calls.get(component) ?? 0) + (column.values[i] as number));
      }
    }
  }
  return [...callsOf.keys()].sort().flatMap((id) => relationOf(id, table, callsOf.get(id)));
}

function relationOf(
  id: string,
  table: MetricTable,
  calls: ReadonlyMap<number, number> | undefined,
): Relation[] {
  const parse = table.scope === 'EndpointRelation' ? parseEndpointRelationId : parseRelationId;
  const ends = parse(id);
  if (ends === undefined) return [];
  const components = [...(calls ?? [])]
    .sort(([a, callsOfA], [b, callsOfB]) => callsOfB - callsOfA || a - b)
    .map(([component]) => component);
  return [{ ...ends, components }];
}
