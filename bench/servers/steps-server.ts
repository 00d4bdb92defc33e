/**
 * The ingest thread to a chosen depth, with stand-ins that keep nothing behind it: `framing`, `decode`, `analyse`,
 * `records` or `store`. The folder of the store is the second argument.
 */
import { StringInterner, Telemetry, silentLogger, systemClock } from '@stormpetrel/base';
import { dispatchers, metricTables } from '@stormpetrel/language/oal/rules';
import { LogColumns, SegmentColumns, recordSchemas, topologyTables } from '@stormpetrel/model';
import {
  type IngestPipeline,
  type IngestSink,
  createIngestPipeline,
  defaultAnalyzerSettings,
} from '@stormpetrel/pipeline';
import { parseSamplingPolicies } from '@stormpetrel/pipeline/settings-files';
import { type GrpcMethod, createSkywalkingServices, startGrpcServer } from '@stormpetrel/receiver';
import type { StoreWriter } from '@stormpetrel/storage/api';
import { openEngineWriter } from '@stormpetrel/storage/engine';
import { serveBench } from './serve-bench.ts';

const [depth = 'store', folder = ''] = process.argv.slice(2);
const own = { clock: systemClock, telemetry: new Telemetry(), logger: silentLogger };
let messages = 0;

const counting: GrpcMethod = {
  kind: 'client-stream',
  path: '/skywalking.v3.TraceSegmentReportService/collect',
  start: () => ({
    message: () => void messages++,
    flush: () => undefined,
    end: () => new Uint8Array(0),
  }),
};

const nullWriter: StoreWriter = {
  async write(): Promise<void> {},
  async close(): Promise<void> {},
};

function columnsOnly(): IngestSink {
  const names = new StringInterner({ namesMax: 1 << 18, bytesMax: 1 << 24 });
  const segments = new SegmentColumns(names);
  const logs = new LogColumns(names);
  return {
    segments,
    segmentsAppended(count): void {
      messages += count;
      if (segments.segmentCount >= 128) segments.clear();
    },
    logs,
    logsAppended: () => logs.clear(),
    instanceProperties: () => undefined,
    instancePing: () => undefined,
    jvmMetrics: () => undefined,
    clrMetrics: () => undefined,
    event: () => undefined,
    overloaded: false,
  };
}

function openStore(): StoreWriter {
  return openEngineWriter(folder, {
    ...own,
    schema: {
      tables: [...metricTables.values(), ...Object.values(topologyTables)],
      records: recordSchemas,
    },
    retention: {
      recordDays: 3,
      traceDays: 3,
      metadataDays: 7,
      minuteDays: 3,
      hourDays: 7,
      dayDays: 30,
    },
  });
}

/** The pipeline, with its segments counted; without records nothing is sampled. */
function pipeline(): IngestSink {
  const inner: IngestPipeline = createIngestPipeline({
    ...own,
    writer: depth === 'store' ? openStore() : nullWriter,
    dispatchers,
    settings: {
      ...defaultAnalyzerSettings,
      ...(depth === 'analyse' && {
        sampling: parseSamplingPolicies('default: {rate: 0}', 'bench'),
      }),
    },
  });
  return {
    get segments() {
      return inner.segments;
    },
    get overloaded() {
      return inner.overloaded;
    },
    segmentsAppended(count): void {
      messages += count;
      inner.segmentsAppended(count);
    },
    get logs() {
      return inner.logs;
    },
    logsAppended: (count) => inner.logsAppended(count),
    instanceProperties: (report) => inner.instanceProperties(report),
    instancePing: (ping) => inner.instancePing(ping),
    jvmMetrics: (report) => inner.jvmMetrics(report),
    clrMetrics: (report) => inner.clrMetrics(report),
    event: (report) => inner.event(report),
  };
}

function methods(): Iterable<GrpcMethod> {
  if (depth === 'framing') return [counting];
  return createSkywalkingServices(sink, own);
}

const sink = depth === 'framing' || depth === 'decode' ? columnsOnly() : pipeline();
const server = await startGrpcServer({
  ...own,
  host: '127.0.0.1',
  port: 0,
  methods: methods(),
  overloaded: () => sink.overloaded,
});
serveBench(server.port, () => messages);
