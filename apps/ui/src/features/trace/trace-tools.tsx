import { signal } from '../../base/signal.ts';
import { useMemo } from 'preact/hooks';
import { parseDurationMs } from '../../model/trace/search/search-text.ts';
import { statisticsOf } from '../../model/trace/table/trace-statistics.ts';
import { isFilterEmpty } from '../../model/trace/table/visible-rows.ts';
import { formatQuantityText } from '../../base/format-number.ts';
import { Button } from '../../widgets/button.tsx';
import { Popover } from '../../widgets/panes/popover.tsx';
import { Segments } from '../../widgets/panes/tabs.tsx';
import type { TraceViewState } from './trace-view-state.ts';
import { goToMatch } from './use-trace-keys.ts';

interface TraceToolsProps {
  readonly state: TraceViewState;
  readonly hueTokens: readonly string[];
}

/** How many lines were logged, as soon as that is known. */
function linesLabel({ lines }: TraceViewState): string {
  const { list, isRead, isCapped } = lines.value;
  return isRead ? `Logs ${list.length.toLocaleString('en')}${isCapped ? '+' : ''}` : 'Logs';
}

const EMPTY_FOLDING = { folded: new Set<number>(), openedRuns: new Set<number>() };

/** One line of tools: view, find, filter, folds, path. */
export function TraceTools({ state, hueTokens }: TraceToolsProps) {
  const table = state.table.value;
  const isFolded = state.folding.value.folded.size > 0 || state.folding.value.openedRuns.size > 0;
  return (
    <div class="trace-tools" role="toolbar" aria-label="Trace">
      <Segments
        label="View"
        choices={[
          { value: 'waterfall', label: 'Waterfall' },
          { value: 'statistics', label: 'Statistics' },
          { value: 'logs', label: linesLabel(state) },
        ]}
        value={state.view.value}
        onChoose={(view) => (state.view.value = view)}
      />
      <FindField state={state} />
      <ServiceFilter state={state} hueTokens={hueTokens} />
      <Button
        size="small"
        tone="quiet"
        aria-pressed={state.filter.value.isErrorOnly}
        disabled={table.errors === 0}
        onClick={() =>
          (state.filter.value = {
            ...state.filter.peek(),
            isErrorOnly: !state.filter.peek().isErrorOnly,
          })
        }
      >
        Only errors
      </Button>
      <label class="field trace-tools__min">
        <span class="faint">≥</span>
        <input
          aria-label="Shortest duration shown"
          placeholder="any duration"
          value={
            state.filter.value.durationMsMin > 0
              ? formatQuantityText(state.filter.value.durationMsMin, 'durationMs')
              : ''
          }
          onChange={(event) => setDuration(state, event.currentTarget.value)}
        />
      </label>
      <span class="trace-tools__gap" />
      {isFilterEmpty(state.filter.value) ? undefined : (
        <Button
          size="small"
          tone="quiet"
          onClick={() =>
            (state.filter.value = { services: [], isErrorOnly: false, durationMsMin: 0 })
          }
        >
          Show all
        </Button>
      )}
      {state.zoom.value === undefined ? undefined : (
        <Button
          size="small"
          tone="quiet"
          title="Show the whole trace (0)"
          onClick={() => (state.zoom.value = undefined)}
        >
          Zoom out
        </Button>
      )}
      <Button size="small" tone="quiet" onClick={() => foldAll(state, isFolded)}>
        {isFolded ? 'Unfold' : 'Fold'}
      </Button>
      <Button
        size="small"
        tone="quiet"
        aria-pressed={state.isPathShown.value}
        title="The work that decided how long it took (c)"
        onClick={() => (state.isPathShown.value = !state.isPathShown.peek())}
      >
        Critical path
      </Button>
    </div>
  );
}

function setDuration(state: TraceViewState, text: string): void {
  const durationMs = parseDurationMs(text.replaceAll(' ', '')) ?? 0;
  state.filter.value = { ...state.filter.peek(), durationMsMin: durationMs };
}

/** Folds everything below the second level, or opens everything. */
function foldAll(state: TraceViewState, isFolded: boolean): void {
  if (isFolded) {
    state.folding.value = EMPTY_FOLDING;
    return;
  }
  const table = state.table.peek();
  const folded = new Set<number>();
  for (let i = 0; i < table.count; i += 1) {
    if ((table.depth[i] as number) === 1 && (table.subtreeEnd[i] as number) > i + 1) folded.add(i);
  }
  state.folding.value = { folded, openedRuns: new Set() };
}

function FindField({ state }: { readonly state: TraceViewState }) {
  const text = state.findText.value;
  const found = state.found.value;
  const at = found.indexOf(state.selected.value);
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') goToMatch(state, event.shiftKey ? -1 : 1);
    if (event.key === 'Escape') {
      state.findText.value = '';
      if (event.currentTarget instanceof HTMLElement) event.currentTarget.blur();
    }
  };
  return (
    <search class="trace-tools__find">
      <label class="field">
        <span class="visually-hidden">Find in the trace</span>
        <input
          id="trace-find"
          type="search"
          placeholder="Find: name, tag, log…"
          value={text}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => (state.findText.value = event.currentTarget.value)}
          onKeyDown={press}
        />
        {text.trim() === '' ? <kbd aria-hidden="true">f</kbd> : undefined}
        <output class="trace-tools__count" aria-live="polite">
          {text.trim() === ''
            ? ''
            : found.length === 0
              ? 'none'
              : `${at === -1 ? '–' : at + 1}/${found.length}`}
        </output>
      </label>
      {found.length === 0 ? undefined : (
        <>
          <Button
            size="small"
            tone="quiet"
            aria-label="Previous match"
            title="Previous match (N)"
            onClick={() => goToMatch(state, -1)}
          >
            ↑
          </Button>
          <Button
            size="small"
            tone="quiet"
            aria-label="Next match"
            title="Next match (n)"
            onClick={() => goToMatch(state, 1)}
          >
            ↓
          </Button>
        </>
      )}
    </search>
  );
}

const servicesAreOpen = signal(false);

function ServiceFilter({ state, hueTokens }: TraceToolsProps) {
  const table = state.table.value;
  const chosen = state.filter.value.services;
  const lines = useMemo(() => statisticsOf(table, 'service'), [table]);
  const toggle = (name: string): void => {
    const services = chosen.includes(name) ? chosen.filter((it) => it !== name) : [...chosen, name];
    state.filter.value = { ...state.filter.peek(), services };
  };
  const label =
    chosen.length === 0
      ? 'All services'
      : chosen.length === 1
        ? (chosen[0] ?? '')
        : `${chosen.length} services`;
  return (
    <Popover
      isOpen={servicesAreOpen}
      label="Services"
      align="start"
      anchor={
        <Button
          size="small"
          tone="quiet"
          aria-pressed={chosen.length > 0}
          aria-expanded={servicesAreOpen.value}
          onClick={() => (servicesAreOpen.value = !servicesAreOpen.peek())}
        >
          {label} ▾
        </Button>
      }
    >
      <ul class="trace-tools__services">
        {lines.map((line) => {
          const name = table.services[line.service] ?? '';
          return (
            <li key={name}>
              <label>
                <input
                  type="checkbox"
                  checked={chosen.includes(name)}
                  onChange={() => toggle(name)}
                />
                <span
                  class="span-row__hue"
                  style={{ background: `var(${hueTokens[line.service] ?? '--hue-0'})` }}
                />
                <span class="trace-tools__service">{name}</span>
                <span class="faint">{line.count}</span>
              </label>
            </li>
          );
        })}
      </ul>
    </Popover>
  );
}
