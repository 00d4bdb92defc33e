import type { PartitionName } from '../file/partition-name.ts';
import { type PartRow, partRow, readBlocks } from '../metric/metric-source.ts';
import { PartMark, isBegun, isDone, listGroups } from '../metric/part-groups.ts';
import {
  appendRows,
  closePart,
  deleteSome,
  insertPart,
  partSources,
} from '../metric/write-part.ts';
import { dueParts } from './due-parts.ts';
import type { KeeperFiles, PartitionWrite } from './keeper-files.ts';

/** To delete a block takes as long as to merge about so many rows. */
const rowsPerDeletedBlock = 4096;

/**
 * Lays parts of a partition together where that is due. Returns whether it did anything.
 *
 * A large merge takes several steps, each a transaction: the new part is begun under a marked name, and each step adds
 * the rows of the next entities. The last one gives the new part its name and marks the old ones instead, so that readers
 * see either these or that, and the steps after it delete the old ones. Whatever a crash leaves is gone on with.
 */
export function mergeParts(files: KeeperFiles, name: PartitionName): boolean {
  const dueRun = dueParts(files, name);
  return files.write(name, (write) => {
    const rows = write.db.all('SELECT * FROM part ORDER BY seq_hi, id');
    const parts = rows.map(partRow);
    if (deleteDone(files, write, parts)) return true;
    const begun = parts.find((part) => isBegun(part.name));
    if (begun !== undefined) {
      advance(files, write, begun, parts.filter(isSourceOf(begun)));
      return true;
    }
    let taken = 0;
    for (const group of listGroups(rows)) {
      const run = dueRun(write.db, group);
      if (run === undefined) continue;
      const isWhole = begin(files, write, run);
      taken += run.reduce((sum, part) => sum + part.rows, 1);
      if (!isWhole || taken > files.context.tuning.rowsPerStep) break;
    }
    return taken > 0;
  });
}

/** Begins the merge of a run; returns whether it is already done. */
function begin(files: KeeperFiles, write: PartitionWrite, run: readonly PartRow[]): boolean {
  const part = {
    name: PartMark.begun + (run[0]?.name ?? ''),
    groupMs: run[0]?.groupMs ?? 0,
    seqLo: Math.min(...run.map(({ seqLo }) => seqLo)),
    seqHi: Math.max(...run.map(({ seqHi }) => seqHi)),
    level: Math.max(...run.map(({ level }) => level)) + 1,
    madeMs: run[0]?.madeMs ?? 0,
  };
  const id = insertPart(write, part);
  return advance(files, write, { ...part, id, rows: 0 }, run);
}

/** The parts that one is made of: its sequences, which no other part of the table and hour has. */
function isSourceOf(begun: PartRow): (part: PartRow) => boolean {
  return ({ name, groupMs, seqLo, seqHi }) =>
    PartMark.begun + name === begun.name &&
    groupMs === begun.groupMs &&
    seqLo >= begun.seqLo &&
    seqHi <= begun.seqHi;
}

/** Goes on with a merge; returns whether it is done. */
function advance(
  files: KeeperFiles,
  write: PartitionWrite,
  begun: PartRow,
  run: readonly PartRow[],
): boolean {
  const { db } = write;
  const last = readBlocks(db, begun.id).at(-1);
  const options = {
    stamped: write.name.kind !== 'minute',
    ...(last === undefined ? {} : { fromEntity: last.lastEntity + 1 }),
  };
  const from = { ...partSources(files.context, write, run, options), stamped: options.stamped };
  if (!appendRows(write, begun.id, from, files.context.tuning.rowsPerStep)) return false;
  const name = begun.name.slice(PartMark.begun.length);
  db.run('UPDATE part SET name = ? WHERE id = ?', name, begun.id);
  closePart(write, begun.id);
  const done = run.map((part) => ({ ...part, name: PartMark.done + name }));
  for (const part of done) db.run('UPDATE part SET name = ? WHERE id = ?', part.name, part.id);
  deleteDone(files, write, done);
  return true;
}

/** Deletes some of what merges are done with. Returns whether there was anything. */
function deleteDone(
  { context }: KeeperFiles,
  write: PartitionWrite,
  parts: readonly PartRow[],
): boolean {
  const done = parts.filter((part) => isDone(part.name));
  let left = Math.ceil(context.tuning.rowsPerStep / rowsPerDeletedBlock);
  for (const part of done) {
    if (left <= 0) break;
    left -= deleteSome(write, part.id, left);
  }
  return done.length > 0;
}
