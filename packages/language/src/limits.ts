/** Limits on what people and programs hand to the compilers. At each of them the text is refused with a diagnostic. */
export const limits = {
  /** Characters of one source text: the largest shipped rule file has some 40,000. */
  sourceTextLengthMax: 1_048_576,
  /** Nesting of expressions, so that a text of a million parentheses cannot end the stack. */
  nestingDepthMax: 200,
  /** Diagnostics kept of one compilation; the rest are only counted. */
  diagnosticsMax: 100,
} as const;
