import './base/page.css';
import { render } from 'preact';
import { bindAddress, navigate, path } from './base/address.ts';
import { bindPreferences } from './base/preferences.ts';
import { effect } from './base/signal.ts';
import { createGraphqlClient } from './model/graphql-client.ts';
import { refreshNow, setHidden, startRefresh } from './model/page/refresh.ts';
import { bindServer, readServerClock, serverClock } from './model/server.ts';
import { App } from './shell/app.tsx';
import { browserAddress, browserEvery, browserStore, listenToKeys } from './shell/browser.ts';
import { rememberScroll } from './shell/scroll-memory.ts';
import { followTheme } from './shell/theme.ts';

/** How long a page may be open with a clock or a zone that was changed. */
const clockReadMs = 60_000;

bindPreferences(browserStore);
bindAddress(browserAddress);
if (path.value === '/' || path.value === '')
  navigate(`/services${window.location.search}`, { replace: true });
followTheme(document.documentElement);
bindServer(createGraphqlClient({ fetch: window.fetch.bind(window) }));
// The server's clock counts: a laptop that is five minutes off would otherwise ask for minutes that do not exist yet.
startRefresh({ clock: () => Date.now() + (serverClock.peek()?.skewMs ?? 0), every: browserEvery });
// At once, not at the next tick: the first window of a page would otherwise be one of this machine's clock.
effect(() => {
  if (serverClock.value !== undefined) refreshNow();
});
browserEvery(() => {
  if (!document.hidden && serverClock.peek() !== undefined)
    readServerClock(Date.now).catch(() => undefined);
}, clockReadMs);
document.addEventListener('visibilitychange', () => setHidden(document.hidden));
listenToKeys();
rememberScroll();

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
