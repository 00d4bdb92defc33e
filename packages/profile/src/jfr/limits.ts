/** Limits on what a recording may hold, and on what is kept of it. Refused or cut as each one says. */
export const jfrLimits = {
  /** Rows of samples of all events together; past it equal samples of a span of time become one row, the span growing. */
  rowsMax: 500_000,
  /** Rows that are left when nothing more can be put together; further samples are left out and counted. */
  rowsHardMax: 4_000_000,
  /** Distinct stacks (rows of the table) of the whole recording; further ones are cut at their innermost end. */
  stacksMax: 1_000_000,
  /** Characters of all names of the profile together; further names become `(more)`. */
  stringCharactersMax: 32 << 20,
  /** Chunks of one recording, which are of megabytes each where they are honest; more is refused. */
  chunksMax: 4_096,
  /** Frames of one stack; outer ones beyond it are left out, and the stack counted. */
  stackDepthMax: 16_384,
  /** Entries of one pool of a chunk; more is refused. */
  poolEntriesMax: 2_000_000,
  /** Bytes of the names in one chunk; more is refused. */
  poolTextBytesMax: 64 << 20,
  /** Different stacks, each with its class, that the samples of one chunk name; more is refused. */
  chunkIdsMax: 2_000_000,
  /** Threads of one chunk; more is refused. */
  namesMax: 500_000,
  /** Bytes of one string; the rest is cut. */
  textBytesMax: 64 << 10,
  /** Addresses of native memory that are followed at a time; allocations beyond are not looked for among leaks. */
  leakAddressesMax: 400_000,
  /** Types of events that are samples, and of pools, of one chunk; further ones are skipped. Honest chunks have a few dozen. */
  typesReadMax: 512,
  /** Elements of the metadata and their attributes, and how deep they are nested; more is taken for damage. */
  metadataElementsMax: 500_000,
  metadataDepthMax: 32,
  /** Bytes of the metadata of a chunk; more is taken for damage. */
  metadataBytesMax: 16 << 20,
  /** How deep types may be nested in each other, and the fields of one laid flat; events of a type beyond are skipped. */
  typeDepthMax: 16,
  typeFieldsMax: 4_096,
} as const;

export type JfrLimits = {
  readonly [Name in 'rowsMax' | 'rowsHardMax' | 'stacksMax' | 'leakAddressesMax']: number;
};

/**
 * What a thread that reads recordings should be given. A small young generation, because the engine lets it grow rather than
 * collect, and 200 MB of recording would make 150 MB of garbage; and an end to the old one, so that what is beyond every other
 * limit ends the thread and not the server.
 */
export const jfrThreadLimits = {
  maxYoungGenerationSizeMb: 6,
  maxOldGenerationSizeMb: 256,
} as const;
