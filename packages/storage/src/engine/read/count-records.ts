import { must } from '@stormpetrel/base';
import type { RecordColumn } from '@stormpetrel/model';
import type { RecordCountQuery, RecordCounts } from '../../api/index.ts';
import { noEntity } from '../../api/index.ts';
import { RecordTally } from '../../record-tally.ts';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';
import type { RecordBlock } from '../record/record-block.ts';
import { type RowFilter, rowFilters } from '../record/row-filter.ts';
import type { EntityLookup } from './entity-lookup.ts';
import { keptWindow, matchingRows } from './read-records.ts';
import { type Candidate, listCandidates } from './record-candidates.ts';
import type { RecordScan } from './record-scans.ts';

/**
 * Counts records block by block, from as little of each as will do: where a block falls into one bucket whole, its times are
 * not read; where nothing is asked of its rows beside, not even the block.
 */
export async function countRecordRows(
  scan: RecordScan,
  query: RecordCountQuery,
): Promise<RecordCounts> {
  const { session, entities, pace } = scan;
  const { schema } = query;
  const tally = new RecordTally(query);
  const { fromMs, toMs } = keptWindow(session, schema, query);
  const filters = rowFilters(query.filters, schema.columns, (id) => entities.findKey(id));
  const time = must(schema.columns[0], 'a schema has columns');
  const { by } = tally;
  if (fromMs >= toMs || filters === undefined) return tally.counts();
  const counting: Counting = {
    tally,
    filters: usefulFilters(filters),
    time,
    by,
    prefix: query.by?.prefix ?? '',
    window: { fromMs, toMs },
    entities,
  };
  const candidates = await listCandidates(scan, { schema, fromMs, toMs, filters, order: time });
  for (const candidate of candidates) {
    if (pace.isDue) await pace.rest();
    session.guard(
      () => candidate.where,
      () => {
        countBlock(counting, candidate);
      },
    );
  }
  return tally.counts();
}

interface Counting {
  readonly tally: RecordTally;
  readonly filters: readonly RowFilter[];
  readonly time: RecordColumn;
  readonly by: RecordColumn | undefined;
  readonly prefix: string;
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly entities: EntityLookup;
}

/** Without those that all rows pass. */
function usefulFilters(filters: readonly RowFilter[]): readonly RowFilter[] {
  return filters.filter((filter) => filter.op !== 'content' || filter.needle.folded !== '');
}

/** Adds nothing, or all of the block. Throws `BlockCorrupt`. */
function countBlock(counting: Counting, candidate: Candidate): void {
  const { tally, filters, by, time, window } = counting;
  const { firstMs, lastMs } = candidate;
  const bucket = tally.bucketOf(firstMs);
  const isWithin = firstMs >= window.fromMs && lastMs < window.toMs;
  const isOfOneBucket = isWithin && bucket === tally.bucketOf(lastMs);
  if (isOfOneBucket && by === undefined && filters.length === 0) {
    tally.addRows(bucket, '', candidate.rows);
    return;
  }
  const block = candidate.scan();
  if (isOfOneBucket && filters.length === 0 && countWhole(counting, block, bucket)) return;
  const needsTimes = !isOfOneBucket;
  const times = needsTimes ? timesOf(block, time) : noTimes;
  const rows = matchingRows(candidate, block, filters, { times, ...window });
  const count = rows?.length ?? block.rows;
  if (count === 0) return;
  const groups = by === undefined ? undefined : groupsOf(counting, block, by);
  // From here on nothing throws.
  const { total } = tally;
  const counts: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const row = rows === undefined ? i : (rows[i] as number);
    const at = needsTimes ? tally.bucketOf(times[row] as number) : bucket;
    total[at] = (total[at] as number) + 1;
    if (groups === undefined) continue;
    const group = groups.index(row);
    const ofGroup = (counts[group] ??= tally.countsOf(groups.value(group)));
    ofGroup[at] = (ofGroup[at] as number) + 1;
  }
}

/** Counts a block that falls into one bucket, where it can be told by words alone. Throws `BlockCorrupt`. */
function countWhole(counting: Counting, block: RecordBlock, bucket: number): boolean {
  const { by, tally } = counting;
  const column = by === undefined ? -1 : block.indexOf(by);
  if (by === undefined || column < 0) return false;
  const rows = by.type === 'terms' ? block.packedTerms(column) : block.packedIndexes(column);
  if (rows === undefined) return false;
  const words = wordGroups(counting, block, by, column);
  const counts = new Uint32Array(words.count);
  rows.countInto(counts);
  counts.forEach((count, word) => {
    if (count > 0) tally.addRows(bucket, words.value(word), count);
  });
  return true;
}

interface WordGroups {
  readonly count: number;
  /** '' where the word makes no group. */
  value(word: number): string;
}

/** The groups that the words of a column make. Throws `BlockCorrupt`. */
function wordGroups(
  { prefix, entities }: Counting,
  block: RecordBlock,
  by: RecordColumn,
  column: number,
): WordGroups {
  if (by.type === 'terms') {
    const words = block.words(column);
    const value = (word: number): string => {
      const text = words[word] ?? '';
      return text.startsWith(prefix) ? text : '';
    };
    return { count: words.length, value };
  }
  const keys = block.dictionary(column);
  const value = (word: number): string => {
    const key = keys[word] ?? noEntity;
    return key === noEntity ? '' : entities.id(key);
  };
  return { count: keys.length, value };
}

/** The groups of a block's rows, by number. */
interface BlockGroups {
  index(row: number): number;
  value(index: number): string;
}

/** Throws `BlockCorrupt`. */
function groupsOf(counting: Counting, block: RecordBlock, by: RecordColumn): BlockGroups {
  const column = block.indexOf(by);
  if (column < 0) return { index: () => 0, value: () => '' };
  const words = wordGroups(counting, block, by, column);
  const value = (word: number): string => words.value(word);
  if (by.type === 'entity') {
    const indexes = block.packedIndexes(column);
    return { index: (row) => indexes.at(row) ?? -1, value };
  }
  const single = block.packedTerms(column);
  if (single !== undefined) return { index: (row) => single.at(row) ?? -1, value };
  const { prefix } = counting;
  const isGroup = Uint8Array.from(block.words(column), (it) => (it.startsWith(prefix) ? 1 : 0));
  const offsets = block.termOffsets(column);
  const terms = block.terms(column);
  return {
    index: (row) => {
      const end = offsets[row + 1] as number;
      for (let i = offsets[row] as number; i < end; i++)
        if (isGroup[terms[i] as number] === 1) return terms[i] as number;
      return words.count;
    },
    value,
  };
}

const noTimes = new Float64Array(0);

function timesOf(block: RecordBlock, time: RecordColumn): Float64Array {
  const index = block.indexOf(time);
  if (index < 0) throw new BlockCorrupt('a block without times');
  return block.numbers(index);
}
