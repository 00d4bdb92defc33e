import { StringInterner, Telemetry, silentLogger, systemClock } from '@stormpetrel/base';
import { LogColumns, SegmentColumns } from '@stormpetrel/model';
import type { IngestSink } from '@stormpetrel/pipeline';
import { createSkywalkingServices, startGrpcServer } from '@stormpetrel/receiver';

/** Messages over this are refused; the clients send one that is. */
export const messageBytesMax = 10_000_000;

/** Settings that the clients ask for. */
const agentSettings = new Map([['agent.sample_n_per_3_secs', '100']]);

/** The receiver alone, with a sink that writes down what comes. */
export interface RecordingServer extends AsyncDisposable {
  readonly port: number;
  /** Spans of each segment received, by trace id. */
  readonly spansOf: ReadonlyMap<string, number>;
  readonly reports: readonly string[];
}

export async function startRecordingServer(token?: string): Promise<RecordingServer> {
  const spansOf = new Map<string, number>();
  const reports: string[] = [];
  const names = new StringInterner({ namesMax: 100_000, bytesMax: 1 << 24 });
  const columns = new SegmentColumns(names);
  const logs = new LogColumns(names);
  const utf8 = new TextDecoder();
  const sink: IngestSink = {
    segments: columns,
    segmentsAppended() {
      for (let i = 0; i < columns.segmentCount; i++) {
        const id = columns.arena.subarray(columns.traceIdStart[i], columns.traceIdEnd[i]);
        const spans = (columns.spanOffset[i + 1] ?? 0) - (columns.spanOffset[i] ?? 0);
        spansOf.set(utf8.decode(id), spans);
      }
      columns.clear();
    },
    logs,
    logsAppended: () => logs.clear(),
    instanceProperties: (report) => void reports.push(`properties ${JSON.stringify(report)}`),
    instancePing: (ping) => void reports.push(`ping ${JSON.stringify(ping)}`),
    jvmMetrics: (report) => void reports.push(`jvm ${JSON.stringify(report)}`),
    clrMetrics: (report) => void reports.push(`clr ${JSON.stringify(report)}`),
    event: (report) => void reports.push(`event ${JSON.stringify(report)}`),
    overloaded: false,
  };
  const own = { clock: systemClock, telemetry: new Telemetry(), logger: silentLogger };
  const server = await startGrpcServer({
    ...own,
    host: '127.0.0.1',
    port: 0,
    methods: createSkywalkingServices(sink, {
      ...own,
      agentConfiguration: { find: () => agentSettings, serialNumber: () => 'serial' },
    }),
    overloaded: () => false,
    limits: { messageBytesMax },
    ...(token === undefined ? {} : { token }),
  });
  return {
    port: server.port,
    spansOf,
    reports,
    [Symbol.asyncDispose]: () => server.close(0),
  };
}
