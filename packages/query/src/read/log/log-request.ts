/** Parameters of the HTTP API of logs (docs/reference/log-api.md) into conditions. What is not of its form is refused. */
import { CodedError } from '@stormpetrel/base';
import { queryErrors } from '../../errors.ts';
import { queryLimits } from '../../limits.ts';
import type { LogCondition } from './log-condition.ts';
import { displayLevel, levelTag } from './log-level.ts';
import { type LogPlace, parsePlace } from './log-pages.ts';

/** From inclusive to exclusive, epoch ms; undefined where it is open. */
export interface LogWindow {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
}

/** How far back is looked where nobody says. */
export const usualWindowMs = 30 * 60_000;

/** Throws QUERY_LOG_ARGUMENT. */
export function parseCondition(
  parameters: URLSearchParams,
  searchableTags: readonly string[],
): LogCondition {
  const traceId = textParameter(parameters, 'trace');
  const isOfTrace = traceId !== '';
  const levels = listParameter(parameters, 'level', queryLimits.logLevelsMax).map(displayLevel);
  const tags = listParameter(parameters, 'tag', queryLimits.logTagsMax).map(parseTag);
  const keys = [...tags.map(({ key }) => key), ...(levels.length > 0 ? [levelTag] : [])];
  for (const key of keys) {
    if (searchableTags.includes(key)) continue;
    const known = searchableTags.join(', ') || 'none';
    throw refused(`the tag ${key} is not searchable (searchable are: ${known})`);
  }
  const { logWordsMax, logWordLengthMax } = queryLimits;
  return {
    serviceIds: [...new Set(listParameter(parameters, 'service', queryLimits.logServicesMax))],
    instanceId: textParameter(parameters, 'instance'),
    endpointId: textParameter(parameters, 'endpoint'),
    traceId,
    segmentId: isOfTrace ? textParameter(parameters, 'segment') : '',
    spanId: isOfTrace ? numberParameter(parameters, 'span') : undefined,
    levels: [...new Set(levels)],
    tags,
    include: listParameter(parameters, 'include', logWordsMax, logWordLengthMax),
    exclude: listParameter(parameters, 'exclude', logWordsMax, logWordLengthMax),
  };
}

/** The window that is asked for; with a trace both ends may be open. Throws QUERY_LOG_ARGUMENT. */
export function parseWindow(parameters: URLSearchParams, nowMs: number): LogWindow {
  const fromMs = numberParameter(parameters, 'from');
  const toMs = numberParameter(parameters, 'to');
  if (textParameter(parameters, 'trace') !== '') return { fromMs, toMs };
  return boundedWindow({ fromMs, toMs }, nowMs);
}

/** A window with both ends. */
export function boundedWindow(
  { fromMs, toMs }: LogWindow,
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  // Lines of this very millisecond are there already.
  const endMs = toMs ?? nowMs + 1;
  return { fromMs: fromMs ?? Math.max(0, endMs - usualWindowMs), toMs: endMs };
}

export function orderParameter(parameters: URLSearchParams): 'asc' | 'desc' {
  return choiceParameter(parameters, 'order', ['desc', 'asc']);
}

/** The first choice is what counts where none is given. */
export function choiceParameter<Choice extends string>(
  parameters: URLSearchParams,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const given = parameters.get(name) ?? '';
  if (given === '') return choices[0];
  const found = choices.find((choice) => choice === given);
  if (found === undefined) throw refused(`${name} is one of ${choices.join(', ')}`);
  return found;
}

/** Cut to the limits. */
export function countParameter(
  parameters: URLSearchParams,
  name: string,
  { usual, min = 0, max }: { readonly usual: number; readonly min?: number; readonly max: number },
): number {
  return Math.min(Math.max(numberParameter(parameters, name) ?? usual, min), max);
}

/** undefined where it is not given. */
export function placeParameter(parameters: URLSearchParams, name: string): LogPlace | undefined {
  const given = parameters.get(name) ?? '';
  if (given === '') return undefined;
  const place = parsePlace(given);
  if (place === undefined) throw refused(`${name} is the id of a row`);
  return place;
}

export function refused(what: string): CodedError {
  return new CodedError(queryErrors.logArgument.code, what);
}

function numberParameter(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name) ?? '';
  if (text === '') return undefined;
  if (!/^\d{1,15}$/.test(text)) throw refused(`${name} is a whole number from 0 on`);
  return Number(text);
}

function textParameter(parameters: URLSearchParams, name: string): string {
  return bounded(name, (parameters.get(name) ?? '').trim(), queryLimits.logIdLengthMax);
}

/** Empty texts count as not given. */
function listParameter(
  parameters: URLSearchParams,
  name: string,
  countMax: number,
  lengthMax: number = queryLimits.logIdLengthMax,
): readonly string[] {
  const values = parameters.getAll(name).filter((value) => value !== '');
  if (values.length > countMax) throw refused(`at most ${countMax} of ${name} can be given`);
  return values.map((value) => bounded(name, value, lengthMax));
}

function bounded(name: string, value: string, lengthMax: number): string {
  if (value.length <= lengthMax) return value;
  throw refused(`${name} has at most ${lengthMax} characters`);
}

function parseTag(text: string): { readonly key: string; readonly value: string } {
  const cut = text.indexOf('=');
  if (cut <= 0) throw refused('tag is written key=value');
  return { key: text.slice(0, cut), value: text.slice(cut + 1) };
}
