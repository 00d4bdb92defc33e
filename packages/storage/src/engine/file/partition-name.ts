import { bucketStartMs, nextBucketMs } from '@stormpetrel/model';

/**
 * Data lives and dies in files by local day (day roll-ups: by local month), which are named after what they hold:
 *
 *     trace-2026-11-21.db    records whose retention is that of traces
 *     record-2026-11-21.db   all other records
 *     minute-2026-11-21.db   metric rows by minute
 *     hour-2026-11-21.db     by hour
 *     day-2026-11.db         by day
 */
export type PartitionKind = 'trace' | 'record' | 'minute' | 'hour' | 'day';

export interface PartitionName {
  readonly kind: PartitionKind;
  readonly startMs: number;
  readonly endMs: number;
  /** Name of the file. */
  readonly file: string;
}

export function partitionAt(kind: PartitionKind, timeMs: number): PartitionName {
  const date = new Date(timeMs);
  const month = `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}`;
  if (kind === 'day') {
    const startMs = new Date(date.getFullYear(), date.getMonth(), 1).getTime();
    const endMs = new Date(date.getFullYear(), date.getMonth() + 1, 1).getTime();
    return { kind, startMs, endMs, file: `day-${month}.db` };
  }
  const startMs = bucketStartMs(timeMs, 'day');
  const file = `${kind}-${month}-${twoDigits(date.getDate())}.db`;
  return { kind, startMs, endMs: nextBucketMs(startMs, 'day'), file };
}

const filePattern = /^(trace|record|minute|hour|day)-(\d{4})-(\d\d)(?:-(\d\d))?\.db$/;

/** undefined when the file is no partition. */
export function parsePartitionFile(file: string): PartitionName | undefined {
  const match = filePattern.exec(file);
  if (match === null) return undefined;
  const [, kind, year, month, day] = match;
  const time = new Date(Number(year), Number(month) - 1, Number(day ?? 1)).getTime();
  const name = partitionAt(kind as PartitionKind, time);
  return name.file === file ? name : undefined;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
