import { type Logger, Telemetry, systemClock } from '@stormpetrel/base';
import { type DumpWork, inlineDumpWork } from '@stormpetrel/query/dumps';
import { openEngineReader } from '@stormpetrel/storage/engine/reader';
import { type Config, textSetting } from '../config/load-config.ts';
import { storeOptions } from '../config/store-options.ts';

/** Work with dumps over a reader of this thread's own, which is open as long as the thread is there. */
export function openDumpWork(config: Config, logger: Logger): DumpWork {
  const reader = openEngineReader(textSetting(config, 'storage.path'), {
    ...storeOptions(config),
    clock: systemClock,
    logger,
    // Nobody asks this thread: it may be gone any moment.
    telemetry: new Telemetry(),
  });
  return inlineDumpWork(reader);
}
