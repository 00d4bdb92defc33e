import { bucketStartMs, minuteMs, nextBucketMs } from '@stormpetrel/model';
import { retentionStartMs } from '../../retention.ts';
import { storageLimits } from '../../limits.ts';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import { decodeFrame } from '../encoding/frame.ts';
import { PackReader } from '../encoding/pack.ts';
import { bytesOf, numberOf } from '../file/database.ts';
import { readProgress, writeProgress } from '../file/partition-file.ts';
import { type PartitionName, partitionAt } from '../file/partition-name.ts';
import { FreshKind } from '../file/store-file.ts';
import { unitedSpecs } from '../metric/column-spec.ts';
import { type MetricChunk, StoredMetricChunk } from '../metric/metric-chunk.ts';
import { ChunkSource, touchColumns } from '../metric/metric-source.ts';
import { writePart } from '../metric/write-part.ts';
import type { KeeperFiles, PartitionWrite } from './keeper-files.ts';

interface Delta {
  readonly id: number;
  readonly name: string;
  readonly writtenMs: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * Moves metric deltas into the files of the days that they fall on: a part for each table and hour. Each file takes
 * them, and notes the last of them, in one transaction; only when all files have are they deleted. What a crash leaves
 * half done is done again, and the files that already hold it say so.
 *
 * Returns the partitions that were written, none when nothing was due.
 */
export function absorbMetrics(files: KeeperFiles): readonly PartitionName[] {
  const deltas = dueDeltas(files);
  const last = deltas.at(-1);
  if (last === undefined) return [];
  const chunks = new Map<number, MetricChunk>();
  for (const { id } of deltas) {
    const chunk = readDelta(files, id);
    if (chunk !== undefined) chunks.set(id, chunk);
  }
  const written: PartitionName[] = [];
  for (const name of daysOf(files, deltas)) {
    files.write(name, (write) => {
      absorbDay(files, write, deltas, chunks);
    });
    written.push(name);
  }
  files.store.write(() => {
    files.store.run('DELETE FROM fresh WHERE kind = ? AND id <= ?', FreshKind.metric, last.id);
  });
  return written;
}

function dueDeltas({ store, context }: KeeperFiles): readonly Delta[] {
  const rows = store.all(
    `SELECT id, name, written_ms, first_ms, last_ms, bytes FROM fresh WHERE kind = ? ORDER BY id LIMIT ?`,
    FreshKind.metric,
    storageLimits.keeperDeltasMax,
  );
  const oldest = rows[0];
  if (oldest === undefined) return [];
  const ageMs = Math.abs(context.clock.nowMs() - numberOf(oldest['written_ms']));
  if (ageMs < context.tuning.freshMsMax && rows.length < storageLimits.keeperDeltasMax) return [];
  const deltas: Delta[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += numberOf(row['bytes']);
    if (deltas.length > 0 && bytes > storageLimits.keeperDeltaBytesMax) break;
    deltas.push({
      id: numberOf(row['id']),
      name: String(row['name']),
      writtenMs: numberOf(row['written_ms']),
      firstMs: numberOf(row['first_ms']),
      lastMs: numberOf(row['last_ms']),
    });
  }
  return deltas;
}

function readDelta({ store, context }: KeeperFiles, id: number): MetricChunk | undefined {
  try {
    const row = store.get('SELECT data FROM fresh WHERE id = ?', id);
    const chunk = new StoredMetricChunk(new PackReader(decodeFrame(bytesOf(row?.['data']))), false);
    touchColumns(chunk, chunk.specs);
    return chunk;
  } catch (thrown) {
    if (!(thrown instanceof BlockCorrupt)) throw thrown;
    context.reportCorrupt(`store.db delta ${id}`, thrown);
    return undefined;
  }
}

/** Partitions of the days that the deltas reach over, without those past all retention. */
function daysOf({ context }: KeeperFiles, deltas: readonly Delta[]): readonly PartitionName[] {
  const { minuteDays, hourDays, dayDays } = context.options.retention;
  const keptMs = retentionStartMs(context.clock.nowMs(), Math.max(minuteDays, hourDays, dayDays));
  const days = new Map<number, PartitionName>();
  for (const { firstMs, lastMs } of deltas)
    for (let day = bucketStartMs(firstMs, 'day'); day <= lastMs; day = nextBucketMs(day, 'day'))
      if (day >= keptMs && !days.has(day)) days.set(day, partitionAt('minute', day));
  return [...days.values()];
}

function absorbDay(
  files: KeeperFiles,
  write: PartitionWrite,
  deltas: readonly Delta[],
  chunks: ReadonlyMap<number, MetricChunk>,
): void {
  // Where the file is new, what came before these deltas was in one that is gone, and may have been rolled up from there.
  const held = Math.max(readProgress(write.db, '', 0), (deltas[0]?.id ?? 1) - 1);
  const { startMs, endMs } = write.name;
  const wanted = deltas.filter(
    (delta) => delta.id > held && delta.firstMs < endMs && delta.lastMs >= startMs,
  );
  const last = deltas.at(-1)?.id ?? 0;
  if (last <= held) return;
  for (const [name, ofTable] of Map.groupBy(wanted, (delta) => delta.name))
    for (const groupMs of hoursOf(ofTable, write.name)) {
      const endOfHour = nextBucketMs(groupMs, 'hour');
      const selection = { fromMinute: groupMs / minuteMs, toMinute: endOfHour / minuteMs };
      const sources = ofTable
        .filter((delta) => delta.firstMs < endOfHour && delta.lastMs >= groupMs)
        .flatMap(({ id }) => {
          const chunk = chunks.get(id);
          return chunk === undefined ? [] : [{ chunk, id }];
        });
      if (sources.length === 0) continue;
      writePart(
        write,
        {
          name,
          groupMs,
          seqLo: held,
          seqHi: last,
          level: 0,
          madeMs: files.context.clock.nowMs(),
        },
        {
          sources: sources.map(({ chunk, id }) => new ChunkSource(chunk, id, selection)),
          specs: unitedSpecs(sources.map(({ chunk }) => chunk.specs)),
          stamped: false,
        },
      );
    }
  writeProgress(write.db, '', 0, last);
}

function hoursOf(deltas: readonly Delta[], day: PartitionName): ReadonlySet<number> {
  const hours = new Set<number>();
  for (const { firstMs, lastMs } of deltas) {
    let hour = bucketStartMs(Math.max(firstMs, day.startMs), 'hour');
    for (; hour <= lastMs && hour < day.endMs; hour = nextBucketMs(hour, 'hour')) hours.add(hour);
  }
  return hours;
}
