/** What agents may make profiling keep or do. Tests pass smaller ones. */
export const profilingLimits = {
  /** Bytes of a file that an agent may offer (SW_RECEIVER_ASYNC_PROFILER_JFR_MAX_SIZE, SW_RECEIVER_PPROF_PPROF_MAX_SIZE). */
  jfrBytesMax: 31_457_280,
  pprofBytesMax: 31_457_280,
  /** Files that arrive or wait to be read; more are refused. */
  uploadsMax: 32,
  /** An upload that brings nothing for this long is given up. */
  uploadIdleMs: 60_000,
  /** One that takes longer than this, and then comes more slowly than that, is given up as well: it would keep others out. */
  uploadMsMin: 300_000,
  uploadBytesPerSecondMin: 16 << 10,
  /** For how long after it was stored a profile is taken to be there, whatever readers see. */
  storedSeenMs: 10_000,
  /** Room that has to be left on the disk beyond an offered file. */
  diskReserveBytes: 1 << 20,

  /** How often tasks are read from the store at most, whoever asks. */
  boardPeriodMs: 1_000,
  /** How often all tasks are read again, and not only those that were made of late. */
  boardRenewalMs: 300_000,
  /** Tasks made this long ago are read each time: the clocks of nodes that make tasks differ. */
  boardRecentMs: 900_000,
  /** Tasks of a kind that agents may be told of at once; the newest count. */
  boardTasksMax: 10_000,
  /** How far from its start a task is handed out, before and after. Agents wait for the start themselves. */
  taskWindowMs: 300_000,

  /** Tasks that data came for, remembered; the one asked for longest ago is forgotten. */
  tasksKnownMax: 10_000,
  /** For how long it is believed that there is no such task. */
  absentTaskMs: 2_000,
  /** Tasks looked for in the store each second because of an id that is not known; data of further ones is dropped. */
  taskReadsPerSecond: 100,

  /** Dumps and lines of logs that wait for the store; the oldest are dropped. */
  rowsMax: 100_000,
  rowBytesMax: 64 << 20,
  /** Of one write. */
  rowsPerWrite: 20_000,
  rowBytesPerWrite: 8 << 20,
  /** Bytes of the stack of one dump; larger ones are dropped. */
  stackBytesMax: 4 << 20,
  /** Characters of an id of a task or segment; dumps with longer ones are dropped. */
  idLengthMax: 512,
  /** Characters of what an agent says about its failure; the rest is cut. */
  messageLengthMax: 4_000,

  /** Times that a profile is offered to a store that refuses it. */
  profileWritesMax: 8,
  /** Pause before what the store refused is offered again: doubles between the two. */
  retryDelayMinMs: 250,
  retryDelayMaxMs: 10_000,
  /** Pause, and tries, while the worker that reads files has too much to do. */
  workRetryDelayMs: 1_000,
  workTriesMax: 60,

  /** Profiles of Go's trace profiling that wait to be read, and their bytes; more are dropped. */
  goProfilesQueuedMax: 16,
  goProfileBytesQueuedMax: 32 << 20,
  /** What one may hold: samples, segments. Beyond, it is dropped. */
  goProfileSamplesMax: 200_000,
  goProfileSegmentsMax: 10_000,

  /** How far ahead dumps and lines of logs may be dated: agents' clocks differ, but not by a day. */
  futureSkewMaxMs: 86_400_000,
} as const;

export type ProfilingLimits = { readonly [Name in keyof typeof profilingLimits]: number };
