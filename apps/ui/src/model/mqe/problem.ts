/** Where in an expression its error is: the server tells line and column, or names what it is about. */
export interface ExpressionProblem {
  readonly message: string;
  /** Undefined when the error has no place. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** @param error the text of `ExpressionResult.error`. Lines count from 1, columns from 0. */
export function problemOf(text: string, error: string): ExpressionProblem {
  const placed = /^line (\d+):(\d+) ([^]*)$/.exec(error);
  if (placed !== null) {
    const from = offsetOf(text, Number(placed[1]), Number(placed[2]));
    const rest = text.slice(from);
    const word = /^(?:\w+|'[^']*'?|\S)/.exec(rest)?.[0] ?? '';
    return { message: placed[3] ?? error, ...rangeOf(text, from, word.length) };
  }
  const named =
    /(?:Metric|expression|attribute|label|Target label): ?\[([^\]]+)\]|(?:expression|attribute|metric|label) \[([^\]]+)\]/.exec(
      error,
    );
  const name = named?.[1] ?? named?.[2];
  if (name !== undefined) {
    const at = findName(text, name);
    if (at >= 0) return { message: error, from: at, to: at + name.length };
  }
  return { message: error, from: undefined, to: undefined };
}

function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let i = 1; i < line; i++) {
    const end = text.indexOf('\n', at);
    if (end < 0) break;
    at = end + 1;
  }
  return Math.min(text.length, at + column);
}

/** A problem at the end is shown under the last letter: there is nothing behind it to underline. */
function rangeOf(
  text: string,
  from: number,
  length: number,
): { readonly from: number; readonly to: number } {
  if (length > 0) return { from, to: from + length };
  const end = text.trimEnd().length;
  return { from: Math.max(0, Math.min(from, end) - 1), to: Math.max(1, Math.min(from, end)) };
}

/** The name as a whole word, before its first occurrence inside of another. */
function findName(text: string, name: string): number {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const whole = text.search(new RegExp(`(?<!\\w)${escaped}(?!\\w)`));
  return whole >= 0 ? whole : text.indexOf(name);
}
