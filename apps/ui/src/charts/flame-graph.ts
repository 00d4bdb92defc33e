/**
 * A flame graph on a canvas: hover tells, click zooms, drag and Shift with the wheel move, Ctrl or ⌘ with the wheel zooms
 * freely, the wheel alone scrolls through the depth. Framework-free; all that it does is told to its owner, who keeps it.
 */
import './flame-graph.css';
import { levelOf, rowAt } from '../model/profile/flame-tree.ts';
import type { Stretch } from '../model/profile/view-address.ts';
import { openCanvasStage } from './canvas-stage.ts';
import type { CanvasFrame } from './canvas-stage.ts';
import { openPalette } from './flame-colours.ts';
import type { FlamePalette } from './flame-colours.ts';
import { drawFlame, flameRowPx, levelAt, levelTop, levelsOf } from './flame-drawing.ts';
import type { FlameScene } from './flame-drawing.ts';
import { onThemeChange } from './tokens.ts';

export interface FlameGraphInput extends FlameScene {
  /** What is in view; a new one is gone to. */
  readonly stretch: Stretch;
  readonly selected: number;
  /** Goes up when the selected row should be scrolled to. */
  readonly scrollWish: number;
  /** In words, for readers; the table says the same in full. */
  readonly label: string;
  /** Lines of the hint: the first is the name. */
  readonly describe: (row: number) => readonly string[];
  readonly onPick: (row: number) => void;
  /** The reader has moved to another stretch with wheel or drag. */
  readonly onStretch: (stretch: Stretch) => void;
}

export interface FlameGraph {
  update(input: FlameGraphInput): void;
  close(): void;
}

/** A drag shorter than this is a click. */
const dragPxMin = 4;
const motionMs = 120;
/** The narrowest stretch that can be zoomed to. */
const stretchMin = 1e-7;
const settleMs = 150;

export function openFlameGraph(element: HTMLElement, first: FlameGraphInput): FlameGraph {
  return new FlameGraphView(element, first);
}

class FlameGraphView implements FlameGraph {
  #input: FlameGraphInput;
  #palette: FlamePalette | undefined;
  #from: number;
  #to: number;
  #hovered = -1;
  #animation = 0;
  #settle: ReturnType<typeof setTimeout> | undefined;
  #drag:
    | {
        readonly x: number;
        readonly y: number;
        readonly from: number;
        readonly scrollTop: number;
        moved: boolean;
      }
    | undefined;
  readonly #scroller = document.createElement('div');
  readonly #canvas = document.createElement('canvas');
  readonly #extent = document.createElement('div');
  readonly #tip = document.createElement('div');
  readonly #stage: ReturnType<typeof openCanvasStage>;
  readonly #sizes: ResizeObserver;
  readonly #forgetTheme: () => void;
  readonly #listening = new AbortController();

  constructor(element: HTMLElement, first: FlameGraphInput) {
    this.#input = first;
    this.#from = first.stretch.from;
    this.#to = first.stretch.to;
    element.classList.add('flame-graph');
    this.#scroller.className = 'flame-graph__scroll';
    this.#canvas.className = 'flame-graph__canvas';
    this.#canvas.setAttribute('role', 'img');
    this.#extent.className = 'flame-graph__extent';
    this.#tip.className = 'flame-graph__tip';
    this.#tip.setAttribute('aria-hidden', 'true');
    this.#tip.hidden = true;
    this.#scroller.append(this.#canvas, this.#extent);
    element.append(this.#scroller, this.#tip);
    this.#stage = openCanvasStage(this.#canvas, (frame) => this.#draw(frame));
    this.#forgetTheme = onThemeChange(() => (this.#palette = undefined));
    this.#sizes = new ResizeObserver(() => this.#fit());
    this.#sizes.observe(element);
    this.#listen();
    this.#fit();
    this.#scrollToRoot();
    this.#describe();
  }

  update(input: FlameGraphInput): void {
    const before = this.#input;
    this.#input = input;
    const { scrollHeight, scrollTop } = this.#scroller;
    this.#fit();
    // What is counted from below stays where it is when there is more or less above it.
    if (input.isUpward)
      this.#scroller.scrollTop = scrollTop + this.#scroller.scrollHeight - scrollHeight;
    if (before.tree !== input.tree || before.isUpward !== input.isUpward) {
      this.#setHovered(-1);
      if (before.isUpward !== input.isUpward || before.tree.levels !== input.tree.levels)
        this.#scrollToRoot();
    }
    const { from, to } = input.stretch;
    if (from !== before.stretch.from || to !== before.stretch.to) {
      this.#goTo(from, to, before.tree === input.tree);
    }
    if (input.scrollWish !== before.scrollWish) this.#reveal(input.selected);
    this.#describe();
    this.#stage.redraw();
  }

  close(): void {
    cancelAnimationFrame(this.#animation);
    clearTimeout(this.#settle);
    this.#listening.abort();
    this.#stage.close();
    this.#sizes.disconnect();
    this.#forgetTheme();
    this.#scroller.remove();
    this.#tip.remove();
  }

  #describe(): void {
    this.#canvas.setAttribute('aria-label', this.#input.label);
  }

  #draw(frame: CanvasFrame): void {
    this.#palette ??= openPalette(frame.colour);
    const { selected } = this.#input;
    const window = {
      from: this.#from,
      to: this.#to,
      scrollTop: this.#scroller.scrollTop,
      hovered: this.#hovered,
      selected,
    };
    drawFlame(frame, this.#input, window, this.#palette);
  }

  /** Sizes the scroller: the canvas is as high as the view and sticks, the rest is empty. */
  #fit(): void {
    const heightPx = this.#scroller.clientHeight;
    const extentPx = levelsOf(this.#input) * flameRowPx;
    this.#canvas.style.height = `${heightPx}px`;
    this.#extent.style.height = `${Math.max(0, extentPx - heightPx)}px`;
  }

  #scrollToRoot(): void {
    this.#scroller.scrollTop = this.#input.isUpward ? this.#scroller.scrollHeight : 0;
  }

  #reveal(row: number): void {
    if (row <= 0) return;
    const heightPx = this.#scroller.clientHeight;
    const top = levelTop(this.#input, levelOf(this.#input.tree, row), heightPx);
    const marginPx = Math.min(3 * flameRowPx, heightPx / 4);
    const { scrollTop } = this.#scroller;
    if (top < scrollTop + marginPx) this.#scroller.scrollTop = top - marginPx;
    else if (top + flameRowPx > scrollTop + heightPx - marginPx)
      this.#scroller.scrollTop = top + flameRowPx + marginPx - heightPx;
  }

  #goTo(from: number, to: number, isMoved: boolean): void {
    cancelAnimationFrame(this.#animation);
    // Where wheel or drag were a moment ago is not to be told any more.
    clearTimeout(this.#settle);
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const [startFrom, startTo] = [this.#from, this.#to];
    if (isStill || !isMoved || (startFrom === from && startTo === to)) {
      this.#from = from;
      this.#to = to;
      return;
    }
    const startedMs = performance.now();
    const step = (nowMs: number): void => {
      const share = Math.min(1, Math.max(0, (nowMs - startedMs) / motionMs));
      const eased = 1 - (1 - share) ** 3;
      this.#from = startFrom + (from - startFrom) * eased;
      this.#to = startTo + (to - startTo) * eased;
      this.#stage.drawNow();
      if (share < 1) this.#animation = requestAnimationFrame(step);
    };
    this.#animation = requestAnimationFrame(step);
  }

  #listen(): void {
    const { signal } = this.#listening;
    const canvas = this.#canvas;
    this.#scroller.addEventListener('scroll', () => this.#stage.drawNow(), {
      signal,
      passive: true,
    });
    canvas.addEventListener('pointerdown', (event) => this.#press(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.#move(event), { signal });
    canvas.addEventListener('pointerup', (event) => this.#release(event), { signal });
    canvas.addEventListener('pointercancel', () => (this.#drag = undefined), { signal });
    canvas.addEventListener('pointerleave', () => this.#setHovered(-1), { signal });
    this.#scroller.addEventListener('wheel', (event) => this.#wheel(event), {
      signal,
      passive: false,
    });
  }

  #rowUnder(event: MouseEvent): number {
    const box = this.#canvas.getBoundingClientRect();
    const y = event.clientY - box.top + this.#scroller.scrollTop;
    const share = this.#from + ((event.clientX - box.left) / box.width) * (this.#to - this.#from);
    const { tree } = this.#input;
    return rowAt(tree, levelAt(this.#input, y, this.#scroller.clientHeight), share * tree.whole);
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#drag = {
      x: event.clientX,
      y: event.clientY,
      from: this.#from,
      scrollTop: this.#scroller.scrollTop,
      moved: false,
    };
  }

  #move(event: PointerEvent): void {
    // The button may have been let go where nobody told.
    if (event.buttons === 0) this.#drag = undefined;
    const drag = this.#drag;
    if (drag === undefined) {
      this.#setHovered(this.#rowUnder(event), event);
      return;
    }
    const dx = event.clientX - drag.x;
    const dy = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(dx, dy) < dragPxMin) return;
    if (!drag.moved) {
      drag.moved = true;
      this.#canvas.setPointerCapture(event.pointerId);
      this.#setHovered(-1);
      cancelAnimationFrame(this.#animation);
    }
    const length = this.#to - this.#from;
    this.#moveTo(drag.from - (dx / Math.max(1, this.#canvas.clientWidth)) * length, length);
    if (event.pointerType === 'mouse') this.#scroller.scrollTop = drag.scrollTop - dy;
    this.#stage.redraw();
  }

  #release(event: PointerEvent): void {
    const drag = this.#drag;
    this.#drag = undefined;
    if (drag === undefined || drag.moved) return;
    const row = this.#rowUnder(event);
    if (row >= 0) this.#input.onPick(row);
  }

  #wheel(event: WheelEvent): void {
    const length = this.#to - this.#from;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const box = this.#canvas.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      const next = Math.min(1, Math.max(stretchMin, length * Math.exp(event.deltaY / 300)));
      this.#moveTo(this.#from + share * (length - next), next);
      this.#stage.redraw();
      return;
    }
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
    event.preventDefault();
    this.#moveTo(this.#from + (sideways / Math.max(1, this.#canvas.clientWidth)) * length, length);
    this.#stage.redraw();
  }

  /** Moves at once; the owner is told when it has come to rest. */
  #moveTo(from: number, length: number): void {
    cancelAnimationFrame(this.#animation);
    this.#from = Math.min(1 - length, Math.max(0, from));
    this.#to = this.#from + length;
    clearTimeout(this.#settle);
    this.#settle = setTimeout(
      () => this.#input.onStretch({ from: this.#from, to: this.#to }),
      settleMs,
    );
  }

  #setHovered(row: number, event?: PointerEvent): void {
    if (row !== this.#hovered) {
      this.#hovered = row;
      this.#stage.redraw();
      this.#tip.hidden = row < 0;
      if (row >= 0) {
        const [title = '', ...rest] = this.#input.describe(row);
        const name = document.createElement('b');
        name.textContent = title;
        const lines = rest.map((text) => {
          const line = document.createElement('div');
          line.textContent = text;
          return line;
        });
        this.#tip.replaceChildren(name, ...lines);
      }
    }
    this.#canvas.style.cursor = row >= 0 ? 'pointer' : 'default';
    if (row >= 0 && event !== undefined) this.#placeTip(event);
  }

  #placeTip(event: PointerEvent): void {
    const box = this.#scroller.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const left = Math.min(Math.max(0, box.width - this.#tip.offsetWidth - 8), x + 14);
    const below = y + 18;
    const isAbove = below + this.#tip.offsetHeight > box.height;
    const top = isAbove ? Math.max(0, y - this.#tip.offsetHeight - 10) : below;
    this.#tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}
