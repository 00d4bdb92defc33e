import { useEffect, useMemo, useRef } from 'preact/hooks';
import { batch } from '../../base/signal.ts';
import { assignHues } from '../../base/service-hue.ts';
import { holdRefresh } from '../../model/page/refresh.ts';
import { serviceColour } from '../../model/entity/service-directory.ts';
import { spanKeyOf } from '../../model/trace/table/span-detail.ts';
import type { TraceSession } from '../../model/trace/session/trace-session.ts';
import type { TraceTable } from '../../model/trace/table/trace-table.ts';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { Minimap } from './minimap.tsx';
import { SpanPane } from './span-pane.tsx';
import { LinesView } from './lines-view.tsx';
import { StatisticsView } from './statistics-view.tsx';
import { TraceHead } from './trace-head.tsx';
import { TraceTools } from './trace-tools.tsx';
import { useTraceLines } from './use-trace-lines.ts';
import { useTraceKeys } from './use-trace-keys.ts';
import { goToRow, openViewState } from './trace-view-state.ts';
import type { TraceViewState } from './trace-view-state.ts';
import { hueTokensOf, Waterfall } from './waterfall.tsx';

interface TraceScreenProps {
  readonly session: TraceSession;
  readonly traceId: string;
}

/** Hues of the services: those of the other pages, unless two of this trace's would look alike and needn't. */
function huesOf(table: TraceTable): readonly string[] {
  const shared = hueTokensOf(table, serviceColour);
  if (new Set(shared).size === table.services.length) return shared;
  const own = assignHues(table.services);
  return hueTokensOf(table, (name) => `var(--hue-${own.get(name) ?? 0})`);
}

/** An opened trace: what it is, the whole of it in a strip, the waterfall or the table, and the chosen span. */
export function TraceScreen({ session, traceId }: TraceScreenProps) {
  const state = useOwned(() => openViewState(session.table));
  const table = state.table.value;
  const hueTokens = useMemo(() => huesOf(table), [table]);
  useEffect(holdRefresh, []);
  useSpanKey(state, session);
  useFind(state, session);
  useTraceKeys(state);
  useTraceLines(state, session, traceId);
  useEffect(() => markPicture(), []);
  const isPaneOpen = state.selected.value !== -1;
  return (
    <div class="trace">
      <TraceHead state={state} session={session} traceId={traceId} hueTokens={hueTokens} />
      {state.view.value === 'waterfall' ? (
        <Minimap state={state} hueTokens={hueTokens} />
      ) : undefined}
      <TraceTools state={state} hueTokens={hueTokens} />
      <div class={`trace__body ${isPaneOpen ? 'has-pane' : ''}`}>
        {state.view.value === 'waterfall' ? (
          <Waterfall state={state} hueTokens={hueTokens} />
        ) : state.view.value === 'logs' ? (
          <LinesView state={state} hueTokens={hueTokens} />
        ) : (
          <StatisticsView state={state} hueTokens={hueTokens} />
        )}
        {isPaneOpen ? (
          <SpanPane state={state} session={session} hueTokens={hueTokens} />
        ) : undefined}
      </div>
    </div>
  );
}

/** Marks the moment at which the first picture is on screen, for benches. */
function markPicture(): void {
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('trace-picture')));
}

/** Keeps the selection and its name in the address together. */
function useSpanKey(state: TraceViewState, session: TraceSession): void {
  const isRestored = useRef(false);
  useEffect(() => {
    const key = state.spanKey.peek();
    if (key === undefined) {
      isRestored.current = true;
      return;
    }
    session.rowsOf([key]).then(
      ([row = -1]) => {
        isRestored.current = true;
        if (row !== -1) goToRow(state, row);
      },
      () => (isRestored.current = true),
    );
  }, []);
  const row = state.selected.value;
  useEffect(() => {
    if (!isRestored.current || row === -1) return;
    session.detail(row).then(
      (detail) => {
        if (detail !== undefined && state.selected.peek() === row)
          state.spanKey.value = spanKeyOf(detail);
      },
      () => undefined,
    );
  }, [row]);
}

const findDelayMs = 60;

/** Asks the session for what the find field says, and goes to the first match. */
function useFind(state: TraceViewState, session: TraceSession): void {
  const text = state.findText.value;
  const table = state.table.value;
  const isFirst = useRef(true);
  useEffect(() => {
    const isRestoring = isFirst.current;
    isFirst.current = false;
    if (text.trim() === '') {
      state.found.value = new Int32Array(0);
      return undefined;
    }
    const timer = setTimeout(() => {
      session.find(text).then(
        (rows) => {
          if (state.findText.peek() !== text) return;
          batch(() => {
            state.found.value = rows;
            const first = rows[0];
            const at = state.selected.peek();
            if (first !== undefined && !isRestoring && !rows.includes(at))
              goToRow(state, rows.find((it) => it > at) ?? first);
          });
        },
        () => undefined,
      );
    }, findDelayMs);
    return () => clearTimeout(timer);
  }, [text, table]);
}
