import './dialog.css';
import type { RefObject } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { hrefTo, navigate } from '../base/address.ts';
import { findFuzzy } from '../base/fuzzy.ts';
import type { FuzzyMatch } from '../base/fuzzy.ts';
import { valueOf } from '../base/loadable.ts';
import { endpointPath, servicePath } from '../base/path-id.ts';
import { preferences, setPreferences } from '../base/preferences.ts';
import { findEndpoints } from '../model/entity/endpoint-search.ts';
import { serviceColour, serviceDirectory } from '../model/entity/service-directory.ts';
import { parseWindow, windowChoices } from '../model/page/time-window.ts';
import { nowMs, setTimeWindow, zone } from '../model/page/url-state.ts';
import { copyLink } from '../widgets/copy-link.tsx';
import { HueMark } from '../widgets/hue-mark.tsx';
import { openShortcutSheet } from './shortcut-sheet.tsx';
import { paletteIsOpen } from './palette-state.ts';
import { routes } from './routes.ts';
import { toggleTheme } from './theme.ts';

interface PaletteItem {
  readonly key: string;
  readonly label: string;
  readonly kind: string;
  readonly colour?: string;
  readonly isHollow?: boolean;
  readonly run: () => void;
}

const shownMax = 40;
const keywordLengthMin = 2;
const typingPauseMs = 120;

/** Trace ids are long, of hexadecimal groups; anything shorter is a word. */
const traceIdPattern = /^[0-9a-f][0-9a-f.-]{15,}$/i;

function goTo(path: string): () => void {
  return () => navigate(hrefTo(path));
}

function staticItems(): readonly PaletteItem[] {
  const pages = routes.flatMap(({ path, nav }) =>
    nav === undefined ? [] : [{ key: path, label: nav.label, kind: 'page', run: goTo(path) }],
  );
  const services = (valueOf(serviceDirectory().result.value) ?? []).map((service) => ({
    key: service.id,
    label: service.name,
    kind: service.normal ? 'service' : 'called only',
    colour: serviceColour(service.name),
    isHollow: !service.normal,
    run: goTo(servicePath(service.id)),
  }));
  const windows = windowChoices.map(({ text, label }) => ({
    key: `t-${text}`,
    label,
    kind: 'time',
    run: () => {
      const parsed = parseWindow(text, nowMs.peek(), zone.peek());
      if (parsed !== undefined) setTimeWindow(parsed);
    },
  }));
  const actions = [
    {
      key: 'profile',
      label: 'New profiling task',
      kind: 'action',
      run: goTo('/profiling?new=any'),
    },
    {
      key: 'link',
      label: 'Copy a link to this screen',
      kind: 'action',
      run: () => void copyLink(),
    },
    { key: 'theme', label: 'Light or dark', kind: 'action', run: toggleTheme },
    {
      key: 'live',
      label: 'Live on and off',
      kind: 'action',
      run: () => setPreferences({ live: !preferences.peek().live }),
    },
    { key: 'keys', label: 'Keyboard shortcuts', kind: 'action', run: openShortcutSheet },
  ];
  return [...pages, ...services, ...windows, ...actions];
}

function traceItem(text: string): readonly PaletteItem[] {
  if (!traceIdPattern.test(text)) return [];
  return [
    {
      key: 'trace',
      label: `Open trace ${text}`,
      kind: 'trace',
      run: goTo(`/trace/${encodeURIComponent(text)}`),
    },
  ];
}

/** Endpoints are not held here: they are asked for when the typing pauses. */
function useEndpointItems(text: string): readonly PaletteItem[] {
  const [items, setItems] = useState<readonly PaletteItem[]>([]);
  useEffect(() => {
    if (text.length < keywordLengthMin) {
      setItems([]);
      return undefined;
    }
    const controller = new AbortController();
    const services = (valueOf(serviceDirectory().result.peek()) ?? []).filter(
      (service) => service.normal,
    );
    const timer = window.setTimeout(() => {
      findEndpoints(text, services, controller.signal).then(
        (hits) =>
          setItems(
            hits.map((hit) => ({
              key: hit.id,
              label: hit.name,
              kind: hit.serviceName,
              colour: serviceColour(hit.serviceName),
              run: goTo(endpointPath(hit.id)),
            })),
          ),
        () => setItems([]),
      );
    }, typingPauseMs);
    return () => {
      window.clearTimeout(timer);
      controller.abort();
    };
  }, [text]);
  return items;
}

export function Palette() {
  return paletteIsOpen.value ? <PaletteDialog /> : undefined;
}

/** Jump to anything by a few letters of its name. */
function PaletteDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  // Before the next key comes: who types at once must not lose the first letters to the page below.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const query = text.trim();
  const endpoints = useEndpointItems(query);
  const found = findFuzzy(query, [...staticItems(), ...endpoints], (item) => item.label, shownMax);
  const shown: readonly FuzzyMatch<PaletteItem>[] = [
    ...traceItem(query).map((item) => ({ item, score: 0, positions: [] })),
    ...found,
  ];
  const close = (): void => void (paletteIsOpen.value = false);
  const run = (item: PaletteItem | undefined): void => {
    if (item === undefined) return;
    close();
    item.run();
  };
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = Math.min(shown.length - 1, Math.max(0, at + step));
      setAt(next);
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
    }
    if (event.key === 'Enter') run(shown[at]?.item);
  };
  return (
    <dialog
      class="dialog palette"
      ref={dialog}
      aria-label="Jump to"
      onClose={close}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <input
        placeholder="A service, an endpoint, a page, a trace id…"
        aria-label="Jump to"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={shown.length > 0 ? `${id}-${at}` : undefined}
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <PaletteList id={id} list={list} shown={shown} at={at} onAt={setAt} onRun={run} />
      {shown.length === 0 ? <p class="palette__none">Nothing is called that.</p> : undefined}
    </dialog>
  );
}

function PaletteLabel({ match }: { readonly match: FuzzyMatch<PaletteItem> }) {
  const { item, positions } = match;
  const marked = new Set(positions);
  return (
    <>
      <span class="palette__label" title={item.label}>
        {item.colour === undefined ? undefined : (
          <HueMark colour={item.colour} isHollow={item.isHollow === true} />
        )}
        {positions.length === 0
          ? item.label
          : Array.from(item.label, (letter, index) =>
              marked.has(index) ? <b key={index}>{letter}</b> : letter,
            )}
      </span>
      <span class="palette__kind">{item.kind}</span>
    </>
  );
}

interface PaletteListProps {
  readonly id: string;
  readonly list: RefObject<HTMLDivElement | null>;
  readonly shown: readonly FuzzyMatch<PaletteItem>[];
  readonly at: number;
  readonly onAt: (index: number) => void;
  readonly onRun: (item: PaletteItem) => void;
}

function PaletteList({ id, list, shown, at, onAt, onRun }: PaletteListProps) {
  return (
    <div class="palette__list" role="listbox" aria-label="Matches" id={id} ref={list}>
      {shown.map((match, index) => (
        <div
          key={match.item.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          class={`palette__item ${index === at ? 'is-at' : ''}`}
          onPointerMove={() => index !== at && onAt(index)}
          onClick={() => onRun(match.item)}
        >
          <PaletteLabel match={match} />
        </div>
      ))}
    </div>
  );
}
