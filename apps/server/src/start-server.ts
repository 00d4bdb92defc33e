import { type Logger, Telemetry } from '@stormpetrel/base';
import type { HealthView } from '@stormpetrel/query';
import type { RowWriter } from '@stormpetrel/storage/api';
import { type Config, booleanSetting, numberSetting, textSetting } from './config/load-config.ts';
import { AlarmSide } from './alarms/alarm-side.ts';
import {
  dynamicPeriodMs,
  ingestTarget,
  openDynamic,
  searchableTagsTarget,
  textTarget,
} from './dynamic/open-dynamic.ts';
import { holdBack, letGo } from './held-back.ts';
import { HierarchyFile } from './hierarchy/hierarchy-file.ts';
import { textReply } from './http/http-reply.ts';
import { type HttpRoute, type ListeningHttpServer, listenHttp } from './http/http-server.ts';
import { longPaths } from './http/long-paths.ts';
import { tlsFilesOf } from './http/http-tls.ts';
import { ingestRoute } from './http/ingest-route.ts';
import { pageRoute } from './http/page-route.ts';
import { type OpenedQuery, QueryOnDemand } from './query-on-demand.ts';
import type { ReadSide } from './read-side.ts';
import { serverHealth } from './telemetry/server-health.ts';
import { listenTelemetry } from './telemetry/telemetry-listener.ts';
import { KeeperOnDemand } from './threads/keeper-on-demand.ts';
import { Thread } from './threads/thread.ts';
import { buildUi, uiBuildIsStale } from './ui-build.ts';
import type { Worker } from 'node:worker_threads';
import { version } from './version.ts';

export interface RunningServer {
  /** Resolves with the reason when the server cannot go on. */
  readonly failed: Promise<string>;
  /** Resolves when what is loaded behind the listeners is there. */
  readonly settled: Promise<void>;
  close(): Promise<void>;
}

/** How long each part may take to finish what it has. */
const closeWithinMs = 10_000;

/**
 * Starts the threads and listeners. The ingest thread comes first: agents can report before the query side has loaded.
 * `ingestWorker` is its worker where that was started before.
 *
 * @throws CodedError of what kept a part from starting; nothing is left running then.
 */
export async function startServer(
  config: Config,
  logger: Logger,
  ingestWorker?: Worker,
): Promise<RunningServer> {
  logger.log('info', 'starting', { version, pid: process.pid });
  const keeper = new KeeperOnDemand(config, logger);
  const ingest = new Thread({ thread: 'ingest', config }, logger, {
    onWrote: () => keeper.need(),
    ...(ingestWorker !== undefined && { worker: ingestWorker }),
  });
  const telemetry = new Telemetry();
  const parts: { close(): Promise<unknown> }[] = [
    { close: () => keeper.close(closeWithinMs) },
    { close: () => ingest.close(closeWithinMs) },
  ];
  try {
    const opening = import('./read-side.ts');
    const openingAdmin = import('./admin/open-admin.ts');
    const grpcPort = await ingest.ready;
    const grpc = `${shownHost(config, 'core.gRPCHost')}:${grpcPort}`;
    const node = { host: textSetting(config, 'core.gRPCHost'), port: grpcPort };
    logger.log('info', 'agents can report', { grpc });
    const { openReadSide } = await opening;
    const read = openReadSide(config, logger, telemetry);
    parts.unshift(read);
    const health = serverHealth(ingest);
    const hierarchy = new HierarchyFile({
      path: textSetting(config, 'core.hierarchyDefinitionFile'),
      isEnabled: booleanSetting(config, 'core.enableHierarchy'),
      logger,
    });
    parts.unshift(hierarchy);
    hierarchy.start(numberSetting(config, 'core.settingsFilesPeriod') * 1_000);
    const query = new QueryOnDemand(() =>
      openQuery({ config, logger, telemetry, read, rows: ingest, health, hierarchy, node }),
    );
    parts.unshift(query);
    const alarms = isOn(config, 'alarm')
      ? new AlarmSide({ config, logger, telemetry, read, rows: ingest })
      : undefined;
    const dynamic = await openDynamic({
      config,
      logger,
      telemetry,
      targets: [
        ingestTarget(ingest),
        searchableTagsTarget((keys) => query.setSearchableTraceTags(keys)),
        ...(alarms === undefined
          ? []
          : [textTarget('alarm.default.alarm-settings', (text) => alarms.takeDynamic(text))]),
      ],
    });
    if (dynamic !== undefined) {
      parts.unshift(dynamic);
      dynamic.start(dynamicPeriodMs(config));
    }
    // Closed before the dynamic configuration, which may wait for alarms that never got to start.
    if (alarms !== undefined) parts.unshift(alarms);
    const http = await listen(config, logger, telemetry, [
      query.route,
      ingestRoute(ingest, telemetry),
      healthRoute(health),
      query.prepareBefore(pageRoute(logger)),
    ]);
    parts.unshift(http);
    const own = await listenTelemetry(config, logger, telemetry, [ingest, keeper]);
    if (own !== undefined) parts.unshift(own);
    const { listenAdmin } = await openingAdmin;
    const admin = await listenAdmin({
      config,
      logger,
      telemetry,
      query,
      grpc: node,
      dynamic,
      ...(alarms !== undefined && { alarms: alarms.status }),
    });
    if (admin !== undefined) parts.unshift(admin);
    if (uiBuildIsStale()) void buildUi(logger);
    logger.log('info', 'ready', {
      page: `${urlOf(config, 'core.restSslEnabled', 'core.restHost', http)}/`,
      grpc,
      telemetry:
        own === undefined
          ? ''
          : `${urlOf(config, 'telemetry.sslEnabled', 'telemetry.host', own)}/metrics`,
      admin:
        admin === undefined
          ? ''
          : `${urlOf(config, 'admin-server.restSSLEnabled', 'admin-server.host', admin)}/`,
    });
    const settled = alarms?.start() ?? Promise.resolve();
    const failed = ingest.ended.then(() => 'the ingest thread ended');
    return { failed, settled, close: () => closeAll(parts) };
  } catch (error) {
    await closeAll(parts);
    throw error;
  }
}

/** SkyWalking turns a module off by an empty selector, or by one that is no provider's. */
function isOn(config: Config, module: string): boolean {
  return textSetting(config, `${module}.selector`) === 'default';
}

function shownHost(config: Config, key: string): string {
  const host = textSetting(config, key);
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function urlOf(
  config: Config,
  tlsKey: string,
  hostKey: string,
  server: ListeningHttpServer,
): string {
  const scheme = booleanSetting(config, tlsKey) ? 'https' : 'http';
  return `${scheme}://${shownHost(config, hostKey)}:${server.port}`;
}

function listen(
  config: Config,
  logger: Logger,
  telemetry: Telemetry,
  routes: readonly HttpRoute[],
): Promise<ListeningHttpServer> {
  const tls = tlsFilesOf(config, {
    enabled: 'core.restSslEnabled',
    keyPath: 'core.restSslKeyPath',
    certChainPath: 'core.restSslCertChainPath',
  });
  return listenHttp({
    host: textSetting(config, 'core.restHost'),
    port: numberSetting(config, 'core.restPort'),
    routes,
    longPaths,
    idleTimeoutMs: numberSetting(config, 'core.restIdleTimeOut'),
    headerBytesMax: numberSetting(config, 'core.httpMaxRequestHeaderSize'),
    ...(tls !== undefined && { tls }),
    logger,
    telemetry,
  });
}

/** Loads and opens the query side, the schema built. */
async function openQuery(options: {
  readonly config: Config;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly read: ReadSide;
  readonly rows: RowWriter;
  readonly health: () => Promise<HealthView>;
  readonly hierarchy: HierarchyFile;
  /** Where agents report. */
  readonly node: { readonly host: string; readonly port: number };
}): Promise<OpenedQuery> {
  const { config, logger, telemetry, read, rows, health, hierarchy, node } = options;
  holdBack();
  try {
    const { openQuerySide, queryRoutes } = await import('./query-side.ts');
    await hierarchy.settled();
    const side = openQuerySide(config, logger, telemetry, { ...read, rows, health, hierarchy });
    side.graphql.prepare();
    return { side, routes: queryRoutes(config, side, node) };
  } finally {
    letGo();
  }
}

/** Health, for load balancers: 200, or 503 with what is not well. */
function healthRoute(health: () => Promise<HealthView>): HttpRoute {
  return (_, path) =>
    path === '/healthcheck'
      ? health().then(({ score, details }) =>
          score === 0 ? textReply(200, '') : textReply(503, `${details}\n`),
        )
      : undefined;
}

/** All of them, whatever becomes of one: the last ones keep the data. */
async function closeAll(parts: readonly { close(): Promise<unknown> }[]): Promise<void> {
  const faults: unknown[] = [];
  for (const part of parts) await part.close().catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw faults[0];
}
