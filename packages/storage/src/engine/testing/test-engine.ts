import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, Telemetry, silentLogger } from '@stormpetrel/base';
import type { StoreOptions } from '../../api/index.ts';
import type { ContractStore } from '../../contract/index.ts';
import type { EngineOptions, EngineTuning } from '../context.ts';
import { openEngineKeeper, openEngineReader, openEngineWriter } from '../index.ts';

export function temporaryDir(): string {
  return mkdtempSync(join(tmpdir(), 'stormpetrel-store-'));
}

/** Options of an engine whose keeper never waits. */
export function testOptions(
  options: StoreOptions & { readonly clock: Clock },
  tuning: Partial<EngineTuning> = {},
): EngineOptions {
  return {
    ...options,
    logger: silentLogger,
    telemetry: new Telemetry(),
    tuning: { freshMsMax: 0, rollUpMsMax: 0, lookMs: 0, sliceMs: 0, ...tuning },
  };
}

/** An engine in a directory of its own, which goes when it is closed. */
export function openTestEngine(
  options: StoreOptions & { readonly clock: Clock },
  tuning: Partial<EngineTuning> = {},
): ContractStore {
  const dir = temporaryDir();
  const engineOptions = testOptions(options, tuning);
  const writer = openEngineWriter(dir, engineOptions);
  const reader = openEngineReader(dir, engineOptions);
  const keeper = openEngineKeeper(dir, engineOptions);
  return {
    writer,
    reader,
    keeper,
    async close() {
      await Promise.all([writer.close(), reader.close(), keeper.close()]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export const crashRetention: StoreOptions['retention'] = {
  recordDays: 3,
  traceDays: 3,
  metadataDays: 3,
  minuteDays: 3,
  hourDays: 3,
  dayDays: 3,
};
