import { deltaOf, isDiff } from '../../../model/profile/flame-tree.ts';
import type { FlameTree } from '../../../model/profile/flame-tree.ts';
import type { ProfilePicture } from '../../../model/profile/profile-picture.ts';
import { changeText, shareText, weightText } from '../../../model/profile/weight-text.ts';
import type { SymbolStore } from './symbol-store.ts';

/** A weight with its share of everything selected. */
export function weightAndShare(weight: number, whole: number, unit: string): string {
  const share = whole > 0 ? ` · ${shareText(weight / whole)}` : '';
  return `${weightText(weight, unit)}${share}`;
}

/** A change with its sign: points of the whole where shares are compared, else the weight. */
export function deltaText(delta: number, unit: string, isRaw: boolean): string {
  if (!isRaw) return changeText(delta);
  if (delta === 0) return '±0';
  return `${delta > 0 ? '+' : '−'}${weightText(Math.abs(delta), unit)}`;
}

const hintLettersMax = 300;

/** Generated names run to thousands of letters, and both ends tell more than the middle. */
export function middleCut(text: string): string {
  if (text.length <= hintLettersMax) return text;
  const half = hintLettersMax / 2;
  return `${text.slice(0, half)} … ${text.slice(-half)}`;
}

interface Described {
  readonly tree: FlameTree;
  readonly picture: ProfilePicture;
  readonly symbols: SymbolStore;
  readonly rootName: string;
  readonly isRaw: boolean;
}

/** What the hint says of a frame: its name, where it is, what it weighs in all and itself. */
export function describeRow(
  { tree, picture, symbols, rootName, isRaw }: Described,
  row: number,
): readonly string[] {
  const symbol = tree.symbol[row] as number;
  const name = symbols.name(symbol);
  const lines: string[] = [row === 0 ? rootName : middleCut(name)];
  const own = symbols.package(symbol);
  // Most names begin with their package, which need not be said twice.
  const where = [name.startsWith(own) ? '' : own, symbols.place(symbol)].filter(
    (text) => text !== '',
  );
  if (row > 0 && where.length > 0) lines.push(middleCut(where.join(' · ')));
  const total = tree.width[row] as number;
  if (isDiff(tree)) {
    lines.push(
      `before  ${weightAndShare(tree.before[row] as number, picture.wholeBefore, tree.unit)}`,
      `after   ${weightAndShare(total, picture.whole, tree.unit)}`,
      `change  ${deltaText(deltaOf(tree, row), tree.unit, isRaw)}`,
    );
    return lines;
  }
  lines.push(`total ${weightAndShare(total, picture.whole, tree.unit)}`);
  lines.push(`self ${weightAndShare(tree.self[row] as number, picture.whole, tree.unit)}`);
  const samples = tree.samples[row] ?? 0;
  if (tree.unit !== 'count' && tree.unit !== '') lines.push(weightText(samples, 'count'));
  return lines;
}
