import { segmentRecord } from '@stormpetrel/model';
import type { EntityDictionary, WriteBatch } from '@stormpetrel/storage/api';

const noEntities: EntityDictionary = { generation: 0, size: 0, id: () => '' };

export interface SampleSegment {
  readonly id: string;
  readonly body: string;
  readonly isError?: boolean;
}

/** A batch with these segments and nothing else. Its bytes are wiped by `reuse`, as a pipeline fills them anew. */
export function segmentBatch(segments: readonly SampleSegment[]): {
  readonly batch: WriteBatch;
  readonly reuse: () => void;
} {
  const column = (texts: readonly string[]): { bytes: Uint8Array; offsets: Uint32Array } => {
    const parts = texts.map((text) => Buffer.from(text));
    const offsets = Uint32Array.from([0, ...parts.map((part) => part.length)]);
    for (let i = 1; i < offsets.length; i++)
      offsets[i] = (offsets[i] as number) + (offsets[i - 1] as number);
    return { bytes: new Uint8Array(Buffer.concat(parts)), offsets };
  };
  const count = segments.length;
  const ids = column(segments.map(({ id }) => id));
  const bodies = column(segments.map(({ body }) => body));
  const none = new Uint32Array(count);
  const batch: WriteBatch = {
    entities: noEntities,
    metrics: [],
    metadata: [],
    records: [
      {
        schema: segmentRecord,
        count,
        texts: [],
        columns: [
          { type: 'time', values: new Float64Array(count) },
          { type: 'id', ...ids },
          { type: 'id', ...ids },
          { type: 'entity', values: none },
          { type: 'entity', values: none },
          { type: 'entity', values: none },
          { type: 'int', values: new Float64Array(count) },
          {
            type: 'bool',
            values: Uint8Array.from(segments, ({ isError }) => (isError === true ? 1 : 0)),
          },
          { type: 'terms', offsets: new Uint32Array(count + 1), values: none },
          { type: 'bytes', ...bodies },
        ],
      },
    ],
  };
  return { batch, reuse: () => (ids.bytes.fill(0), bodies.bytes.fill(0)) };
}
