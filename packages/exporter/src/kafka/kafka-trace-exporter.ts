import type { BatchExporter } from '../batch-exporter.ts';
import { KafkaExporter, type KafkaOptions } from './kafka-exporter.ts';
import { segmentMessages } from './segment-messages.ts';

export interface KafkaTraceOptions extends KafkaOptions {
  readonly errorsOnly: boolean;
}

/** @throws CodedError EXPORTER_CONFIG. */
export function createKafkaTraceExporter(options: KafkaTraceOptions): BatchExporter {
  const words = { metric: 'trace', plural: 'segments' } as const;
  return new KafkaExporter(segmentMessages(options.errorsOnly), words, options);
}
