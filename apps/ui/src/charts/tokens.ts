/**
 * Colours for canvases. A canvas cannot use `var(--x)`, and the computed value of an unregistered token is its text, so
 * a hidden element is asked what colour the token comes to under the theme that is on.
 */
const cache = new Map<string, string>();
const listeners = new Set<() => void>();
let probe: HTMLElement | undefined;

/** The colour of a token such as `--series-1`, as `rgb(…)`. */
export function readToken(name: string): string {
  const known = cache.get(name);
  if (known !== undefined) return known;
  probe ??= openProbe();
  probe.style.color = `var(${name})`;
  const colour = getComputedStyle(probe).color;
  cache.set(name, colour);
  return colour;
}

/** The same colour, see-through. */
export function readTokenAlpha(name: string, alpha: number): string {
  return readToken(name).replace(/^rgba?\(([^,]+),([^,]+),([^,)]+).*$/, `rgba($1,$2,$3,${alpha})`);
}

/** True when the reader or the system asks for more contrast: colour alone should tell nothing apart then. */
export function isHighContrast(): boolean {
  if (document.documentElement.dataset['contrast'] === 'more') return true;
  return matchMedia('(prefers-contrast: more)').matches;
}

/** Calls back when the theme has changed and drawings need their colours again. */
export function onThemeChange(changed: () => void): () => void {
  probe ??= openProbe();
  listeners.add(changed);
  return () => listeners.delete(changed);
}

function openProbe(): HTMLElement {
  const element = document.createElement('span');
  element.hidden = true;
  document.body.append(element);
  const announce = (): void => {
    cache.clear();
    for (const listener of listeners) listener();
  };
  new MutationObserver(announce).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'data-contrast'],
  });
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) {
    matchMedia(query).addEventListener('change', announce);
  }
  return element;
}
