/**
 * A flame graph as one SVG file without scripts: to be put into a report, a ticket or a mail. Widths are exact; what is
 * narrower than a fifth of a pixel is left out, so a graph of a million rows stays a file of a reasonable size. The whole
 * text of a row is in its title, which viewers show on hovering.
 */
import type { CallTree } from '../analysis/call-tree.ts';
import type { DiffTree } from '../analysis/diff-tree.ts';
import { type FlameLayout, type FlameOrder, layoutFlame } from '../analysis/flame-layout.ts';
import type { CodeSymbol } from '../analysis/symbols.ts';
import { TextBudget } from './text-budget.ts';
import { formatWeight } from './format-weight.ts';
import { deltaClasses, deltaStyle, hueClasses, hues, styleOf } from './svg-style.ts';

export interface SvgOptions {
  /** Heading. */
  readonly title: string;
  /** What of the profile is drawn: a line below the heading. */
  readonly subtitle?: string;
  readonly widthPx?: number;
  readonly order?: FlameOrder;
  /** The root at the top; at the bottom otherwise. */
  readonly isIcicle?: boolean;
}

const rowPx = 17;
const headPx = 40;
const subtitlePx = 16;
const marginPx = 10;
const leastWidthPx = 0.2;
/** What a character of the font is wide, at the size in use. */
const characterPx = 6.6;

/** How rows look, and what is said of them. */
interface Paint {
  readonly style: string;
  classOf(row: number): string;
  /** Lines below the name. */
  weighed(row: number): string;
}

export function writeSvg(tree: CallTree, options: SvgOptions): string {
  const whole = tree.total[0] as number;
  return draw(tree, options, {
    style: styleOf(hueClasses),
    classOf: (row) => (row === 0 ? 'all' : `h${hueOf(symbolOf(tree, row))}`),
    weighed: (row) => weightText(tree.total[row] as number, whole, tree.unit),
  });
}

/** Unit of the weights of a side of a comparison, and what makes them comparable with those of the other. */
export interface ComparedSide {
  readonly unit: string;
  readonly scale: number;
}

/** A comparison: as wide as after, from blue (less than before) over grey to orange (more). */
export function writeDiffSvg(
  diff: DiffTree,
  [was, is]: readonly [before: ComparedSide, after: ComparedSide],
  options: SvgOptions,
): string {
  const { before, after } = diff.total;
  const wholes = [before[0] as number, after[0] as number] as const;
  const tree: CallTree = { ...diff, self: diff.self.after, total: after, samples: after };
  return draw(tree, options, {
    style: styleOf(deltaClasses),
    classOf: (row) =>
      deltaStyle((before[row] as number) * was.scale, (after[row] as number) * is.scale),
    weighed: (row) =>
      `after ${weightText(after[row] as number, wholes[1], is.unit)}\n` +
      `before ${weightText(before[row] as number, wholes[0], was.unit)}`,
  });
}

function draw(tree: CallTree, options: SvgOptions, paint: Paint): string {
  const { title, subtitle = '', widthPx = 1200, order = 'weight', isIcicle = true } = options;
  const layout = layoutFlame(tree, order);
  const whole = layout.width[0] as number;
  const scale = whole === 0 ? 0 : (widthPx - 2 * marginPx) / whole;
  const shown = shownDepth(layout, scale);
  const topPx = headPx + (subtitle === '' ? 0 : subtitlePx);
  const heightPx = topPx + (shown + 1) * rowPx + marginPx;
  const rows: string[] = [];
  const budget = new TextBudget();
  for (const row of layout.order) {
    const width = (layout.width[row] as number) * scale;
    if (width < leastWidthPx && row !== 0) continue;
    const depth = layout.depth[row] as number;
    const place = {
      x: marginPx + (layout.start[row] as number) * scale,
      y: topPx + (isIcicle ? depth : shown - depth) * rowPx,
      width,
    };
    rows.push(budget.spend(rowElement(tree, row, place, paint)));
  }
  const whatIsShown = [title, subtitle].filter((text) => text !== '').join(' · ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${widthPx} ${heightPx}" width="${widthPx}" height="${heightPx}" role="img">`,
    `<title>${escaped(whatIsShown)}</title>`,
    `<style>${paint.style}</style>`,
    `<rect class="page" width="${widthPx}" height="${heightPx}"/>`,
    `<text class="head" x="${marginPx}" y="25">${escaped(title)}</text>`,
    ...(subtitle === '' ? [] : [`<text x="${marginPx}" y="43">${escaped(subtitle)}</text>`]),
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

/** The depth of the deepest row that is wide enough to be drawn. */
function shownDepth({ order, width, depth }: FlameLayout, scale: number): number {
  let deepest = 0;
  for (const row of order) {
    if ((width[row] as number) * scale < leastWidthPx) continue;
    deepest = Math.max(deepest, depth[row] as number);
  }
  return deepest;
}

function symbolOf(tree: CallTree, row: number): CodeSymbol {
  return tree.symbols.get(tree.symbol[row] as number);
}

function weightText(weight: number, whole: number, unit: string): string {
  const share = whole === 0 ? 0 : (weight / whole) * 100;
  return `${formatWeight(weight, unit)}, ${share.toFixed(2)} %`;
}

function rowElement(
  tree: CallTree,
  row: number,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  paint: Paint,
): string {
  const symbol = row === 0 ? undefined : symbolOf(tree, row);
  const name = symbol?.name ?? 'all';
  const details = [name, symbol?.module, paint.weighed(row)];
  const hover = details.filter((part) => part !== undefined).join('\n');
  const label = fitted(name, width);
  const text =
    label === '' ? '' : `<text x="${round(x + 4)}" y="${y + 12}">${escaped(label)}</text>`;
  // A gap of half a pixel parts neighbours, where they are wide enough to spare it.
  const drawn = width > 2 ? width - 0.5 : width;
  return (
    `<g><title>${escaped(hover)}</title>` +
    `<rect class="${paint.classOf(row)}" x="${round(x)}" y="${y}" width="${round(drawn)}" height="${rowPx - 1}" rx="1"/>` +
    `${text}</g>`
  );
}

/** As much of the name as fits: all, then without its package, then the function alone, and of that the beginning. */
function fitted(name: string, width: number): string {
  const characters = Math.floor((width - 8) / characterPx);
  if (name.length <= characters) return name;
  const owner = partStart(name, name.length);
  const own = name.slice(owner);
  const withOwner = name.slice(partStart(name, owner - 1));
  if (withOwner.length <= characters) return withOwner;
  if (own.length <= characters) return own;
  return characters < 4 ? '' : `${own.slice(0, characters - 1)}…`;
}

/** Where the part of a name begins that ends at `end`; separators in arguments and type parameters are none. */
function partStart(name: string, end: number): number {
  const brackets = name.search(/[(<]/);
  const from = Math.min(end, brackets <= 0 ? end : brackets) - 1;
  if (from < 0) return 0;
  return (
    Math.max(
      name.lastIndexOf('.', from),
      name.lastIndexOf('/', from),
      name.lastIndexOf(':', from),
    ) + 1
  );
}

/** What is of one package or one library has one colour. */
function hueOf({ name, module }: CodeSymbol): number {
  const text = module ?? packageOf(name);
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash ^= hash >>> 15;
  return (hash >>> 0) % hues;
}

function packageOf(name: string): string {
  const cut = Math.max(name.lastIndexOf('.'), name.lastIndexOf('/'), name.lastIndexOf('::'));
  return cut <= 0 ? name : name.slice(0, cut);
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return Array.from(text.toWellFormed(), (character) => {
    const known = entities[character];
    if (known !== undefined) return known;
    return character < ' ' && !'\t\n\r'.includes(character) ? '\ufffd' : character;
  })
    .join('')
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
