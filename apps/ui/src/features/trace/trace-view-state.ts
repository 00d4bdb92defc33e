/**
 * What the reader made of the trace on screen: selection, zoom, folds, filters. Held in signals, because keys repeat
 * faster than browsers let a page write its address, and written to the address shortly after.
 */
import { readParameter, search, writeParameters } from '../../base/address.ts';
import { batch, computed, effect, signal } from '../../base/signal.ts';
import type { ReadonlySignal, Signal } from '../../base/signal.ts';
import { URL_ROWS_MAX } from '../../model/trace/limits.ts';
import { noTraceLines } from '../../model/trace/trace-lines.ts';
import type { TraceLines } from '../../model/trace/trace-lines.ts';
import type { TraceTable } from '../../model/trace/table/trace-table.ts';
import {
  filterRows,
  isFilterEmpty,
  lineOf,
  reveal,
  visibleRowsOf,
} from '../../model/trace/table/visible-rows.ts';
import type { Folding, TraceFilter, VisibleRows } from '../../model/trace/table/visible-rows.ts';

/** A stretch of the trace, in milliseconds since its start. */
export interface ZoomRange {
  readonly fromMs: number;
  readonly toMs: number;
}

const views = ['waterfall', 'statistics', 'logs'] as const;
export type TraceView = (typeof views)[number];

function readView(): TraceView {
  const text = readParameter('view');
  return views.find((view) => view === text) ?? 'waterfall';
}

export interface TraceViewState {
  readonly table: Signal<TraceTable>;
  readonly view: Signal<TraceView>;
  /** The selected row, −1 for none. */
  readonly selected: Signal<number>;
  /** True when the selection is the line of a run of siblings and not its first span. */
  readonly isRunSelected: Signal<boolean>;
  /** Undefined shows everything. */
  readonly zoom: Signal<ZoomRange | undefined>;
  readonly folding: Signal<Folding>;
  readonly filter: Signal<TraceFilter>;
  readonly isPathShown: Signal<boolean>;
  readonly findText: Signal<string>;
  /** Rows that the find matched, rising. */
  readonly found: Signal<Int32Array>;
  readonly visible: ReadonlySignal<VisibleRows>;
  readonly range: ReadonlySignal<ZoomRange>;
  /** What was logged meanwhile; empty until it is read. */
  readonly lines: Signal<TraceLines>;
  /** Goes up when the selected row should be scrolled to. */
  readonly scrollWish: Signal<number>;
  /** The text that names the selected span in the address; set by whoever knows it. */
  readonly spanKey: Signal<string | undefined>;
  close(): void;
}

const writeDelayMs = 200;

function parseRows(text: string | undefined): Set<number> {
  const rows = (text ?? '').split('.').filter((it) => /^\d{1,7}$/u.test(it));
  return new Set(rows.slice(0, URL_ROWS_MAX).map(Number));
}

function formatRows(rows: ReadonlySet<number>): string {
  return [...rows]
    .slice(0, URL_ROWS_MAX)
    .sort((a, b) => a - b)
    .join('.');
}

function parseZoom(text: string | undefined): ZoomRange | undefined {
  const match = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/u.exec(text ?? '');
  if (match === null) return undefined;
  const [fromMs, toMs] = [Number(match[1]), Number(match[2])];
  return toMs > fromMs ? { fromMs, toMs } : undefined;
}

function formatZoom(zoom: ZoomRange | undefined): string | undefined {
  const write = (value: number): string => String(Number(value.toFixed(3)));
  return zoom === undefined ? undefined : `${write(zoom.fromMs)}-${write(zoom.toMs)}`;
}

function readFolding(): Folding {
  return { folded: parseRows(readParameter('fold')), openedRuns: parseRows(readParameter('open')) };
}

function readFilter(): TraceFilter {
  return {
    services: (readParameter('in') ?? '').split('|').filter((it) => it !== ''),
    isErrorOnly: readParameter('only') === 'errors',
    durationMsMin: Math.max(0, Number(readParameter('min') ?? 0) || 0),
  };
}

export function openViewState(first: TraceTable): TraceViewState {
  const table = signal(first);
  const folding = signal<Folding>(readFolding());
  const filter = signal<TraceFilter>(readFilter());
  const zoom = signal(parseZoom(readParameter('zoom')));
  const state = {
    table,
    view: signal<TraceView>(readView()),
    lines: signal<TraceLines>(noTraceLines),
    selected: signal(-1),
    isRunSelected: signal(false),
    zoom,
    folding,
    filter,
    isPathShown: signal(readParameter('path') !== 'off'),
    findText: signal(readParameter('find') ?? ''),
    found: signal<Int32Array>(new Int32Array(0)),
    spanKey: signal(readParameter('span')),
    scrollWish: signal(0),
    visible: computed(() => {
      const keep = isFilterEmpty(filter.value) ? undefined : filterRows(table.value, filter.value);
      return visibleRowsOf(table.value, folding.value, keep);
    }),
    range: computed<ZoomRange>(() => {
      const extentMs = Math.max(table.value.extentMs, 1e-3);
      if (zoom.value === undefined) return { fromMs: 0, toMs: extentMs };
      const fromMs = Math.min(zoom.value.fromMs, extentMs);
      return { fromMs, toMs: Math.max(fromMs + 1e-3, Math.min(zoom.value.toMs, extentMs)) };
    }),
  };
  const stop = followAddress(state);
  return { ...state, close: stop };
}

type Followed = Omit<TraceViewState, 'close'>;

/** The parameters as the state has them now. */
function parametersOf(state: Followed): Record<string, string | undefined> {
  const filter = state.filter.value;
  return {
    view: state.view.value === 'waterfall' ? undefined : state.view.value,
    span: state.selected.value === -1 ? undefined : state.spanKey.value,
    zoom: formatZoom(state.zoom.value),
    fold: formatRows(state.folding.value.folded),
    open: formatRows(state.folding.value.openedRuns),
    in: filter.services.join('|'),
    only: filter.isErrorOnly ? 'errors' : undefined,
    min: filter.durationMsMin > 0 ? String(filter.durationMsMin) : undefined,
    path: state.isPathShown.value ? undefined : 'off',
    find: state.findText.value,
  };
}

/** Writes the state to the address, and reads it again when the reader goes back or forward. */
function followAddress(state: Followed): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = search.peek();
  let isFirst = true;
  const flush = (): void => {
    timer = undefined;
    writeParameters(parametersOf(state));
    written = search.peek();
  };
  const stopWriting = effect(() => {
    parametersOf(state);
    if (isFirst) return;
    clearTimeout(timer);
    timer = setTimeout(flush, writeDelayMs);
  });
  isFirst = false;
  const stopReading = effect(() => {
    if (search.value === written) return;
    written = search.value;
    batch(() => {
      state.folding.value = readFolding();
      state.filter.value = readFilter();
      state.zoom.value = parseZoom(readParameter('zoom'));
      state.view.value = readView();
      state.isPathShown.value = readParameter('path') !== 'off';
      state.findText.value = readParameter('find') ?? '';
    });
  });
  return () => {
    clearTimeout(timer);
    stopWriting();
    stopReading();
  };
}

/** The line of the selection on screen, −1 for none. */
export function selectedLine(state: TraceViewState): number {
  const row = state.selected.value;
  if (row === -1) return -1;
  const visible = state.visible.value;
  const line = lineOf(visible, state.table.value, row);
  // The line of an opened run stands in front of its first span, under the same row.
  if (
    state.isRunSelected.value &&
    line > 0 &&
    visible.row[line - 1] === row &&
    visible.run[line - 1] !== -1
  )
    return line - 1;
  return line;
}

/** Selects what a line shows. */
export function selectLine(state: TraceViewState, line: number): void {
  const visible = state.visible.peek();
  const row = visible.row[line];
  if (row === undefined) return;
  batch(() => {
    state.selected.value = row;
    state.isRunSelected.value = visible.run[line] !== -1;
    state.scrollWish.value += 1;
  });
}

/** Selects a row and opens whatever hides it. */
export function goToRow(state: TraceViewState, row: number): void {
  batch(() => {
    const next = reveal(state.table.peek(), state.folding.peek(), row);
    const before = state.folding.peek();
    if (next.folded.size !== before.folded.size || next.openedRuns.size !== before.openedRuns.size)
      state.folding.value = next;
    if (lineOf(state.visible.peek(), state.table.peek(), row) === -1) {
      state.filter.value = { services: [], isErrorOnly: false, durationMsMin: 0 };
    }
    state.selected.value = row;
    state.isRunSelected.value = false;
    state.scrollWish.value += 1;
  });
}

/** Folds or opens what a line shows. */
export function toggleLine(state: TraceViewState, line: number, isOpen?: boolean): void {
  const visible = state.visible.peek();
  const row = visible.row[line];
  if (row === undefined) return;
  const folded = new Set(state.folding.peek().folded);
  const openedRuns = new Set(state.folding.peek().openedRuns);
  if (visible.run[line] !== -1) {
    if (isOpen ?? !openedRuns.has(row)) openedRuns.add(row);
    else openedRuns.delete(row);
  } else if ((state.table.peek().subtreeEnd[row] as number) > row + 1) {
    if (isOpen ?? folded.has(row)) folded.delete(row);
    else folded.add(row);
  }
  state.folding.value = { folded, openedRuns };
}

/** Whether a line can be folded, and whether it is open. */
export function isLineOpen(state: TraceViewState, line: number): boolean | undefined {
  const visible = state.visible.value;
  const row = visible.row[line] as number;
  if (visible.run[line] !== -1) return state.folding.value.openedRuns.has(row);
  if ((state.table.value.subtreeEnd[row] as number) === row + 1) return undefined;
  return !state.folding.value.folded.has(row);
}
