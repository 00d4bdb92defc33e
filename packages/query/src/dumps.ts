/** What a thread needs that works with thread dumps. Loads nothing of GraphQL. */
export { type DumpWork, inlineDumpWork } from './read/profiling/dump-work.ts';
export type { SegmentRange, SegmentsAnalysis } from './read/profiling/analyze-segments.ts';
export type { DumpChoice } from './read/profiling/task-profile.ts';
