/** Bounds of the profiling page. */
export const profileViewLimits = {
  /** Rows of a tree on the page; what is deeper or comes later counts for the caller, and the page says so. */
  treeNodesMax: 2_000_000,
  /** Profiles that the worker keeps decoded; the one that was asked for longest ago goes first. */
  profilesMax: 4,
  /** Threads and states that are offered to choose from, the heaviest first. */
  choicesMax: 500,
  /** Bars of the strip of samples over time. */
  stripBarsMax: 2000,
  /** Tasks and uploads that are listed. */
  tasksMax: 500,
  /** A question with a regular expression that is not answered so long is given up, and the expression refused. */
  patternPatienceMs: 10_000,
  /** Expressions that are remembered as too slow; all are forgotten beyond. */
  givenUpPatternsMax: 100,
  /** Spans of a profiled segment that are drawn. */
  spansMax: 5000,
} as const;
