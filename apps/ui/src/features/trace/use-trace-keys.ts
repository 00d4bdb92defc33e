import { copyLink } from '../../widgets/copy-link.tsx';
import { useKeys } from '../../widgets/hooks/use-keys.ts';
import { SpanFlag } from '../../model/trace/table/trace-table.ts';
import type { TraceTable } from '../../model/trace/table/trace-table.ts';
import { clampZoom } from './use-brush.ts';
import { goToRow, isLineOpen, selectedLine, selectLine, toggleLine } from './trace-view-state.ts';
import type { TraceViewState } from './trace-view-state.ts';

/** The next row that failed, after `from` and round again; −1 when nothing did. `step` −1 looks backwards. */
export function nextErrorRow(table: TraceTable, from: number, step: 1 | -1): number {
  for (let k = 1; k <= table.count; k += 1) {
    const row = (((from + step * k) % table.count) + table.count) % table.count;
    if (((table.flags[row] as number) & SpanFlag.error) !== 0) return row;
  }
  return -1;
}

/** The next match of the find after the selection, and round again. */
export function goToMatch(state: TraceViewState, step: 1 | -1): void {
  const found = state.found.peek();
  if (found.length === 0) return;
  const at = state.selected.peek();
  let next: number | undefined;
  if (step === 1) next = found.find((row) => row > at) ?? found[0];
  else next = found.findLast((row) => row < at) ?? found.at(-1);
  if (next !== undefined) goToRow(state, next);
}

export function focusFind(): void {
  const field = document.getElementById('trace-find');
  if (field instanceof HTMLInputElement) field.select();
}

/** Tab goes on from the details then: their links are far from the top of the page. */
function focusDetails(): void {
  document.getElementById('span-pane')?.focus();
}

/** Zooms to the selected span, or back out when that is what is shown. */
function zoomToSpan(state: TraceViewState): void {
  const row = state.selected.peek();
  const table = state.table.peek();
  if (row === -1) {
    state.zoom.value = undefined;
    return;
  }
  const fromMs = table.start[row] as number;
  const toMs = table.end[row] as number;
  const margin = Math.max((toMs - fromMs) * 0.05, 0.05);
  const next = clampZoom({ fromMs: fromMs - margin, toMs: toMs + margin }, table.extentMs);
  const now = state.zoom.peek();
  const isThere =
    next !== undefined && now !== undefined && now.fromMs === next.fromMs && now.toMs === next.toMs;
  state.zoom.value = isThere ? undefined : next;
}

function moveBy(state: TraceViewState, step: number): void {
  const count = state.visible.peek().count;
  const line = selectedLine(state);
  const next = line === -1 ? (step > 0 ? 0 : count - 1) : line + step;
  selectLine(state, Math.max(0, Math.min(count - 1, next)));
}

/** → opens, then goes to the first child. */
function goRight(state: TraceViewState): void {
  const line = selectedLine(state);
  if (line === -1) return;
  if (isLineOpen(state, line) === false) toggleLine(state, line, true);
  else if (isLineOpen(state, line) === true) selectLine(state, line + 1);
}

/** ← folds, then goes to the parent. */
function goLeft(state: TraceViewState): void {
  const line = selectedLine(state);
  if (line === -1) return;
  if (isLineOpen(state, line) === true) {
    toggleLine(state, line, false);
    return;
  }
  const visible = state.visible.peek();
  const indent = visible.indent[line] as number;
  for (let k = line - 1; k >= 0; k -= 1) {
    if ((visible.indent[k] as number) < indent) {
      selectLine(state, k);
      return;
    }
  }
}

/** Binds the keys of the trace page. */
export function useTraceKeys(state: TraceViewState): void {
  const goToError = (step: 1 | -1): void => {
    const row = nextErrorRow(state.table.peek(), state.selected.peek(), step);
    if (row !== -1) goToRow(state, row);
  };
  useKeys('Trace', [
    { keys: 'ArrowDown', label: 'Next span', run: () => moveBy(state, 1) },
    { keys: 'ArrowUp', label: 'Previous span', run: () => moveBy(state, -1) },
    { keys: 'j', label: 'Next span', run: () => moveBy(state, 1) },
    { keys: 'k', label: 'Previous span', run: () => moveBy(state, -1) },
    { keys: 'ArrowRight', label: 'Open, or to the first child', run: () => goRight(state) },
    { keys: 'ArrowLeft', label: 'Fold, or to the parent', run: () => goLeft(state) },
    { keys: 'Home', label: 'First span', run: () => selectLine(state, 0) },
    {
      keys: 'End',
      label: 'Last span',
      run: () => selectLine(state, state.visible.peek().count - 1),
    },
    { keys: 'f', label: 'Find in the trace', run: focusFind },
    { keys: '/', label: 'Find in the trace', run: focusFind },
    { keys: 'n', label: 'Next match', run: () => goToMatch(state, 1) },
    { keys: 'N', label: 'Previous match', run: () => goToMatch(state, -1) },
    {
      keys: 'c',
      label: 'Critical path',
      run: () => (state.isPathShown.value = !state.isPathShown.peek()),
    },
    { keys: 'e', label: 'Next error', run: () => goToError(1) },
    { keys: 'E', label: 'Previous error', run: () => goToError(-1) },
    { keys: 'z', label: 'Zoom to the span, and back', run: () => zoomToSpan(state) },
    { keys: '0', label: 'Show the whole trace', run: () => (state.zoom.value = undefined) },
    {
      keys: 'y',
      label: 'Copy the link',
      run: () => void copyLink(window.location.href),
    },
    { keys: 'Enter', label: 'To the details of the span', run: focusDetails },
    { keys: 'Escape', label: 'Close the span', run: () => (state.selected.value = -1) },
  ]);
}
