import type { Clock, Logger, Telemetry } from '@stormpetrel/base';
import { type Profiling, createProfiling } from '@stormpetrel/pipeline';
import type { RowWriter, StoreReader } from '@stormpetrel/storage/api';
import { join } from 'node:path';
import { type Config, numberSetting, textSetting } from '../config/load-config.ts';
import { ProfileWorkThread } from './profile-work-thread.ts';

export interface AgentProfilingOptions {
  readonly config: Config;
  readonly openReader: () => Promise<StoreReader>;
  readonly rows: RowWriter;
  readonly names: { readonly serviceLengthMax: number; readonly instanceLengthMax: number };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

/** Profiling for the agents that report to this thread. The store is opened for reading when the first of them asks. */
export function openAgentProfiling(options: AgentProfilingOptions): {
  readonly sink: Profiling;
  close(): Promise<void>;
} {
  const { config, openReader } = options;
  const work = new ProfileWorkThread({
    clock: options.clock,
    logger: options.logger,
    telemetry: options.telemetry,
  });
  let opening: Promise<StoreReader> | undefined;
  let reader: StoreReader | undefined;
  // One that could not be opened is tried again by who asks next.
  const readerOnDemand = async (): Promise<StoreReader> => {
    try {
      return (reader = await (opening ??= openReader()));
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  const sink = createProfiling({
    ...options,
    work,
    reader: readerOnDemand,
    uploadFolder: join(textSetting(config, 'storage.path'), 'uploads'),
    limits: {
      jfrBytesMax: numberSetting(config, 'receiver-async-profiler.jfrMaxSize'),
      pprofBytesMax: numberSetting(config, 'receiver-pprof.pprofMaxSize'),
    },
  });
  return {
    sink,
    async close() {
      await sink.close();
      await work.close();
      await reader?.close();
    },
  };
}
