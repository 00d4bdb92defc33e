/**
 * Where each step of the history was scrolled to. Browsers remember it too, but put it back before a page has read its
 * list, when there is nothing yet to scroll.
 */

/** A list that takes longer than this to come has lost its place; whoever scrolls meanwhile decides anyway. */
const waitMs = 30_000;
/** A page that has been at its place for so many frames stays there: while it is drawn it may shrink once more. */
const framesAtPlace = 12;
const settleMs = 150;

let saving = 0;
let waiting: { readonly toPx: number; readonly untilMs: number; frames: number } | undefined;

interface Step {
  readonly scrollPx?: number;
}

/** What a step of the history is written with, so that rewriting its address does not forget the place. */
export function stepState(): Step {
  return { scrollPx: Math.round(waiting?.toPx ?? window.scrollY) };
}

/** Notes the place of the present step at once; called before another step begins. */
export function keepScroll(): void {
  window.clearTimeout(saving);
  window.history.replaceState(stepState(), '');
  waiting = undefined;
}

function goOn(): void {
  if (waiting === undefined) return;
  const lowestPx = document.documentElement.scrollHeight - window.innerHeight;
  const isLongEnough = lowestPx >= waiting.toPx;
  if (isLongEnough) window.scrollTo(0, waiting.toPx);
  waiting.frames = isLongEnough ? waiting.frames + 1 : 0;
  if (waiting.frames >= framesAtPlace || performance.now() > waiting.untilMs) waiting = undefined;
  else requestAnimationFrame(goOn);
}

function restore(state: unknown): void {
  window.clearTimeout(saving);
  const { scrollPx = 0 } = (state ?? {}) as Step;
  waiting = { toPx: scrollPx, untilMs: performance.now() + waitMs, frames: 0 };
  // The page of the step has to be drawn first: the old one may be long enough as well.
  requestAnimationFrame(() => requestAnimationFrame(goOn));
}

/** Starts remembering, and goes to where this step was left. */
export function rememberScroll(): void {
  window.history.scrollRestoration = 'manual';
  window.addEventListener('popstate', (event) => restore(event.state));
  window.addEventListener('scroll', () => {
    window.clearTimeout(saving);
    if (waiting === undefined)
      saving = window.setTimeout(() => {
        window.history.replaceState(stepState(), '');
      }, settleMs);
  });
  // Whoever scrolls meanwhile has decided.
  for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown'])
    window.addEventListener(kind, () => (waiting = undefined), { passive: true });
  restore(window.history.state);
}
