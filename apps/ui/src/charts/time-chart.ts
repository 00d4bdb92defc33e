import 'uplot/dist/uPlot.min.css';
import './charts.css';
import uPlot from 'uplot';
import { formatQuantityText } from '../base/format-number.ts';
import { timeLabels, valueLabels, valueSteps } from './axis.ts';
import type { ChartLine, TimeChartInput } from './chart-input.ts';
import { drawMarks, marksText } from './event-marks.ts';
import { openLegend } from './legend.ts';
import { isHighContrast, onThemeChange, readToken, readTokenAlpha } from './tokens.ts';
import { openTooltip } from './tooltip.ts';

/**
 * Lines over time, the one wrapper of uPlot. Charts with the same `syncKey` share a crosshair; a drag selects a window;
 * a click on a name in the legend shows it alone. Missing points are gaps, a lone point is a dot.
 */
export interface TimeChart {
  update(input: TimeChartInput): void;
  close(): void;
}

const heightPxDefault = 148;
const dragPxMin = 6;
const axisFont = '11px "Inter Variable", system-ui, sans-serif';

export function openTimeChart(element: HTMLElement, first: TimeChartInput): TimeChart {
  element.classList.add('time-chart');
  let input = first;
  let plot: uPlot | undefined;
  let shape = '';
  let solo: string | undefined;
  let cursorIndex: number | undefined;
  const legend = openLegend(element, (key) => {
    solo = solo === key ? undefined : key;
    showLines();
  });
  const area = document.createElement('div');
  area.className = 'time-chart__plot';
  area.setAttribute('role', 'img');
  element.append(area);
  const tooltip = openTooltip(area);

  function showLines(): void {
    for (const [index, line] of input.lines.entries()) {
      plot?.setSeries(index + 1, { show: solo === undefined || solo === line.key });
    }
    legend.update(input, solo);
    legend.showAt(input, cursorIndex);
  }

  function onCursor(index: number | undefined, isOwn: boolean, leftPx: number): void {
    cursorIndex = index;
    legend.showAt(input, index);
    if (isOwn && index !== undefined) tooltip.showAt(input, index, leftPx, solo);
    else tooltip.hide();
  }

  function draw(): void {
    const widthPx = Math.max(80, area.clientWidth);
    const data = toPlotData(input);
    const wanted = shapeOf(input);
    if (plot !== undefined && wanted === shape) {
      plot.setData(data);
    } else {
      plot?.destroy();
      cursorIndex = undefined;
      shape = wanted;
      plot = new uPlot(
        optionsOf(() => input, widthPx, onCursor),
        data,
        area,
      );
    }
    area.setAttribute('aria-label', describe(input));
    showLines();
  }

  draw();
  const resize = new ResizeObserver(() => {
    const widthPx = area.clientWidth;
    if (plot !== undefined && widthPx > 0 && widthPx !== plot.width)
      plot.setSize({ width: widthPx, height: plot.height });
  });
  resize.observe(area);
  const stopTheme = onThemeChange(() => {
    shape = '';
    draw();
  });
  return {
    update(next) {
      input = next;
      draw();
    },
    close() {
      resize.disconnect();
      stopTheme();
      plot?.destroy();
      element.replaceChildren();
    },
  };
}

/** What cannot be changed in a living plot. */
function shapeOf(input: TimeChartInput): string {
  const lines = input.lines
    .map((line) => `${line.key}${line.token}${line.role ?? ''}${line.isFilled ?? ''}`)
    .join();
  return `${lines}|${input.kind}|${input.zone}|${input.band?.upper}|${input.band?.lower}|${input.syncKey}|${input.heightPx}`;
}

function toPlotData(input: TimeChartInput): uPlot.AlignedData {
  const columns = input.lines.map((line) =>
    input.timesMs.map((_, index) => line.points[index] ?? null),
  );
  return [[...input.timesMs], ...columns] as uPlot.AlignedData;
}

/** One sentence for those who cannot see the chart; the table of the panel has all values. */
function describe(input: TimeChartInput): string {
  const parts = input.lines.flatMap((line) => {
    const known = line.points.filter((value) => value !== undefined);
    if (known.length === 0) return [];
    const low = formatQuantityText(Math.min(...known), input.kind);
    const high = formatQuantityText(Math.max(...known), input.kind);
    return [`${line.label} from ${low} to ${high}`];
  });
  return `${input.label}: ${parts.length === 0 ? 'no data' : parts.join(', ')}${marksText(input)}`;
}

type CursorMoved = (index: number | undefined, isOwn: boolean, leftPx: number) => void;

function optionsOf(read: () => TimeChartInput, widthPx: number, moved: CursorMoved): uPlot.Options {
  const input = read();
  const syncs = input.syncKey === undefined ? {} : { sync: syncOptions(input.syncKey) };
  return {
    width: widthPx,
    height: input.heightPx ?? heightPxDefault,
    ms: 1,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    tzDate: (timeMs) => uPlot.tzDate(new Date(timeMs), read().zone),
    cursor: {
      y: false,
      points: { size: 7, width: 1.5, fill: () => readToken('--surface') },
      drag: { x: true, y: false, setScale: false },
      focus: { prox: -1 },
      move: snapToBucket,
      ...syncs,
    },
    scales: {
      x: {
        time: true,
        range: (_, min, max) =>
          min === max ? [min - input.stepMs, max + input.stepMs] : [min, max],
      },
      y: { range: (_, __, max) => [0, topOf(max, read().threshold?.value)] },
    },
    axes: axesOf(read),
    series: [{}, ...input.lines.map(seriesOf)],
    bands: bandsOf(input),
    hooks: {
      setCursor: [
        (plot) => {
          const index = plot.cursor.idx ?? undefined;
          const isOwn =
            plot.cursor.event !== undefined &&
            plot.cursor.event !== null &&
            plot.over.matches(':hover');
          moved((plot.cursor.left ?? -1) < 0 ? undefined : index, isOwn, plot.cursor.left ?? 0);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width >= dragPxMin) {
            read().onZoom?.(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
          }
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      drawClear: [(plot) => drawFilling(plot, read())],
      draw: [
        (plot) => {
          drawThreshold(plot, read());
          drawMarks(plot, read());
        },
      ],
      ready: [(plot) => listenToPicks(plot, read)],
    },
  };
}

/** The crosshair stands on a bucket, where the values are, and not between two. */
function snapToBucket(plot: uPlot, left: number, top: number): [number, number] {
  if (left < 0) return [left, top];
  const timeMs = plot.data[0]?.[plot.posToIdx(left)];
  return timeMs === undefined ? [left, top] : [plot.valToPos(timeMs, 'x'), top];
}

function topOf(max: number, threshold: number | undefined): number {
  const top = Math.max(Number.isFinite(max) ? max : 0, threshold ?? 0);
  return top <= 0 ? 1 : top * 1.08;
}

/** Only the crosshair is shared: a drag belongs to the chart that it is in. */
function syncOptions(key: string): uPlot.Cursor.Sync {
  const isShared = (type: string): boolean => type === 'mousemove' || type === 'mouseleave';
  return { key, setSeries: false, scales: ['x', null], filters: { pub: isShared, sub: isShared } };
}

function axesOf(read: () => TimeChartInput): uPlot.Axis[] {
  const stroke = (): string => readToken('--text-3');
  const grid = { stroke: () => readToken('--line-soft'), width: 1 };
  return [
    {
      stroke,
      font: axisFont,
      size: 22,
      gap: 4,
      space: 64,
      grid: { show: false },
      ticks: { stroke: () => readToken('--line'), width: 1, size: 3 },
      values: (_, ticks, __, ___, step) => timeLabels(ticks, step, read().zone),
    },
    {
      stroke,
      font: axisFont,
      size: 52,
      gap: 6,
      space: 30,
      incrs: valueSteps(read().kind),
      grid,
      ticks: { show: false },
      values: (_, ticks) => valueLabels(ticks, read().kind),
    },
  ];
}

/** Under high contrast each line of a chart has a pattern of its own as well as a colour. */
const dashPatterns: readonly (readonly number[])[] = [
  [],
  [8, 4],
  [2, 3],
  [10, 3, 2, 3],
  [5, 2],
  [1, 2],
  [12, 4],
  [6, 2, 2, 2],
];

function dashOf(isGhost: boolean, index: number): { readonly dash?: number[] } {
  if (isGhost) return { dash: [4, 3] };
  if (!isHighContrast() || index === 0) return {};
  return { dash: [...(dashPatterns[index % dashPatterns.length] ?? [])] };
}

function seriesOf(line: ChartLine, index: number): uPlot.Series {
  const role = line.role ?? 'line';
  const isGhost = role === 'ghost';
  return {
    label: line.label,
    stroke: () => (isGhost ? readTokenAlpha(line.token, 0.75) : readToken(line.token)),
    width: role === 'line' ? 1.5 : 1,
    ...dashOf(isGhost, index),
    ...(line.isFilled === true ? { fill: () => readTokenAlpha(line.token, 0.09) } : {}),
    points: {
      show: true,
      size: 6,
      width: 0,
      fill: () => readToken(line.token),
      // Only points without neighbours: between others the line says it all.
      filter: (plot, index) => lonePoints(plot.data[index] ?? []),
    },
  };
}

function lonePoints(values: ArrayLike<number | null | undefined>): number[] {
  const lone: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const isKnown = values[i] !== null && values[i] !== undefined;
    if (
      isKnown &&
      (values[i - 1] ?? undefined) === undefined &&
      (values[i + 1] ?? undefined) === undefined
    )
      lone.push(i);
  }
  return lone;
}

function bandsOf(input: TimeChartInput): uPlot.Band[] {
  const { band } = input;
  if (band === undefined) return [];
  const upper = input.lines.findIndex((line) => line.key === band.upper) + 1;
  const lower = input.lines.findIndex((line) => line.key === band.lower) + 1;
  if (upper === 0 || lower === 0) return [];
  const token = input.lines[lower - 1]?.token ?? '--series-1';
  return [{ series: [upper, lower], fill: () => readTokenAlpha(token, 0.16) }];
}

/** A quiet well behind the bucket that is still being filled. */
function drawFilling(plot: uPlot, input: TimeChartInput): void {
  if (input.fillingFromMs === undefined || input.stepMs < 3_600_000) return;
  const left = Math.max(
    plot.bbox.left,
    plot.valToPos(input.fillingFromMs - input.stepMs / 2, 'x', true),
  );
  const width = plot.bbox.left + plot.bbox.width - left;
  if (width <= 0) return;
  plot.ctx.save();
  plot.ctx.fillStyle = readToken('--sunken');
  plot.ctx.fillRect(left, plot.bbox.top, width, plot.bbox.height);
  plot.ctx.restore();
}

function drawThreshold(plot: uPlot, input: TimeChartInput): void {
  if (input.threshold === undefined) return;
  const y = Math.round(plot.valToPos(input.threshold.value, 'y', true)) + 0.5;
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = readToken('--warn');
  ctx.fillStyle = readToken('--warn');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `${10 * devicePixelRatio}px "Inter Variable", system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.fillText(input.threshold.label, bbox.left + bbox.width - 4, y - 4 * devicePixelRatio);
  ctx.restore();
}

/** A click that did not become a drag opens the bucket under it. */
function listenToPicks(plot: uPlot, read: () => TimeChartInput): void {
  let downPx = 0;
  plot.over.addEventListener('mousedown', (event) => (downPx = event.clientX));
  plot.over.addEventListener('click', (event) => {
    const index = plot.cursor.idx;
    const timeMs = index === null || index === undefined ? undefined : read().timesMs[index];
    if (Math.abs(event.clientX - downPx) < dragPxMin && timeMs !== undefined)
      read().onPick?.(timeMs);
  });
}
