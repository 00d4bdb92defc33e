import type { SymbolRows } from './profile-picture.ts';

export type SymbolColumn = 'name' | 'self' | 'selfDelta' | 'total' | 'totalDelta';

export interface SymbolSort {
  readonly column: SymbolColumn;
  readonly isAscending: boolean;
}

export function symbolColumnsOf(isDiff: boolean): readonly SymbolColumn[] {
  return isDiff ? ['name', 'self', 'selfDelta', 'total', 'totalDelta'] : ['name', 'self', 'total'];
}

interface OrderOptions {
  /** What makes both sides of a comparison comparable. */
  readonly scales: { readonly after: number; readonly before: number };
  /** Only rows of symbols that it takes. */
  readonly takes?: ((symbol: number) => boolean) | undefined;
}

/**
 * The rows in order; they come in order of names, which stays where the rest is equal. Changes are sorted by their size: what
 * fell by much is as telling as what rose.
 */
export function sortSymbols(
  rows: SymbolRows,
  { column, isAscending }: SymbolSort,
  { scales, takes }: OrderOptions,
): Uint32Array {
  const { symbol } = rows;
  const order = new Uint32Array(symbol.length);
  let count = 0;
  for (let row = 0; row < symbol.length; row++) {
    if (takes === undefined || takes(symbol[row] as number)) order[count++] = row;
  }
  const taken = order.subarray(0, count);
  const sign = isAscending ? 1 : -1;
  if (column === 'name') return isAscending ? taken : taken.reverse();
  const keys = keysOf(rows, column, scales);
  return taken.sort((a, b) => sign * ((keys[a] as number) - (keys[b] as number)) || a - b);
}

function keysOf(
  rows: SymbolRows,
  column: Exclude<SymbolColumn, 'name'>,
  { after, before }: OrderOptions['scales'],
): Float64Array {
  switch (column) {
    case 'self':
      return rows.self;
    case 'total':
      return rows.total;
    case 'selfDelta':
      return rows.self.map((now, row) =>
        Math.abs(now * after - (rows.selfBefore[row] ?? 0) * before),
      );
    case 'totalDelta':
      return rows.total.map((now, row) =>
        Math.abs(now * after - (rows.totalBefore[row] ?? 0) * before),
      );
  }
}
