import './nav.css';
import { path } from '../base/address.ts';
import { signal } from '../base/signal.ts';
import { firingCount } from '../model/alarm/firing-count.ts';
import { Link } from '../widgets/link.tsx';
import { Popover } from '../widgets/panes/popover.tsx';
import { routes } from './routes.ts';
import type { NavPlace } from './routes.ts';

const restIsOpen = signal(false);

interface NavEntry extends NavPlace {
  readonly path: string;
}

const entries: readonly NavEntry[] = routes.flatMap(({ path, nav }) =>
  nav === undefined ? [] : [{ path, ...nav }],
);

/**
 * The pages: all of them in the bar, or, where that is too narrow, the ones that people on call need (on narrow screens as
 * a strip at the bottom) and the rest behind “More”.
 */
export function Nav() {
  const at = path.value;
  const rest = entries.filter(({ isSecondary }) => isSecondary === true);
  const current = rest.find((entry) => isWithin(at, entry.path));
  return (
    <nav class="nav" aria-label="Pages">
      {entries.map((entry) => (
        <NavLink key={entry.path} entry={entry} at={at} />
      ))}
      <span class={current === undefined ? 'nav__more' : 'nav__more is-current'}>
        <Popover
          isOpen={restIsOpen}
          label="More pages"
          anchor={
            <button
              type="button"
              aria-expanded={restIsOpen.value}
              onClick={() => (restIsOpen.value = !restIsOpen.value)}
            >
              {current?.label ?? 'More'}
              <span class="nav__arrow" aria-hidden="true" />
              {current === undefined ? undefined : (
                <span class="visually-hidden">, more pages</span>
              )}
            </button>
          }
        >
          <div class="nav__rest" onClick={() => (restIsOpen.value = false)}>
            {rest.map((entry) => (
              <NavLink key={entry.path} entry={entry} at={at} />
            ))}
          </div>
        </Popover>
      </span>
    </nav>
  );
}

function NavLink({ entry, at }: { readonly entry: NavEntry; readonly at: string }) {
  return (
    <Link
      to={entry.path}
      class={entry.isSecondary === true ? 'nav__link is-secondary' : 'nav__link'}
      isCurrent={isWithin(at, entry.path)}
      title={`${entry.label} (${entry.keys})`}
    >
      {entry.label}
      {entry.path === '/alarms' ? <FiringCount /> : undefined}
    </Link>
  );
}

/** Nothing while nothing fires: a bar that always shows a number is soon not seen. */
function FiringCount() {
  const count = firingCount.value ?? 0;
  if (count === 0) return undefined;
  return (
    <span class="nav__count" title={`${count} firing`}>
      {count}
      <span class="visually-hidden"> firing</span>
    </span>
  );
}

/** `/service/x` belongs to `/services`, `/trace/x` to `/traces`; an instance or endpoint belongs to its service. */
function isWithin(at: string, nav: string): boolean {
  if (at === nav || at.startsWith(`${nav}/`)) return true;
  if (nav === '/services') return /^\/(?:service|instance|endpoint)\//.test(at);
  return nav.endsWith('s') && at.startsWith(`${nav.slice(0, -1)}/`);
}
