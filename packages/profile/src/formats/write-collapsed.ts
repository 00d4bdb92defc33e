import { type CallTree, childrenOf } from '../analysis/call-tree.ts';
import type { DiffTree } from '../analysis/diff-tree.ts';
import { mergeTree } from '../analysis/merge-tree.ts';
import type { Selection } from '../analysis/selection.ts';
import { TextBudget } from './text-budget.ts';
import { unknownName } from '../analysis/symbols.ts';
import type { StackProfile } from '../stack-profile.ts';

/**
 * The selected samples as collapsed stacks, merged by function. In names, what the format needs for itself is replaced: `;`
 * by `:`, line breaks by blanks, and an empty name by `(unknown)`.
 */
export function writeCollapsed(profile: StackProfile, selection: Selection = {}): string {
  const tree = mergeTree([{ profile, selection }]);
  return writePaths(tree, (node) => {
    const weight = tree.self[node] as number;
    return weight === 0 ? '' : numberText(weight);
  });
}

/** A comparison as Brendan Gregg's `difffolded.pl` writes it: a stack, what it weighed before, times `scaleBefore`, and after. */
export function writeCollapsedDiff({ self, ...tree }: DiffTree, scaleBefore: number): string {
  return writePaths(tree, (node) => {
    const before = (self.before[node] as number) * scaleBefore;
    const after = self.after[node] as number;
    return before === 0 && after === 0 ? '' : `${numberText(before)} ${numberText(after)}`;
  });
}

/** A line for each row that has a weight: its path, a blank, the weight. */
function writePaths(
  tree: Pick<CallTree, 'count' | 'parent' | 'symbol' | 'symbols'>,
  weightOf: (node: number) => string,
): string {
  const { offsets, nodes } = childrenOf(tree);
  const lines: string[] = [];
  const budget = new TextBudget();
  const open: { readonly node: number; readonly path: string }[] = [{ node: 0, path: '' }];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { node, path } = top;
    const weight = node === 0 ? '' : weightOf(node);
    if (weight !== '') lines.push(budget.spend(`${path} ${weight}\n`));
    // From the last to the first, so that the first is taken next.
    for (let at = (offsets[node + 1] as number) - 1; at >= (offsets[node] as number); at--) {
      const child = nodes[at] as number;
      const name = fit(tree.symbols.name(tree.symbol[child] as number));
      open.push({ node: child, path: node === 0 ? beginning(name) : `${path};${name}` });
    }
  }
  return lines.join('');
}

/** Readers know neither exponents nor more digits than a few. */
function numberText(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  return String(Number(value.toFixed(3)));
}

function fit(name: string): string {
  const fitted = name.replaceAll(';', ':').replaceAll(/\s+/g, ' ').trim();
  return fitted === '' ? unknownName : fitted;
}

/** A line that begins with `#` is a comment to readers. */
function beginning(name: string): string {
  return name.startsWith('#') ? `_${name}` : name;
}
