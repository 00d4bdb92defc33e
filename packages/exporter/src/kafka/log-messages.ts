import { logRecord, parseMemberId, parseServiceId } from '@stormpetrel/model';
import { encodeStoredLog } from '@stormpetrel/protocol';
import {
  type BytesColumn,
  type EntityDictionary,
  type RecordColumnData,
  type RecordRows,
  noEntity,
} from '@stormpetrel/storage/api';
import type { MessageSource } from './kafka-exporter.ts';
import type { MessageQueue } from './message-queue.ts';

/**
 * Logs as SkyWalking's exporter sends them (exporter, KafkaLogExporter): key is an id that no other log has, value a LogData
 * made of what was stored. Names are those that are shown, which may be shorter than those that came; the layer is not
 * stored with a log, so it is left out.
 */
export function logMessages(createKey: () => string): MessageSource {
  return {
    schema: logRecord,
    take: (rows, entities, queue) => takeRows(rows, entities, queue, createKey),
  };
}

function takeRows(
  rows: RecordRows,
  entities: EntityDictionary,
  queue: MessageQueue,
  createKey: () => string,
): number {
  const columns = new LogRows(rows, entities);
  let dropped = 0;
  for (let i = 0; i < rows.count; i++) {
    if (queue.hasRoom(columns.sizeBytes(i))) {
      queue.push({ key: Buffer.from(createKey()), value: columns.encode(i) });
    } else {
      dropped++;
    }
  }
  return dropped;
}

const noBytes: BytesColumn = { bytes: new Uint8Array(0), offsets: new Uint32Array(0) };

/** The columns of logs by their names, and the names behind the handles. */
class LogRows {
  readonly #rows: RecordRows;
  readonly #entities: EntityDictionary;
  readonly #names = new Map<number, string>();
  readonly #traceIds: BytesColumn;
  readonly #contents: BytesColumn;
  readonly #tags: BytesColumn;

  constructor(rows: RecordRows, entities: EntityDictionary) {
    this.#rows = rows;
    this.#entities = entities;
    this.#traceIds = this.#bytesColumn('traceId');
    this.#contents = this.#bytesColumn('content');
    this.#tags = this.#bytesColumn('allTags');
  }

  /** About what the message takes; names are short beside the rest. */
  sizeBytes(row: number): number {
    return lengthAt(this.#contents, row) + lengthAt(this.#tags, row);
  }

  encode(row: number): Uint8Array {
    return encodeStoredLog({
      timeMs: this.#number('time', row),
      service: this.#name('service', row),
      instance: this.#name('instance', row),
      endpoint: this.#name('endpoint', row),
      traceId: bytesAt(this.#traceIds, row),
      segmentId: this.#rows.texts[this.#number('segmentId', row)] ?? '',
      spanId: this.#number('spanId', row),
      contentType: this.#number('contentType', row),
      content: bytesAt(this.#contents, row),
      tags: bytesAt(this.#tags, row),
    });
  }

  #name(column: string, row: number): string {
    const handle = this.#number(column, row);
    if (handle === noEntity) return '';
    let name = this.#names.get(handle);
    if (name === undefined) {
      const id = this.#entities.id(handle);
      name = (parseMemberId(id) ?? parseServiceId(id))?.name ?? '';
      this.#names.set(handle, name);
    }
    return name;
  }

  #number(name: string, row: number): number {
    const column = this.#column(name);
    return column !== undefined && 'values' in column ? (column.values[row] ?? 0) : 0;
  }

  #bytesColumn(name: string): BytesColumn {
    const column = this.#column(name);
    return column !== undefined && 'bytes' in column ? column : noBytes;
  }

  #column(name: string): RecordColumnData | undefined {
    return this.#rows.columns[columnIndexes.get(name) ?? -1];
  }
}

const columnIndexes: ReadonlyMap<string, number> = new Map(
  logRecord.columns.map(({ name }, i) => [name, i]),
);

function lengthAt({ offsets }: BytesColumn, row: number): number {
  return (offsets[row + 1] ?? 0) - (offsets[row] ?? 0);
}

function bytesAt({ bytes, offsets }: BytesColumn, row: number): Uint8Array {
  return bytes.subarray(offsets[row], offsets[row + 1]);
}
