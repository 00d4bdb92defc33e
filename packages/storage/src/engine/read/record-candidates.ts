import type { RecordSchema } from '@stormpetrel/model';
import { decodeFrame } from '../encoding/frame.ts';
import { PackReader, type SectionSource } from '../encoding/pack.ts';
import { bytesOf, numberOf } from '../file/database.ts';
import { FreshKind } from '../file/store-file.ts';
import { storedSections } from '../file/stored-sections.ts';
import { blocksHoldingId } from '../record/id-index.ts';
import { RecordBlock, RecordSection } from '../record/record-block.ts';
import type { RowFilter } from '../record/row-filter.ts';
import type { OpenPartition, ReadSession, StoredRow } from './reader-files.ts';

/** A block that may hold rows of the answer. */
export interface Candidate {
  readonly seq: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly where: string;
  open(): RecordBlock;
  readChunk(id: number): Uint8Array;
}

/** All blocks of the schema that overlap [from, to): fresh ones, and those of the partitions that are there. */
export function listCandidates(
  session: ReadSession,
  query: { readonly schema: RecordSchema; readonly fromMs: number; readonly toMs: number },
  id: Extract<RowFilter, { readonly op: 'id' }> | undefined,
): Candidate[] {
  const { schema, fromMs, toMs } = query;
  // Fresh ones first: what moves into a partition meanwhile is then met in both, and left out here by its sequence.
  const fresh = session.files.store
    .all(
      `SELECT id, day_ms, first_ms, last_ms FROM fresh
       WHERE kind = ? AND name = ? AND last_ms >= ? AND first_ms < ?`,
      FreshKind.record,
      schema.name,
      fromMs,
      toMs,
    )
    .map((row) => ({
      id: numberOf(row['id']),
      dayMs: numberOf(row['day_ms']),
      firstMs: numberOf(row['first_ms']),
      lastMs: numberOf(row['last_ms']),
    }));
  const kind = schema.retention;
  const candidates: Candidate[] = [];
  const held = new Map<number, number>();
  for (const partition of session.partitions({ kind, fromMs, toMs })) {
    session.guard(
      () => partition.name.file,
      () => {
        const progress = partition.db.get('SELECT seq FROM progress WHERE name = ?', schema.name);
        held.set(partition.name.startMs, numberOf(progress?.['seq'] ?? 0));
        const wanted = id === undefined ? undefined : blocksHoldingId(partition.db, schema, id);
        for (const row of listBlocks(partition, query)) {
          if (wanted !== undefined && row.indexed === 1 && !wanted.has(row.id)) continue;
          candidates.push(storedCandidate(session, partition, row));
        }
      },
    );
  }
  for (const row of fresh)
    if (row.id > (held.get(row.dayMs) ?? 0)) candidates.push(freshCandidate(session, row));
  return candidates;
}

/** Rows of the table of blocks, remembered until the file changes: there may be thousands, asked for in each query. */
function listBlocks(
  partition: OpenPartition,
  query: { readonly schema: RecordSchema; readonly fromMs: number; readonly toMs: number },
): readonly StoredRow[] {
  const { db } = partition;
  const { name } = query.schema;
  const version = numberOf(db.get('PRAGMA data_version')?.['data_version']);
  let list = partition.blocks.get(name);
  if (list === undefined || list.version !== version) {
    const rows = db
      .all(
        `SELECT id, seq_lo, first_ms, last_ms, sections, indexed FROM block WHERE name = ?`,
        name,
      )
      .map((row) => ({
        id: numberOf(row['id']),
        seq: numberOf(row['seq_lo']),
        firstMs: numberOf(row['first_ms']),
        lastMs: numberOf(row['last_ms']),
        sections: numberOf(row['sections']),
        indexed: numberOf(row['indexed']),
      }));
    partition.blocks.set(name, (list = { version, rows }));
  }
  return list.rows.filter((row) => row.lastMs >= query.fromMs && row.firstMs < query.toMs);
}

function storedCandidate(
  session: ReadSession,
  { db, name, serial }: OpenPartition,
  row: StoredRow,
): Candidate {
  const { cache } = session.files;
  const where = `${name.file} block ${row.id}`;
  return {
    ...row,
    where,
    open: () =>
      cachedBlock(session, `r${serial}.${row.id}`, () => {
        const header = bytesOf(db.get('SELECT header FROM block WHERE id = ?', row.id)?.['header']);
        return {
          merged: true,
          source: withHeader(decodeFrame(header), () =>
            storedSections(db, row.id, row.sections === 0),
          ),
        };
      }),
    readChunk: (chunk) => {
      const key = `p${serial}.${chunk}`;
      const known = cache.find(key);
      if (known instanceof Uint8Array) return known;
      const bytes = decodeFrame(
        bytesOf(db.get('SELECT data FROM payload WHERE id = ?', chunk)?.['data']),
      );
      // One trace hardly has many rows in one chunk, but the same trace is often opened again.
      cache.put(key, bytes, bytes.length);
      return bytes;
    },
  };
}

function freshCandidate(
  session: ReadSession,
  row: { readonly id: number; readonly firstMs: number; readonly lastMs: number },
): Candidate {
  const { store } = session.files;
  return {
    seq: row.id,
    firstMs: row.firstMs,
    lastMs: row.lastMs,
    where: `store.db block ${row.id}`,
    open: () =>
      cachedBlock(session, `f${row.id}`, () => {
        const data = bytesOf(store.get('SELECT data FROM fresh WHERE id = ?', row.id)?.['data']);
        return { merged: false, source: new PackReader(decodeFrame(data)), bytes: data.length };
      }),
    readChunk: (chunk) =>
      decodeFrame(
        bytesOf(store.get('SELECT data FROM fresh_payload WHERE id = ?', chunk)?.['data']),
      ),
  };
}

function cachedBlock(
  session: ReadSession,
  key: string,
  read: () => { readonly merged: boolean; readonly source: SectionSource; readonly bytes?: number },
): RecordBlock {
  const { cache } = session.files;
  const known = cache.find(key);
  if (known instanceof RecordBlock) return known;
  const { merged, source, bytes = 0 } = read();
  const block = new RecordBlock(source, {
    merged,
    onDecoded: (decoded) => {
      cache.grow(key, decoded);
    },
  });
  cache.put(key, block, 512 + bytes);
  return block;
}

/** Sections 0 and 1 come from the row of the block; the others are opened when the first of them is asked for. */
function withHeader(header: Uint8Array, open: () => SectionSource): SectionSource {
  const pack = new PackReader(header);
  let rest: SectionSource | undefined;
  return {
    section: (id) => {
      if (id === RecordSection.specs || id === RecordSection.zones) return pack.section(id);
      rest ??= open();
      return rest.section(id);
    },
  };
}
