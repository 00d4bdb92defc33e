import { SnapshotLanguage, threadSnapshotRecord } from '@stormpetrel/model';
import type { RecordFilter, StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../../../limits.ts';
import { type SegmentRange, type SegmentsAnalysis, analyzeSegments } from './analyze-segments.ts';
import { type DumpChoice, readTraceProfile } from './task-profile.ts';

/**
 * What is made of thread dumps. There may be a hundred thousand, so the server has it done where nobody else waits. Rejects with
 * CodedErrors, or the reason of the signal.
 */
export interface DumpWork {
  /** See `analyzeSegments`. */
  analyzeSegments(ranges: readonly SegmentRange[], signal?: AbortSignal): Promise<SegmentsAnalysis>;
  /** See `readTraceProfile`. */
  readTraceProfile(taskId: string, choice: DumpChoice, signal?: AbortSignal): Promise<Uint8Array>;
}

/** All work in the thread that asks. */
export function inlineDumpWork(reader: StoreReader): DumpWork {
  return {
    analyzeSegments: (ranges, signal) => analyzeSegments(reader, ranges, signal),
    readTraceProfile: (taskId, choice, signal) => readTraceProfile(reader, taskId, choice, signal),
  };
}

/**
 * Few dumps in the thread that asks, where they take some milliseconds; many by `elsewhere`, which may first have to be started.
 */
export function dumpWorkBySize(reader: StoreReader, elsewhere: DumpWork): DumpWork {
  const inline = inlineDumpWork(reader);
  return {
    async analyzeSegments(ranges, signal) {
      const ids = new Set(ranges.map(({ segmentId }) => segmentId));
      const choices = Array.from(ids, (id) => equals('segmentId', id));
      const isSmall = await areFew(reader, choices, signal);
      return (isSmall ? inline : elsewhere).analyzeSegments(ranges, signal);
    },
    async readTraceProfile(taskId, choice, signal) {
      const isSmall = await areFew(reader, [equals('taskId', taskId)], signal);
      return (isSmall ? inline : elsewhere).readTraceProfile(taskId, choice, signal);
    },
  };
}

function equals(column: string, value: string): RecordFilter {
  return { column, op: 'equals', value };
}

/** A Go agent's row is a profile of many samples. */
const goProfileWeight = 50;

/** Counts no further than it has to. */
async function areFew(
  reader: StoreReader,
  choices: readonly RecordFilter[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { dumpsInlineMax, segmentsInlineMax } = queryLimits;
  if (choices.length > segmentsInlineMax) return false;
  let left = dumpsInlineMax;
  for (const filter of choices) {
    const rows = await reader.readRecords({
      schema: threadSnapshotRecord,
      filters: [filter],
      order: { column: 'dumpTime', descending: false },
      offset: 0,
      limit: left + 1,
      columns: ['language'],
      ...(signal !== undefined && { signal }),
    });
    const goRows = rows.filter(({ language }) => language === SnapshotLanguage.go).length;
    left -= rows.length + goRows * (goProfileWeight - 1);
    if (left < 0) return false;
  }
  return true;
}
