import { CodedError } from '@stormpetrel/base';
import type { DumpElement, GoTraceElement } from '@stormpetrel/profile';
import type { StoreReader } from '@stormpetrel/storage/api';
import { queryErrors } from '../../../errors.ts';
import { queryLimits } from '../../../limits.ts';
import {
  type SegmentNumbers,
  type SegmentQuestion,
  type SequenceWindow,
  addDumps,
  readGoProfiles,
  readNumbers,
} from './read-dumps.ts';
import { pruneDumpTrees } from './prune-dumps.ts';
import { StoredDumps } from './stored-dumps.ts';

/** Times are inclusive at both ends, epoch milliseconds. */
export interface SegmentRange {
  readonly segmentId: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface SegmentsAnalysis {
  readonly tip: string | undefined;
  readonly trees: readonly (readonly (DumpElement | GoTraceElement)[])[];
}

const prunedTip = `Only the ${queryLimits.dumpNodesMax} frames that most snapshots have are shown.`;

/** The dumps of the ranges as trees, and the whole profile of each segment of a Go agent, which knows no times. */
export async function analyzeSegments(
  reader: StoreReader,
  ranges: readonly SegmentRange[],
  signal?: AbortSignal,
): Promise<SegmentsAnalysis> {
  const bySegment = Map.groupBy(ranges, ({ segmentId }) => segmentId);
  checkSize(ranges.length, bySegment.size);
  const library = await import('@stormpetrel/profile');
  const dumps = new StoredDumps(new library.ThreadDumps());
  const goSegments: string[] = [];
  for (const [segmentId, ofSegment] of bySegment) {
    const segment = { segmentId, signal };
    if (await addRanges(reader, segment, ofSegment, dumps)) goSegments.push(segmentId);
  }
  const analysis = library.analyzeDumps(dumps.dumps, ranges);
  const trees = pruneDumpTrees(analysis.trees, queryLimits.dumpNodesMax);
  const { tip = trees === analysis.trees ? undefined : prunedTip } = analysis;
  if (goSegments.length === 0) return { tip, trees };
  const { unpackProfile } = await import('@stormpetrel/profile/jobs');
  const packed = await readGoProfiles(reader, { segmentIds: goSegments, signal });
  const goTrees = packed.map((profile) => library.goTraceTree(unpackProfile(profile)));
  return { tip, trees: [...trees, ...goTrees.filter((tree) => tree.length > 0)] };
}

/** Answers whether the segment has a profile of a Go agent. */
async function addRanges(
  reader: StoreReader,
  segment: SegmentQuestion,
  ranges: readonly SegmentRange[],
  dumps: StoredDumps,
): Promise<boolean> {
  const numbers = await readNumbers(reader, segment);
  const { timesMs, sequences, hasGoProfile } = numbers;
  const windows = joinWindows(ranges.flatMap((range) => windowOf(numbers, range) ?? []));
  await addDumps(reader, segment, { numbers, windows }, dumps);
  // Those beyond what is analysed are only counted, for the tip: their stacks are not needed.
  timesMs.forEach((timeMs, index) => {
    const sequence = sequences[index] ?? 0;
    const isRead = windows.some(({ first, last }) => sequence >= first && sequence <= last);
    if (!isRead) dumps.addEmpty(segment.segmentId, timeMs, sequence);
  });
  return hasGoProfile;
}

/** The numbers between the least and the greatest of the time, as many of them as are analysed. */
function windowOf(
  numbers: Pick<SegmentNumbers, 'timesMs' | 'sequences'>,
  { startMs, endMs }: SegmentRange,
): SequenceWindow | undefined {
  let first = Infinity;
  let last = -Infinity;
  numbers.timesMs.forEach((timeMs, index) => {
    if (timeMs < startMs || timeMs > endMs) return;
    first = Math.min(first, numbers.sequences[index] ?? 0);
    last = Math.max(last, numbers.sequences[index] ?? 0);
  });
  if (last < first) return undefined;
  return { first, last: Math.min(last, first + queryLimits.dumpsAnalysedMax - 1) };
}

function joinWindows(windows: readonly SequenceWindow[]): readonly SequenceWindow[] {
  const joined: { first: number; last: number }[] = [];
  for (const { first, last } of windows.toSorted((a, b) => a.first - b.first)) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before.last + 1) before.last = Math.max(before.last, last);
    else joined.push({ first, last });
  }
  return joined;
}

function checkSize(ranges: number, segments: number): void {
  const { analysedRangesMax, profiledSegmentsMax } = queryLimits;
  if (ranges <= analysedRangesMax && segments <= profiledSegmentsMax) return;
  throw new CodedError(
    queryErrors.requestTooLarge.code,
    `at most ${analysedRangesMax} ranges of ${profiledSegmentsMax} segments are analysed at once`,
  );
}
