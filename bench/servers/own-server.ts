/** This project's server: `framing` counts messages, `decode` puts them into columns. */
import { StringInterner, Telemetry, silentLogger, systemClock } from '@stormpetrel/base';
import { LogColumns, SegmentColumns } from '@stormpetrel/model';
import type { IngestSink } from '@stormpetrel/pipeline';
import { type GrpcMethod, createSkywalkingServices, startGrpcServer } from '@stormpetrel/receiver';
import { serveBench } from './serve-bench.ts';

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

const names = new StringInterner({ namesMax: 1 << 18, bytesMax: 1 << 24 });
const columns = new SegmentColumns(names);
const logs = new LogColumns(names);
const sink: IngestSink = {
  segments: columns,
  segmentsAppended(count) {
    messages += count;
    if (columns.segmentCount >= 512) columns.clear();
  },
  logs,
  logsAppended(count) {
    messages += count;
    if (logs.logCount >= 512) logs.clear();
  },
  instanceProperties: () => undefined,
  instancePing: () => undefined,
  jvmMetrics: () => undefined,
  clrMetrics: () => undefined,
  event: () => undefined,
  overloaded: false,
};

const own = { clock: systemClock, telemetry: new Telemetry(), logger: silentLogger };
const server = await startGrpcServer({
  ...own,
  host: '127.0.0.1',
  port: 0,
  methods: process.argv[2] === 'framing' ? [counting] : createSkywalkingServices(sink, own),
  overloaded: () => sink.overloaded,
});
serveBench(server.port, () => messages);
