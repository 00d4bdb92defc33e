/**
 * All that the reader made of a profile, and how it stands in the address: whoever opens the link sees the same. What is as
 * always is not written. The second profile of a comparison has the same parameters with `vs.` before them.
 */
import type { GroupBy } from '@stormpetrel/profile';
import type { SideSelection, TimeRange } from './selection.ts';

export type FlameMode = 'calls' | 'callers' | 'sandwich';
export type FlameShape = 'icicle' | 'flame';
export type FlameSort = 'weight' | 'time' | 'name';
export type ColourBy = 'package' | 'owner';
export type ShownParts = 'both' | 'flame' | 'table';
export type Recursion = 'none' | 'direct' | 'all';

/** A stretch of the picture, in shares of its width. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A stretch of one of the trees: the sandwich has two. */
export interface TreeStretch extends Stretch {
  readonly tree: number;
}

export interface ProfileView {
  readonly side: SideSelection;
  /** The reference of what it is compared with, which is what was before. */
  readonly against: string | undefined;
  readonly otherSide: SideSelection;
  /** Compare weights as they are and not as shares of their own whole. */
  readonly isRaw: boolean;
  readonly mode: FlameMode;
  /** The function in the middle of the sandwich. */
  readonly focus: string | undefined;
  readonly order: FlameSort;
  readonly shape: FlameShape;
  readonly recursion: Recursion;
  readonly hide: string;
  readonly group: Extract<GroupBy, 'function' | 'line' | 'file' | 'module'>;
  readonly colour: ColourBy;
  readonly parts: ShownParts;
  readonly find: string;
  /** Paths, as `pathKey` writes them: what is zoomed to, and what is selected. */
  readonly zoom: string | undefined;
  readonly selected: string | undefined;
  /** Where wheel and drag have moved to, if that is not just the frame zoomed to. */
  readonly stretch: TreeStretch | undefined;
  readonly sort: string;
  /** A span of the segment beside: `<segment>:<span>`; its time is the range. */
  readonly span: string | undefined;
  /** Without the time of the spans below it. */
  readonly isOwnTime: boolean;
}

type Parameters = Readonly<Record<string, string | undefined>>;

const separator = '|';
/** Shares are zoomed down to ten millionths, and times told apart to the nanosecond. */
const stretchDigits = 12;
const rangeDigits = 6;

function oneOf<T extends string>(text: string | null, choices: readonly T[], fallback: T): T {
  return choices.find((choice) => choice === text) ?? fallback;
}

function orNothing(text: string | null): string | undefined {
  return text === null || text === '' ? undefined : text;
}

function listOf(text: string | null): readonly string[] {
  // An empty name is that of samples without a thread; a list of it alone is written as the separator.
  if (text === null || text === '') return [];
  return text === separator ? [''] : text.split(separator).map(unescapeName);
}

/** Names of threads are free text, and may hold the separator. */
function escapeName(name: string): string {
  return name.replaceAll('%', '%25').replaceAll(separator, '%7C');
}

function unescapeName(text: string): string {
  return text.replaceAll('%7C', separator).replaceAll('%25', '%');
}

function formatList(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  return names.length === 1 && names[0] === '' ? separator : names.map(escapeName).join(separator);
}

function pairOf(text: string | null): readonly [number, number] | undefined {
  const match = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text ?? '');
  if (match === null) return undefined;
  const [from, to] = [Number(match[1]), Number(match[2])];
  return to > from ? [from, to] : undefined;
}

function formatPair(from: number, to: number, digits: number): string {
  // Never with an exponent, which small numbers would get.
  const write = (value: number): string =>
    value
      .toFixed(digits)
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '');
  return `${write(from)}-${write(to)}`;
}

function rangeOf(text: string | null): TimeRange | undefined {
  const pair = pairOf(text);
  return pair === undefined ? undefined : { fromMs: pair[0], toMs: pair[1] };
}

/** `0.1-0.25`, and `1:0.1-0.25` for the second tree of a sandwich. */
function stretchOf(text: string | null): TreeStretch | undefined {
  const [, tree = '0', rest = ''] = /^(?:(\d):)?(.*)$/.exec(text ?? '') ?? [];
  const pair = pairOf(rest);
  if (pair === undefined || pair[0] >= 1) return undefined;
  return { tree: Number(tree), from: pair[0], to: Math.min(1, pair[1]) };
}

function formatStretch({ tree, from, to }: TreeStretch): string {
  return `${tree === 0 ? '' : `${tree}:`}${formatPair(from, to, stretchDigits)}`;
}

function parseSide(from: URLSearchParams, prefix: string): SideSelection {
  return {
    event: orNothing(from.get(`${prefix}ev`)),
    type: orNothing(from.get(`${prefix}ty`)),
    threads: listOf(from.get(`${prefix}th`)),
    states: listOf(from.get(`${prefix}st`)),
    range: rangeOf(from.get(`${prefix}r`)),
  };
}

function formatSide(side: SideSelection, prefix: string): Parameters {
  return {
    [`${prefix}ev`]: side.event,
    [`${prefix}ty`]: side.type,
    [`${prefix}th`]: formatList(side.threads),
    [`${prefix}st`]: formatList(side.states),
    [`${prefix}r`]:
      side.range === undefined
        ? undefined
        : formatPair(side.range.fromMs, side.range.toMs, rangeDigits),
  };
}

export function parseView(search: string): ProfileView {
  const from = new URLSearchParams(search);
  return {
    side: parseSide(from, ''),
    against: orNothing(from.get('vs')),
    otherSide: parseSide(from, 'vs.'),
    isRaw: from.get('raw') === '1',
    mode: oneOf(from.get('view'), ['calls', 'callers', 'sandwich'], 'calls'),
    focus: orNothing(from.get('fn')),
    order: oneOf(from.get('order'), ['weight', 'time', 'name'], 'weight'),
    shape: oneOf(from.get('shape'), ['icicle', 'flame'], 'icicle'),
    recursion: oneOf(from.get('rec'), ['none', 'direct', 'all'], 'none'),
    hide: from.get('hide') ?? '',
    group: oneOf(from.get('by'), ['function', 'line', 'file', 'module'], 'function'),
    colour: oneOf(from.get('colour'), ['package', 'owner'], 'package'),
    parts: oneOf(from.get('show'), ['both', 'flame', 'table'], 'both'),
    find: from.get('find') ?? '',
    zoom: orNothing(from.get('zoom')),
    selected: orNothing(from.get('at')),
    stretch: stretchOf(from.get('x')),
    sort: from.get('sort') ?? '',
    span: orNothing(from.get('span')),
    isOwnTime: from.get('own') === '1',
  };
}

function unless<T extends string>(value: T, usual: T): string | undefined {
  return value === usual ? undefined : value;
}

/** All parameters of a view, those that are as always undefined. */
export function formatView(view: ProfileView): Parameters {
  const other: Parameters = view.against === undefined ? {} : formatSide(view.otherSide, 'vs.');
  return {
    'vs.ev': undefined,
    'vs.ty': undefined,
    'vs.th': undefined,
    'vs.st': undefined,
    'vs.r': undefined,
    ...formatSide(view.side, ''),
    vs: view.against,
    ...other,
    raw: view.isRaw ? '1' : undefined,
    view: unless(view.mode, 'calls'),
    fn: view.mode === 'sandwich' ? view.focus : undefined,
    order: unless(view.order, 'weight'),
    shape: unless(view.shape, 'icicle'),
    rec: unless(view.recursion, 'none'),
    hide: view.hide,
    by: unless(view.group, 'function'),
    colour: unless(view.colour, 'package'),
    show: unless(view.parts, 'both'),
    find: view.find,
    zoom: view.zoom,
    at: view.selected,
    x: view.stretch === undefined ? undefined : formatStretch(view.stretch),
    sort: view.sort,
    span: view.span,
    own: view.isOwnTime && view.span !== undefined ? '1' : undefined,
  };
}
