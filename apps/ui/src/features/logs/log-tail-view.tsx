import { useEffect } from 'preact/hooks';
import { logParameters } from '../../model/log/log-question.ts';
import { openLogTail } from '../../model/log/log-tail.ts';
import type { LogTail } from '../../model/log/log-tail.ts';
import { Button } from '../../widgets/button.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { LineTable } from './log-lines.tsx';
import { openedId, parsedLogText } from './log-state.ts';

/** Lines that are shown at once when following begins. */
const lastLines = 100;
/** So far from the top nobody looks at what is new. */
const atTopPx = 80;

function open(): LogTail {
  const parameters = logParameters(parsedLogText.peek().filter, undefined);
  parameters.set('last', String(lastLines));
  return openLogTail(`/api/logs/tail?${parameters.toString()}`, (url) => new EventSource(url));
}

/** Lines as they come in, newest first. They wait while one is open or the reader has scrolled down. */
export function Tail() {
  const tail = useOwned(open);
  const isReading = openedId.value.value !== '';
  useEffect(() => {
    const look = (): void => tail.hold(isReading || window.scrollY > atTopPx);
    look();
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, [tail, isReading]);
  const lines = tail.lines.value;
  const missed = lines.reduce((sum, line) => sum + line.missed, 0);
  const waiting = tail.waiting.value;
  return (
    <>
      <p class="logs-page__note" role="status">
        <span class={tail.isConnected.value ? 'is-ok' : 'is-warn'}>
          {tail.isConnected.value ? '● Following' : '○ Connecting…'}
        </span>
        {missed > 0 ? (
          <span class="is-warn">
            {missed.toLocaleString('en')} lines were left out: more came than can be read.
          </span>
        ) : undefined}
        {waiting > 0 ? (
          <Button
            size="small"
            tone="primary"
            onClick={() => {
              openedId.set('');
              window.scrollTo(0, 0);
              tail.hold(false);
            }}
          >
            {waiting.toLocaleString('en')} new
          </Button>
        ) : undefined}
      </p>
      {lines.length === 0 ? (
        <EmptyState
          title="Nothing yet"
          detail="New lines appear here a second or two after they were written."
        />
      ) : (
        <LineTable rows={lines.map(({ row }) => row)} loaded={lines.length} hasMore={false}>
          {undefined}
        </LineTable>
      )}
    </>
  );
}
