import type { Clock } from '@stormpetrel/base';
import type { StoreOptions } from '../api/index.ts';
import type { ContractStore, ContractTest } from './contract-test.ts';
import { FakeClock } from './fake-clock.ts';
import { logContract } from './log-contract.ts';
import { metadataContract } from './metadata-contract.ts';
import { metricContract } from './metric-contract.ts';
import { recordContract } from './record-contract.ts';
import { rowContract } from './row-contract.ts';
import { settle } from './settle.ts';
import { contractSchema, noonMs } from './samples.ts';

/**
 * Opens an empty store. Its keeper SHOULD take up work at once rather than wait until much has come together: the suite
 * lets it finish between two readings that must be the same.
 */
export type OpenContractStore = (
  options: StoreOptions & { readonly clock: Clock },
) => Promise<ContractStore>;

/** Registers the suite that every provider of the storage interfaces must pass, under `node:test`. */
export function storageContract(
  provider: string,
  open: OpenContractStore,
  test: (name: string, work: () => Promise<void>) => void,
): void {
  const contractTest: ContractTest = (name, work) => {
    test(`${provider}: ${name}`, async () => {
      const clock = new FakeClock(noonMs);
      const store = await open({
        schema: contractSchema,
        retention: {
          recordDays: 3,
          traceDays: 2,
          metadataDays: 5,
          minuteDays: 3,
          hourDays: 10,
          dayDays: 40,
        },
        clock,
      });
      try {
        await work({
          ...store,
          clock,
          always: async (check) => {
            await check();
            await settle(store.keeper);
            await check();
          },
        });
      } finally {
        await store.close();
      }
    });
  };
  metricContract(contractTest);
  recordContract(contractTest);
  logContract(contractTest);
  metadataContract(contractTest);
  rowContract(contractTest);
}
