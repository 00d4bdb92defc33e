import { CodedError } from '@stormpetrel/base';
import type { Selection } from '@stormpetrel/profile';
import type { ExportFormat } from '@stormpetrel/profile/jobs';
import { queryErrors } from '../../errors.ts';

/** One side of an export: a profile, and what of it. */
export interface ExportSide {
  /** What tells which dumps are read, where the profile is of a trace task. */
  readonly choice: URLSearchParams;
  readonly selection: Selection;
}

/** The parameters of `GET /api/profiling/export/<reference>` (docs/reference/profile-api.md). */
export interface ExportRequest {
  readonly format: ExportFormat;
  readonly side: ExportSide;
  /** With its reference, encoded as in a path. */
  readonly against: (ExportSide & { readonly reference: string }) | undefined;
  readonly isRaw: boolean;
}

export const exportFormats: readonly ExportFormat[] = ['pprof', 'collapsed', 'speedscope', 'svg'];

/** Throws QUERY_PROFILE_ARGUMENT. */
export function parseExportRequest(parameters: URLSearchParams): ExportRequest {
  const format = exportFormats.find((known) => known === parameters.get('format'));
  if (format === undefined) throw malformed(`format is one of ${exportFormats.join(', ')}`);
  const reference = parameters.get('against') ?? '';
  return {
    format,
    side: sideOf(parameters, (name) => name),
    against: reference === '' ? undefined : { reference, ...sideOf(parameters, againstName) },
    isRaw: parameters.get('raw') === '1',
  };
}

/** `from` is `againstFrom` of the other profile. */
function againstName(name: string): string {
  return `against${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function sideOf(parameters: URLSearchParams, nameOf: (name: string) => string): ExportSide {
  const all = (name: string): readonly string[] => parameters.getAll(nameOf(name));
  const first = (name: string): string => parameters.get(nameOf(name)) ?? '';
  const ranges = rangesOf(all, nameOf);
  const threads = all('thread');
  const states = all('state');
  const selection: Selection = {
    ...(first('event') !== '' && { events: [first('event')] }),
    ...(first('type') !== '' && { type: first('type') }),
    ...(threads.length > 0 && { threads }),
    ...(states.length > 0 && { states }),
    ...(ranges !== undefined && { ranges }),
  };
  return { choice: choiceOf(all('segment'), ranges), selection };
}

/** Windows: the first `from` with the first `to`, and so on; either may be missing where there is one window. */
function rangesOf(
  all: (name: string) => readonly string[],
  nameOf: (name: string) => string,
): NonNullable<Selection['ranges']> | undefined {
  const filled = (name: string): readonly string[] => all(name).filter((text) => text !== '');
  const [from, to] = [filled('from'), filled('to')];
  const count = Math.max(from.length, to.length);
  if (count === 0) return undefined;
  const isPaired = count === 1 || from.length === to.length;
  if (!isPaired) throw malformed(`there are as many ${nameOf('from')} as ${nameOf('to')}`);
  return Array.from({ length: count }, (_, at) => {
    const startMs = from[at] === undefined ? -Infinity : timeOf(from[at], nameOf('from'));
    const endMs = to[at] === undefined ? Infinity : timeOf(to[at], nameOf('to'));
    if (startMs < endMs) return [startMs, endMs] as const;
    throw malformed(`${nameOf('from')} is before ${nameOf('to')}`);
  });
}

function timeOf(text: string, name: string): number {
  if (/^\d{1,15}(\.\d{1,9})?$/.test(text)) return Number(text);
  throw malformed(`${name} is a number of milliseconds from 0 on`);
}

/** Of a trace task no more dumps are read than the windows need; their times are whole milliseconds. */
function choiceOf(segments: readonly string[], ranges: Selection['ranges']): URLSearchParams {
  const choice = new URLSearchParams();
  for (const id of segments) choice.append('segment', id);
  if (ranges === undefined) return choice;
  const start = Math.min(...ranges.map(([startMs]) => startMs));
  const end = Math.max(...ranges.map(([, endMs]) => endMs));
  if (start > -Infinity) choice.set('from', String(Math.floor(start)));
  if (end < Infinity) choice.set('to', String(Math.ceil(end)));
  return choice;
}

function malformed(what: string): CodedError {
  return new CodedError(queryErrors.profileArgument.code, what);
}
