import { randomUUID } from 'node:crypto';
import type { Clock, Logger, Telemetry } from '@stormpetrel/base';
import type { BatchExporter, KafkaOptions } from '@stormpetrel/exporter';
import { readMetricValue } from '@stormpetrel/language/oal';
import { metricDefinitions, metricTables } from '@stormpetrel/language/oal/rules';
import type { StoreReader, StoreWriter } from '@stormpetrel/storage/api';
import { type Config, booleanSetting, numberSetting, textSetting } from '../config/load-config.ts';

export interface ExporterParts {
  readonly config: Config;
  readonly openReader: () => Promise<StoreReader>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

export interface OpenExporters {
  /** The writer that also shows the exporters what it wrote. */
  readonly writer: StoreWriter;
  close(): Promise<unknown>;
}

/** The exporters that the configuration asks for, around a writer. Their code is loaded only where there is one. */
export async function openExporters(
  writer: StoreWriter,
  parts: ExporterParts,
): Promise<OpenExporters> {
  const { config } = parts;
  const exporters: BatchExporter[] = [];
  if (booleanSetting(config, 'exporter.enableKafkaTrace'))
    exporters.push(await openKafkaTraces(parts));
  if (booleanSetting(config, 'exporter.enableKafkaLog')) exporters.push(await openKafkaLogs(parts));
  if (booleanSetting(config, 'exporter.enableGRPCMetrics'))
    exporters.push(await openGrpcMetrics(parts));
  if (exporters.length === 0) return { writer, close: () => Promise.resolve() };
  const { exportingWriter } = await import('@stormpetrel/exporter');
  return {
    writer: exportingWriter(writer, exporters),
    close: () => Promise.allSettled(exporters.map((exporter) => exporter.close())),
  };
}

async function openKafkaTraces(parts: ExporterParts): Promise<BatchExporter> {
  const { createKafkaTraceExporter } = await import('@stormpetrel/exporter');
  return createKafkaTraceExporter({
    ...kafkaOptions(parts, 'exporter.kafkaTopicTrace'),
    errorsOnly: booleanSetting(parts.config, 'exporter.kafkaTraceFilterError'),
  });
}

async function openKafkaLogs(parts: ExporterParts): Promise<BatchExporter> {
  const { createKafkaLogExporter } = await import('@stormpetrel/exporter');
  return createKafkaLogExporter({
    ...kafkaOptions(parts, 'exporter.kafkaTopicLog'),
    createKey: () => randomUUID().replaceAll('-', ''),
  });
}

function kafkaOptions(
  { config, clock, logger, telemetry }: ExporterParts,
  topicKey: string,
): KafkaOptions {
  return {
    clock,
    logger,
    telemetry,
    bootstrapServers: textSetting(config, 'exporter.kafkaBootstrapServers'),
    topic: textSetting(config, topicKey),
    producerConfig: textSetting(config, 'exporter.kafkaProducerConfig'),
    queueLengthMax: bufferLength(config),
  };
}

async function openGrpcMetrics(parts: ExporterParts): Promise<BatchExporter> {
  const [{ createGrpcMetricExporter }, { createGrpcClient, grpcTarget }] = await Promise.all([
    import('@stormpetrel/exporter'),
    import('@stormpetrel/outbound/grpc'),
  ]);
  const { config, clock } = parts;
  const host = textSetting(config, 'exporter.gRPCTargetHost');
  const port = numberSetting(config, 'exporter.gRPCTargetPort');
  return createGrpcMetricExporter({
    ...parts,
    client: createGrpcClient({
      target: grpcTarget(host, port),
      clock,
    }),
    definitions: metricDefinitions,
    tables: metricTables,
    readValue: readMetricValue,
    periodMs: numberSetting(config, 'exporter.period') * 1_000,
    rowsMax: bufferLength(config),
  });
}

function bufferLength(config: Config): number {
  return (
    numberSetting(config, 'exporter.bufferChannelSize') *
    numberSetting(config, 'exporter.bufferChannelNum')
  );
}
