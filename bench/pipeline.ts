/**
 * Where do the microseconds of a 4-span segment go between decoder and store? Steps are told apart by leaving them out:
 * the same segments are decoded only, analysed without rules and records, with records, with rules, and flushed to a
 * writer that keeps nothing. CPU time, best of five.
 *
 *     node bench/pipeline.ts [segments]
 */
import { Telemetry, silentLogger } from '@stormpetrel/base';
import { dispatchers } from '@stormpetrel/language/oal/rules';
import {
  type DispatcherSet,
  type IngestPipeline,
  createIngestPipeline,
  defaultAnalyzerSettings,
} from '@stormpetrel/pipeline';
import { parseSamplingPolicies } from '@stormpetrel/pipeline/settings-files';
import { decodeSegment } from '@stormpetrel/protocol';
import type { WriteBatch } from '@stormpetrel/storage/api';
import { FakeClock } from '@stormpetrel/testkit';
import { sampleSegments } from './sample-segments.ts';
import { printTable } from './support/table.ts';

const rounds = Number(process.argv[2] ?? 100_000);
const segmentsPerFlush = 10_000;
const segmentsPerMessage = 20;
const nowMs = 1_790_000_060_000;
const segments = sampleSegments(2_000);
const keepNone = parseSamplingPolicies('default: {rate: 0}', 'bench');

let rowsWritten = 0;
const writer = {
  async write(batch: WriteBatch): Promise<void> {
    for (const rows of [...batch.metrics, ...batch.records]) rowsWritten += rows.count;
  },
  async close(): Promise<void> {},
};

function openPipeline(rules: DispatcherSet, keepRecords: boolean): IngestPipeline {
  return createIngestPipeline({
    writer,
    clock: new FakeClock(nowMs),
    logger: silentLogger,
    telemetry: new Telemetry(),
    settings: {
      ...defaultAnalyzerSettings,
      ...(keepRecords ? {} : { sampling: keepNone }),
    },
    dispatchers: rules,
    flushIntervalMs: 1_000_000,
  });
}

function decodeOnly(pipeline: IngestPipeline): void {
  for (let i = 0; i < rounds; i++) {
    if (i % 128 === 0) pipeline.segments.clear();
    const bytes = segments[i % segments.length] as Uint8Array;
    decodeSegment(bytes, 0, bytes.length, pipeline.segments);
  }
  pipeline.segments.clear();
}

async function analyse(pipeline: IngestPipeline): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    const bytes = segments[i % segments.length] as Uint8Array;
    decodeSegment(bytes, 0, bytes.length, pipeline.segments);
    if ((i + 1) % segmentsPerMessage === 0) pipeline.segmentsAppended(segmentsPerMessage);
    if ((i + 1) % segmentsPerFlush === 0) await pipeline.flush();
  }
}

async function microsOf(run: () => void | Promise<void>): Promise<number> {
  await run();
  let best = Infinity;
  for (let i = 0; i < 5; i++) {
    const before = process.cpuUsage();
    await run();
    const spent = process.cpuUsage(before);
    best = Math.min(best, (spent.user + spent.system) / rounds);
  }
  return best;
}

const full = openPipeline(dispatchers, true);
const decode = await microsOf(() => decodeOnly(full));
const bare = openPipeline({}, false);
const analysed = await microsOf(() => analyse(bare));
const recording = openPipeline({}, true);
const recorded = await microsOf(() => analyse(recording));
const aggregated = await microsOf(() => analyse(full));
for (const pipeline of [full, bare, recording]) await pipeline.close();

printTable('A 4-span segment between decoder and store', [
  { step: 'decode into columns', µs: decode },
  { step: 'analyse, count calls on the maps', µs: analysed - decode },
  { step: 'build records', µs: recorded - analysed },
  {
    step: 'aggregate (all rules, flush to a writer that keeps nothing)',
    µs: aggregated - recorded,
  },
  { step: 'analyse + records + aggregate', µs: aggregated - decode },
]);
