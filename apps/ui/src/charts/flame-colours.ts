/**
 * Colours of frames: a hue laid thinly over the canvas, so that names stay readable on all of them (4.5 and more in both
 * themes), stronger where something was found, and almost gone where it was not. Comparisons go from blue over grey to orange.
 */
import { hueCount } from '../base/service-hue.ts';

/** How much of the hue there is. */
const usual = 0.4;
const strong = 0.55;
const faint = 0.1;

/** Steps of a comparison on either side of grey. */
const deltaSteps = 6;

export interface FlamePalette {
  readonly usual: readonly string[];
  readonly found: readonly string[];
  readonly faded: readonly string[];
  /** From much less to much more, grey in the middle. */
  readonly delta: readonly string[];
  readonly deltaFaded: string;
  readonly text: string;
  readonly textFaded: string;
  readonly ground: string;
  readonly accent: string;
}

type Rgb = readonly [number, number, number];

function rgbOf(colour: string): Rgb {
  const parts = colour.match(/[\d.]+/g)?.map(Number) ?? [];
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
}

function mixed(over: Rgb, under: Rgb, share: number): string {
  const channel = (index: 0 | 1 | 2): number =>
    Math.round(over[index] * share + under[index] * (1 - share));
  return `rgb(${channel(0)},${channel(1)},${channel(2)})`;
}

export function openPalette(colour: (token: string) => string): FlamePalette {
  const ground = rgbOf(colour('--sunken'));
  const hues = Array.from({ length: hueCount }, (_, hue) => rgbOf(colour(`--hue-${hue}`)));
  const grey = rgbOf(colour('--text-3'));
  const less = rgbOf(colour('--less'));
  const more = rgbOf(colour('--more'));
  const delta = Array.from({ length: 2 * deltaSteps + 1 }, (_, index) => {
    const step = index - deltaSteps;
    if (step === 0) return mixed(grey, ground, 0.24);
    const share = 0.16 + (strong - 0.16) * (Math.abs(step) / deltaSteps);
    return mixed(step < 0 ? less : more, ground, share);
  });
  return {
    usual: hues.map((hue) => mixed(hue, ground, usual)),
    found: hues.map((hue) => mixed(hue, ground, strong)),
    faded: hues.map((hue) => mixed(hue, ground, faint)),
    delta,
    deltaFaded: mixed(grey, ground, faint),
    text: colour('--text'),
    textFaded: colour('--text-3'),
    ground: colour('--sunken'),
    accent: colour('--accent'),
  };
}

/** The place in `delta` of a change that is `part` of the larger of both sides: -1 gone, 0 equal, 1 new. */
export function deltaStepOf(part: number): number {
  const step = Math.round(Math.sign(part) * Math.min(1, Math.abs(part)) ** 0.7 * deltaSteps);
  return step + deltaSteps;
}
