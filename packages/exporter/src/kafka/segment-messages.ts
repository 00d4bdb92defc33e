import { segmentRecord } from '@stormpetrel/model';
import type { RecordRows } from '@stormpetrel/storage/api';
import type { MessageSource } from './kafka-exporter.ts';
import type { MessageQueue } from './message-queue.ts';

const columnIndex = (name: string): number =>
  segmentRecord.columns.findIndex((column) => column.name === name);
const idColumn = columnIndex('segmentId');
const errorColumn = columnIndex('isError');
const bodyColumn = columnIndex('body');

/**
 * Segments as SkyWalking's exporter sends them (exporter, KafkaTraceExporter): key is the id of the segment, value the
 * SegmentObject as it came over the wire. Only what the sampling keeps is stored, so only that is exported.
 */
export function segmentMessages(errorsOnly: boolean): MessageSource {
  return {
    schema: segmentRecord,
    take: (rows, _entities, queue) => takeRows(rows, queue, errorsOnly),
  };
}

function takeRows(rows: RecordRows, queue: MessageQueue, errorsOnly: boolean): number {
  const [ids, errors, bodies] = [idColumn, errorColumn, bodyColumn].map((i) => rows.columns[i]);
  if (ids?.type !== 'id' || errors?.type !== 'bool' || bodies?.type !== 'bytes') return 0;
  let dropped = 0;
  for (let i = 0; i < rows.count; i++) {
    if (errorsOnly && errors.values[i] !== 1) continue;
    const start = bodies.offsets[i] as number;
    const end = bodies.offsets[i + 1] as number;
    if (!queue.hasRoom(end - start)) {
      dropped++;
      continue;
    }
    queue.push({
      key: ids.bytes.slice(ids.offsets[i], ids.offsets[i + 1]),
      value: bodies.bytes.slice(start, end),
    });
  }
  return dropped;
}
