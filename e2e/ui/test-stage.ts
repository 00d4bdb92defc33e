/** The stage of a test file, and what its tests say where there is no browser. */
import { after } from 'node:test';
import { hasBrowser, openStage } from './browser.ts';
import type { Stage } from './browser.ts';

const reason = 'no browser on this machine';

/** The option of a test that needs a browser. */
export const skip = hasBrowser ? false : reason;

/** Opened for the tests of one file, closed after them. Without a browser all of them are skipped, and nothing is opened. */
export async function openTestStage(): Promise<Stage> {
  if (!hasBrowser) return noStage;
  const stage = await openStage();
  after(() => stage.close());
  return stage;
}

const noStage: Stage = {
  get files(): string {
    throw new Error(reason);
  },
  get browser(): never {
    throw new Error(reason);
  },
  opened: new Set(),
  close: () => Promise.resolve(),
};
