import './app.css';
import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../base/errors.ts';
import { readServerClock, serverClock } from '../model/server.ts';
import { EmptyState } from '../widgets/empty-state.tsx';
import { PageView } from './page-view.tsx';
import { Palette } from './palette.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { TopBar } from './top-bar.tsx';

const retryMs = 3000;

/** The page: the bar, what the address names, and what floats above both. */
export function App() {
  return (
    <>
      <a class="skip-link" href="#content">
        Skip to the content
      </a>
      <TopBar />
      <main id="content" tabIndex={-1}>
        {serverClock.value === undefined ? <Connecting /> : <PageView />}
      </main>
      <Palette />
      <ShortcutSheet />
    </>
  );
}

/** Until the server has told its time nothing can be asked. Silent at first: mostly it takes a few milliseconds. */
function Connecting() {
  const [failure, setFailure] = useState<unknown>(undefined);
  useEffect(() => {
    let timer = 0;
    let isWanted = true;
    const ask = (): void => {
      readServerClock(Date.now).catch((thrown: unknown) => {
        if (!isWanted) return;
        setFailure(thrown);
        timer = window.setTimeout(ask, retryMs);
      });
    };
    ask();
    return () => {
      isWanted = false;
      window.clearTimeout(timer);
    };
  }, []);
  if (failure === undefined) return undefined;
  return (
    <div class="page page--center">
      <h1 class="visually-hidden">Not connected</h1>
      <EmptyState
        tone="error"
        title={messageOf(failure)}
        detail="The page asks again every 3 seconds and goes on by itself as soon as there is an answer. If the server should be running, its log says why it is not."
      />
    </div>
  );
}
