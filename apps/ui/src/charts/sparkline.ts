/**
 * A line behind a number: the shape of a value over the window, without axes. Points that are missing are gaps; a lone
 * point is a dot. Colours come from CSS (`.sparkline`), so a change of theme needs nothing.
 */
export interface SparklineInput {
  readonly points: readonly (number | undefined)[];
  /** The top of the scale; the largest value when left out. Give one to rows that should be comparable. */
  readonly max?: number;
}

const widthUnits = 100;
const heightUnits = 20;
const svgNamespace = 'http://www.w3.org/2000/svg';

/** The paths of the line and of the area under it, in a box of 100 × 20. */
export function sparklinePaths(input: SparklineInput): {
  readonly line: string;
  readonly area: string;
} {
  const { points } = input;
  const max = Math.max(input.max ?? 0, ...points.map((value) => value ?? 0)) || 1;
  const step = points.length > 1 ? widthUnits / (points.length - 1) : 0;
  const x = (index: number): string => (index * step).toFixed(1);
  const y = (value: number): string =>
    (heightUnits - 1 - (value / max) * (heightUnits - 2)).toFixed(1);
  let line = '';
  let area = '';
  let runStart = -1;
  for (let i = 0; i <= points.length; i++) {
    const value = points[i];
    if (value !== undefined) {
      line += `${runStart < 0 ? 'M' : 'L'}${x(i)} ${y(value)}`;
      area += runStart < 0 ? `M${x(i)} ${heightUnits}L${x(i)} ${y(value)}` : `L${x(i)} ${y(value)}`;
      if (runStart < 0) runStart = i;
    } else if (runStart >= 0) {
      if (runStart === i - 1) line += 'h0.01';
      area += `L${x(i - 1)} ${heightUnits}Z`;
      runStart = -1;
    }
  }
  return { line, area };
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
  const area = document.createElementNS(svgNamespace, 'path');
  const line = document.createElementNS(svgNamespace, 'path');
  area.setAttribute('class', 'sparkline__area');
  line.setAttribute('class', 'sparkline__line');
  svg.append(area, line);
  element.append(svg);
  const draw = (next: SparklineInput): void => {
    const paths = sparklinePaths(next);
    area.setAttribute('d', paths.area);
    line.setAttribute('d', paths.line);
  };
  draw(input);
  return { update: draw, close: () => svg.remove() };
}
