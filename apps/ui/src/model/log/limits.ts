/** What the server takes of a question at most (docs/reference/log-api.md), and what the page keeps. */
export const logLimits = {
  servicesMax: 50,
  levelsMax: 20,
  tagsMax: 20,
  /** Texts to include, and as many to exclude. */
  wordsMax: 10,
  /** Lines read at once. */
  pageLines: 500,
  /** Lines that the list holds; older ones are asked for with a shorter window. */
  linesMax: 20_000,
  /** Lines that the live tail holds; the oldest are let go. */
  tailLinesMax: 5_000,
  /** Marks in one text of what was searched for: a letter may stand in a long line half a million times. */
  marksMax: 1_000,
  /** Bars of the histogram. */
  bucketsMax: 100,
} as const;
