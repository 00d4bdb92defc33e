import './top-bar.css';
import { navigate, hrefTo } from '../base/address.ts';
import { formatClock } from '../base/format-time.ts';
import { preferences, setPreferences } from '../base/preferences.ts';
import { signal } from '../base/signal.ts';
import { isLive, isPaused, readAgain } from '../model/page/refresh.ts';
import { nowMs, zone } from '../model/page/url-state.ts';
import { Button } from '../widgets/button.tsx';
import { CopiedNote, copyLink } from '../widgets/copy-link.tsx';
import { Link } from '../widgets/link.tsx';
import { Popover } from '../widgets/panes/popover.tsx';
import { Segments } from '../widgets/panes/tabs.tsx';
import { useKeys } from '../widgets/hooks/use-keys.ts';
import { Brand } from './brand.tsx';
import { Nav } from './nav.tsx';
import { openPalette } from './palette-state.ts';
import { routes } from './routes.ts';
import { openShortcutSheet } from './shortcut-sheet.tsx';
import { toggleTheme } from './theme.ts';
import { TimePicker } from './time-picker.tsx';

const lookIsOpen = signal(false);

const modKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K';

/** One bar and no side bar: the page owns the width. */
export function TopBar() {
  useKeys('Go to', [
    ...routes.flatMap(({ path, nav }) =>
      nav === undefined
        ? []
        : [{ keys: nav.keys, label: nav.label, run: () => navigate(hrefTo(path)) }],
    ),
    { keys: 'mod+k', label: 'Jump to anything', run: openPalette },
  ]);
  useKeys('Page', [
    { keys: '?', label: 'This sheet', run: openShortcutSheet },
    { keys: 'l', label: 'Live on and off', run: toggleLive },
    { keys: 'r', label: 'Read again', run: readAgain },
    { keys: 'd', label: 'Light or dark', run: toggleTheme },
    { keys: 'y', label: 'Copy a link to this screen', run: () => void copyLink() },
  ]);
  return (
    <header class="top-bar">
      <Link to="/services" class="top-bar__brand" title="Stormpetrel">
        <Brand />
        <span>Stormpetrel</span>
      </Link>
      <Nav />
      <div class="top-bar__right">
        <CopiedNote />
        <button type="button" class="top-bar__jump" onClick={openPalette}>
          <span>Jump to…</span>
          <kbd>{modKey}</kbd>
        </button>
        <TimePicker />
        <LiveSwitch />
        <LookMenu />
        <Button
          tone="quiet"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          onClick={openShortcutSheet}
        >
          ?
        </Button>
      </div>
    </header>
  );
}

function toggleLive(): void {
  setPreferences({ live: !preferences.peek().live });
}

function LiveSwitch() {
  const state = !isLive.value ? 'off' : isPaused.value ? 'waiting' : 'on';
  const title = {
    on: 'Reads again every 10 s (l)',
    waiting: 'Waits while you read',
    off: `Still since ${formatClock(nowMs.value, zone.value)} (l)`,
  }[state];
  return (
    <span class="live">
      <Button tone="quiet" aria-pressed={isLive.value} title={title} onClick={toggleLive}>
        <span class={`live__dot live__dot--${state}`} aria-hidden="true" />
        <span>Live</span>
      </Button>
      {isLive.value ? undefined : (
        <Button tone="quiet" aria-label="Read again" title="Read again (r)" onClick={readAgain}>
          ⟳
        </Button>
      )}
    </span>
  );
}

function LookMenu() {
  const { theme, contrast } = preferences.value;
  return (
    <Popover
      isOpen={lookIsOpen}
      label="Look"
      anchor={
        <Button
          tone="quiet"
          aria-label="Look"
          title="Look (d switches light and dark)"
          aria-expanded={lookIsOpen.value}
          onClick={() => (lookIsOpen.value = !lookIsOpen.value)}
        >
          ◐
        </Button>
      }
    >
      <div class="look-menu">
        <span class="muted">Theme</span>
        <Segments
          label="Theme"
          value={theme}
          choices={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          onChoose={(value) => setPreferences({ theme: value })}
        />
        <span class="muted">Contrast</span>
        <Segments
          label="Contrast"
          value={contrast}
          choices={[
            { value: 'system', label: 'System' },
            { value: 'more', label: 'High' },
          ]}
          onChoose={(value) => setPreferences({ contrast: value })}
        />
      </div>
    </Popover>
  );
}
