/** Limits on expressions; beyond them the expression is refused with an error, or where said, the number is cut. */
export const mqeLimits = {
  /** Characters of one expression. Depth is bounded by the kit's `nestingDepthMax`. */
  expressionLengthMax: 32_768,
  /** Steps that `increase` and `rate` reach back, which the source has to read in addition. */
  trendRangeMax: 1_500,
  /** Entries of one `top_n`; a greater number asked for is cut to it. */
  topEntriesMax: 10_000,
  /** Different rankings in one expression. */
  topReadingsMax: 32,
} as const;
