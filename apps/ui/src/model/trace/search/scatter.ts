/**
 * Durations over time as points: the scales of the picture, what lies under the pointer, and what a drawn box stands for.
 */

export interface ScatterPoint {
  readonly startMs: number;
  readonly durationMs: number;
}

/** Where the points lie, in pixels of the plot. */
export interface ScatterScale {
  readonly fromMs: number;
  readonly toMs: number;
  /** Ends of the logarithmic axis; `durationMsMin` is above 0. */
  readonly durationMsMin: number;
  readonly durationMsMax: number;
  readonly width: number;
  readonly height: number;
}

/** A scale that holds all points and begins and ends at a power of ten, or at 3 times one. */
export function scatterScale(
  points: readonly ScatterPoint[],
  span: { readonly startMs: number; readonly endMs: number },
  size: { readonly width: number; readonly height: number },
): ScatterScale {
  let min = Infinity;
  let max = 0;
  for (const { durationMs } of points) {
    min = Math.min(min, Math.max(1, durationMs));
    max = Math.max(max, durationMs);
  }
  if (min === Infinity) min = 1;
  const low = stepsBelow(min);
  const high = stepsAbove(Math.max(max, low * 10));
  return {
    fromMs: span.startMs,
    toMs: span.endMs,
    durationMsMin: low,
    durationMsMax: high,
    ...size,
  };
}

function stepsBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return value >= 3 * power ? 3 * power : power;
}

function stepsAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  if (value <= power) return power;
  return value <= 3 * power ? 3 * power : 10 * power;
}

export function scatterX(scale: ScatterScale, timeMs: number): number {
  return ((timeMs - scale.fromMs) / (scale.toMs - scale.fromMs)) * scale.width;
}

export function scatterY(scale: ScatterScale, durationMs: number): number {
  const share =
    Math.log(Math.max(scale.durationMsMin, durationMs) / scale.durationMsMin) / logExtent(scale);
  return scale.height * (1 - share);
}

function logExtent(scale: ScatterScale): number {
  return Math.log(scale.durationMsMax / scale.durationMsMin);
}

export function timeAt(scale: ScatterScale, x: number): number {
  return scale.fromMs + (x / scale.width) * (scale.toMs - scale.fromMs);
}

export function durationAt(scale: ScatterScale, y: number): number {
  return scale.durationMsMin * Math.exp((1 - y / scale.height) * logExtent(scale));
}

/** Lines of the axis: powers of ten within the scale, and three times them when there is room. */
export function durationTicks(scale: ScatterScale): number[] {
  const ticks: number[] = [];
  const isRoomy = scale.height / (logExtent(scale) / Math.LN10) > 56;
  for (
    let power = 10 ** Math.floor(Math.log10(scale.durationMsMin) + 1e-9);
    power <= scale.durationMsMax * 1.001;
    power *= 10
  ) {
    if (power >= scale.durationMsMin * 0.999) ticks.push(power);
    const middle = 3 * power;
    if (isRoomy && middle >= scale.durationMsMin * 0.999 && middle <= scale.durationMsMax * 1.001)
      ticks.push(middle);
  }
  return ticks;
}

/** The point nearest to a place, at most `reachPx` away; −1 if there is none. */
export function pointAt(
  points: readonly ScatterPoint[],
  scale: ScatterScale,
  place: { readonly x: number; readonly y: number },
  reachPx: number,
): number {
  let best = -1;
  let bestDistance = reachPx * reachPx;
  points.forEach((point, i) => {
    const dx = scatterX(scale, point.startMs) - place.x;
    const dy = scatterY(scale, point.durationMs) - place.y;
    const distance = dx * dx + dy * dy;
    if (distance <= bestDistance) {
      bestDistance = distance;
      best = i;
    }
  });
  return best;
}

export interface ScatterBox {
  readonly startMs: number;
  readonly endMs: number;
  /** Absent when the box reaches the edge of the plot, where it means no bound. */
  readonly durationMsMin: number | undefined;
  readonly durationMsMax: number | undefined;
}

/** What a box from one corner to another asks for. */
export function boxOf(
  scale: ScatterScale,
  a: { readonly x: number; readonly y: number },
  b: { readonly x: number; readonly y: number },
): ScatterBox {
  const clamp = (value: number, max: number): number => Math.min(max, Math.max(0, value));
  const left = clamp(Math.min(a.x, b.x), scale.width);
  const right = clamp(Math.max(a.x, b.x), scale.width);
  const top = clamp(Math.min(a.y, b.y), scale.height);
  const bottom = clamp(Math.max(a.y, b.y), scale.height);
  return {
    startMs: Math.floor(timeAt(scale, left)),
    endMs: Math.ceil(timeAt(scale, right)),
    durationMsMin: bottom >= scale.height - 1 ? undefined : Math.floor(durationAt(scale, bottom)),
    durationMsMax: top <= 1 ? undefined : Math.ceil(durationAt(scale, top)),
  };
}
