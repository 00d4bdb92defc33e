/**
 * How long large traces and maps take in a real browser: from the bytes of a trace to its first picture, from the answer
 * of a topology to the first picture of its map, and how long frames take while scrolling and panning.
 *
 *     node bench/ui-trace.ts
 *
 * There is no graphics card in this measurement: canvases are drawn by the processor, which is the worst case.
 */
import { openPage, openStage } from '@stormpetrel/e2e/browser';
import type { Stage } from '@stormpetrel/e2e/browser';
import { percentile, printTable } from './support/table.ts';

const stage = await openStage();

/** Milliseconds between two marks of the page. */
const betweenMarks = (from: string, to: string): string =>
  `performance.getEntriesByName('${to}')[0].startTime - performance.getEntriesByName('${from}')[0].startTime`;

/** Scrolls for 120 frames and returns the time of each, in milliseconds. */
const scrollFrames = `new Promise((done) => {
  const scroller = document.querySelector('.waterfall__scroll');
  const times = [];
  let last = performance.now();
  const step = () => {
    const now = performance.now();
    times.push(now - last);
    last = now;
    scroller.scrollTop += 137;
    if (times.length < 120) requestAnimationFrame(step); else done(times);
  };
  requestAnimationFrame(step);
})`;

/** Pans for 120 frames. */
const panFrames = `new Promise((done) => {
  const canvas = document.querySelector('.map__canvas');
  const box = canvas.getBoundingClientRect();
  const send = (type, x) => canvas.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0, clientX: box.left + x, clientY: box.top + 200, bubbles: true }));
  canvas.setPointerCapture = () => undefined;
  send('pointerdown', 300);
  const times = [];
  let last = performance.now();
  const step = () => {
    const now = performance.now();
    times.push(now - last);
    last = now;
    send('pointermove', 300 + 120 * Math.sin(times.length / 10));
    if (times.length < 120) requestAnimationFrame(step);
    else { send('pointerup', 300); done(times); }
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

function line(what: string, pictures: readonly number[], frames: string, nodes: number): Line {
  return {
    what,
    'answer to first picture': ms(percentile(pictures, 50)),
    'frame p50 / p95 while moving': frames,
    nodes: String(nodes),
  };
}

async function measureTrace(on: Stage, spans: number): Promise<Line> {
  const pictures: number[] = [];
  let frames = '';
  let nodes = 0;
  for (let run = 0; run < 3; run += 1) {
    const { page, close } = await openPage(on, `/trace/mock-${spans}`);
    await page.getByRole('treegrid').waitFor();
    await page.waitForTimeout(300);
    pictures.push(await page.evaluate<number>(betweenMarks('trace-bytes', 'trace-picture')));
    frames = framesOf(await page.evaluate<number[]>(scrollFrames));
    nodes = await page.evaluate<number>('document.querySelectorAll("*").length');
    await close();
  }
  const sorted = pictures.sort((a, b) => a - b);
  return line(`trace, ${spans.toLocaleString('en')} spans`, sorted, frames, nodes);
}

async function measureMap(on: Stage): Promise<Line> {
  const pictures: number[] = [];
  let frames = '';
  let nodes = 0;
  for (let run = 0; run < 3; run += 1) {
    const { page, close } = await openPage(on, '/map', { scene: 'many' });
    await page.getByText('300 services').waitFor();
    await page.waitForTimeout(500);
    pictures.push(await page.evaluate<number>(betweenMarks('map-answer', 'map-picture')));
    frames = framesOf(await page.evaluate<number[]>(panFrames));
    nodes = await page.evaluate<number>('document.querySelectorAll("*").length');
    await close();
  }
  const sorted = pictures.sort((a, b) => a - b);
  return line('map, 300 services, 897 calls', sorted, frames, nodes);
}

try {
  printTable('Traces and maps in a browser', [
    await measureTrace(stage, 1_000),
    await measureTrace(stage, 10_000),
    await measureTrace(stage, 100_000),
    await measureMap(stage),
  ]);
} finally {
  await stage.close();
}
