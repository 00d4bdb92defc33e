import { CodedError } from '@stormpetrel/base';
import { queryErrors } from '../../errors.ts';
import { queryLimits } from '../../limits.ts';

/**
 * A test of whole metric names against a regular expression from outside. JavaScript's matcher can be made to run for
 * hours by repeating a group that repeats something itself: such patterns are refused.
 */
export function metricNameTest(pattern: string | null | undefined): (name: string) => boolean {
  if (pattern === undefined || pattern === null || pattern === '') return () => true;
  if (pattern.length > queryLimits.patternLengthMax || repeatsRepetition(pattern)) {
    throw new CodedError(
      queryErrors.patternRefused.code,
      'the regular expression is too long, or repeats a group that repeats something itself',
    );
  }
  try {
    const expression = new RegExp(`^(?:${pattern})$`, 'u');
    return (name) => expression.test(name);
  } catch (cause) {
    throw new CodedError(queryErrors.patternRefused.code, 'the regular expression is not valid', {
      cause,
    });
  }
}

/** Whether a group is quantified that holds a quantifier or alternatives, or a back reference stands anywhere. */
function repeatsRepetition(pattern: string): boolean {
  const holdsChoice: boolean[] = [];
  let wasClosed = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string;
    const isQuantifier = char === '*' || char === '+' || char === '{';
    if (isQuantifier && wasClosed) return true;
    wasClosed = false;
    if (char === '\\') {
      if (/[1-9k]/.test(pattern[i + 1] ?? '')) return true;
      i++;
    } else if (char === '[') {
      i = endOfClass(pattern, i);
    } else if (char === '(') {
      holdsChoice.push(false);
    } else if (char === ')') {
      wasClosed = holdsChoice.pop() ?? false;
      if (wasClosed && holdsChoice.length > 0) holdsChoice[holdsChoice.length - 1] = true;
    } else if ((isQuantifier || char === '|') && holdsChoice.length > 0) {
      holdsChoice[holdsChoice.length - 1] = true;
    }
  }
  return false;
}

function endOfClass(pattern: string, start: number): number {
  for (let i = start + 1; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === ']') return i;
  }
  return pattern.length;
}
