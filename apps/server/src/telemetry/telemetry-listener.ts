import {
  type Logger,
  type MetricSample,
  type Telemetry,
  formatExposition,
  systemClock,
} from '@stormpetrel/base';
import { type Config, booleanSetting, numberSetting, textSetting } from '../config/load-config.ts';
import { tlsFilesOf } from '../http/http-tls.ts';
import type { HttpReply } from '../http/http-reply.ts';
import { type HttpRoute, type ListeningHttpServer, listenHttp } from '../http/http-server.ts';
import { processSamples } from './process-metrics.ts';
import { threadSamples } from './thread-metrics.ts';

export interface TelemetrySource {
  telemetry(): Promise<readonly MetricSample[]>;
}

/** The server's own metrics, of all threads, on a port of their own; undefined where none are wanted. */
export async function listenTelemetry(
  config: Config,
  logger: Logger,
  telemetry: Telemetry,
  threads: readonly TelemetrySource[],
): Promise<ListeningHttpServer | undefined> {
  const isOn = textSetting(config, 'telemetry.selector') === 'prometheus';
  if (!isOn || !booleanSetting(config, 'telemetry.enabled')) return undefined;
  const startedMs = systemClock.nowMs();
  const metrics: HttpRoute = (_request, path) =>
    // SkyWalking serves them at both.
    path === '/metrics' || path === '/' ? collect(telemetry, threads, startedMs) : undefined;
  const tls = tlsFilesOf(config, {
    enabled: 'telemetry.sslEnabled',
    keyPath: 'telemetry.sslKeyPath',
    certChainPath: 'telemetry.sslCertChainPath',
  });
  return listenHttp({
    name: 'telemetry',
    host: textSetting(config, 'telemetry.host'),
    port: numberSetting(config, 'telemetry.port'),
    routes: [metrics],
    idleTimeoutMs: 30_000,
    headerBytesMax: 8_192,
    ...(tls !== undefined && { tls }),
    logger,
    telemetry,
  });
}

async function collect(
  telemetry: Telemetry,
  threads: readonly TelemetrySource[],
  startedMs: number,
): Promise<HttpReply> {
  const others = await Promise.all(threads.map((thread) => thread.telemetry()));
  const samples: MetricSample[] = [
    ...telemetry.samples(),
    ...processSamples(startedMs),
    ...threadSamples(),
    ...others.flat(),
  ];
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    body: formatExposition(samples),
  };
}
