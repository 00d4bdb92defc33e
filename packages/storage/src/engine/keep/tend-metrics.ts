import { minuteMs, nextBucketMs } from '@stormpetrel/model';
import { numberOf } from '../file/database.ts';
import { readProgress, writeProgress } from '../file/partition-file.ts';
import { type PartitionName, partitionAt } from '../file/partition-name.ts';
import { type Group, listGroups } from '../metric/part-groups.ts';
import { partSources, writePart } from '../metric/write-part.ts';
import { bucketing } from '../metric/bucketing.ts';
import type { KeeperFiles, PartitionWrite } from './keeper-files.ts';

/**
 * Rolls the minutes of a day file up into the files of hours and days, where that is due: when an hour is over, and now
 * and then before, so that a reading of hours has few minutes to add. The roll-up notes, for each table and hour, the
 * last sequence that it holds. Returns whether it did anything.
 */
export function rollUp(files: KeeperFiles, minutes: PartitionName): boolean {
  const groups = files.write(minutes, ({ db }) =>
    listGroups(db.all('SELECT * FROM part ORDER BY seq_hi')),
  );
  for (const step of ['hour', 'day'] as const) {
    const byTarget = Map.groupBy(groups, ({ groupMs }) => partitionAt(step, groupMs).file);
    for (const ofTarget of byTarget.values()) {
      const target = partitionAt(step, ofTarget[0]?.groupMs ?? 0);
      if (rollUpInto(files, { step, minutes, target }, ofTarget)) return true;
    }
  }
  return false;
}

function rollUpInto(
  files: KeeperFiles,
  where: {
    readonly step: 'hour' | 'day';
    readonly minutes: PartitionName;
    readonly target: PartitionName;
  },
  groups: readonly Group[],
): boolean {
  const done = files.write(where.target, (write) => {
    const due = groups
      .map((group) => {
        const rolledUp = readProgress(write.db, group.name, group.groupMs);
        return { ...group, rolledUp, parts: group.parts.filter((part) => part.seqLo >= rolledUp) };
      })
      .filter((group) => isRollUpDue(files, group));
    let rows = 0;
    let n = 0;
    for (const group of due) {
      if (rows > files.context.tuning.rowsPerStep) break;
      rows += rollUpGroup(files, write, group, where);
      n++;
    }
    return n;
  });
  return done > 0;
}

function isRollUpDue({ context }: KeeperFiles, { groupMs, parts }: Group): boolean {
  const [oldest] = parts;
  if (oldest === undefined) return false;
  const nowMs = context.clock.nowMs();
  const isOver = nowMs >= nextBucketMs(groupMs, 'hour') + minuteMs;
  return isOver || nowMs - oldest.madeMs >= context.tuning.rollUpMsMax;
}

function rollUpGroup(
  files: KeeperFiles,
  write: PartitionWrite,
  group: Group & { readonly rolledUp: number },
  where: { readonly step: 'hour' | 'day'; readonly minutes: PartitionName },
): number {
  const seqHi = Math.max(...group.parts.map((part) => part.seqHi));
  // Reading the minutes within the transaction of the target: the keeper is the only one who writes either.
  const rows = files.write(where.minutes, (minutes) => {
    const { sources, specs } = partSources(files.context, minutes, group.parts, {
      stamped: false,
    });
    return writePart(
      write,
      {
        name: group.name,
        groupMs: write.name.startMs,
        ...nextOrdinal(write),
        level: 0,
        madeMs: files.context.clock.nowMs(),
      },
      { sources, specs, stamped: true, bucketOf: bucketing(where.step) },
    );
  });
  writeProgress(write.db, group.name, group.groupMs, seqHi);
  return rows + group.parts.reduce((sum, part) => sum + part.rows, 0);
}

/**
 * Parts of roll-ups are numbered in the order of their making, for all hours together: what they hold of the minutes is
 * kept in `progress`, and the number tells which of two is the later.
 */
function nextOrdinal({ db }: PartitionWrite): { readonly seqLo: number; readonly seqHi: number } {
  const last = numberOf(db.get('SELECT max(seq_hi) AS seq FROM part')?.['seq'] ?? 0);
  return { seqLo: last + 1, seqHi: last + 1 };
}
