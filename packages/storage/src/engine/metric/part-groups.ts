import type { Row } from '../file/database.ts';
import { type PartRow, partRow } from './metric-source.ts';

/**
 * What is laid together in several steps is a part from the first step on, and what it is made of until the last; nobody
 * but the merge may see the one before it is whole, or the others after that. So their names begin with a mark that no
 * table's name begins with. docs/formats/store.md.
 */
export const PartMark = { begun: '+', done: '-' } as const;

/** Parts of one table and hour (in roll-ups: of one table), oldest first. */
export interface Group {
  readonly name: string;
  readonly groupMs: number;
  readonly parts: readonly PartRow[];
}

/** Without what a merge has begun or is done with. `rows` MUST be in the order of `seq_hi`. */
export function listGroups(rows: readonly Row[]): readonly Group[] {
  const parts = rows.map(partRow).filter(({ name }) => !isBegun(name) && !isDone(name));
  return [...Map.groupBy(parts, (part) => `${part.name} ${part.groupMs}`).values()].map((list) => ({
    name: list[0]?.name ?? '',
    groupMs: list[0]?.groupMs ?? 0,
    parts: list,
  }));
}

export function isBegun(name: string): boolean {
  return name.startsWith(PartMark.begun);
}

export function isDone(name: string): boolean {
  return name.startsWith(PartMark.done);
}
