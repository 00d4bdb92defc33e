/** What a source of dynamic configuration may bring; beyond it, nothing of it is taken and the last values stay. */
export const dynamicLimits = {
  /** Bytes of all files. */
  textBytesMax: 16 * 1024 * 1024,
  filesMax: 1_000,
  /** A configuration service that has not answered by then is asked again at the next time. */
  callTimeoutMs: 10_000,
} as const;
