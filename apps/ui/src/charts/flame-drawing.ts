/**
 * Draws what of a tree is in view: the rows of the levels on screen, from the first that reaches into the view. Rows narrower
 * than a pixel are drawn as one, and all of that pixel are passed over by halving, so the cost hangs on the screen alone.
 */
import { changeOf, firstEndingAfter, isDiff, levelOf } from '../model/profile/flame-tree.ts';
import type { FlameTree } from '../model/profile/flame-tree.ts';
import type { CanvasFrame } from './canvas-stage.ts';
import { deltaStepOf } from './flame-colours.ts';
import type { FlamePalette } from './flame-colours.ts';

export const flameRowPx = 20;
const textPadPx = 4;
const textCharactersMin = 3;
/** Frames at least so wide are apart from their neighbours by a pixel. */
const gapFromPx = 3;

export interface FlameScene {
  readonly tree: FlameTree;
  readonly nameOf: (symbol: number) => string;
  readonly shortNameOf: (symbol: number) => string;
  readonly hueOf: (symbol: number) => number;
  /** By symbol; undefined while nothing is searched for. */
  readonly found: Uint8Array | undefined;
  /** Root at the bottom. */
  readonly isUpward: boolean;
  /** What the root is called. */
  readonly rootName: string;
  /** The root is not drawn: there is one row below it, and that is the root to readers. */
  readonly isRootless: boolean;
  /** Levels that have something in view: no more can be scrolled through. */
  readonly levels: number;
}

export interface FlameWindow {
  /** Shares of the tree's width. */
  readonly from: number;
  readonly to: number;
  readonly scrollTop: number;
  readonly hovered: number;
  readonly selected: number;
}

/** Levels that are drawn. */
export function levelsOf({ levels, isRootless }: FlameScene): number {
  return levels - (isRootless ? 1 : 0);
}

/** Top of a level in the whole drawing, which may be higher than the view. */
export function levelTop(scene: FlameScene, level: number, heightPx: number): number {
  const extentPx = Math.max(heightPx, levelsOf(scene) * flameRowPx);
  const place = scene.isRootless ? level - 1 : level;
  return scene.isUpward ? extentPx - (place + 1) * flameRowPx : place * flameRowPx;
}

/** The level at a height of the whole drawing. */
export function levelAt(scene: FlameScene, y: number, heightPx: number): number {
  const extentPx = Math.max(heightPx, levelsOf(scene) * flameRowPx);
  const place = Math.floor((scene.isUpward ? extentPx - 1 - y : y) / flameRowPx);
  return scene.isRootless ? place + 1 : place;
}

interface Pen {
  readonly frame: CanvasFrame;
  readonly scene: FlameScene;
  readonly window: FlameWindow;
  readonly palette: FlamePalette;
  readonly charPx: number;
  /** Pixels a weight, and the weight at the left edge. */
  readonly scale: number;
  readonly left: number;
  fill: string;
}

export function drawFlame(
  frame: CanvasFrame,
  scene: FlameScene,
  window: FlameWindow,
  palette: FlamePalette,
): void {
  const { context, width, height } = frame;
  const { tree } = scene;
  if (tree.whole <= 0) return;
  context.font = `400 11px ${monoFace()}`;
  context.textBaseline = 'middle';
  const left = window.from * tree.whole;
  const pen: Pen = {
    frame,
    scene,
    window,
    palette,
    charPx: context.measureText('0').width,
    scale: width / ((window.to - window.from) * tree.whole),
    left,
    fill: '',
  };
  const first = levelAt(scene, window.scrollTop, height);
  const last = levelAt(scene, window.scrollTop + height - 1, height);
  const from = Math.max(scene.isRootless ? 1 : 0, Math.min(first, last));
  const to = Math.min(tree.levels - 1, Math.max(first, last));
  for (let level = from; level <= to; level++) drawLevel(pen, level);
  if (window.hovered > 0 && window.hovered !== window.selected)
    outline(pen, window.hovered, palette.text, 1);
  if (window.selected > 0) outline(pen, window.selected, palette.accent, 2);
}

let face = '';

function monoFace(): string {
  if (face === '')
    face = getComputedStyle(document.documentElement).getPropertyValue('--font-mono').trim();
  return face;
}

function drawLevel(pen: Pen, level: number): void {
  const { frame, scene, window, scale, left } = pen;
  const { tree } = scene;
  const { context, width } = frame;
  const end = tree.levelOffsets[level + 1] as number;
  const right = left + width / scale;
  const top = levelTop(scene, level, frame.height) - window.scrollTop;
  let row = firstEndingAfter(tree, tree.levelOffsets[level] as number, end, left);
  while (row < end) {
    const start = tree.start[row] as number;
    if (start >= right) break;
    const weight = tree.width[row] as number;
    const x0 = (start - left) * scale;
    const x1 = x0 + weight * scale;
    if (x1 - x0 < 1) {
      const pixel = Math.floor(x0);
      if (weight > 0) {
        setFill(pen, row);
        context.fillRect(pixel, top, 1, flameRowPx - 1);
      }
      row = Math.max(row + 1, firstEndingAfter(tree, row + 1, end, left + (pixel + 1) / scale));
      continue;
    }
    const from = Math.max(0, x0);
    const to = Math.min(width, x1);
    setFill(pen, row);
    const gap = x1 - x0 >= gapFromPx && x1 <= width ? 1 : 0;
    context.fillRect(from, top, to - from - gap, flameRowPx - 1);
    if (to - from >= 2 * textPadPx + textCharactersMin * pen.charPx)
      writeName(pen, row, from, to, top);
    row++;
  }
}

function isFaded(scene: FlameScene, row: number): boolean {
  return (
    scene.found !== undefined && (row === 0 || scene.found[scene.tree.symbol[row] as number] !== 1)
  );
}

function setFill(pen: Pen, row: number): void {
  const fill = fillOf(pen, row);
  if (fill === pen.fill) return;
  pen.fill = fill;
  pen.frame.context.fillStyle = fill;
}

function fillOf({ scene, palette }: Pen, row: number): string {
  const { tree, found } = scene;
  const faded = isFaded(scene, row);
  if (isDiff(tree)) {
    if (faded) return palette.deltaFaded;
    return palette.delta[deltaStepOf(changeOf(tree, row))] as string;
  }
  if (row === 0) return palette.deltaFaded;
  const hue = scene.hueOf(tree.symbol[row] as number);
  if (faded) return palette.faded[hue] as string;
  return (found === undefined ? palette.usual[hue] : palette.found[hue]) as string;
}

function writeName(pen: Pen, row: number, from: number, to: number, top: number): void {
  const { frame, scene, palette, charPx } = pen;
  const room = to - from - 2 * textPadPx;
  const symbol = scene.tree.symbol[row] as number;
  const name = row === 0 ? scene.rootName : scene.nameOf(symbol);
  const count = Math.floor(room / charPx);
  const text =
    name.length <= count || row === 0 ? name : shortened(scene.shortNameOf(symbol), count);
  const fitting = isPlain(text) ? text : fitted(frame.context, text, room);
  const colour = isFaded(scene, row) ? palette.textFaded : palette.text;
  pen.fill = colour;
  frame.context.fillStyle = colour;
  frame.context.fillText(fitting, from + textPadPx, top + flameRowPx / 2);
}

function shortened(name: string, count: number): string {
  return name.length <= count ? name : `${name.slice(0, count - 1)}…`;
}

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x2fff) return false;
  return true;
}

/** Letters of other scripts may be twice as wide. */
function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  let length = text.length;
  while (length > 1 && context.measureText(text.slice(0, length)).width > room) length--;
  return length === text.length ? text : `${text.slice(0, Math.max(1, length - 1))}…`;
}

function outline(pen: Pen, row: number, colour: string, lineWidth: number): void {
  const { frame, scene, window, scale, left } = pen;
  const box = boxOf(scene, row, left, scale, frame.height);
  const x0 = Math.max(-lineWidth, box.x);
  const x1 = Math.min(frame.width + lineWidth, box.x + Math.max(2, box.width));
  if (x1 < 0 || x0 > frame.width) return;
  frame.context.strokeStyle = colour;
  frame.context.lineWidth = lineWidth;
  const inset = lineWidth / 2;
  frame.context.strokeRect(
    x0 + inset,
    box.top - window.scrollTop + inset,
    Math.max(1, x1 - x0 - lineWidth - 1),
    flameRowPx - 1 - lineWidth,
  );
}

function boxOf(scene: FlameScene, row: number, left: number, scale: number, heightPx: number) {
  const { tree } = scene;
  const level = levelOf(tree, row);
  return {
    x: ((tree.start[row] as number) - left) * scale,
    width: (tree.width[row] as number) * scale,
    top: levelTop(scene, level, heightPx),
  };
}
