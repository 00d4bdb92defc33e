/** What a line says, as one line and as a structure. */
import type { LogRow } from './log-row.ts';

const spokenKeys = ['message', 'msg', 'log', 'event', 'body'];
/** A row of the list shows no more than a screen's width of it. */
const shownCharacters = 400;

/** The line as the list shows it: of JSON what it says in words, then the rest; line breaks as a sign. */
export function oneLineOf(row: Pick<LogRow, 'content' | 'contentType'>): string {
  const text = row.contentType === 'json' ? spokenFirst(row.content) : row.content;
  const trimmed = text.length > shownCharacters ? text.slice(0, shownCharacters) : text;
  return trimmed.trim().replaceAll(/\s*\r?\n\s*/g, ' ⏎ ');
}

function spokenFirst(content: string): string {
  const value = jsonIn(content);
  if (!isObject(value)) return content;
  const key = spokenKeys.find((each) => typeof value[each] === 'string');
  const spoken = key === undefined ? undefined : value[key];
  if (key === undefined || typeof spoken !== 'string') return content;
  const { [key]: _, ...rest } = value;
  const more = Object.entries(rest)
    .map(([name, each]) => `${name}=${typeof each === 'string' ? each : JSON.stringify(each)}`)
    .join(' ');
  return more === '' ? spoken : `${spoken}  ${more}`;
}

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** What browsers have of ECMAScript's `JSON.parse` with source text: numbers as they were written. Older ones have nothing. */
interface RawJson {
  readonly rawJSON?: (source: string) => JsonValue;
  readonly isRawJSON?: (value: unknown) => boolean;
}

const { rawJSON, isRawJSON }: RawJson = JSON as RawJson;

/** Numbers of fewer digits are exact. */
const longNumber = /\d{16}/;

/**
 * The JSON of a text; undefined where it is none, which it may be because it was cut. Ids are often longer than numbers are
 * exact: such a number is neither an object nor a list, and `JSON.stringify` writes it as it was.
 */
export function jsonIn(content: string): JsonValue | undefined {
  const first = content.trimStart()[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    const reviver = longNumber.test(content) ? exactNumber : undefined;
    return JSON.parse(content, reviver) as JsonValue;
  } catch {
    return undefined;
  }
}

function exactNumber(
  _: string,
  value: JsonValue,
  context?: { readonly source?: string },
): JsonValue {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value;
  return rawJSON?.(source) ?? value;
}

export function isObject(
  value: JsonValue | undefined,
): value is { readonly [key: string]: JsonValue } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    isRawJSON?.(value) !== true
  );
}
