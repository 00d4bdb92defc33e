import './trace-page.css';
import { useEffect, useState } from 'preact/hooks';
import { messageOf, UiError } from '../../base/errors.ts';
import type { PageProps } from '../../base/page-props.ts';
import { fetchTraceBytes } from '../../model/trace/session/trace-bytes.ts';
import type { TraceSession } from '../../model/trace/session/trace-session.ts';
import { Button } from '../../widgets/button.tsx';
import { EmptyState, LoadingState } from '../../widgets/empty-state.tsx';
import { Link } from '../../widgets/link.tsx';
import { usePageTitle } from '../../widgets/hooks/page-title.ts';
import { FileDrop } from './file-drop.tsx';
import { LOCAL_TRACE_ID, takeDroppedTrace } from './dropped-trace.ts';
import { openOpener } from './open-trace.ts';
import { TraceScreen } from './trace-screen.tsx';

type Opened =
  | { readonly state: 'loading' }
  | { readonly state: 'open'; readonly session: TraceSession }
  | { readonly state: 'none' }
  | { readonly state: 'failed'; readonly thrown: unknown };

async function readBytes(
  traceId: string,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (traceId === LOCAL_TRACE_ID) return takeDroppedTrace();
  return fetchTraceBytes(window.fetch.bind(window), traceId, signal);
}

/** One trace: `/trace/<id>`, or `/trace/file` for one that was dropped on the page. */
export function Page({ params }: PageProps) {
  const traceId = params['id'] ?? '';
  const [opened, setOpened] = useState<Opened>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);
  usePageTitle(`Trace ${traceId.slice(0, 12)}`);
  useEffect(() => {
    const controller = new AbortController();
    const opener = openOpener();
    let session: TraceSession | undefined;
    const open = async (): Promise<Opened> => {
      const bytes = await readBytes(traceId, controller.signal);
      if (bytes === undefined) return { state: 'none' };
      performance.mark('trace-bytes');
      session = await opener.open(bytes, { adjustClocks: true });
      return session.table.count === 0 ? { state: 'none' } : { state: 'open', session };
    };
    setOpened({ state: 'loading' });
    const show = async (): Promise<void> => {
      const next = await open().catch((thrown: unknown): Opened => ({ state: 'failed', thrown }));
      if (controller.signal.aborted) session?.close();
      else setOpened(next);
    };
    void show();
    return () => {
      controller.abort();
      opener.close();
      session?.close();
    };
  }, [traceId, attempt]);
  return (
    <FileDrop onOpen={() => setAttempt((it) => it + 1)}>
      <Content opened={opened} traceId={traceId} onRetry={() => setAttempt((it) => it + 1)} />
    </FileDrop>
  );
}

interface ContentProps {
  readonly opened: Opened;
  readonly traceId: string;
  readonly onRetry: () => void;
}

function Content({ opened, traceId, onRetry }: ContentProps) {
  if (opened.state === 'open') return <TraceScreen session={opened.session} traceId={traceId} />;
  return (
    <div class="page page--center">
      <h1 class="visually-hidden">Trace</h1>
      <Waiting opened={opened} traceId={traceId} onRetry={onRetry} />
    </div>
  );
}

function Waiting({ opened, traceId, onRetry }: ContentProps) {
  if (opened.state === 'loading') return <LoadingState title="Reading the trace…" />;
  if (opened.state === 'failed') {
    return (
      <EmptyState
        tone="error"
        title={messageOf(opened.thrown)}
        detail={opened.thrown instanceof UiError ? opened.thrown.entry.remedy : undefined}
        onRetry={onRetry}
      />
    );
  }
  if (traceId === LOCAL_TRACE_ID) {
    return (
      <EmptyState
        title="Drop a trace file here"
        detail="Traces from files are never sent anywhere, so after a reload the file has to be dropped again."
      >
        <Link to="/traces">Search for traces</Link>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="This trace is not here"
      detail={
        <>
          <span class="mono">{traceId}</span> has no spans on this server: they have not arrived
          yet, they were left out by sampling, or they are older than the store keeps.
        </>
      }
    >
      <Button onClick={onRetry}>Look again</Button>
    </EmptyState>
  );
}
