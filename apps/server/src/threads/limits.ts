/** Limits on the work with profiles, which one thread does. */
export const profileWorkLimits = {
  /** Jobs that wait, the running one included; more are refused with WORK_REFUSED. */
  jobsMax: 32,
  /** Bytes of stored profiles in the jobs that wait; more are refused. */
  waitingBytesMax: 512 << 20,
  /** A job that takes longer is ended, and what it read refused. */
  jobMsMax: 180_000,
  /** Heap of the thread, MiB, beside the columns of what it reads; a job that needs more is ended and refused. */
  heapMibMax: 1_024,
  /** Idle for so long, the thread ends; the next job brings it back. */
  idleMs: 10_000,
} as const;

export type ProfileWorkLimits = { readonly [Name in keyof typeof profileWorkLimits]: number };
