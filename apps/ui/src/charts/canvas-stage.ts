/**
 * A canvas that keeps the size and the colours of the page: as sharp as the screen, drawn again when its box, the theme
 * or what it shows changes, at most once a frame. Framework-free.
 */
import { onThemeChange, readToken } from './tokens.ts';

/** What a drawing gets. Lengths are CSS pixels. */
export interface CanvasFrame {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** The colour of a token, such as `--text`, as the canvas understands it. */
  readonly colour: (token: string) => string;
  /** A font of the page's own face. */
  readonly font: (sizePx: number, weight?: number) => string;
}

export interface CanvasStage {
  /** Asks for a drawing in the next frame. */
  redraw(): void;
  /** Draws now, for when a scroll moved other parts in this frame. */
  drawNow(): void;
  close(): void;
}

/** Canvases larger than this in one direction are not drawn sharper: memory grows with the square. */
const PIXELS_MAX = 8192;

/** Starts drawing on a canvas whose box CSS decides. */
export function openCanvasStage(
  canvas: HTMLCanvasElement,
  draw: (frame: CanvasFrame) => void,
): CanvasStage {
  const context = canvas.getContext('2d');
  let request = 0;
  let family = '';
  const drawNow = (): void => {
    cancelAnimationFrame(request);
    request = 0;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (context === null || width === 0 || height === 0) return;
    const scale = Math.min(window.devicePixelRatio, PIXELS_MAX / width, PIXELS_MAX / height);
    const pixelWidth = Math.round(width * scale);
    const pixelHeight = Math.round(height * scale);
    if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
      canvas.width = pixelWidth;
      canvas.height = pixelHeight;
    }
    if (family === '') family = getComputedStyle(canvas).fontFamily;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    const font = (sizePx: number, weight = 400): string => `${weight} ${sizePx}px ${family}`;
    draw({ context, width, height, colour: readToken, font });
  };
  const redraw = (): void => {
    if (request === 0) request = requestAnimationFrame(drawNow);
  };
  const sizes = new ResizeObserver(redraw);
  sizes.observe(canvas);
  const forgetTheme = onThemeChange(redraw);
  void document.fonts?.ready.then(redraw);
  redraw();
  return {
    redraw,
    drawNow,
    close: () => {
      cancelAnimationFrame(request);
      sizes.disconnect();
      forgetTheme();
    },
  };
}
