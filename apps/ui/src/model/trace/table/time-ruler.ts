/**
 * Ticks of a ruler over a stretch of milliseconds, at round distances, and the words for them.
 */

export interface RulerTick {
  readonly atMs: number;
  readonly label: string;
}

const MINUTE_MS = 60_000;
/** Round steps past a second; below it, and past an hour, 1–2–5 of the power of ten. */
const CLOCK_STEPS_MS = [1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5];

/** The smallest round step that is not below `stepMs`. */
export function roundStepMs(stepMs: number): number {
  if (stepMs > 500 && stepMs <= 36e5) return CLOCK_STEPS_MS.find((it) => it >= stepMs) ?? 36e5;
  const power = 10 ** Math.floor(Math.log10(stepMs));
  for (const factor of [1, 2, 5]) if (factor * power >= stepMs) return factor * power;
  return 10 * power;
}

/** Writes a point of the ruler with as many digits as its step calls for. */
export function rulerLabel(atMs: number, stepMs: number): string {
  if (atMs === 0) return '0';
  if (Math.abs(atMs) >= MINUTE_MS && stepMs >= 1000) {
    const seconds = Math.round(Math.abs(atMs) / 1000);
    const rest = seconds % 60;
    const text = `${Math.floor(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
    return atMs < 0 ? `−${text}` : text;
  }
  const isSeconds = Math.abs(atMs) >= 1000 || stepMs >= 1000;
  const unit = isSeconds ? 's' : 'ms';
  const scale = isSeconds ? 1000 : 1;
  const digits = Math.max(0, -Math.floor(Math.log10(stepMs / scale) + 1e-9));
  return `${(atMs / scale).toFixed(Math.min(6, digits))} ${unit}`;
}

/** Ticks between two points, at least `widthPxMin` apart on a ruler of `widthPx`. */
export function rulerTicks(
  range: { fromMs: number; toMs: number },
  widthPx: number,
  widthPxMin: number,
): RulerTick[] {
  const extent = range.toMs - range.fromMs;
  if (!(extent > 0) || !(widthPx > 0)) return [];
  const stepMs = roundStepMs((extent * widthPxMin) / widthPx);
  const ticks: RulerTick[] = [];
  for (
    let k = Math.ceil(range.fromMs / stepMs - 1e-9);
    k * stepMs <= range.toMs + stepMs * 1e-9;
    k += 1
  ) {
    const atMs = k * stepMs;
    ticks.push({ atMs, label: rulerLabel(atMs, stepMs) });
  }
  return ticks;
}
