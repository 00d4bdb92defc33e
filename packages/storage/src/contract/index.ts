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
export type { ContractStore } from './contract-test.ts';
export { type OpenContractStore, storageContract } from './storage-contract.ts';
