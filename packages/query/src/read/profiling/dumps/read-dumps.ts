/**
 * From stored dumps to what the analysis needs. A segment that waited for ten minutes has sixty thousand dumps, of which a
 * question mostly needs few: first the times and numbers of all are read, then the stacks of those that count.
 */
import { SnapshotLanguage, threadSnapshotRecord } from '@stormpetrel/model';
import type { RecordFilter, StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../../../limits.ts';
import { readPages } from './read-pages.ts';
import type { StoredDumps } from './stored-dumps.ts';

/** Rows of numbers, and of stacks, that are in memory at once. */
const numberRows = 50_000;
const stackRows = 2_000;

/** Sequence numbers, both ends inclusive. */
export interface SequenceWindow {
  readonly first: number;
  readonly last: number;
}

/** A segment's dumps without their stacks. */
export interface SegmentNumbers {
  readonly timesMs: readonly number[];
  readonly sequences: readonly number[];
  readonly hasGoProfile: boolean;
}

/** Whose dumps; and for how long they are of use. */
export interface SegmentQuestion {
  readonly segmentId: string;
  readonly signal: AbortSignal | undefined;
}

export async function readNumbers(
  reader: StoreReader,
  { segmentId, signal }: SegmentQuestion,
): Promise<SegmentNumbers> {
  const timesMs: number[] = [];
  const sequences: number[] = [];
  let hasGoProfile = false;
  const query = {
    schema: threadSnapshotRecord,
    filters: ofSegment(segmentId),
    columns: ['dumpTime', 'sequence', 'language'],
    signal,
  };
  for await (const rows of readPages(reader, query, numberRows)) {
    for (const row of rows) {
      if (row['language'] === SnapshotLanguage.go) {
        hasGoProfile = true;
        continue;
      }
      timesMs.push(Number(row['dumpTime']));
      sequences.push(Number(row['sequence']));
    }
    if (timesMs.length >= queryLimits.dumpsOfSegmentMax) break;
  }
  return { timesMs, sequences, hasGoProfile };
}

/**
 * Adds the dumps of the windows, of which `numbers` has told the times: so only the parts of the store are read in which they
 * lie.
 */
export async function addDumps(
  reader: StoreReader,
  { segmentId, signal }: SegmentQuestion,
  {
    numbers,
    windows,
  }: { readonly numbers: SegmentNumbers; readonly windows: readonly SequenceWindow[] },
  dumps: StoredDumps,
): Promise<void> {
  const isWanted = (sequence: number): boolean =>
    windows.some(({ first, last }) => sequence >= first && sequence <= last);
  const timesMs = numbers.timesMs
    .filter((_, index) => isWanted(numbers.sequences[index] ?? 0))
    .sort((a, b) => a - b);
  for (let at = 0; at < timesMs.length;) {
    const fromMs = timesMs[at] ?? 0;
    const lastMs = timesMs[Math.min(at + stackRows, timesMs.length) - 1] ?? 0;
    const query = {
      schema: threadSnapshotRecord,
      filters: [...ofSegment(segmentId), ofLanguage(SnapshotLanguage.java)],
      columns: ['dumpTime', 'sequence', 'stack'],
      fromMs,
      toMs: lastMs + 1,
      signal,
    };
    for await (const rows of readPages(reader, query, 2 * stackRows)) {
      for (const row of rows) if (isWanted(Number(row['sequence']))) dumps.add(segmentId, row);
    }
    while (at < timesMs.length && (timesMs[at] ?? 0) <= lastMs) at++;
  }
}

/**
 * Adds the dumps of a task: of the segments, or of all where none is named, taken in the time, both ends inclusive. Answers
 * how many were left out because there are too many.
 */
export async function addDumpsOfTask(
  reader: StoreReader,
  taskId: string,
  choice: {
    readonly segmentIds: readonly string[];
    readonly fromMs: number | undefined;
    readonly toMs: number | undefined;
    readonly signal: AbortSignal | undefined;
  },
  dumps: StoredDumps,
): Promise<number> {
  const { segmentIds, fromMs, toMs, signal } = choice;
  const wanted = new Set(segmentIds);
  const [only] = segmentIds;
  const query = {
    schema: threadSnapshotRecord,
    filters: [
      { column: 'taskId', op: 'equals', value: taskId } as const,
      ofLanguage(SnapshotLanguage.java),
      ...(only !== undefined && wanted.size === 1 ? ofSegment(only) : []),
    ],
    columns: ['dumpTime', 'sequence', 'segmentId', 'stack'],
    ...(fromMs !== undefined && { fromMs }),
    ...(toMs !== undefined && { toMs: toMs + 1 }),
    signal,
  };
  let count = 0;
  for await (const rows of readPages(reader, query, stackRows)) {
    for (const row of rows) {
      const segmentId = String(row['segmentId']);
      if (wanted.size > 0 && !wanted.has(segmentId)) continue;
      if (count++ < queryLimits.dumpsOfTaskMax) dumps.add(segmentId, row);
    }
    if (count > queryLimits.dumpsOfTaskMax) break;
  }
  return Math.max(0, count - queryLimits.dumpsOfTaskMax);
}

/** The profiles of Go agents, as they are stored: of the segments, or of the task where none is named. */
export async function readGoProfiles(
  reader: StoreReader,
  {
    taskId,
    segmentIds,
    signal,
  }: {
    readonly taskId?: string;
    readonly segmentIds: readonly string[];
    readonly signal: AbortSignal | undefined;
  },
): Promise<readonly Uint8Array[]> {
  const profiles: Uint8Array[] = [];
  const common: readonly RecordFilter[] = [
    ofLanguage(SnapshotLanguage.go),
    ...(taskId === undefined ? [] : [{ column: 'taskId', op: 'equals', value: taskId } as const]),
  ];
  const choices =
    segmentIds.length === 0 ? [common] : segmentIds.map((id) => [...common, ...ofSegment(id)]);
  for (const filters of choices) {
    const query = { schema: threadSnapshotRecord, filters, columns: ['stack'], signal };
    for await (const rows of readPages(reader, query, stackRows)) {
      profiles.push(...rows.flatMap(({ stack }) => (stack instanceof Uint8Array ? [stack] : [])));
      if (profiles.length >= queryLimits.profiledSegmentsMax) return profiles;
    }
  }
  return profiles;
}

/** Ids of the segments of a task that have dumps, of a time and later where one is given. */
export async function listDumpedSegments(
  reader: StoreReader,
  taskId: string,
  fromMs?: number,
): Promise<{ readonly segmentIds: ReadonlySet<string>; readonly latestMs: number }> {
  const segmentIds = new Set<string>();
  let latestMs = 0;
  if (taskId === '') return { segmentIds, latestMs };
  const query = {
    schema: threadSnapshotRecord,
    filters: [{ column: 'taskId', op: 'equals', value: taskId } as const],
    columns: ['dumpTime', 'segmentId'],
    ...(fromMs !== undefined && { fromMs }),
  };
  let scanned = 0;
  for await (const rows of readPages(reader, query, numberRows)) {
    for (const row of rows) {
      if (segmentIds.size < queryLimits.profiledSegmentsMax)
        segmentIds.add(String(row['segmentId']));
    }
    latestMs = Number(rows.at(-1)?.['dumpTime']);
    scanned += rows.length;
    if (scanned >= queryLimits.dumpsScannedMax) break;
  }
  return { segmentIds, latestMs };
}

function ofSegment(segmentId: string): readonly RecordFilter[] {
  return [{ column: 'segmentId', op: 'equals', value: segmentId }];
}

function ofLanguage(language: number): RecordFilter {
  return { column: 'language', op: 'range', min: language, max: language };
}
