/**
 * The filter of logs as one line of text, so that it can be typed, shared and kept in the address.
 *
 *   filter = term*                          terms stand between blanks
 *   term   = ('service' | 'level') '=' value (',' value)*      one of them; may stand several times
 *          | ('instance' | 'endpoint' | 'trace') '=' value
 *          | 'tag:' name '=' value
 *          | value                          somewhere in the line, whatever its case
 *          | '-' value                      nowhere in the line
 *   value  = word | '"' text '"'            with `\"` and `\\` inside of quotes
 *
 * `parseLogText` never throws: what it can't read becomes a problem with its place, and the rest still counts.
 */
import type { FilterGrammar, FilterTag } from '../filter/filter-text.ts';
import { quote, termsOf, unquote } from '../filter/terms.ts';
import type { Term, TextProblem } from '../filter/terms.ts';
import { knownLevels, levelOf } from '../../base/log-level.ts';
import { logLimits } from './limits.ts';

/** What is asked for: all parts must hold; of several services or levels one must. */
export interface LogFilter {
  readonly services: readonly string[];
  readonly levels: readonly string[];
  readonly instance: string | undefined;
  readonly endpoint: string | undefined;
  readonly trace: string | undefined;
  readonly tags: readonly FilterTag[];
  /** Texts that the line holds. */
  readonly include: readonly string[];
  /** Texts that it does not hold. */
  readonly exclude: readonly string[];
}

export interface ParsedLogText {
  readonly filter: LogFilter;
  readonly problems: readonly TextProblem[];
}

export const emptyLogFilter: LogFilter = {
  services: [],
  levels: [],
  instance: undefined,
  endpoint: undefined,
  trace: undefined,
  tags: [],
  include: [],
  exclude: [],
};

/** What suggestions are made from; parsing is done here, for a log's filter has lists and words to leave out. */
export const logGrammar: FilterGrammar = {
  keys: {
    service: 'name of a service; several with commas',
    level: 'error, warn, info …; several with commas',
    instance: 'name of an instance of the service',
    endpoint: 'name of an endpoint of the service',
    trace: 'id of a trace',
  },
  choices: { level: knownLevels.map((level) => level.toLowerCase()) },
  hasTags: true,
  hasMessage: true,
};

const singleKeys = ['instance', 'endpoint', 'trace'] as const;
type SingleKey = (typeof singleKeys)[number];

interface Draft {
  readonly services: string[];
  readonly levels: string[];
  readonly single: Partial<Record<SingleKey, string>>;
  readonly tags: FilterTag[];
  readonly include: string[];
  readonly exclude: string[];
}

export function parseLogText(text: string): ParsedLogText {
  const draft: Draft = {
    services: [],
    levels: [],
    single: {},
    tags: [],
    include: [],
    exclude: [],
  };
  const problems: TextProblem[] = [];
  for (const term of termsOf(text)) {
    const fault = readTerm(draft, term.text);
    if (fault !== undefined) problems.push(problemAt(term, fault));
  }
  const { single, ...lists } = draft;
  const { instance, endpoint, trace } = single;
  return { filter: { ...lists, instance, endpoint, trace }, problems };
}

function problemAt(term: Term, message: string): TextProblem {
  return { from: term.from, to: term.to, message };
}

/** Puts a term where it belongs; gives back what is wrong with it. */
function readTerm(draft: Draft, text: string): string | undefined {
  if (text.startsWith('tag:')) return readTag(draft, text);
  const pair = /^(\w+)=(.*)$/su.exec(text);
  if (pair !== null) return readPair(draft, pair[1] ?? '', pair[2] ?? '');
  const isExcluded = text.startsWith('-') && text.length > 1;
  const value = unquote(isExcluded ? text.slice(1) : text);
  if (value === undefined) return 'The quote is not closed.';
  if (value === '') return undefined;
  return add(isExcluded ? draft.exclude : draft.include, value, logLimits.wordsMax, 'texts');
}

function readTag(draft: Draft, text: string): string | undefined {
  const equals = text.indexOf('=');
  if (equals < 5) return 'A tag needs a name and a value, as in tag:http.status_code=500.';
  const value = unquote(text.slice(equals + 1));
  if (value === undefined) return 'The quote is not closed.';
  if (value === '') return `${text.slice(4, equals)} needs a value.`;
  return add(draft.tags, { key: text.slice(4, equals), value }, logLimits.tagsMax, 'tags');
}

function readPair(draft: Draft, key: string, raw: string): string | undefined {
  if (!Object.hasOwn(logGrammar.keys, key))
    return `“${key}” is not known; try ${Object.keys(logGrammar.keys).join(', ')}, or write “"${key}=…"” in quotes.`;
  const single = singleKeys.find((each) => each === key);
  const whole = unquote(raw);
  const values = single === undefined ? listOf(raw) : whole === undefined ? undefined : [whole];
  if (values === undefined) return 'The quote is not closed.';
  const [first = ''] = values;
  if (first === '') return `${key} needs a value.`;
  if (single !== undefined) {
    draft.single[single] = first;
    return undefined;
  }
  const isLevel = key === 'level';
  for (const value of values) {
    const fault = isLevel
      ? add(draft.levels, levelOf(value), logLimits.levelsMax, 'levels')
      : add(draft.services, value, logLimits.servicesMax, 'services');
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Values between commas outside of quotes; undefined when a quote is not closed. */
function listOf(raw: string): string[] | undefined {
  const parts = raw.match(/(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/gsu) ?? [];
  const values = parts.map(unquote);
  return values.some((value) => value === undefined)
    ? undefined
    : values.filter((value) => value !== undefined && value !== '').map(String);
}

/** Adds what is not there yet. */
function add<T>(to: T[], value: T, max: number, what: string): string | undefined {
  if (to.some((each) => JSON.stringify(each) === JSON.stringify(value))) return undefined;
  if (to.length >= max) return `At most ${max} ${what}.`;
  to.push(value);
  return undefined;
}

/** Writes a filter so that `parseLogText` reads the same one. */
export function formatLogText(filter: LogFilter): string {
  const { services, levels, tags, include, exclude } = filter;
  return [
    ...(services.length === 0 ? [] : [`service=${services.map(quoteItem).join(',')}`]),
    ...(levels.length === 0
      ? []
      : [`level=${levels.map((level) => quoteItem(level.toLowerCase())).join(',')}`]),
    ...singleKeys.flatMap((key) => {
      const value = filter[key];
      return value === undefined ? [] : [`${key}=${quote(value)}`];
    }),
    ...tags.map(({ key, value }) => `tag:${key}=${quote(value)}`),
    ...include.map(quoteWord),
    ...exclude.map((word) => `-${quoteWord(word)}`),
  ].join(' ');
}

function quoteItem(value: string): string {
  return value.includes(',') ? quoteAlways(value) : quote(value);
}

/** Words that could be read as something else have to stand in quotes. */
function quoteWord(value: string): string {
  const isPlain = /^[^\s"\\=-][^\s"\\=]*$/u.test(value) && !value.startsWith('tag:');
  return isPlain ? value : quoteAlways(value);
}

function quoteAlways(value: string): string {
  return `"${value.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
}
