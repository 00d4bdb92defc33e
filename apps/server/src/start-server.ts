import {
  type Logger,
  type MetricSample,
  Telemetry,
  formatExposition,
  systemClock,
} from '@stormpetrel/base';
import type { IncomingMessage } from 'node:http';
import { type Config, booleanSetting, numberSetting, textSetting } from './config/load-config.ts';
import { type HttpReply, jsonReply, textReply } from './http/http-reply.ts';
import { type HttpRoute, type ListeningHttpServer, listenHttp } from './http/http-server.ts';
import { ingestRoute } from './http/ingest-route.ts';
import { pageRoute } from './http/page-route.ts';
import { KeeperOnDemand } from './threads/keeper-on-demand.ts';
import { Thread } from './threads/thread.ts';
import { buildUi, uiBuildIsStale } from './ui-build.ts';
import { version } from './version.ts';

export interface RunningServer {
  /** Resolves with the reason when the server cannot go on. */
  readonly failed: Promise<string>;
  close(): Promise<void>;
}

/** How long each part may take to finish what it has. */
const closeWithinMs = 10_000;

/**
 * Starts the threads and listeners. The ingest thread comes first: agents can report before the query side has loaded.
 *
 * @throws CodedError of what kept a part from starting; nothing is left running then.
 */
export async function startServer(config: Config, logger: Logger): Promise<RunningServer> {
  logger.log('info', 'starting', { version, pid: process.pid });
  const keeper = new KeeperOnDemand(config, logger);
  const ingest = new Thread({ thread: 'ingest', config }, logger, () => keeper.need());
  const telemetry = new Telemetry();
  const parts: { close(): Promise<unknown> }[] = [
    { close: () => keeper.close(closeWithinMs) },
    { close: () => ingest.close(closeWithinMs) },
  ];
  try {
    const opening = import('./query-side.ts');
    const grpcPort = await ingest.ready;
    const grpc = `${shownHost(config, 'core.gRPCHost')}:${grpcPort}`;
    logger.log('info', 'agents can report', { grpc });
    const { graphqlRoute, openQuerySide } = await opening;
    const query = await openQuerySide(config, logger, telemetry, ingest);
    parts.unshift(query);
    const http = await listen(config, logger, telemetry, [
      graphqlRoute(query.graphql),
      ingestRoute(ingest, telemetry),
      statusRoute(config),
      pageRoute(logger),
    ]);
    parts.unshift(http);
    const own = await listenTelemetry(config, logger, telemetry, [ingest, keeper]);
    if (own !== undefined) parts.unshift(own);
    if (uiBuildIsStale()) void buildUi(logger);
    logger.log('info', 'ready', {
      page: `${booleanSetting(config, 'core.restSslEnabled') ? 'https' : 'http'}://${shownHost(config, 'core.restHost')}:${http.port}/`,
      grpc,
      telemetry:
        own === undefined
          ? ''
          : `http://${shownHost(config, 'telemetry.host')}:${own.port}/metrics`,
    });
    const failed = ingest.ended.then(() => 'the ingest thread ended');
    return { failed, close: () => closeAll(parts) };
  } catch (error) {
    await closeAll(parts);
    throw error;
  }
}

function shownHost(config: Config, key: string): string {
  const host = textSetting(config, key);
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function listen(
  config: Config,
  logger: Logger,
  telemetry: Telemetry,
  routes: readonly HttpRoute[],
): Promise<ListeningHttpServer> {
  return listenHttp({
    host: textSetting(config, 'core.restHost'),
    port: numberSetting(config, 'core.restPort'),
    routes,
    idleTimeoutMs: numberSetting(config, 'core.restIdleTimeOut'),
    headerBytesMax: numberSetting(config, 'core.httpMaxRequestHeaderSize'),
    ...(booleanSetting(config, 'core.restSslEnabled') && {
      tls: {
        keyPath: textSetting(config, 'core.restSslKeyPath'),
        certChainPath: textSetting(config, 'core.restSslCertChainPath'),
      },
    }),
    logger,
    telemetry,
  });
}

/** Health for load balancers, and the times to live that SkyWalking's own UI shows. */
function statusRoute(config: Config): HttpRoute {
  const reply = (path: string, request: IncomingMessage): HttpReply | undefined => {
    if (path === '/healthcheck') return textReply(200, '');
    if (path !== '/status/config/ttl') return undefined;
    const days = (name: string): number => numberSetting(config, `storage.${name}Days`);
    const ttl = {
      metadata: days('metadata'),
      metrics: { minute: days('minute'), hour: days('hour'), day: days('day') },
      records: { normal: days('record'), trace: days('trace') },
    };
    if (request.headers.accept?.includes('application/json') === true) return jsonReply(200, ttl);
    return textReply(200, `${JSON.stringify(ttl, undefined, 2)}\n`);
  };
  return (request, path) => {
    const found = reply(path, request);
    return found === undefined ? undefined : Promise.resolve(found);
  };
}

interface TelemetrySource {
  telemetry(): Promise<readonly MetricSample[]>;
}

/** The server's own metrics, of all threads, on a port of their own. */
async function listenTelemetry(
  config: Config,
  logger: Logger,
  telemetry: Telemetry,
  threads: readonly TelemetrySource[],
): Promise<ListeningHttpServer | undefined> {
  if (!booleanSetting(config, 'telemetry.enabled')) return undefined;
  const startedMs = systemClock.nowMs();
  telemetry.gauge(
    'uptime',
    'Seconds since the server was started.',
    () => (systemClock.nowMs() - startedMs) / 1000,
  );
  telemetry.gauge('process_resident_memory_bytes', 'Resident memory.', () =>
    process.memoryUsage.rss(),
  );
  telemetry.gauge('process_cpu_seconds_total', 'CPU time of all threads.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  const metrics: HttpRoute = (_request, path) =>
    path === '/metrics' ? collect(telemetry, threads) : undefined;
  return listenHttp({
    host: textSetting(config, 'telemetry.host'),
    port: numberSetting(config, 'telemetry.port'),
    routes: [metrics],
    idleTimeoutMs: 30_000,
    headerBytesMax: 8_192,
    logger,
    telemetry,
  });
}

async function collect(
  telemetry: Telemetry,
  threads: readonly TelemetrySource[],
): Promise<HttpReply> {
  const others = await Promise.all(threads.map((thread) => thread.telemetry()));
  const samples: MetricSample[] = [...telemetry.samples(), ...others.flat()];
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    body: formatExposition(samples),
  };
}

async function closeAll(parts: readonly { close(): Promise<unknown> }[]): Promise<void> {
  for (const part of parts) await part.close();
}
