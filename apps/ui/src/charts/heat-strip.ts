import './charts.css';
import { onThemeChange, readToken, readTokenAlpha } from './tokens.ts';

/** One row of cells over time: darker is more. Cells that are missing are hollow, so silence is not zero. */
export interface HeatStripInput {
  readonly points: readonly (number | undefined)[];
  /** The value of the darkest cell, the same for rows that are compared. */
  readonly max: number;
  readonly token: string;
  readonly label: string;
  /** The words of a cell, on hover. */
  readonly describe: (index: number) => string;
}

const alphaMin = 0.08;

export function openHeatStrip(
  element: HTMLElement,
  first: HeatStripInput,
): { update(input: HeatStripInput): void; close(): void } {
  let input = first;
  element.classList.add('heat-strip');
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  element.append(canvas);

  const draw = (): void => {
    const ratio = window.devicePixelRatio;
    const widthPx = element.clientWidth;
    const heightPx = element.clientHeight;
    canvas.width = Math.round(widthPx * ratio);
    canvas.height = Math.round(heightPx * ratio);
    canvas.setAttribute('aria-label', input.label);
    const context = canvas.getContext('2d');
    if (context === null) return;
    const count = Math.max(1, input.points.length);
    const at = (index: number): number => Math.round((index * canvas.width) / count);
    const gap = canvas.width / count > 4 * ratio ? Math.round(ratio) : 0;
    for (const [index, value] of input.points.entries()) {
      const left = at(index);
      const width = Math.max(1, at(index + 1) - left - gap);
      if (value === undefined) {
        context.fillStyle = readToken('--line-soft');
        context.fillRect(left, Math.round(canvas.height / 2) - 1, width, Math.max(1, ratio));
      } else {
        // Steeper than the value: the odd one out should show among many that are half as high.
        const share = Math.min(1, value / (input.max || 1)) ** 1.6;
        context.fillStyle = readTokenAlpha(input.token, alphaMin + (1 - alphaMin) * share);
        context.fillRect(left, 0, width, canvas.height);
      }
    }
  };
  const hover = (event: MouseEvent): void => {
    const share = event.offsetX / Math.max(1, element.clientWidth);
    const index = Math.min(
      input.points.length - 1,
      Math.max(0, Math.floor(share * input.points.length)),
    );
    canvas.title = input.describe(index);
  };
  canvas.addEventListener('mousemove', hover);
  const resize = new ResizeObserver(draw);
  resize.observe(element);
  const stopTheme = onThemeChange(draw);
  return {
    update(next) {
      input = next;
      draw();
    },
    close() {
      resize.disconnect();
      stopTheme();
      canvas.remove();
    },
  };
}
