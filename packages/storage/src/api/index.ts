export {
  type MetadataEntry,
  type MetadataFields,
  type MetadataKind,
  type MetadataQuery,
  type MetadataRow,
  firstByArrival,
  lastByArrival,
  neverExpiring,
  tagKinds,
} from './metadata.ts';
export { foldText } from './fold-text.ts';
export {
  type EntityDictionary,
  type EntityFilter,
  type MetricBlock,
  type MetricColumnData,
  type MetricQuery,
  type MetricRows,
  type TextList,
  noText,
} from './metric-rows.ts';
export {
  type BytesColumn,
  type RecordColumnData,
  type RecordCountGroup,
  type RecordCountQuery,
  type RecordCounts,
  type RecordFilter,
  type RecordQuery,
  type RecordRows,
  type RecordValue,
  type StoredRecord,
  countBucketsMax,
  countGroupsMax,
  noEntity,
} from './record-rows.ts';
export { type RowBatch, type RowWriter, rowWriter } from './row-writer.ts';
export type {
  Retention,
  StoreKeeper,
  StoreOptions,
  StoreReader,
  StoreSchema,
  StoreWriter,
  WriteBatch,
} from './store.ts';
