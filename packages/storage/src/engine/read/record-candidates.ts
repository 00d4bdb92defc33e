import type { RecordColumn, RecordSchema } from '@stormpetrel/model';
import { decodeFrame } from '../encoding/frame.ts';
import { NumberRoom } from '../encoding/numbers.ts';
import { PackReader, type SectionSource } from '../encoding/pack.ts';
import { type Database, bytesOf, numberOf } from '../file/database.ts';
import { hasGramIndex, hasWordIndex } from '../file/partition-file.ts';
import { FreshKind } from '../file/store-file.ts';
import { storedSections } from '../file/stored-sections.ts';
import { blocksHoldingId, listIndexParts } from '../record/id-index.ts';
import { blocksWithText, readGramPart } from '../record/gram-index.ts';
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
import type { RecordScan } from './record-scans.ts';
import { wordBounds } from './word-bounds.ts';

/** A block that may hold rows of the answer. */
export interface Candidate {
  readonly seq: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly rows: number;
  readonly where: string;
  /**
   * The greatest value of the ordering column that a row of the answer may have here, ∞ for any; undefined where the
   * index of words does not tell.
   */
  readonly greatest: number | undefined;
  /** The block has the hashes of its ids itself. */
  readonly hasHashes: boolean;
  open(): RecordBlock;
  /** The same, for those who look through everything: what is not remembered yet is not remembered then. */
  scan(): RecordBlock;
  readChunk(id: number): Uint8Array;
  /** So it is with this; what is returned is good until the next call. */
  scanChunk(id: number): Uint8Array;
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
export async function listCandidates(
  { session, pace }: Pick<RecordScan, 'session' | 'pace'>,
  query: CandidateQuery,
): Promise<readonly Candidate[]> {
  const { schema, fromMs, toMs } = query;
  // Fresh ones first: what moves into a partition meanwhile is then met in both, and left out here by its sequence.
  const fresh = session.files.store
    .all(
      `SELECT id, day_ms, first_ms, last_ms, rows FROM fresh
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
      rows: numberOf(row['rows']),
    }));
  const kind = schema.retention;
  const candidates: Candidate[] = [];
  const held = new Map<number, number>();
  for (const partition of session.partitions({ kind, fromMs, toMs })) {
    const table = session.guard(
      () => partition.name.file,
      () => {
        const progress = partition.db.get('SELECT seq FROM progress WHERE name = ?', schema.name);
        held.set(partition.name.startMs, numberOf(progress?.['seq'] ?? 0));
        return blockTable(session, partition, schema.name);
      },
    );
    if (table === undefined) continue;
    const bounds = new Map<number, number>();
    for (const part of partsWithin(table, query)) {
      if (pace.isDue) await pace.rest();
      lowerBounds(bounds, session, partition, { part, query });
    }
    for (const row of table.rows) {
      if (row.lastMs < fromMs || row.firstMs >= toMs) continue;
      const greatest = bounds.get(row.id);
      if (greatest !== -Infinity)
        candidates.push(storedCandidate(session, partition, row, greatest));
    }
  }
  const chunks = new FreshChunks(session);
  for (const row of fresh)
    if (row.id > (held.get(row.dayMs) ?? 0)) candidates.push(freshCandidate(session, row, chunks));
  return candidates;
}

/** Payload of fresh blocks. The chunk that was read last is kept for the rows beside, and no other: fresh ones soon move. */
class FreshChunks {
  readonly #store: Database;
  #last: { readonly id: number; readonly bytes: Uint8Array } | undefined;

  constructor({ files }: ReadSession) {
    this.#store = files.store;
  }

  read(id: number): Uint8Array {
    if (this.#last?.id === id) return this.#last.bytes;
    const row = this.#store.get('SELECT data FROM fresh_payload WHERE id = ?', id);
    const bytes = decodeFrame(bytesOf(row?.['data']));
    this.#last = { id, bytes };
    return bytes;
  }
}

/** For the blocks that a part of the indexes covers, by id: what `Candidate.greatest` means; -∞ where the block is ruled out. */
function lowerBounds(
  bounds: Map<number, number>,
  session: ReadSession,
  { db, name }: OpenPartition,
  { part, query }: { readonly part: IndexPart; readonly query: CandidateQuery },
): void {
  const lower = (block: number, bound: number): void => {
    bounds.set(block, Math.min(bounds.get(block) ?? Infinity, bound));
  };
  const { schema, filters, order } = query;
  const { blocks, columns, grams } = part;
  // Each by itself: damage of one index does not cost the others.
  const guard = (look: () => void): void => {
    session.guard(() => `${name.file} index ${part.id}`, look);
  };
  for (const filter of filters) {
    if (filter.op === 'id')
      guard(() => {
        const held = blocksHoldingId(db, schema, part, filter);
        for (const block of blocks) if (!held.has(block)) lower(block, -Infinity);
      });
    if (filter.op === 'content' && !filter.negate && grams !== undefined)
      guard(() => {
        const held = blocksWithText(db, part.id, grams, filter);
        held?.forEach((may, i) => {
          if (may === 0) lower(blocks[i] ?? -1, -Infinity);
        });
      });
  }
  if (columns !== undefined)
    guard(() => {
      const found = wordBounds(db, { ...part, columns }, filters, order);
      found?.forEach((bound, i) => lower(blocks[i] ?? -1, bound));
    });
}

/** The parts of the indexes with a block in the window, where there is a filter that they tell something of. */
function partsWithin(
  { rows, parts }: BlockTable,
  { filters, fromMs, toMs }: CandidateQuery,
): readonly IndexPart[] {
  if (!filters.some(({ op }) => indexedFilters.has(op))) return [];
  const within = new Set<number>();
  for (const { id, firstMs, lastMs } of rows)
    if (lastMs >= fromMs && firstMs < toMs) within.add(id);
  return parts.filter(({ blocks }) => blocks.some((block) => within.has(block)));
}

const indexedFilters: ReadonlySet<string> = new Set<RowFilter['op']>([
  'id',
  'entity',
  'term',
  'content',
]);

/** Rows of the table of blocks, remembered until the file changes: there may be thousands, asked for in each query. */
function blockTable(session: ReadSession, partition: OpenPartition, name: string): BlockTable {
  const { db } = partition;
  const version = numberOf(db.get('PRAGMA data_version')?.['data_version']);
  const known = partition.blocks.get(name);
  if (known !== undefined && known.version === version) return known;
  const rows = db
    .all(
      `SELECT id, seq_lo, first_ms, last_ms, rows, sections, indexed FROM block WHERE name = ?`,
      name,
    )
    .map((row) => ({
      id: numberOf(row['id']),
      seq: numberOf(row['seq_lo']),
      firstMs: numberOf(row['first_ms']),
      lastMs: numberOf(row['last_ms']),
      rows: numberOf(row['rows']),
      sections: numberOf(row['sections']),
      indexed: numberOf(row['indexed']),
    }));
  const where = (): string => `${partition.name.file} index`;
  const isOfWords = hasWordIndex(db);
  const isOfGrams = hasGramIndex(db);
  const parts = listIndexParts(db, name, (thrown) => {
    session.context.reportCorrupt(where(), thrown);
  }).map((part) => ({
    ...part,
    columns: isOfWords ? session.guard(where, () => readWordColumns(db, part.id)) : undefined,
    grams: isOfGrams
      ? session.guard(where, () => readGramPart(db, part.id, part.blocks.length))
      : undefined,
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
  const key = `r${serial}.${row.id}`;
  const read = (): BlockContent => {
    const header = bytesOf(db.get('SELECT header FROM block WHERE id = ?', row.id)?.['header']);
    return {
      merged: true,
      source: withHeader(decodeFrame(header), () => storedSections(db, row.id, row.sections === 0)),
    };
  };
  return {
    seq: row.seq,
    firstMs: row.firstMs,
    lastMs: row.lastMs,
    rows: row.rows,
    where,
    greatest,
    hasHashes: row.indexed === 0,
    open: () => cachedBlock(session, key, read),
    scan: () => {
      const known = cache.find(key);
      if (known instanceof RecordBlock) return known;
      const { source, merged } = read();
      return new RecordBlock(source, { merged });
    },
    scanChunk: (chunk) => {
      const known = cache.find(`p${serial}.${chunk}`);
      return known instanceof Uint8Array ? known : storedChunk(db, chunk, scanRoom);
    },
    readChunk: (chunk) => {
      const key = `p${serial}.${chunk}`;
      const known = cache.find(key);
      if (known instanceof Uint8Array) return known;
      const bytes = storedChunk(db, chunk);
      // One trace hardly has many rows in one chunk, but the same trace is often opened again.
      cache.put(key, bytes, bytes.length);
      return bytes;
    },
  };
}

function freshCandidate(
  session: ReadSession,
  row: Pick<StoredRow, 'id' | 'firstMs' | 'lastMs' | 'rows'>,
  chunks: FreshChunks,
): Candidate {
  const { store } = session.files;
  const readChunk = (chunk: number): Uint8Array => chunks.read(chunk);
  const open = (): RecordBlock =>
    cachedBlock(session, `f${row.id}`, () => {
      const data = bytesOf(store.get('SELECT data FROM fresh WHERE id = ?', row.id)?.['data']);
      return { merged: false, source: new PackReader(decodeFrame(data)), bytes: data.length };
    });
  return {
    seq: row.id,
    firstMs: row.firstMs,
    lastMs: row.lastMs,
    rows: row.rows,
    where: `store.db block ${row.id}`,
    greatest: undefined,
    hasHashes: false,
    open,
    scan: open,
    readChunk,
    scanChunk: readChunk,
  };
}

/** Where chunks are unpacked that nobody keeps. */
const scanRoom = new NumberRoom();

function storedChunk(db: Database, chunk: number, room?: NumberRoom): Uint8Array {
  const row = db.get('SELECT data FROM payload WHERE id = ?', chunk);
  return decodeFrame(bytesOf(row?.['data']), room);
}

interface BlockContent {
  readonly merged: boolean;
  readonly source: SectionSource;
  readonly bytes?: number;
}

/** What the objects of a block weigh beside its columns, measured: most fresh blocks are but a few rows. */
const blockOverheadBytes = 8 << 10;

function cachedBlock(session: ReadSession, key: string, read: () => BlockContent): RecordBlock {
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
  cache.put(key, block, blockOverheadBytes + bytes);
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
