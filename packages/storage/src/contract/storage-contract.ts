import type { Clock } from '@stormpetrel/base';
import type { StoreKeeper, StoreOptions, StoreReader, StoreWriter } from '../api/index.ts';
import { FakeClock } from './fake-clock.ts';
import { logContract } from './log-contract.ts';
import { metadataContract } from './metadata-contract.ts';
import { metricContract } from './metric-contract.ts';
import { recordContract } from './record-contract.ts';
import { rowContract } from './row-contract.ts';
import { settle } from './settle.ts';
import { contractSchema, noonMs } from './samples.ts';

/** A store that is open, all its sides at once. `close` closes them and removes what the store kept. */
export interface ContractStore {
  readonly writer: StoreWriter;
  readonly reader: StoreReader;
  readonly keeper: StoreKeeper;
  close(): Promise<void>;
}

/**
 * Opens an empty store. Its keeper SHOULD take up work at once rather than wait until much has come together: the suite
 * lets it finish between two readings that must be the same.
 */
export type OpenContractStore = (
  options: StoreOptions & { readonly clock: Clock },
) => Promise<ContractStore>;

/** What a test of the suite works with. */
export interface ContractRun extends ContractStore {
  readonly clock: FakeClock;
  /** Runs the check on what is fresh, and again when the keeper has done all it can. */
  always(check: () => Promise<void>): Promise<void>;
}

export type ContractTest = (name: string, work: (run: ContractRun) => Promise<void>) => void;

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
