/*
 * Which parts of a table are to be laid together next. While a period runs (minutes: the hour; hours: the day), parts of one size
 * are, so that a row is written anew but a few times. Once it is over all of them are, so that none of its buckets has rows
 * in two parts: a scan then hands them out as they are stored, without merging.
 *
 * The days of a month share a file. Each of them is a period of its own, and parts of different days are only laid together
 * once those days are over.
 */
import { bucketStartMs, hourMs, minuteMs, nextBucketMs } from '@stormpetrel/model';
import { type Database, numberOf } from '../file/database.ts';
import { type PartitionName, partitionAt } from '../file/partition-name.ts';
import type { PartRow } from '../metric/metric-source.ts';
import type { Group } from '../metric/part-groups.ts';
import type { KeeperFiles } from './keeper-files.ts';

/** What to lay together of a group, undefined for nothing. All that is handed out MUST follow each other in the group. */
export type DueParts = (db: Database, group: Group) => readonly PartRow[] | undefined;

export function dueParts(files: KeeperFiles, name: PartitionName): DueParts {
  const { context } = files;
  if (name.kind === 'day') return (db, group) => dueOfDays(context, db, group, name.endMs);
  if (name.kind !== 'minute') return (_, { parts }) => dueAmong(context, parts, name.endMs);
  const rolledUp = rolledUpSequences(files, name);
  return (_, group) => {
    const { least, greatest } = rolledUp(group.name, group.groupMs);
    const before = group.parts.filter((part) => part.seqHi <= least);
    const between = group.parts.filter((part) => part.seqLo >= least && part.seqHi <= greatest);
    const after = group.parts.filter((part) => part.seqLo >= greatest);
    return (
      dueAmong(context, before, nextBucketMs(group.groupMs, 'hour')) ??
      dueAmong(context, between, Infinity) ??
      dueAmong(context, after, Infinity)
    );
  };
}

/** How far one roll-up has come, and how far the other. */
interface RolledUp {
  readonly least: number;
  readonly greatest: number;
}

/**
 * How far the hours and the days hold the minutes. Since a roll-up takes whole parts, minutes before and after either of
 * both MUST stay in parts of their own. The two may differ: what comes between a roll-up of hours and the one of days is
 * in the days first.
 */
function rolledUpSequences(
  files: KeeperFiles,
  minutes: PartitionName,
): (name: string, groupMs: number) => RolledUp {
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
    const ofHours = hours?.get(key) ?? 0;
    const ofDays = days?.get(key) ?? 0;
    return { least: Math.min(ofHours, ofDays), greatest: Math.max(ofHours, ofDays) };
  };
}

type Context = KeeperFiles['context'];

/** So long after the end of a period the last of what came in time is rolled up. */
const graceMs = hourMs / 2;

/** Parts of a period that ends then. */
function dueAmong(
  context: Context,
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
  // A part that others were laid into was made when the first of them was.
  const inTimeMs = endMs + closeAfterMs + graceMs;
  const inTime = parts.filter(({ madeMs }) => madeMs < inTimeMs);
  if (context.clock.nowMs() >= inTimeMs && inTime.length > 1) return parts;
  // What came late may be too little to write everything anew for it.
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const largest = Math.max(...parts.map((part) => part.rows));
  return 4 * (rows - largest) >= largest || parts.length >= mergeParts ? parts : undefined;
}

/** Parts that follow each other and have rows of one day; undefined for a part that has rows of several. */
interface DaySegment {
  readonly dayMs: number | undefined;
  readonly parts: PartRow[];
}

function dueOfDays(
  context: Context,
  db: Database,
  { parts }: Group,
  monthEndMs: number,
): readonly PartRow[] | undefined {
  if (parts.length < 2) return undefined;
  const { mergeParts, closeAfterMs } = context.tuning;
  const nowMs = context.clock.nowMs();
  const isOver = ({ dayMs }: DaySegment): boolean =>
    dayMs === undefined || nowMs >= nextBucketMs(dayMs, 'day') + closeAfterMs + graceMs;
  const segments = daySegments(db, parts);
  const unclosed = segments.find((segment) => segment.parts.length > 1 && isOver(segment));
  if (unclosed !== undefined) return unclosed.parts;
  const firstOpen = segments.findIndex((segment) => !isOver(segment));
  const cut = firstOpen < 0 ? segments.length : firstOpen;
  const closed = segments.slice(0, cut).flatMap((segment) => segment.parts);
  const open = segments.slice(cut);
  return (
    dueAmong(context, closed, monthEndMs) ??
    dueAmong(context, open.at(-1)?.parts ?? [], Infinity) ??
    // What comes late stands between the parts of the day, and must not keep all of them apart.
    (open.length >= 4 * mergeParts
      ? dueAmong(
          context,
          open.flatMap((segment) => segment.parts),
          Infinity,
        )
      : undefined)
  );
}

function daySegments(db: Database, parts: readonly PartRow[]): readonly DaySegment[] {
  const segments: DaySegment[] = [];
  for (const part of parts) {
    const dayMs = dayOf(db, part);
    const last = segments.at(-1);
    if (last !== undefined && dayMs !== undefined && last.dayMs === dayMs) last.parts.push(part);
    else segments.push({ dayMs, parts: [part] });
  }
  return segments;
}

/** The day that all rows of a part are of. */
function dayOf(db: Database, part: PartRow): number | undefined {
  const row = db.get(
    'SELECT min(first_minute) AS first, max(last_minute) AS last FROM block WHERE part = ?',
    part.id,
  );
  const first = numberOf(row?.['first'] ?? 0);
  return first === numberOf(row?.['last'] ?? 0)
    ? bucketStartMs(first * minuteMs, 'day')
    : undefined;
}
