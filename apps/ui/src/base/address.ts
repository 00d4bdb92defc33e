import { batch, signal } from './signal.ts';
import type { ReadonlySignal } from './signal.ts';

/**
 * The address bar as state: two signals, path and query string, and the verbs that change them. The URL is the only
 * store of what is on the screen, so a reload or a pasted link shows the same thing.
 */
export interface AddressPort {
  /** The path and the query string (with or without its `?`) at this moment. */
  read(): { readonly path: string; readonly search: string };
  /** Writes an address; `push` makes a step for the back button, otherwise the present step is rewritten. */
  write(url: string, push: boolean): void;
  /** Calls back when the reader goes back or forward. */
  listen(changed: () => void): void;
}

const pathSignal = signal('/');
const searchSignal = signal('');
let port: AddressPort | undefined;

/** The path of the page on screen, such as `/services`. */
export const path: ReadonlySignal<string> = pathSignal;
/** The query string without its `?`. */
export const search: ReadonlySignal<string> = searchSignal;

/** Connects the signals to a real (or a test's) address bar. */
export function bindAddress(to: AddressPort): void {
  port = to;
  to.listen(readPort);
  readPort();
}

function readPort(): void {
  if (port === undefined) return;
  const now = port.read();
  batch(() => {
    pathSignal.value = now.path;
    searchSignal.value = now.search.replace(/^\?/, '');
  });
}

/** Goes to an address of this page. */
export function navigate(url: string, options: { readonly replace?: boolean } = {}): void {
  const { path, search } = splitAddress(url);
  port?.write(url, options.replace !== true);
  batch(() => {
    pathSignal.value = path;
    searchSignal.value = search;
  });
}

/** The value of one parameter of the query string, or undefined. */
export function readParameter(name: string): string | undefined {
  return new URLSearchParams(searchSignal.value).get(name) ?? undefined;
}

/**
 * Changes some parameters and keeps the others; undefined or an empty string removes one. Replaces the present step
 * unless told to push: typing in a filter should not fill the history, zooming into a chart should.
 */
export function writeParameters(
  changes: Readonly<Record<string, string | undefined>>,
  options: { readonly push?: boolean } = {},
): void {
  const parameters = new URLSearchParams(searchSignal.peek());
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') parameters.delete(name);
    else parameters.set(name, value);
  }
  const query = formatQuery(parameters);
  if (query === searchSignal.peek()) return;
  navigate(withQuery(pathSignal.peek(), query), { replace: options.push !== true });
}

/** The address of this screen with some parameters changed, without going there. */
export function addressWith(changes: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams(searchSignal.peek());
  for (const [name, value] of Object.entries(changes)) parameters.set(name, value);
  return withQuery(pathSignal.peek(), formatQuery(parameters));
}

/** Parameters that belong to the reader and not to one page: they travel along every link. */
const travelling: readonly string[] = ['t', 'tz'];

/** Between pages of one kind more travels: what charts show besides their lines. */
const chartPages = /^\/(?:service|instance|endpoint)\//;
const travellingAmongCharts: readonly string[] = ['before', 'events'];

/**
 * The address of another page, with the time window and the zone kept, and among pages with charts what these compare.
 * @param to a path, with or without parameters of its own, which win.
 */
export function hrefTo(to: string): string {
  const { path, search: own } = splitAddress(to);
  const parameters = new URLSearchParams(own);
  const present = new URLSearchParams(searchSignal.value);
  const isAmongCharts = chartPages.test(path) && chartPages.test(pathSignal.value);
  for (const name of isAmongCharts ? [...travelling, ...travellingAmongCharts] : travelling) {
    const value = present.get(name);
    if (value !== null && !parameters.has(name)) parameters.set(name, value);
  }
  return withQuery(path, formatQuery(parameters));
}

function splitAddress(url: string): { readonly path: string; readonly search: string } {
  const at = url.indexOf('?');
  return at < 0 ? { path: url, search: '' } : { path: url.slice(0, at), search: url.slice(at + 1) };
}

/** `:`, `/`, `,` and `..` are legal in a query string, and an address that people read is worth keeping readable. */
function formatQuery(parameters: URLSearchParams): string {
  return parameters.toString().replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%2C', ',');
}

function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`;
}
