/** What a thread needs that works with thread dumps. Loads nothing of GraphQL. */
export { type DumpWork, inlineDumpWork } from './read/profiling/dumps/dump-work.ts';
export type { SegmentRange, SegmentsAnalysis } from './read/profiling/dumps/analyze-segments.ts';
export type { DumpChoice } from './read/profiling/dumps/task-profile.ts';
