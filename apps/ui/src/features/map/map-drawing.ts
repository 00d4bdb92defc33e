/**
 * Draws the service map. Discs by load, rings split by outcome, lines by load with the failing share red. Only what is in
 * view is drawn, lines of one width in one stroke, and names only where they don't cover each other.
 */
import { formatQuantityText } from '../../base/format-number.ts';
import type { CanvasFrame } from '../../charts/canvas-stage.ts';
import type { MapView } from '../../model/map/map-geometry.ts';
import { discRadius, lineWidth } from '../../model/map/map-geometry.ts';
import { failedShare } from '../../model/map/map-metrics.ts';
import type { MapNumbers } from '../../model/map/map-metrics.ts';
import type { MapPaths } from '../../model/map/map-paths.ts';
import { drawMark } from './node-marks.ts';
import type { DrawnMap } from './map-state.ts';

export interface MapPicture {
  readonly drawn: DrawnMap;
  readonly numbers: MapNumbers;
  readonly view: MapView;
  /** Nodes and calls on paths through what is pointed at; everything is bright when absent. */
  readonly paths: MapPaths | undefined;
  /** Of these the ones next to it. In a large map nearly everything is on some path, so only they stay bright. */
  readonly near: MapPaths | undefined;
  readonly selectedNode: number;
  readonly selectedCall: number;
  readonly hoveredNode: number;
  /** Nodes that match the search; undefined while nothing is searched. */
  readonly matches: Uint8Array | undefined;
  readonly hueTokens: readonly string[];
  readonly radius: Float64Array;
}

/** Curves of the lines in map coordinates, and the boxes that hold them. Made once for each layout. */
export interface LineShapes {
  readonly paths: readonly Path2D[];
  /** left, top, right, bottom of each line. */
  readonly boxes: Float64Array;
  readonly lengths: Float64Array;
}

export function lineShapes({ layout, map }: DrawnMap): LineShapes {
  const paths: Path2D[] = [];
  const boxes = new Float64Array(map.calls.length * 4);
  const lengths = new Float64Array(map.calls.length);
  map.calls.forEach((call, e) => {
    const path = new Path2D();
    const from = layout.routeOffset[e] as number;
    const to = layout.routeOffset[e + 1] as number;
    const point = (k: number): [number, number] => [
      layout.route[k] as number,
      layout.route[k + 1] as number,
    ];
    const [x0, y0] = point(from);
    const box: [number, number, number, number] = [x0, y0, x0, y0];
    const grow = (x: number, y: number): void => {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    };
    path.moveTo(x0, y0);
    if (call.source === call.target) {
      path.bezierCurveTo(x0 - 34, y0 - 46, x0 + 34, y0 - 46, x0, y0);
      grow(x0 - 34, y0 - 46);
      grow(x0 + 34, y0);
      lengths[e] = 90;
    }
    for (let k = from + 2; k < to; k += 2) {
      const [ax, ay] = point(k - 2);
      const [bx, by] = point(k);
      // Within one column a line bows to the right, so that it doesn't run through the discs between.
      const isSameColumn = Math.abs(bx - ax) < 30;
      const middle = isSameColumn ? ax + 60 : (ax + bx) / 2;
      path.bezierCurveTo(middle, ay, middle, by, bx, by);
      grow(bx, by);
      if (isSameColumn) grow(ax + 60, ay);
      lengths[e] = (lengths[e] as number) + Math.hypot(bx - ax, by - ay) * 1.06;
    }
    boxes.set(box, e * 4);
    paths.push(path);
  });
  return { paths, boxes, lengths };
}

/** Shares of failed calls from which on red is drawn at all, and from which on it is said in words. */
const RED_FROM = 0.001;
export const BAD_FROM = 0.01;

/** Radii beyond this would touch in a column. */
const RADIUS_MAX = 27;

/** Radii of all discs. Zoomed out they shrink less than the map does, so that they can still be seen and hit. */
export function discRadii(numbers: MapNumbers, zoom: number): Float64Array {
  const growth = zoom < 1 ? Math.min(2, zoom ** -0.4) : 1;
  return numbers.nodes.load.map((load) => Math.min(RADIUS_MAX, discRadius(load) * growth));
}

const FADED = 0.07;
/** What is on a path through the pointed one, but not next to it, in a large map. */
const FAR = 0.11;

/** How bright a node or call is drawn, by its index in the sets of paths. */
function brightness(picture: MapPicture, of: 'nodes' | 'calls', i: number): number {
  if (picture.paths === undefined || picture.near === undefined) return 1;
  if (picture.near[of][i] === 1) return 1;
  if (picture.paths[of][i] === 0) return FADED;
  return picture.drawn.map.nodes.length > DENSE_FROM ? FAR : 1;
}

/** From this many services on the picture is a texture: names share their places, lines are thin. */
const DENSE_FROM = 60;

export function drawMap(frame: CanvasFrame, picture: MapPicture, shapes: LineShapes): void {
  const { context, width, height } = frame;
  const { view } = picture;
  context.save();
  context.translate(view.offsetX, view.offsetY);
  context.scale(view.zoom, view.zoom);
  const seen = {
    left: -view.offsetX / view.zoom - 40,
    top: -view.offsetY / view.zoom - 50,
    right: (width - view.offsetX) / view.zoom + 40,
    bottom: (height - view.offsetY) / view.zoom + 40,
  };
  drawLines(frame, picture, shapes, seen);
  const inView: number[] = [];
  const { layout } = picture.drawn;
  for (let i = 0; i < layout.x.length; i += 1) {
    const x = layout.x[i] as number;
    const y = layout.y[i] as number;
    if (x >= seen.left && x <= seen.right && y >= seen.top && y <= seen.bottom) inView.push(i);
  }
  for (const i of inView) drawNode(frame, picture, i);
  context.restore();
  drawNames(frame, picture, inView);
}

interface Seen {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function drawLines(
  { context, colour }: CanvasFrame,
  picture: MapPicture,
  shapes: LineShapes,
  seen: Seen,
): void {
  const { numbers, paths, view, drawn } = picture;
  // One stroke for all lines of one width and brightness.
  const groups = new Map<
    string,
    { readonly path: Path2D; readonly width: number; readonly bright: number }
  >();
  const red: number[] = [];
  const arrows: number[] = [];
  const isDense = drawn.map.nodes.length > DENSE_FROM;
  const isCrowded = drawn.map.calls.length > 150 && paths === undefined;
  for (let e = 0; e < shapes.paths.length; e += 1) {
    const at = e * 4;
    const isAway =
      (shapes.boxes[at + 2] as number) < seen.left ||
      (shapes.boxes[at] as number) > seen.right ||
      (shapes.boxes[at + 3] as number) < seen.top ||
      (shapes.boxes[at + 1] as number) > seen.bottom;
    if (isAway) continue;
    const bright = brightness(picture, 'calls', e);
    const width = Math.round(lineWidth(numbers.calls.load[e]) * (isDense ? 1.1 : 2)) / 2;
    const key = `${width} ${bright}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { path: new Path2D(), width, bright };
      groups.set(key, group);
    }
    group.path.addPath(shapes.paths[e] as Path2D);
    if (bright < 1) continue;
    if (failedShare(numbers.calls.success[e]) >= RED_FROM) red.push(e);
    if (!isCrowded || view.zoom > 0.7) arrows.push(e);
  }
  context.strokeStyle = colour('--text-3');
  for (const { path, width, bright } of groups.values()) {
    context.globalAlpha = bright < 1 ? bright : isCrowded ? 0.26 : 0.55;
    context.lineWidth = width;
    context.stroke(path);
  }
  context.globalAlpha = 1;
  for (const e of red) strokeFailing(context, colour('--error'), picture, shapes, e);
  if (view.zoom > 0.3) drawArrows(context, colour('--text-3'), picture, arrows);
  const selected = shapes.paths[picture.selectedCall];
  if (selected === undefined) return;
  context.strokeStyle = colour('--accent');
  context.globalAlpha = 0.55;
  context.lineWidth = lineWidth(numbers.calls.load[picture.selectedCall]) + 5;
  context.stroke(selected);
  context.globalAlpha = 1;
}

/** The last stretch of a line is red, as long as the share of calls that failed; never shorter than can be seen. */
function strokeFailing(
  context: CanvasRenderingContext2D,
  colour: string,
  { numbers, drawn, radius }: MapPicture,
  shapes: LineShapes,
  e: number,
): void {
  const length = shapes.lengths[e] as number;
  const call = drawn.map.calls[e];
  const end = call === undefined ? 0 : (radius[call.target] as number);
  const failed = failedShare(numbers.calls.success[e]);
  const red = Math.max(failed < BAD_FROM ? 8 : 18, length * failed) + end;
  context.setLineDash([Math.min(length, red), length * 2]);
  context.lineDashOffset = -(length - red);
  context.strokeStyle = colour;
  context.lineWidth = Math.max(2, lineWidth(numbers.calls.load[e]));
  context.stroke(shapes.paths[e] as Path2D);
  context.setLineDash([]);
}

function drawArrows(
  context: CanvasRenderingContext2D,
  colour: string,
  { drawn, radius }: MapPicture,
  arrows: readonly number[],
): void {
  const { layout, map } = drawn;
  context.fillStyle = colour;
  context.beginPath();
  for (const e of arrows) {
    const call = map.calls[e];
    const last = (layout.routeOffset[e + 1] as number) - 2;
    if (call === undefined || call.source === call.target) continue;
    const isRightwards = (layout.route[last - 2] as number) <= (layout.route[last] as number);
    const side = isRightwards ? -1 : 1;
    const x = (layout.x[call.target] as number) + side * ((radius[call.target] as number) + 3);
    const y = layout.y[call.target] as number;
    context.moveTo(x, y);
    context.lineTo(x + side * 7, y - 3.5);
    context.lineTo(x + side * 7, y + 3.5);
  }
  context.fill();
}

function drawNode({ context, colour, font }: CanvasFrame, picture: MapPicture, i: number): void {
  const { drawn, numbers, view } = picture;
  const node = drawn.map.nodes[i];
  if (node === undefined) return;
  const x = drawn.layout.x[i] as number;
  const y = drawn.layout.y[i] as number;
  const radius = picture.radius[i] as number;
  const isMissed = picture.matches !== undefined && picture.matches[i] === 0;
  const bright = isMissed ? 0.2 : Math.min(1, brightness(picture, 'nodes', i) * 2.2 + 0.06);
  context.fillStyle = colour('--surface');
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fill();
  context.globalAlpha = bright;
  const failed = failedShare(numbers.nodes.success[i]);
  const redAngle =
    failed < RED_FROM ? 0 : Math.max(failed < BAD_FROM ? 0.1 : 0.3, failed * Math.PI * 2);
  const start = -Math.PI / 2;
  context.lineWidth = 3;
  context.strokeStyle = colour(picture.hueTokens[i] ?? '--text-3');
  if (!node.isReal) context.setLineDash([3, 2.5]);
  context.beginPath();
  context.arc(x, y, radius - 1.5, start + redAngle, start + Math.PI * 2);
  context.stroke();
  context.setLineDash([]);
  if (redAngle > 0) {
    context.strokeStyle = colour('--error');
    context.lineWidth = 4.5;
    context.beginPath();
    context.arc(x, y, radius - 1, start, start + redAngle);
    context.stroke();
  }
  if (radius * view.zoom >= 7)
    drawMark(context, node, {
      x,
      y,
      radius,
      colour: colour('--text-2'),
      font: font(Math.max(9, radius * 0.72), 600),
    });
  context.globalAlpha = 1;
  if (i !== picture.selectedNode && i !== picture.hoveredNode) return;
  context.strokeStyle = colour('--accent');
  context.lineWidth = (i === picture.selectedNode ? 2.5 : 1.5) / Math.min(1, view.zoom);
  context.beginPath();
  context.arc(x, y, radius + 4 / Math.min(1, view.zoom), 0, Math.PI * 2);
  context.stroke();
}

const NAME_SIZE = 11;
const NAME_WIDTH_MAX = 168;

const shortened = new Map<string, { readonly text: string; readonly width: number }>();

/** A name cut to what fits under a disc; measured once. */
function shorten(
  context: CanvasRenderingContext2D,
  name: string,
  widthMax: number,
): { readonly text: string; readonly width: number } {
  const key = `${context.font}|${widthMax}|${name}`;
  let known = shortened.get(key);
  if (known === undefined) {
    let text = name;
    let width = context.measureText(text).width;
    for (let length = name.length - 1; width > widthMax && length > 3; length -= 1) {
      text = `${name.slice(0, length)}…`;
      width = context.measureText(text).width;
    }
    known = { text, width };
    if (shortened.size > 20_000) shortened.clear();
    shortened.set(key, known);
  }
  return known;
}

/** What makes a name worth its place, the larger first. */
function importance(picture: MapPicture, i: number): number {
  if (i === picture.hoveredNode || i === picture.selectedNode) return Infinity;
  if (picture.matches?.[i] === 1) return 1e12;
  const failed = failedShare(picture.numbers.nodes.success[i]);
  const load = picture.numbers.nodes.load[i] as number;
  return (Number.isNaN(load) ? 0 : load) * (1 + failed * 50);
}

/** Names at a constant size, the important ones first, each only where its place is still free. */
function drawNames(frame: CanvasFrame, picture: MapPicture, inView: readonly number[]): void {
  const { context, colour } = frame;
  const { view, drawn } = picture;
  const taken: Seen[] = [];
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = colour('--sunken');
  const isDense = drawn.map.nodes.length > DENSE_FROM;
  if (isDense) {
    for (const i of inView) {
      if (brightness(picture, 'nodes', i) === 1) taken.push(discBox(picture, i));
    }
  }
  const isWithNumbers = view.zoom >= 0.78 && !(isDense && view.zoom < 1.1);
  const order = inView
    .filter((i) => brightness(picture, 'nodes', i) === 1)
    .sort((a, b) => importance(picture, b) - importance(picture, a));
  for (const i of order) {
    const node = drawn.map.nodes[i];
    if (node === undefined) continue;
    const isFocus = i === picture.hoveredNode || i === picture.selectedNode;
    if (picture.matches !== undefined && picture.matches[i] === 0 && !isFocus) continue;
    context.font = frame.font(NAME_SIZE, isFocus ? 600 : 500);
    const { text, width } = shorten(
      context,
      node.name,
      isFocus ? 420 : isDense ? 104 : NAME_WIDTH_MAX,
    );
    const x = (drawn.layout.x[i] as number) * view.zoom + view.offsetX;
    const y =
      (drawn.layout.y[i] as number) * view.zoom +
      view.offsetY +
      (picture.radius[i] as number) * view.zoom +
      12;
    const box = {
      left: x - width / 2 - 2,
      top: y - 10,
      right: x + width / 2 + 2,
      bottom: y + (isWithNumbers ? 15 : 4),
    };
    if (
      !isFocus &&
      taken.some(
        (it) =>
          it.left < box.right && it.right > box.left && it.top < box.bottom && it.bottom > box.top,
      )
    )
      continue;
    taken.push(box);
    context.strokeText(text, x, y);
    context.fillStyle = colour('--text');
    context.fillText(text, x, y);
    if (!isWithNumbers && !isFocus) continue;
    const words = numbersOf(picture, i);
    if (words === '') continue;
    context.font = frame.font(10);
    context.strokeText(words, x, y + 12);
    context.fillStyle = colour(
      failedShare(picture.numbers.nodes.success[i]) >= BAD_FROM ? '--error' : '--text-3',
    );
    context.fillText(words, x, y + 12);
  }
  context.textAlign = 'left';
}

/** The place of a disc on the screen: names leave it free. */
function discBox({ drawn, view, radius }: MapPicture, i: number): Seen {
  const x = (drawn.layout.x[i] as number) * view.zoom + view.offsetX;
  const y = (drawn.layout.y[i] as number) * view.zoom + view.offsetY;
  const reach = (radius[i] as number) * view.zoom;
  return { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
}

function numbersOf({ numbers }: MapPicture, i: number): string {
  const load = numbers.nodes.load[i] as number;
  if (Number.isNaN(load)) return '';
  const failed = failedShare(numbers.nodes.success[i]);
  const parts = [formatQuantityText(load, 'perMinute')];
  if (!Number.isNaN(numbers.nodes.latencyMs[i]))
    parts.push(formatQuantityText(numbers.nodes.latencyMs[i], 'durationMs'));
  if (failed >= BAD_FROM) parts.push(`! ${formatQuantityText(failed * 100, 'percent')}`);
  return parts.join(' · ');
}
