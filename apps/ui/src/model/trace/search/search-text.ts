/**
 * The one text in which a search for traces is written: `service=cart dur>500ms error tag:http.status_code=500`.
 *
 *   query   = { term }                        separated by blanks
 *   term    = 'error' | 'ok'                  outcome
 *           | key '=' value                   service, instance, endpoint, id, order, limit
 *           | 'tag:' name '=' value
 *           | 'dur' op time                   op = '>' '>=' '<' '<=' '='; for '=' a range `100ms..2s` too
 *   value   = word | '"' text '"'             with `\"` and `\\` inside of quotes
 *   time    = number unit?                    ms (default), s, m
 *
 * `parseSearch` never throws: what it can't read becomes a problem with its place, and the rest still counts.
 * `formatSearch` writes a search so that `parseSearch` reads the same one.
 */
import { quote, termsOf } from '../../filter/terms.ts';
import type { Term, TextProblem } from '../../filter/terms.ts';
import { SEARCH_SIZE_MAX, SEARCH_TAGS_MAX } from '../limits.ts';

export interface SearchTag {
  readonly key: string;
  readonly value: string;
}

/** What to look for. Absent parts match everything. */
export interface TraceSearch {
  readonly service?: string;
  readonly instance?: string;
  readonly endpoint?: string;
  readonly traceId?: string;
  /** Inclusive. */
  readonly durationMsMin?: number;
  /** Inclusive. */
  readonly durationMsMax?: number;
  readonly outcome: 'all' | 'ok' | 'error';
  readonly tags: readonly SearchTag[];
  readonly order: 'start' | 'duration';
  /** Traces asked for. */
  readonly size: number;
}

export const SEARCH_SIZE_DEFAULT = 500;

export const EMPTY_SEARCH: TraceSearch = {
  outcome: 'all',
  tags: [],
  order: 'start',
  size: SEARCH_SIZE_DEFAULT,
};

export interface ParsedSearch {
  readonly search: TraceSearch;
  readonly problems: readonly TextProblem[];
}

/** Words that a term may begin with, for completion. */
export const SEARCH_WORDS = [
  'service=',
  'endpoint=',
  'instance=',
  'dur>',
  'dur<',
  'error',
  'ok',
  'tag:',
  'order=duration',
  'order=start',
  'limit=',
  'id=',
] as const;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Reader {
  readonly search: Mutable<TraceSearch> = { ...EMPTY_SEARCH };
  readonly tags: SearchTag[] = [];
  readonly problems: TextProblem[] = [];

  complain(term: Term, message: string, offset = 0): void {
    this.problems.push({ from: Math.min(term.from + offset, term.to - 1), to: term.to, message });
  }

  /** The value without quotes, or `undefined` when it is empty or its quote is not closed. */
  value(term: Term, offset: number, example: string): string | undefined {
    const raw = term.text.slice(offset);
    if (raw.startsWith('"')) {
      const inner = /^"((?:[^"\\]|\\.)*)"$/su.exec(raw)?.[1];
      if (inner === undefined) this.complain(term, 'The quote is not closed.', offset);
      else if (inner !== '') return inner.replaceAll(/\\(.)/gsu, '$1');
      else this.complain(term, `A value is missing, as in ${example}.`, offset);
      return undefined;
    }
    if (raw === '') this.complain(term, `A value is missing, as in ${example}.`);
    return raw === '' ? undefined : raw;
  }
}

const TEXT_KEYS: Readonly<Record<string, 'service' | 'instance' | 'endpoint' | 'traceId'>> = {
  service: 'service',
  instance: 'instance',
  endpoint: 'endpoint',
  id: 'traceId',
  trace: 'traceId',
};

/** Reads the text of a search. */
export function parseSearch(text: string): ParsedSearch {
  const reader = new Reader();
  const terms = termsOf(text);
  for (const term of terms) readTerm(reader, term);
  const { search } = reader;
  const { durationMsMin: min, durationMsMax: max } = search;
  if (min !== undefined && max !== undefined && min > max) {
    const term = terms.findLast((it) => /^(?:dur|duration)/u.test(it.text));
    if (term !== undefined)
      reader.complain(term, `No trace is longer than ${min} ms and shorter than ${max} ms.`);
  }
  for (const key of ['endpoint', 'instance'] as const) {
    if (search[key] === undefined || search.service !== undefined) continue;
    const term = terms.find((it) => it.text.startsWith(`${key}=`));
    if (term !== undefined)
      reader.complain(term, `Name its service too, as in service=cart ${key}=….`);
  }
  return { search: { ...search, tags: reader.tags }, problems: reader.problems };
}

function readTerm(reader: Reader, term: Term): void {
  const { text } = term;
  if (text === 'error' || text === 'ok') {
    reader.search.outcome = text;
    return;
  }
  if (text.startsWith('tag:')) {
    readTag(reader, term);
    return;
  }
  if (/^(?:dur|duration)\s*(?:[<>=]|$)/u.test(text)) {
    readDuration(reader, term);
    return;
  }
  const equals = text.indexOf('=');
  const key = equals === -1 ? text : text.slice(0, equals);
  const textKey = Object.hasOwn(TEXT_KEYS, key) ? TEXT_KEYS[key] : undefined;
  if (textKey !== undefined) {
    const value = reader.value(term, key.length + 1, `${key}=cart`);
    if (value !== undefined) reader.search[textKey] = value;
    return;
  }
  if (key === 'state' || key === 'order' || key === 'limit') {
    readChoice(reader, term, key);
    return;
  }
  reader.complain(
    term,
    equals === -1 && !/[<>:]/u.test(text)
      ? `“${text}” alone says nothing; did you mean service=${text}?`
      : `“${key}” is not known; try service, endpoint, instance, dur, error, ok, tag, order or limit.`,
  );
}

function readTag(reader: Reader, term: Term): void {
  const equals = term.text.indexOf('=');
  const key = equals === -1 ? '' : term.text.slice(4, equals);
  if (key === '') {
    reader.complain(term, 'A tag needs a name and a value, as in tag:http.status_code=500.');
    return;
  }
  const value = reader.value(term, equals + 1, 'tag:http.status_code=500');
  if (value === undefined) return;
  if (reader.tags.length >= SEARCH_TAGS_MAX)
    reader.complain(term, `At most ${SEARCH_TAGS_MAX} tags.`);
  else reader.tags.push({ key, value });
}

function readChoice(reader: Reader, term: Term, key: 'state' | 'order' | 'limit'): void {
  const value = term.text.slice(key.length + 1);
  if (key === 'limit') {
    const size = Number(value);
    const isFit = Number.isInteger(size) && size >= 1 && size <= SEARCH_SIZE_MAX;
    if (isFit) reader.search.size = size;
    else
      reader.complain(term, `The limit is a number from 1 to ${SEARCH_SIZE_MAX}.`, key.length + 1);
    return;
  }
  if (key === 'order') {
    if (value === 'start' || value === 'duration') reader.search.order = value;
    else reader.complain(term, 'The order is start or duration.', key.length + 1);
    return;
  }
  if (value === 'all' || value === 'ok' || value === 'error') reader.search.outcome = value;
  else reader.complain(term, 'The state is all, ok or error.', key.length + 1);
}

/** Milliseconds of `500ms`, `1.5s`, `2m` or `500`; `undefined` for anything else. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|min)?$/u.exec(text);
  if (match === null) return undefined;
  const unit = match[2] ?? 'ms';
  const ms = Number(match[1]) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000);
  // The protocol's durations are whole 32-bit milliseconds.
  return ms <= 0x7f_ff_ff_ff ? ms : undefined;
}

function readDuration(reader: Reader, term: Term): void {
  const match = /^(?:dur|duration)(>=|<=|>|<|=)(.*)$/su.exec(term.text);
  const example = 'as in dur>500ms or dur=100ms..2s';
  if (match === null) {
    reader.complain(term, `A duration is missing, ${example}.`);
    return;
  }
  const op = match[1] ?? '';
  const value = match[2] ?? '';
  const offset = term.text.length - value.length;
  if (op === '=') {
    const parts = value.split('..');
    const min = parseDurationMs(parts[0] ?? '');
    const max = parts.length === 1 ? min : parseDurationMs(parts[1] ?? '');
    if (min === undefined || max === undefined || parts.length > 2) {
      reader.complain(term, `“${value}” is no duration, ${example}.`, offset);
      return;
    }
    reader.search.durationMsMin = Math.ceil(min);
    reader.search.durationMsMax = Math.floor(max);
    return;
  }
  const ms = parseDurationMs(value);
  if (ms === undefined) reader.complain(term, `“${value}” is no duration, ${example}.`, offset);
  else if (op === '>') reader.search.durationMsMin = Math.floor(ms) + 1;
  else if (op === '>=') reader.search.durationMsMin = Math.ceil(ms);
  else if (op === '<') reader.search.durationMsMax = Math.max(0, Math.ceil(ms) - 1);
  else reader.search.durationMsMax = Math.floor(ms);
}

/** Writes a search as text; defaults are left out. */
export function formatSearch(search: TraceSearch): string {
  const terms: string[] = [];
  if (search.service !== undefined) terms.push(`service=${quote(search.service)}`);
  if (search.instance !== undefined) terms.push(`instance=${quote(search.instance)}`);
  if (search.endpoint !== undefined) terms.push(`endpoint=${quote(search.endpoint)}`);
  if (search.traceId !== undefined) terms.push(`id=${quote(search.traceId)}`);
  if (search.durationMsMin !== undefined) terms.push(`dur>=${search.durationMsMin}ms`);
  if (search.durationMsMax !== undefined) terms.push(`dur<=${search.durationMsMax}ms`);
  if (search.outcome !== 'all') terms.push(search.outcome);
  for (const tag of search.tags) terms.push(`tag:${tag.key}=${quote(tag.value)}`);
  if (search.order !== 'start') terms.push(`order=${search.order}`);
  if (search.size !== SEARCH_SIZE_DEFAULT) terms.push(`limit=${search.size}`);
  return terms.join(' ');
}
