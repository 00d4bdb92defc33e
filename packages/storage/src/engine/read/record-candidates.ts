import type { RecordColumn, RecordSchema } from '@stormpetrel/model';
import { decodeFrame } from '../encoding/frame.ts';
import { PackReader, type SectionSource } from '../encoding/pack.ts';
import { bytesOf, numberOf } from '../file/database.ts';
import { hasWordIndex } from '../file/partition-file.ts';
import { FreshKind } from '../file/store-file.ts';
import { storedSections } from '../file/stored-sections.ts';
import { blocksHoldingId, listIndexParts } from '../record/id-index.ts';
import { RecordBlock, RecordSection } from '../record/record-block.ts';
import type { RowFilter } from '../record/row-filter.ts';
import { readWordColumns } from '../record/word-index.ts';
import type {
  BlockTable,
  IndexPart,
  OpenPartition,
  ReadSession,
  StoredRow,
} from './reader-files.ts';
import { wordBounds } from './word-bounds.ts';

/** A block that may hold rows of the answer. */
export interface Candidate {
  readonly seq: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly where: string;
  /**
   * The greatest value of the ordering column that a row of the answer may have here, ∞ for any; undefined where the
   * index of words does not tell.
   */
  readonly greatest: number | undefined;
  /** The block has the hashes of its ids itself. */
  readonly hasHashes: boolean;
  open(): RecordBlock;
  readChunk(id: number): Uint8Array;
}

export interface CandidateQuery {
  readonly schema: RecordSchema;
  readonly fromMs: number;
  readonly toMs: number;
  readonly filters: readonly RowFilter[];
  readonly order: RecordColumn;
}

/**
 * All blocks of the schema that overlap [from, to): fresh ones, and those of the partitions that the indexes do not
 * rule out.
 */
export function listCandidates(session: ReadSession, query: CandidateQuery): Candidate[] {
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
        const { rows, parts } = blockTable(session, partition, schema.name);
        const bounds = indexBounds(session, partition, parts, query);
        for (const row of rows) {
          if (row.lastMs < fromMs || row.firstMs >= toMs) continue;
          const greatest = bounds.get(row.id);
          if (greatest === -Infinity) continue;
          candidates.push(storedCandidate(session, partition, row, greatest));
        }
      },
    );
  }
  for (const row of fresh)
    if (row.id > (held.get(row.dayMs) ?? 0)) candidates.push(freshCandidate(session, row));
  return candidates;
}

/** For blocks that an index covers: what `Candidate.greatest` means; -∞ where the block is ruled out. */
function indexBounds(
  session: ReadSession,
  { db, name }: OpenPartition,
  parts: readonly IndexPart[],
  { schema, filters, order }: CandidateQuery,
): ReadonlyMap<number, number> {
  const bounds = new Map<number, number>();
  const id = filters.find((filter) => filter.op === 'id');
  const isOfWords = filters.some(({ op }) => op === 'entity' || op === 'term');
  if (id === undefined && !isOfWords) return bounds;
  for (const part of parts)
    session.guard(
      () => `${name.file} index ${part.id}`,
      () => {
        if (id !== undefined) {
          const held = blocksHoldingId(db, schema, part, id);
          for (const block of part.blocks) if (!held.has(block)) bounds.set(block, -Infinity);
          return;
        }
        const { columns } = part;
        if (columns === undefined) return;
        const found = wordBounds(db, { ...part, columns }, filters, order);
        found?.forEach((bound, position) => bounds.set(part.blocks[position] ?? -1, bound));
      },
    );
  return bounds;
}

/** Rows of the table of blocks, remembered until the file changes: there may be thousands, asked for in each query. */
function blockTable(session: ReadSession, partition: OpenPartition, name: string): BlockTable {
  const { db } = partition;
  const version = numberOf(db.get('PRAGMA data_version')?.['data_version']);
  const known = partition.blocks.get(name);
  if (known !== undefined && known.version === version) return known;
  const rows = db
    .all(`SELECT id, seq_lo, first_ms, last_ms, sections, indexed FROM block WHERE name = ?`, name)
    .map((row) => ({
      id: numberOf(row['id']),
      seq: numberOf(row['seq_lo']),
      firstMs: numberOf(row['first_ms']),
      lastMs: numberOf(row['last_ms']),
      sections: numberOf(row['sections']),
      indexed: numberOf(row['indexed']),
    }));
  const where = (): string => `${partition.name.file} index`;
  const isOfWords = hasWordIndex(db);
  const parts = listIndexParts(db, name, (thrown) => {
    session.context.reportCorrupt(where(), thrown);
  }).map((part) => ({
    ...part,
    columns: isOfWords ? session.guard(where, () => readWordColumns(db, part.id)) : undefined,
  }));
  const table = { version, rows, parts };
  partition.blocks.set(name, table);
  return table;
}

function storedCandidate(
  session: ReadSession,
  { db, name, serial }: OpenPartition,
  row: StoredRow,
  greatest: number | undefined,
): Candidate {
  const { cache } = session.files;
  const where = `${name.file} block ${row.id}`;
  return {
    seq: row.seq,
    firstMs: row.firstMs,
    lastMs: row.lastMs,
    where,
    greatest,
    hasHashes: row.indexed === 0,
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
    greatest: undefined,
    hasHashes: false,
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
