export {
  type BatchParts,
  type PlainMetricRow,
  type PlainRecord,
  batchOf,
  plainRows,
  rowsWithoutTimes,
  scannedRows,
} from './batch.ts';
export { FakeClock } from './fake-clock.ts';
export { settle } from './settle.ts';
export { type ContractStore, type OpenContractStore, storageContract } from './storage-contract.ts';
