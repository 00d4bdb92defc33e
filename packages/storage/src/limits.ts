/**
 * What outside input can grow, and where it ends.
 *
 * At the limit: caches forget what was not used for longest, blocks are cut, rows that are dated too far ahead are
 * dropped and counted (`storage_rows_out_of_time_count`), open files are closed and opened again when they are needed.
 */
export const storageLimits = {
  /** Rows dated further ahead than this are dropped: each day that is named makes a file. */
  futureMsMax: 2 * 86_400_000,
  /** Ids that the writer remembers the keys of; past it, it asks the dictionary again. */
  writerEntityIdsMax: 200_000,
  /** Metadata entries that the writer remembers, so that seeing a thing again costs no reading. */
  writerMetadataMax: 100_000,
  /** Ids that a reader remembers. */
  readerEntityIdsMax: 200_000,
  /** Decoded sections of blocks that a reader keeps. */
  readerCacheBytesMax: 48 << 20,
  /** Readings of records at a time; further ones wait. Each has handles of its own to the files. */
  recordScansMax: 4,
  /** Handles that are kept for the next readings. */
  idleRecordScansMax: 2,
  /** Day files that a reader, or the keeper, holds open. */
  openFilesMax: 64,
  /** Rows of a fresh record block, and of a merged one. */
  freshRecordRowsMax: 4096,
  recordBlockRowsMax: 8192,
  /** Rows and raw bytes of one compressed chunk of payload. */
  payloadChunkRowsMax: 512,
  payloadChunkBytesMax: 512 << 10,
  /** Rows, and pairs of maps, of a metric block. */
  metricBlockRowsMax: 16_384,
  metricBlockPairsMax: 262_144,
  /** Numbers that a reading holds to merge rows of many entities by place; of more buckets some are merged at a time. */
  denseValuesMax: 8_000_000,
  /** Distinct words of a column in a block; past it, the index leaves the column of these blocks out. */
  indexedWordsMax: 32_768,
  /** Deltas that the keeper takes in one step. */
  keeperDeltasMax: 2048,
  keeperDeltaBytesMax: 64 << 20,
  /** Fresh record blocks that the keeper takes in one step. */
  keeperRecordBlocksMax: 256,
  /** No section is larger when it is unpacked; a header that says so is damaged. */
  sectionBytesMax: 512 << 20,
} as const;
