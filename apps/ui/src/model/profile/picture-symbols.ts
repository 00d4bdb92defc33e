/** What the functions of a picture are and weigh: which are there, which match, what goes to the table and to the page. */
import { type CallTree, type SymbolTable, diffTotals, symbolTotals } from '@stormpetrel/profile';
import type { PictureRequest, Sided, SymbolColumns, SymbolRows } from './profile-picture.ts';

/** By symbol: 1 where a row of either tree is of it. */
export function presentSymbols({ after, before }: Sided): Uint8Array {
  const present = new Uint8Array(after.symbols.count);
  for (const tree of before === undefined ? [after] : [after, before])
    for (let row = 1; row < tree.count; row++)
      if (tree.total[row] !== 0) present[tree.symbol[row] as number] = 1;
  return present;
}

/** The heaviest function of a name, of those in the picture: two modules may have one each. -1 where none is there. */
export function focusOf(trees: Sided, name: string | undefined): number {
  if (name === undefined) return -1;
  const { symbols } = trees.after;
  const isThere = presentSymbols(trees);
  const named: number[] = [];
  for (let id = 0; id < symbols.count; id++)
    if (isThere[id] === 1 && symbols.name(id) === name) named.push(id);
  const [first = -1] = named;
  if (named.length < 2) return first;
  const weights = [trees.after, trees.before].map((tree) =>
    tree === undefined ? undefined : symbolTotals(tree).total,
  );
  const weightOf = (id: number): number => Math.max(...weights.map((totals) => totals?.[id] ?? 0));
  return named.reduce((best, id) => (weightOf(id) > weightOf(best) ? id : best), first);
}

/** Weight of the samples with a match in their stack: that of the outermost matches, so none is counted twice. */
export function matchedShare(tree: CallTree, flags: Uint8Array): number {
  const inside = new Uint8Array(tree.count);
  let weight = 0;
  for (let row = 1; row < tree.count; row++) {
    const above = inside[tree.parent[row] as number] === 1;
    const here = flags[tree.symbol[row] as number] === 1;
    if (here && !above) weight += tree.total[row] as number;
    inside[row] = above || here ? 1 : 0;
  }
  const whole = tree.total[0] as number;
  return whole === 0 ? 0 : weight / whole;
}

/** Symbols that the page lacks. */
export function symbolColumns(
  symbols: SymbolTable,
  { group, knownSymbols }: PictureRequest,
): SymbolColumns {
  const from = knownSymbols.group === group ? Math.min(knownSymbols.count, symbols.count) : 0;
  const count = symbols.count - from;
  const texts: string[] = [''];
  const ids = new Map<string, number>([['', 0]]);
  const textId = (text: string): number => {
    const known = ids.get(text);
    if (known !== undefined) return known;
    ids.set(text, texts.length);
    return texts.push(text) - 1;
  };
  const names: string[] = [];
  const modules = new Uint32Array(count);
  const files = new Uint32Array(count);
  const lines = new Uint32Array(count);
  const kinds = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const symbol = symbols.get(from + row);
    names.push(symbol.name);
    modules[row] = textId(symbol.module ?? '');
    files[row] = textId(symbol.file ?? '');
    lines[row] = symbol.line;
    kinds[row] = symbol.kind;
  }
  return { group, from, names, texts, modules, files, lines, kinds };
}

/** Numbers of symbols hang on what was looked at before, so what is equal otherwise goes by name: the same on each screen. */
function sortByName(ids: number[], symbols: SymbolTable): void {
  ids.sort((a, b) => {
    const [one, other] = [symbols.get(a), symbols.get(b)];
    return (
      compareTexts(one.name, other.name) ||
      compareTexts(one.module ?? '', other.module ?? '') ||
      compareTexts(one.file ?? '', other.file ?? '') ||
      one.line - other.line
    );
  });
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function symbolRows({ after, before }: Sided): SymbolRows {
  const now = symbolTotals(after);
  const symbol: number[] = [];
  if (before === undefined) {
    for (let id = 0; id < now.count; id++) if (now.total[id] !== 0) symbol.push(id);
    sortByName(symbol, after.symbols);
    const nothing = new Float64Array(0);
    return {
      symbol: Uint32Array.from(symbol),
      self: Float64Array.from(symbol, (id) => now.self[id] as number),
      total: Float64Array.from(symbol, (id) => now.total[id] as number),
      selfBefore: nothing,
      totalBefore: nothing,
    };
  }
  const { self, total } = diffTotals(symbolTotals(before), now);
  for (let id = 0; id < total.after.length; id++)
    if (total.after[id] !== 0 || total.before[id] !== 0) symbol.push(id);
  sortByName(symbol, after.symbols);
  const column = (values: Float64Array): Float64Array =>
    Float64Array.from(symbol, (id) => values[id] as number);
  return {
    symbol: Uint32Array.from(symbol),
    self: column(self.after),
    total: column(total.after),
    selfBefore: column(self.before),
    totalBefore: column(total.before),
  };
}
