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
export {
  type ContractStore,
  type OpenContractStore,
  settle,
  storageContract,
} from './storage-contract.ts';
