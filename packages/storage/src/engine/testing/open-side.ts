/** A thread that opens one side of a store, says whether it could, and closes it. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf, systemClock } from '@stormpetrel/base';
import { contractSchema } from '../../contract/samples.ts';
import { openEngineKeeper, openEngineReader, openEngineWriter } from '../index.ts';
import { crashRetention, testOptions } from './test-engine.ts';

const { dir, side } = workerData as { readonly dir: string; readonly side: string };
const open = { Writer: openEngineWriter, Reader: openEngineReader, Keeper: openEngineKeeper }[side];
const options = testOptions({
  schema: contractSchema,
  retention: crashRetention,
  clock: systemClock,
});

try {
  const opened = open?.(dir, options);
  parentPort?.postMessage('open');
  await opened?.close();
} catch (thrown) {
  parentPort?.postMessage(messageOf(thrown));
}
