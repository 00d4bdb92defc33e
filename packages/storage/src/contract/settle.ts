import type { StoreKeeper } from '../api/index.ts';

/** Runs the keeper until it has nothing more to do. */
export async function settle(keeper: StoreKeeper): Promise<void> {
  for (let steps = 0; steps < 1000; steps++) if (!(await keeper.step())) return;
  throw new Error('the keeper does not come to an end');
}
