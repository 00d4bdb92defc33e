/**
 * Comparing two pictures, in the browser that took one of them: it can read PNG, and nothing else has to be installed.
 *
 * Exactly: a pixel differs when one of its channels does by more than `channelMax`. By layout: both are first made eight
 * times smaller, so that a square becomes one pixel; what letters look like at their edges then counts little, and where
 * things are counts as before.
 */
import type { Page } from 'playwright-core';

export interface Precision {
  /** Both pictures are made so many times smaller. */
  readonly scale: number;
  /** A channel (0 to 255) that differs by more makes the pixel differ. */
  readonly channelMax: number;
  /** So large a share of the pixels may differ. */
  readonly shareMax: number;
}

/** The same browser with the same fonts draws the same, but for a handful of pixels at the edges of curves. */
export const exact: Precision = { scale: 1, channelMax: 8, shareMax: 0.0001 };

/** Another version draws letters a little differently, and breaks a line where it did not. */
export const byLayout: Precision = { scale: 8, channelMax: 32, shareMax: 0.02 };

export interface Comparison {
  /** Of the pixels, at the scale of the comparison; 1 when the sizes differ. */
  readonly shareDiffering: number;
  /** The actual picture, pale, with what differs in red. */
  readonly difference: Buffer;
}

/** @param page any page; pictures are drawn there and nothing is left behind. */
export async function comparePictures(
  page: Page,
  golden: Buffer,
  actual: Buffer,
  precision: Precision,
): Promise<Comparison> {
  const input = JSON.stringify({
    golden: golden.toString('base64'),
    actual: actual.toString('base64'),
    ...precision,
  });
  const { shareDiffering, difference } = await page.evaluate<{
    shareDiffering: number;
    difference: string;
  }>(`(${compareInBrowser})(${input})`);
  return { shareDiffering, difference: Buffer.from(difference, 'base64') };
}

/** Runs in the page, whose types are not those of this program. */
const compareInBrowser = `async ({ golden, actual, scale, channelMax }) => {
  const read = async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const width = Math.ceil(image.width / scale);
    const height = Math.ceil(image.height / scale);
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, width, height);
    return { width, height, context, pixels: context.getImageData(0, 0, width, height) };
  };
  const before = await read(golden);
  const after = await read(actual);
  const total = after.width * after.height;
  const isSameSize = before.width === after.width && before.height === after.height;
  const old = before.pixels.data;
  const own = after.pixels.data;
  let count = isSameSize ? 0 : total;
  if (isSameSize) {
    for (let at = 0; at < own.length; at += 4) {
      let most = 0;
      for (let k = 0; k < 3; k++) most = Math.max(most, Math.abs(own[at + k] - old[at + k]));
      const differs = most > channelMax;
      if (differs) count++;
      for (let k = 0; k < 3; k++) own[at + k] = differs ? (k === 0 ? 220 : 0) : 200 + own[at + k] / 5;
    }
  }
  after.context.putImageData(after.pixels, 0, 0);
  const blob = await after.context.canvas.convertToBlob({ type: 'image/png' });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { shareDiffering: count / total, difference: btoa(text) };
}`;

/** How the letters of this machine look: its fonts and their smoothing, as a short text. */
export function readGlyphs(page: Page): Promise<string> {
  return page.evaluate<string>(`(async () => {
    const context = new OffscreenCanvas(400, 80).getContext('2d');
    context.font = '20px sans-serif';
    context.fillText('Stormpetrel 订单服务 0123', 4, 30);
    context.font = '13px monospace';
    context.fillText('GET:/订单/{编号}', 4, 60);
    const { data } = context.getImageData(0, 0, 400, 80);
    let hash = 2166136261;
    for (const value of data) hash = Math.imul(hash ^ value, 16777619);
    return (hash >>> 0).toString(16);
  })()`);
}
