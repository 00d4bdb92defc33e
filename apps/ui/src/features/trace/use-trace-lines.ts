import { useEffect } from 'preact/hooks';
import { noTraceLines, readTraceLines } from '../../model/trace/trace-lines.ts';
import type { TraceSession } from '../../model/trace/session/trace-session.ts';
import type { TraceViewState } from './trace-view-state.ts';

/** Reads what was logged in the trace, once the picture of the trace is there; a trace from a file has none. */
export function useTraceLines(state: TraceViewState, session: TraceSession, traceId: string): void {
  const table = state.table.value;
  useEffect(() => {
    const controller = new AbortController();
    const fetchHere: typeof fetch = (...call) => fetch(...call);
    readTraceLines(fetchHere, traceId, session, table, controller.signal).then(
      (lines) => {
        if (!controller.signal.aborted) state.lines.value = lines;
      },
      (error: unknown) => {
        if (!controller.signal.aborted) state.lines.value = { ...noTraceLines, error };
      },
    );
    return () => controller.abort();
  }, [table, traceId]);
}
