/**
 * How long a large profile takes in a real browser: from its bytes to the first picture, and how long frames take while
 * zooming and moving. 1 M samples over 200 k distinct stacks is the size that the page is made for.
 *
 *     node bench/ui-flame.ts
 *
 * There is no graphics card in this measurement: canvases are drawn by the processor, which is the worst case.
 */
import { openPage, openStage } from '@stormpetrel/e2e/browser';
import type { Stage } from '@stormpetrel/e2e/browser';
import { percentile, printTable } from './support/table.ts';

/** Milliseconds between two marks of the page. */
const firstPicture = `performance.getEntriesByName('profile-picture')[0].startTime - performance.getEntriesByName('profile-bytes')[0].startTime`;

/** Zooms in and out for 120 frames by the wheel, with the pointer moving along. Returns the time of each, in milliseconds. */
const zoomFrames = `new Promise((done) => {
  const canvas = document.querySelector('.flame-graph__canvas');
  const box = canvas.getBoundingClientRect();
  const times = [];
  let last = performance.now();
  const step = () => {
    const now = performance.now();
    times.push(now - last);
    last = now;
    canvas.dispatchEvent(new WheelEvent('wheel', {
      bubbles: true, cancelable: true, ctrlKey: true, deltaY: times.length < 60 ? -24 : 24,
      clientX: box.left + box.width * (0.3 + 0.2 * Math.sin(times.length / 12)), clientY: box.top + 200,
    }));
    if (times.length < 120) requestAnimationFrame(step); else done(times);
  };
  requestAnimationFrame(step);
})`;

/** Drags from side to side, zoomed in, for 120 frames. */
const panFrames = `new Promise((done) => {
  const canvas = document.querySelector('.flame-graph__canvas');
  const box = canvas.getBoundingClientRect();
  canvas.setPointerCapture = () => undefined;
  for (let k = 0; k < 20; k++) canvas.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, ctrlKey: true, deltaY: -30, clientX: box.left + 300, clientY: box.top + 200 }));
  const send = (type, x) => canvas.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0, pointerType: 'mouse', clientX: box.left + x, clientY: box.top + 200, bubbles: true }));
  send('pointerdown', 400);
  const times = [];
  let last = performance.now();
  const step = () => {
    const now = performance.now();
    times.push(now - last);
    last = now;
    send('pointermove', 400 + 260 * Math.sin(times.length / 10));
    if (times.length < 120) requestAnimationFrame(step);
    else { send('pointerup', 400); done(times); }
  };
  requestAnimationFrame(step);
})`;

function ms(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

function framesOf(times: readonly number[]): string {
  const sorted = times.slice(2).sort((a, b) => a - b);
  return `${ms(percentile(sorted, 50))} / ${ms(percentile(sorted, 95))}`;
}

type Line = Readonly<Record<string, string | number>>;

async function measure(on: Stage, samples: number, stacks: number): Promise<Line> {
  const pictures: number[] = [];
  let zooming = '';
  let moving = '';
  let nodes = 0;
  for (let run = 0; run < 3; run += 1) {
    const { page, close } = await openPage(on, `/profiling/upload/random-${samples}-${stacks}`);
    await page.getByRole('grid', { name: 'Functions' }).waitFor({ timeout: 60_000 });
    await page.waitForTimeout(500);
    pictures.push(await page.evaluate<number>(firstPicture));
    zooming = framesOf(await page.evaluate<number[]>(zoomFrames));
    moving = framesOf(await page.evaluate<number[]>(panFrames));
    nodes = await page.evaluate<number>('document.querySelectorAll("*").length');
    await close();
  }
  const sorted = pictures.sort((a, b) => a - b);
  return {
    what: `${samples.toLocaleString('en')} samples, ${stacks.toLocaleString('en')} stacks`,
    'bytes to first picture': ms(percentile(sorted, 50)),
    'frame p50 / p95, zooming': zooming,
    'frame p50 / p95, moving': moving,
    nodes: String(nodes),
  };
}

const stage = await openStage();
try {
  printTable('Flame graphs in a browser', [
    await measure(stage, 10_000, 2_000),
    await measure(stage, 1_000_000, 200_000),
  ]);
} finally {
  await stage.close();
}
