import {
  type LogFields,
  type LogLevel,
  type Logger,
  Telemetry,
  systemClock,
} from '@stormpetrel/base';
import { type GrpcServer, type GrpcServerOptions, startGrpcServer } from '../grpc/http2-server.ts';
import { HealthState } from '../skywalking-grpc/health-service.ts';
import {
  type SkywalkingServicesOptions,
  createSkywalkingServices,
} from '../skywalking-grpc/skywalking-services.ts';
import { FakeSink } from './fake-sink.ts';

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** A whole receiver on a free port, with everything in reach that a test looks at. */
export interface TestServer extends AsyncDisposable {
  readonly server: GrpcServer;
  readonly port: number;
  readonly sink: FakeSink;
  readonly telemetry: Telemetry;
  readonly health: HealthState;
  readonly lines: readonly LogLine[];
  /** The value of a counter or gauge, or the count of a histogram. */
  metric(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** Kinds of the lines logged so far. */
  kinds(): readonly unknown[];
}

export async function startTestServer(
  options: Partial<GrpcServerOptions> &
    Pick<SkywalkingServicesOptions, 'agentConfiguration' | 'profiling'> = {},
): Promise<TestServer> {
  const { agentConfiguration = {}, profiling, ...serverOptions } = options;
  const sink = new FakeSink();
  const telemetry = new Telemetry();
  const health = new HealthState();
  const lines: LogLine[] = [];
  const logger: Logger = {
    log: (level, message, fields = {}) => void lines.push({ level, message, fields }),
  };
  const own = { clock: systemClock, telemetry, logger };
  const server = await startGrpcServer({
    ...own,
    host: '127.0.0.1',
    port: 0,
    methods: createSkywalkingServices(sink, {
      ...own,
      health,
      agentConfiguration,
      ...(profiling !== undefined && { profiling }),
    }),
    overloaded: () => sink.overloaded,
    ...serverOptions,
  });
  return {
    server,
    port: server.port,
    sink,
    telemetry,
    health,
    lines,
    metric: (name, labels = {}) => {
      const wanted = JSON.stringify(labels);
      const sample = telemetry
        .samples()
        .find((each) => each.name === name && JSON.stringify(each.labels) === wanted);
      return sample?.kind === 'histogram' ? sample.counts?.at(-1) : sample?.value;
    },
    kinds: () => lines.map(({ fields }) => fields['kind']),
    [Symbol.asyncDispose]: () => server.close(0),
  };
}

/** Looks again and again until it is so. */
export async function eventually(isSo: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`never came: ${what}`);
}
