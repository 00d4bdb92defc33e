import type { MetadataEntry } from '@stormpetrel/storage/api';
import { Telemetry, silentLogger } from '@stormpetrel/base';
import { FakeClock, type SegmentSample, appendSegment } from '@stormpetrel/testkit';
import { type IngestPipeline, createIngestPipeline } from '../ingest-pipeline.ts';
import { type AnalyzerSettings, defaultAnalyzerSettings } from '../settings/analyzer-settings.ts';
import type { DispatcherSet } from '../aggregate/source-aggregator.ts';
import { limits } from '../limits.ts';
import { CollectingWriter } from './collecting-writer.ts';
import { type RecordedSource, recordingRules } from './recording-rules.ts';

/** Noon of a winter's day; nothing in the tests depends on which. */
export const testNowMs = Date.UTC(2026, 0, 20, 12);

export interface TestPipeline {
  readonly pipeline: IngestPipeline;
  readonly writer: CollectingWriter;
  readonly clock: FakeClock;
  readonly telemetry: Telemetry;
  /** Every event that reached a rule, in order. */
  readonly sources: RecordedSource[];
  send(...segments: readonly SegmentSample[]): void;
  /** The value of a counter or gauge, 0 where there is none. */
  sample(name: string, labels?: Readonly<Record<string, string>>): number;
}

/** A pipeline over a collecting store, with a clock that stands still and flushes only when told. */
export function openTestPipeline(
  options: {
    readonly settings?: Partial<AnalyzerSettings>;
    readonly dispatchers?: DispatcherSet;
    readonly aliases?: readonly MetadataEntry[];
    readonly fillingBytesMax?: number;
  } = {},
): TestPipeline {
  const writer = new CollectingWriter();
  const clock = new FakeClock(testNowMs);
  const telemetry = new Telemetry();
  const sources: RecordedSource[] = [];
  const pipeline = createIngestPipeline({
    writer,
    clock,
    telemetry,
    logger: silentLogger,
    settings: { ...defaultAnalyzerSettings, ...options.settings },
    dispatchers: options.dispatchers ?? recordingRules(sources),
    flushIntervalMs: 1_000_000,
    aliases: options.aliases ?? [],
    fillingBytesMax: options.fillingBytesMax ?? limits.fillingBytesMax,
  });
  return {
    pipeline,
    writer,
    clock,
    telemetry,
    sources,
    send(...segments) {
      for (const segment of segments) {
        appendSegment(pipeline.segments, segment);
        pipeline.segmentsAppended(1);
      }
    },
    sample(name, labels = {}) {
      const found = telemetry
        .samples()
        .find(
          (sample) =>
            sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels),
        );
      return found?.value ?? 0;
    },
  };
}
