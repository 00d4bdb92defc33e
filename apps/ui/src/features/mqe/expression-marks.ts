import { mqeFunctions } from '../../model/mqe/functions.ts';
import type { ExpressionProblem } from '../../model/mqe/problem.ts';
import { tokensOf } from '../../model/mqe/tokens.ts';
import type { TextMark } from '../../widgets/fields/suggest-field.tsx';

const functionNames = new Set(mqeFunctions.map(({ name }) => name));

/** The colours of an expression, and the line under what is wrong with it. */
export function expressionMarks(text: string, problem: ExpressionProblem | undefined): TextMark[] {
  const marks: TextMark[] = tokensOf(text).flatMap((token) => {
    if (token.kind === 'string') return [{ ...token, class: 'mqe-string' }];
    if (token.kind === 'number') return [{ ...token, class: 'mqe-number' }];
    if (token.kind === 'name' && functionNames.has(token.text))
      return [{ ...token, class: 'mqe-function' }];
    return [];
  });
  if (problem?.from !== undefined && problem.to !== undefined)
    marks.push({ from: problem.from, to: problem.to, class: 'mqe-wrong' });
  return marks;
}
