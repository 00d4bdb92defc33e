/**
 * What can stand at a place of an expression: a metric or function, a label of the metric whose braces are open, a value
 * of that label, or one of the words that an argument of a function takes.
 */
import { argumentChoices, mqeFunctions } from './functions.ts';
import type { ArgumentKind, MqeFunction } from './functions.ts';
import { tokensOf } from './tokens.ts';
import type { Token } from './tokens.ts';

export interface ExpressionPlace {
  readonly kind: 'operand' | 'metric' | 'labelKey' | 'labelValue' | 'choice' | 'none';
  readonly from: number;
  readonly to: number;
  readonly typed: string;
  /** The metric whose labels are meant. */
  readonly metric: string;
  /** The label whose values are meant. */
  readonly label: string;
  /** The words that stand here. */
  readonly choices: readonly string[];
  /** The call that the place is in, and which argument of it. */
  readonly call: MqeFunction | undefined;
  readonly argument: number;
}

interface Frame {
  readonly open: string;
  /** The name before the bracket. */
  readonly name: string;
  commas: number;
  /** The label whose `=` was read last. */
  label: string;
}

export function expressionPlaceAt(text: string, cursor: number): ExpressionPlace {
  const tokens = tokensOf(text);
  const current = tokens.find(
    (token) => token.from < cursor && cursor <= token.to && isWritable(token),
  );
  const before = tokens.filter((token) => token.to <= (current?.from ?? cursor));
  const frame = framesOf(before).at(-1);
  const place = {
    from: current?.from ?? cursor,
    to: current?.to ?? cursor,
    typed: (current?.text ?? '').replaceAll(/['"]/g, ''),
    metric: '',
    label: '',
    choices: [] as readonly string[],
    call: callOf(frame),
    argument: frame?.open === '(' ? frame.commas : 0,
  };
  const last = before.at(-1);
  if (frame?.open === '{') {
    if (last?.text === '=')
      return { ...place, kind: 'labelValue', metric: frame.name, label: frame.label };
    const isKey = last?.text === '{' || last?.text === ',';
    return { ...place, kind: isKey ? 'labelKey' : 'none', metric: frame.name };
  }
  if (current?.kind === 'number') return { ...place, kind: 'none' };
  // Behind an operand comes an operator, which nobody needs to be told.
  if (last !== undefined && (last.kind !== 'symbol' || last.text === ')' || last.text === '}'))
    return { ...place, kind: 'none' };
  if (current?.kind === 'string' || last?.text === '=') return { ...place, kind: 'none' };
  return argumentPlace(place);
}

function isWritable(token: Token): boolean {
  return token.kind === 'name' || token.kind === 'string' || token.kind === 'number';
}

function argumentPlace(place: Omit<ExpressionPlace, 'kind'>): ExpressionPlace {
  const kind = argumentKindOf(place.call, place.argument);
  const choices = argumentChoices[kind];
  if (choices !== undefined) return { ...place, kind: 'choice', choices };
  if (kind === 'metric') return { ...place, kind: 'metric' };
  return { ...place, kind: kind === 'expression' ? 'operand' : 'none' };
}

function argumentKindOf(call: MqeFunction | undefined, argument: number): ArgumentKind {
  if (call === undefined) return 'expression';
  return call.arguments[Math.min(argument, call.arguments.length - 1)] ?? 'expression';
}

function callOf(frame: Frame | undefined): MqeFunction | undefined {
  return frame?.open === '(' ? mqeFunctions.find(({ name }) => name === frame.name) : undefined;
}

/** The brackets that are open at the end, the innermost last. */
function framesOf(tokens: readonly Token[]): Frame[] {
  const frames: Frame[] = [];
  for (const [index, token] of tokens.entries()) {
    const top = frames.at(-1);
    const before = tokens[index - 1];
    if (token.text === '(' || token.text === '{') {
      frames.push({
        open: token.text,
        name: before?.kind === 'name' ? before.text : '',
        commas: 0,
        label: '',
      });
    } else if (token.text === ')' || token.text === '}') {
      frames.pop();
    } else if (token.text === ',' && top !== undefined) {
      top.commas++;
    } else if (token.text === '=' && top !== undefined) {
      top.label = before?.text ?? '';
    }
  }
  return frames;
}

/** The text and cursor after a suggestion was taken; the brackets of a function and the quotes of a value come with it. */
export function acceptExpression(
  text: string,
  place: ExpressionPlace,
  value: string,
): { readonly text: string; readonly cursor: number } {
  const rest = text.slice(place.to);
  const isCall = value.endsWith('(');
  const name = isCall ? value.slice(0, -1) : value;
  const written =
    place.kind === 'labelValue'
      ? `'${value}'`
      : place.kind === 'labelKey' && !rest.startsWith('=')
        ? `${value}=`
        : isCall && rest.startsWith('(')
          ? name
          : isCall
            ? `${name}()`
            : value;
  const cursor =
    place.from +
    written.length -
    (isCall && !rest.startsWith('(') ? 1 : 0) +
    (isCall && rest.startsWith('(') ? 1 : 0);
  return { text: `${text.slice(0, place.from)}${written}${rest}`, cursor };
}
