import type { RecordColumn, RecordColumnType } from '@stormpetrel/model';
import { BlockCorrupt } from '../encoding/block-corrupt.ts';

const types: ReadonlySet<string> = new Set<RecordColumnType>([
  'time',
  'entity',
  'id',
  'int',
  'bool',
  'text',
  'terms',
  'bytes',
  'content',
]);

/** Kept in chunks beside the block. */
export function isPayload({ type }: RecordColumn): boolean {
  return type === 'bytes' || type === 'content';
}

/** The columns of a block, as JSON: blocks say what they hold, so that a schema may change. */
export function formatRecordSpecs(columns: readonly RecordColumn[]): string {
  return JSON.stringify(columns.map(({ name, type }) => [name, type]));
}

/** Nearly all blocks have the columns of the block before. */
let lastText: string | undefined;
let lastSpecs: readonly RecordColumn[] = [];

/** Throws `BlockCorrupt`. */
export function parseRecordSpecs(text: string): readonly RecordColumn[] {
  if (text === lastText) return lastSpecs;
  lastSpecs = parseAnew(text);
  lastText = text;
  return lastSpecs;
}

function parseAnew(text: string): readonly RecordColumn[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw new BlockCorrupt('columns do not parse');
  }
  if (!Array.isArray(list)) throw new BlockCorrupt('columns do not parse');
  return list.map((entry: unknown) => {
    if (!Array.isArray(entry)) throw new BlockCorrupt('columns do not parse');
    const [name, type] = entry as unknown[];
    if (typeof name !== 'string' || typeof type !== 'string' || !types.has(type))
      throw new BlockCorrupt('unknown type of column');
    return { name, type: type as RecordColumnType };
  });
}
