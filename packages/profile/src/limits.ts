/** Limits on one profile. What lies beyond is cut and told in `StackProfile.truncated`, or refused where it says so. */
export const profileLimits = {
  /** Distinct strings; further ones become one, `(more)`. */
  stringsMax: 2_000_000,
  /** Characters of all strings together; further strings become `(more)`. */
  stringCharactersMax: 128 * 1024 * 1024,
  /** Characters of one string; longer ones end in an ellipsis. */
  stringLengthMax: 16_384,
  /** Distinct frames; further ones become one, `(more)`. */
  framesMax: 1_000_000,
  /** Distinct stacks; further ones end in the innermost frame that is still known. */
  stacksMax: 4_000_000,
  /** Samples of all events together; further ones are left out. */
  samplesMax: 10_000_000,
  /** Values of all samples together; samples beyond are left out. A sample may have dozens of values. */
  valuesMax: 40_000_000,
  /** Labels of all samples together; further ones are left out. */
  labelsMax: 10_000_000,
  /** Kinds of events of a stored profile, refused beyond. */
  eventsMax: 1_000,
  /** Kinds of values of one event, refused beyond. */
  valueTypesMax: 64,
  /** Rows of one tree; what is deeper or comes later counts for the caller. */
  treeNodesMax: 4_000_000,
  /**
   * Thread dumps of one segment and time range that are analysed (`core.maxSizeOfAnalyzeProfileSnapshot`); the earliest
   * are, and a tip says so.
   */
  dumpsAnalysedMax: 12_000,
} as const;

/** Limits on files from outside. What is beyond is refused, unless it says that it is cut. */
export const importLimits = {
  /** Bytes of a file, unpacked. */
  bytesMax: 512 * 1024 * 1024,
  /** Bytes of a file in JSON, unpacked: the values that it is parsed into take several times as much. */
  jsonBytesMax: 256 * 1024 * 1024,
  /** Calls inlined into one location of a pprof file; further ones, which are the innermost, are cut. */
  linesOfLocationMax: 256,
  /** Rows of the tables of a pprof file: far more than frames can be kept. */
  locationsMax: 4_000_000,
  linesMax: 8_000_000,
  functionsMax: 2_000_000,
  mappingsMax: 200_000,
  stringsMax: 8_000_000,
  /** Locations of one sample of a pprof file; further ones, which are the outermost, are cut. */
  locationsOfSampleMax: 1 << 18,
  /** Labels of one sample of a pprof file; further ones are left out. */
  labelsOfSampleMax: 1_000,
  /** Steps from frame to frame in all; samples beyond are left out. Far above what any honest file of that size needs. */
  stepsMax: 400_000_000,
} as const;

/** Limits on files that are written. Beyond them the export is refused. */
export const exportLimits = {
  /** Characters of a text. Stacks that are deep and many multiply in formats that write each out in full. */
  charactersMax: 256 * 1024 * 1024,
} as const;

export type ImportLimits = { readonly [Name in keyof typeof importLimits]: number };

export type ProfileLimits = { readonly [Name in keyof typeof profileLimits]: number };
