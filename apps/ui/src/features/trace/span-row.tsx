import { formatQuantityText } from '../../base/format-number.ts';
import { SPAN_LAYERS, SpanFlag } from '../../model/trace/table/trace-table.ts';
import { isLineOpen } from './trace-view-state.ts';
import type { TraceViewState } from './trace-view-state.ts';

interface SpanRowProps {
  readonly state: TraceViewState;
  readonly line: number;
  /** Pixels from the top of the view. */
  readonly top: number;
  readonly isSelected: boolean;
  readonly hueTokens: readonly string[];
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}

/** Up to here a step is as wide as can be seen well; deeper ones are narrow, so that names stay in their column. */
const STEP_PX = 12;
const STEPS_WIDE = 14;
const STEP_NARROW_PX = 3;
const INDENT_PX_MAX = 280;

function indentPx(steps: number): number {
  if (steps <= STEPS_WIDE) return steps * STEP_PX;
  return Math.min(INDENT_PX_MAX, STEPS_WIDE * STEP_PX + (steps - STEPS_WIDE) * STEP_NARROW_PX);
}

/** What a reader of the screen is told beyond the name. */
function describe(state: TraceViewState, row: number): string {
  const table = state.table.value;
  const durationMs = (table.end[row] as number) - (table.start[row] as number);
  const parts = [
    formatQuantityText(durationMs, 'durationMs'),
    `self ${formatQuantityText(table.self[row], 'durationMs')}`,
  ];
  if (((table.flags[row] as number) & SpanFlag.error) !== 0) parts.push('failed');
  return parts.join(', ');
}

/** The name of one span, or of a run of equal siblings. */
export function SpanRow({
  state,
  line,
  top,
  isSelected,
  hueTokens,
  onSelect,
  onToggle,
}: SpanRowProps) {
  const table = state.table.value;
  const visible = state.visible.value;
  const row = visible.row[line] as number;
  const run = visible.run[line] as number;
  const steps = visible.indent[line] as number;
  const flags = table.flags[row] as number;
  const isOpen = isLineOpen(state, line);
  const name = table.names[table.name[row] as number] ?? '';
  const service = table.services[table.service[row] as number] ?? '';
  const isError = run === -1 && (flags & SpanFlag.error) !== 0;
  const isErrorHidden = isOpen === false && (flags & SpanFlag.errorBelow) !== 0;
  const classes = [
    'span-row',
    isSelected ? 'is-selected' : '',
    isError ? 'is-failed' : '',
    visible.matches[line] === 1 ? '' : 'is-faded',
    isFound(state, row) && run === -1 ? 'is-found' : '',
  ];
  const layer = SPAN_LAYERS[table.layer[row] as number] ?? 'Unknown';
  return (
    <div
      class={classes.join(' ')}
      id={`span-line-${line}`}
      role="row"
      aria-level={steps + 1}
      aria-rowindex={line + 1}
      aria-selected={isSelected}
      {...(isOpen === undefined ? {} : { 'aria-expanded': isOpen })}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onSelect}
    >
      <div class="span-row__name" role="gridcell" title={`${name}\n${service}`}>
        <span class="span-row__indent" style={{ width: `${indentPx(steps)}px` }} />
        {isOpen === undefined ? (
          <span class="span-row__leaf" />
        ) : (
          <span
            class={`span-row__fold ${isOpen ? 'is-open' : ''}`}
            aria-hidden="true"
            onClick={toggle}
          />
        )}
        <span
          class="span-row__hue"
          style={{ background: `var(${hueTokens[table.service[row] as number] ?? '--hue-0'})` }}
        />
        {isError || isErrorHidden ? (
          <span
            class={`span-row__error ${isError ? '' : 'is-below'}`}
            title={isError ? 'Failed' : 'Something in here failed'}
          >
            !
          </span>
        ) : undefined}
        {run === -1 ? undefined : <b class="span-row__times">×{table.runs.count[run]}</b>}
        <span class="span-row__text">{name === '' ? <i>no name</i> : name}</span>
        <span class="span-row__service">
          {service}
          {layer === 'Unknown' || layer === 'Http' || layer === 'RPCFramework' ? '' : ` · ${layer}`}
        </span>
        {(flags & (SpanFlag.orphan | SpanFlag.loop | SpanFlag.duplicate)) === 0 ? undefined : (
          <span class="span-row__odd">{oddWord(flags)}</span>
        )}
      </div>
      <div class="span-row__time" role="gridcell">
        <span class="visually-hidden">{describe(state, row)}</span>
      </div>
    </div>
  );

  function toggle(event: MouseEvent): void {
    event.stopPropagation();
    onToggle();
  }
}

function oddWord(flags: number): string {
  if ((flags & SpanFlag.orphan) !== 0) return 'parent missing';
  return (flags & SpanFlag.loop) === 0 ? 'double' : 'circle cut';
}

/** Whether the find matched a row, by halves: there may be fifty thousand matches. */
function isFound(state: TraceViewState, row: number): boolean {
  const found = state.found.value;
  let low = 0;
  let high = found.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((found[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  return found[low] === row;
}
