/** Labels of pprof files that are columns of a profile; async-profiler's converter writes `thread` as well. */
export const labelKeys = { thread: 'thread', state: 'state' } as const;

/** The label by which `go tool pprof` knows the samples of the profile that is compared with, whose values are negative. */
export const baseLabel = { key: 'pprof::base', value: 'true' } as const;
