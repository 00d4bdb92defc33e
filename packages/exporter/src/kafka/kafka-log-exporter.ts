import type { BatchExporter } from '../batch-exporter.ts';
import { KafkaExporter, type KafkaOptions } from './kafka-exporter.ts';
import { logMessages } from './log-messages.ts';

export interface KafkaLogOptions extends KafkaOptions {
  /** Makes keys of messages, each another. */
  readonly createKey: () => string;
}

/** @throws CodedError EXPORTER_CONFIG. */
export function createKafkaLogExporter(options: KafkaLogOptions): BatchExporter {
  const words = { metric: 'log', plural: 'logs' } as const;
  return new KafkaExporter(logMessages(options.createKey), words, options);
}
