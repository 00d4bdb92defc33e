/**
 * A line behind a number: the shape of a value over the window, without axes. Points that are missing are gaps
 * over a quiet baseline; a lone point, which is all there is a minute after the first agent came, is a dot. Colours come from CSS (`.sparkline`), so a change of theme needs nothing.
 */
export interface SparklineInput {
  readonly points: readonly (number | undefined)[];
  /** The top of the scale; the largest value when left out. Give one to rows that should be comparable. */
  readonly max?: number;
}

const widthUnits = 100;
const heightUnits = 20;
const svgNamespace = 'http://www.w3.org/2000/svg';

/** What to draw, in a box of 100 × 20. */
export interface SparklinePaths {
  readonly line: string;
  readonly area: string;
  /** Points without neighbours. */
  readonly dots: string;
  /** The whole width, where fewer than half of the points are known: it shows when they were. */
  readonly base: string;
}

export function sparklinePaths(input: SparklineInput): SparklinePaths {
  const { points } = input;
  const max = Math.max(input.max ?? 0, ...points.map((value) => value ?? 0)) || 1;
  const step = points.length > 1 ? widthUnits / (points.length - 1) : 0;
  const x = (index: number): string => (index * step).toFixed(1);
  const y = (value: number): string =>
    (heightUnits - 1 - (value / max) * (heightUnits - 2)).toFixed(1);
  let line = '';
  let area = '';
  let dots = '';
  let runStart = -1;
  for (let i = 0; i <= points.length; i++) {
    if (points[i] !== undefined) {
      if (runStart < 0) runStart = i;
      continue;
    }
    if (runStart < 0) continue;
    const run = points.slice(runStart, i).map((value, k) => `${x(runStart + k)} ${y(value ?? 0)}`);
    if (run.length === 1) dots += `M${run.join()}h0.01`;
    else {
      line += `M${run.join('L')}`;
      area += `M${x(runStart)} ${heightUnits}L${run.join('L')}L${x(i - 1)} ${heightUnits}Z`;
    }
    runStart = -1;
  }
  const knownCount = points.filter((value) => value !== undefined).length;
  const isSparse = knownCount > 0 && knownCount < points.length / 2;
  return { line, area, dots, base: isSparse ? `M0 ${heightUnits - 1}h${widthUnits}` : '' };
}

/** Draws a sparkline into an element that has the class `sparkline`. Decoration: the number beside it is the text. */
export function openSparkline(
  element: HTMLElement,
  input: SparklineInput,
): { update(input: SparklineInput): void; close(): void } {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', `0 0 ${widthUnits} ${heightUnits}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const parts = (['base', 'area', 'line', 'dots'] as const).map((part) => {
    const path = document.createElementNS(svgNamespace, 'path');
    path.setAttribute('class', `sparkline__${part}`);
    return { part, path };
  });
  svg.append(...parts.map(({ path }) => path));
  element.append(svg);
  const draw = (next: SparklineInput): void => {
    const paths = sparklinePaths(next);
    for (const { part, path } of parts) path.setAttribute('d', paths[part]);
  };
  draw(input);
  return { update: draw, close: () => svg.remove() };
}
