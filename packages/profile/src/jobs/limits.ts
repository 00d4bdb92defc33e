/** Limits on long work with profiles. */
export const workLimits = {
  /** Bytes of a stored profile once unpacked; more is refused. */
  unpackedBytesMax: 1 << 30,
  /** Bytes of a recording packed with gzip, once unpacked onto the disk; more is refused. */
  recordingBytesMax: 512 << 20,
  /** Rows of a tree that is answered to SkyWalking's clients; the lightest beyond are left out, all totals stay. */
  treeElementsMax: 200_000,
} as const;
