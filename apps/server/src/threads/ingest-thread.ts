/** The thread that takes data in: receivers, analysis, aggregation, and the writing side of the store. */
import { CodedError, type Counter, Telemetry, messageOf, systemClock } from '@stormpetrel/base';
import { dispatchers } from '@stormpetrel/language/oal/rules';
import { createIngestPipeline } from '@stormpetrel/pipeline';
import {
  type HttpIngestHandler,
  createHttpIngest,
  createSkywalkingServices,
  startGrpcServer,
} from '@stormpetrel/receiver';
import { readStoredMetadata } from '@stormpetrel/storage/engine/metadata';
import { openEngineWriter } from '@stormpetrel/storage/engine/writer';
import { type StoreReader, type StoreWriter, rowWriter } from '@stormpetrel/storage/api';
import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { type Config, booleanSetting, numberSetting, textSetting } from '../config/load-config.ts';
import { storeOptions } from '../config/store-options.ts';
import { LiveSettings } from '../dynamic/live-settings.ts';
import { threadSamples } from '../telemetry/thread-metrics.ts';
import { openAgentProfiling } from './agent-profiling.ts';
import { openExporters } from './exporters.ts';
import { type ThreadEnd, openThreadEnd, runThread } from './thread-end.ts';
import type { IngestReply, IngestRequest } from './thread-messages.ts';

/** Streams that still run when the server stops may end within this time. */
const drainMs = 2_000;
const reportPeriodMs = 5_000;
/** Largest body after unpacking. */
const bodyBytesMax = 16 * 1024 * 1024;
/** Network addresses that are remembered from before a restart. */
const aliasesMax = 50_000;

const end = openThreadEnd();
await runThread(end, () => start(end));

async function start(mainThread: ThreadEnd): Promise<void> {
  const { logger } = mainThread;
  const { config } = await mainThread.start;
  const telemetry = new Telemetry();
  const common = { clock: systemClock, logger, telemetry };
  const storeFolder = textSetting(config, 'storage.path');
  const engineOptions = { ...storeOptions(config), ...common };
  const writer = openEngineWriter(storeFolder, engineOptions);
  // Its code is loaded where somebody reads.
  const openReader = async (): Promise<StoreReader> => {
    const { openEngineReader } = await import('@stormpetrel/storage/engine/reader');
    return openEngineReader(storeFolder, engineOptions);
  };
  const exporters = await openExporters(reportingWriter(writer, mainThread), {
    ...common,
    config,
    openReader,
  });
  const live = await LiveSettings.open(config, common);
  const pipeline = createIngestPipeline({
    ...common,
    writer: exporters.writer,
    dispatchers,
    settings: live.analyzer,
    flushIntervalMs: numberSetting(config, 'core.l1FlushPeriod'),
    // So that calls after a restart find the services behind addresses at once.
    aliases: readStoredMetadata(storeFolder, engineOptions, { kind: 'alias', limit: aliasesMax }),
  });
  const rows = rowWriter(writer);
  const profiling = openAgentProfiling({
    ...common,
    config,
    rows,
    openReader,
    names: {
      serviceLengthMax: live.analyzer.serviceNameLengthMax,
      instanceLengthMax: live.analyzer.instanceNameLengthMax,
    },
  });
  const server = await startGrpcServer({
    ...common,
    host: textSetting(config, 'core.gRPCHost'),
    port: numberSetting(config, 'core.gRPCPort'),
    methods: createSkywalkingServices(pipeline, {
      ...common,
      profiling: profiling.sink,
      agentConfiguration: {
        find: (service) => live.findAgent(service),
        digestDisabled: booleanSetting(config, 'configuration-discovery.disableMessageDigest'),
        serialNumber: () => randomUUID(),
      },
    }),
    overloaded: () => pipeline.overloaded,
    limits: { messageBytesMax: numberSetting(config, 'core.maxMessageSize') },
    ...tlsOptions(config),
    ...tokenOptions(config),
  });
  live.watch(numberSetting(config, 'core.settingsFilesPeriod') * 1_000, (settings) =>
    pipeline.updateSettings(settings),
  );
  const refused = telemetry.counter('http_ingest_refused_total', 'HTTP reports refused.');
  const http = createHttpIngest(pipeline, common);
  mainThread.onRequest((request) => {
    switch (request.kind) {
      case 'ingest':
        mainThread.send({
          kind: 'ingested',
          id: request.id,
          reply: answer(http, request.request, refused),
        });
        return;
      case 'write':
        void rows.writeRows(request.rows).then(
          () => mainThread.send({ kind: 'written', id: request.id }),
          (error: unknown) =>
            mainThread.send({ kind: 'written', id: request.id, fault: faultOf(error) }),
        );
        return;
      case 'configure':
        void live
          .apply(request.values)
          // A fault of ours must not end the thread: the values are told to be no good.
          .catch((error: unknown) => {
            const reason = messageOf(error);
            logger.log('error', 'settings could not be changed', { reason });
            return new Map([...request.values.keys()].map((key) => [key, reason]));
          })
          .then((faults) => mainThread.send({ kind: 'configured', id: request.id, faults }));
        return;
      case 'telemetry':
        mainThread.send({
          kind: 'telemetry',
          id: request.id,
          samples: [...telemetry.samples(), ...threadSamples()],
        });
        return;
      case 'close':
        live.close();
        void server
          .close(drainMs)
          .then(() => profiling.close())
          .then(() => pipeline.close())
          .then(() => exporters.close())
          .then(() => writer.close())
          .finally(() => mainThread.send({ kind: 'closed', id: request.id }));
    }
  });
  mainThread.send({ kind: 'ready', port: server.port });
}

function faultOf(error: unknown): { readonly code: string; readonly message: string } {
  const code = error instanceof CodedError ? error.code : 'STORE_FAILED';
  return { code, message: messageOf(error) };
}

/** Tells the main thread, at most once in a while, that there is something new in the store. */
function reportingWriter(writer: StoreWriter, mainThread: ThreadEnd): StoreWriter {
  let nextMs = 0;
  return {
    async write(batch) {
      await writer.write(batch);
      const nowMs = systemClock.monotonicMs();
      if (nowMs < nextMs) return;
      nextMs = nowMs + reportPeriodMs;
      mainThread.send({ kind: 'wrote' });
    },
    close: () => writer.close(),
  };
}

function answer(
  handlers: ReadonlyMap<string, HttpIngestHandler>,
  request: IngestRequest,
  refused: Counter,
): IngestReply {
  const handler = handlers.get(request.path);
  if (handler === undefined) return refuse(404, 'not found\n');
  if (request.contentEncoding === '') return handler(request.body);
  if (request.contentEncoding !== 'gzip') {
    refused.add();
    return refuse(415, 'gzip only\n');
  }
  try {
    return handler(gunzipSync(request.body, { maxOutputLength: bodyBytesMax }));
  } catch {
    refused.add();
    return refuse(400, 'the body does not unpack\n');
  }
}

function refuse(status: number, body: string): IngestReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

function tlsOptions(config: Config): Partial<Parameters<typeof startGrpcServer>[0]> {
  if (!booleanSetting(config, 'core.gRPCSslEnabled')) return {};
  const trustedCaPath = textSetting(config, 'core.gRPCSslTrustedCAPath');
  return {
    tls: {
      keyPath: textSetting(config, 'core.gRPCSslKeyPath'),
      certificateChainPath: textSetting(config, 'core.gRPCSslCertChainPath'),
      ...(trustedCaPath !== '' && { trustedCaPath }),
    },
  };
}

function tokenOptions(config: Config): Partial<Parameters<typeof startGrpcServer>[0]> {
  const token = textSetting(config, 'receiver-sharing-server.authentication');
  return token === '' ? {} : { token };
}
