import type { StoreKeeper, StoreReader, StoreWriter } from '../api/index.ts';
import type { FakeClock } from './fake-clock.ts';

/** A store that is open, all its sides at once. `close` closes them and removes what the store kept. */
export interface ContractStore {
  readonly writer: StoreWriter;
  readonly reader: StoreReader;
  readonly keeper: StoreKeeper;
  close(): Promise<void>;
}

/** What a test of the suite works with. */
export interface ContractRun extends ContractStore {
  readonly clock: FakeClock;
  /** Runs the check on what is fresh, and again when the keeper has done all it can. */
  always(check: () => Promise<void>): Promise<void>;
}

export type ContractTest = (name: string, work: (run: ContractRun) => Promise<void>) => void;
