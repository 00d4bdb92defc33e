import type { Logger, MetricSample } from '@stormpetrel/base';
import type { Config } from '../config/load-config.ts';
import { LastingCounters } from '../telemetry/lasting-counters.ts';
import { Thread } from './thread.ts';

/** What is left from before a restart is tidied when the start is long over. */
const firstMs = 20_000;
/** What falls due by time alone (hours that end, data that expires) is looked at this often. */
const periodMs = 600_000;

/**
 * The keeper thread, there only while there is something to tidy: at rest it would hold 20 MiB for nothing. It ends by
 * itself when it has been idle for a while; data that is written, or time, brings it back.
 */
export class KeeperOnDemand {
  readonly #config: Config;
  readonly #logger: Logger;
  readonly #timers: NodeJS.Timeout[];
  readonly #counters = new LastingCounters();
  #thread: Thread | undefined;
  #closing = false;

  constructor(config: Config, logger: Logger) {
    this.#config = config;
    this.#logger = logger;
    this.#timers = [
      setTimeout(() => this.need(), firstMs),
      setInterval(() => this.need(), periodMs),
    ];
  }

  /** There may be something to do. Cheap to call. */
  need(): void {
    if (this.#thread !== undefined || this.#closing) return;
    const thread = new Thread({ thread: 'keeper', config: this.#config }, this.#logger, {
      onTelemetry: (samples) => this.#counters.take(samples),
    });
    this.#thread = thread;
    void thread.ended.then(() => {
      this.#thread = undefined;
      this.#counters.end();
    });
  }

  async telemetry(): Promise<readonly MetricSample[]> {
    await this.#thread?.telemetry();
    return this.#counters.samples();
  }

  async close(withinMs: number): Promise<void> {
    this.#closing = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#thread?.close(withinMs);
  }
}
