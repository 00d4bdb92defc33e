import type { LogContentType } from '@stormpetrel/model';
import { foldText } from '@stormpetrel/storage/api';
import { queryLimits } from '../../../limits.ts';

/** Members of a JSON line that hold what it says, the first that is there. */
const messageKeys = ['message', 'msg', 'log', 'event', 'body'];

/** What a line is grouped by: its first line of text; of JSON its message, or what members it has. */
export function patternText(content: string, contentType: LogContentType): string {
  const start = content.trimStart();
  const isJson = contentType === 'json' || (start.startsWith('{') && contentType !== 'yaml');
  const text = (isJson ? messageOf(start) : undefined) ?? start;
  const end = text.search(/[\r\n]/);
  const { logPatternLengthMax } = queryLimits;
  return text.slice(0, end < 0 ? logPatternLengthMax : Math.min(end, logPatternLengthMax));
}

function messageOf(json: string): string | undefined {
  const members = parseObject(json);
  if (members === undefined) return undefined;
  for (const key of messageKeys) {
    const value = members[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trimStart();
  }
  return `{${Object.keys(members).join(' ')}}`;
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  if (json.length > queryLimits.logPatternJsonLengthMax) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    // A line that is not JSON after all still says something.
    return undefined;
  }
}

const placeholders = /<(?:str|time|ip|id|num|hex|\*)>/;
/** Brackets, colons, blanks at the ends of a piece. */
const outerMarks = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;
const wordsShownMax = 3;
const wordLengthMin = 3;

/**
 * The longest fixed pieces of a template that stand in a line of it as they are: what finds lines like it. Longest first,
 * in the order of the template where equally long.
 */
export function fixedWords(template: string, content: string): readonly string[] {
  const folded = foldText(content);
  const isThere = (text: string): boolean => folded.includes(foldText(text));
  const pieces = template
    .replace(/…$/, '')
    .split(placeholders)
    .map((piece) => piece.replaceAll(outerMarks, ''))
    // Between words there may be more than the one space that templates have.
    .flatMap((piece) => (isThere(piece) ? [piece] : piece.split(' ')))
    .map((piece) => piece.slice(0, queryLimits.logWordLengthMax))
    .filter((piece) => piece.length >= wordLengthMin && /\p{L}/u.test(piece) && isThere(piece));
  return [...new Set(pieces)].toSorted((a, b) => b.length - a.length).slice(0, wordsShownMax);
}
