import { minuteMs, nextBucketMs } from '@stormpetrel/model';
import { numberOf } from '../file/database.ts';
import { readProgress, writeProgress } from '../file/partition-file.ts';
import { type PartitionName, partitionAt } from '../file/partition-name.ts';
import { type PartRow, partRow } from '../metric/metric-source.ts';
import { deletePart, partSources, writePart } from '../metric/write-part.ts';
import { bucketing } from '../metric/bucketing.ts';
import type { KeeperFiles, PartitionWrite } from './keeper-files.ts';

/** Rows of one step; a larger group is done in one go all the same. */
const rowsPerStep = 250_000;

/** Parts of one table and hour (in roll-ups: of one table), oldest first. */
interface Group {
  readonly name: string;
  readonly groupMs: number;
  readonly parts: readonly PartRow[];
}

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
      if (rows > rowsPerStep) break;
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
    const { sources, specs } = partSources(files.context, minutes, group.parts, false);
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

/** Lays parts of a partition together where that is due. Returns whether it did anything. */
export function mergeParts(files: KeeperFiles, name: PartitionName): boolean {
  const rolledUp = name.kind === 'minute' ? rolledUpSequences(files, name) : undefined;
  return files.write(name, (write) => {
    const groups = listGroups(write.db.all('SELECT * FROM part ORDER BY seq_hi, id'));
    let rows = 0;
    for (const group of groups) {
      const run = dueRun(files, name, group, rolledUp?.(group.name, group.groupMs));
      if (run === undefined) continue;
      rows += mergeRun(files, write, run);
      if (rows > rowsPerStep) break;
    }
    return rows > 0;
  });
}

/** What of the minutes both roll-ups hold: minutes before and after it MUST stay in parts of their own. */
function rolledUpSequences(
  files: KeeperFiles,
  minutes: PartitionName,
): (name: string, groupMs: number) => number {
  const [hours, days] = (['hour', 'day'] as const).map((step) => {
    const sequences = new Map<string, number>();
    files.write(partitionAt(step, minutes.startMs), ({ db }) => {
      for (const row of db.all('SELECT name, group_ms, seq FROM progress'))
        sequences.set(`${String(row['name'])} ${numberOf(row['group_ms'])}`, numberOf(row['seq']));
    });
    return sequences;
  });
  return (name, groupMs) => {
    const key = `${name} ${groupMs}`;
    return Math.min(hours?.get(key) ?? 0, days?.get(key) ?? 0);
  };
}

/** The parts to lay together next, undefined for none. */
function dueRun(
  { context }: KeeperFiles,
  name: PartitionName,
  group: Group,
  rolledUp: number | undefined,
): readonly PartRow[] | undefined {
  if (rolledUp === undefined) return dueAmong(context, group.parts, name.endMs);
  const before = group.parts.filter((part) => part.seqHi <= rolledUp);
  const after = group.parts.filter((part) => part.seqLo >= rolledUp);
  return (
    dueAmong(context, before, nextBucketMs(group.groupMs, 'hour')) ??
    dueAmong(context, after, Infinity)
  );
}

function dueAmong(
  context: KeeperFiles['context'],
  parts: readonly PartRow[],
  endMs: number,
): readonly PartRow[] | undefined {
  const { mergeParts, closeAfterMs } = context.tuning;
  if (parts.length < 2) return undefined;
  const level = parts.at(-1)?.level ?? 0;
  let start = parts.length;
  while (start > 0 && parts[start - 1]?.level === level) start--;
  if (parts.length - start >= mergeParts) return parts.slice(start);
  if (context.clock.nowMs() < endMs + closeAfterMs) return undefined;
  // The period is over: all becomes one part, unless what came late is too little to write everything anew for it.
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const largest = Math.max(...parts.map((part) => part.rows));
  return 4 * (rows - largest) >= largest || parts.length >= mergeParts ? parts : undefined;
}

function mergeRun(files: KeeperFiles, write: PartitionWrite, run: readonly PartRow[]): number {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return 0;
  const stamped = write.name.kind !== 'minute';
  const { sources, specs } = partSources(files.context, write, run, stamped);
  writePart(
    write,
    {
      name: first.name,
      groupMs: first.groupMs,
      seqLo: Math.min(...run.map((part) => part.seqLo)),
      seqHi: Math.max(...run.map((part) => part.seqHi)),
      level: Math.max(...run.map((part) => part.level)) + 1,
      madeMs: first.madeMs,
    },
    { sources, specs, stamped },
  );
  for (const part of run) deletePart(write, part.id);
  return run.reduce((sum, part) => sum + part.rows, 1);
}

function listGroups(rows: readonly Readonly<Record<string, unknown>>[]): readonly Group[] {
  const parts = rows.map(partRow);
  return [...Map.groupBy(parts, (part) => `${part.name} ${part.groupMs}`).values()].map((list) => ({
    name: list[0]?.name ?? '',
    groupMs: list[0]?.groupMs ?? 0,
    parts: list,
  }));
}
