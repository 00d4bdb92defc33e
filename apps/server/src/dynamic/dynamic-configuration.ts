import {
  type Clock,
  type Counter,
  type Logger,
  SampledLogger,
  type Telemetry,
  messageOf,
} from '@stormpetrel/base';
import {
  type ConfigProvider,
  type ConfigTable,
  type DynamicTarget,
  type DynamicValue,
  dynamicKeys,
  sameValue,
  withoutEmpty,
} from './config-table.ts';

/** What is in force of one key, as `/status/config/dynamic` tells it. */
export interface DynamicKeyStatus {
  readonly key: string;
  /** `refused`: the value is no good, the one before it stays. `unused`: nothing here takes it. */
  readonly state: 'applied' | 'refused' | 'unused';
  /** When this became so, epoch ms. */
  readonly since: number;
  /** Why, where it was refused or is not used. */
  readonly message?: string;
}

export interface DynamicStatus {
  readonly provider: string;
  /** When the provider answered last, epoch ms; absent before the first time. */
  readonly lastReadAt?: number;
  /** What kept it from answering, where it did not at the last time. */
  readonly error?: string;
  readonly keys: readonly DynamicKeyStatus[];
}

const unavailableLogPeriodMs = 60_000;

/**
 * Asks a provider again and again, and hands what has changed to those who take it. What is no good is refused with a log line,
 * a counter, and the last good value left in force.
 */
export class DynamicConfiguration {
  readonly #provider: ConfigProvider;
  readonly #targets: readonly DynamicTarget[];
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #unavailableLog: SampledLogger;
  readonly #applied: Counter;
  readonly #refused: Counter;
  readonly #unavailable: Counter;
  readonly #status = new Map<string, DynamicKeyStatus>();
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;
  /** What the provider said last, and what of it the targets were told. */
  #table: ConfigTable = new Map();
  #told: ConfigTable | undefined;
  #lastReadAt: number | undefined;
  #error: string | undefined;

  constructor(options: {
    readonly provider: ConfigProvider;
    readonly targets: readonly DynamicTarget[];
    readonly clock: Clock;
    readonly logger: Logger;
    readonly telemetry: Telemetry;
  }) {
    const { telemetry, logger, clock } = options;
    this.#provider = options.provider;
    this.#targets = options.targets;
    this.#clock = clock;
    this.#logger = logger;
    this.#unavailableLog = new SampledLogger(logger, clock, unavailableLogPeriodMs);
    const counter = (name: string, help: string): Counter =>
      telemetry.counter(`dynamic_config_${name}_count`, help);
    this.#applied = counter('applied', 'Values of the dynamic configuration put into force.');
    this.#refused = counter('refused', 'Values of the dynamic configuration that are no good.');
    this.#unavailable = counter('unavailable', 'Times that the dynamic configuration was not had.');
  }

  /** Begins to ask: now, and then after each period. */
  start(periodMs: number): void {
    void this.poll();
    this.#timer = setInterval(() => void this.poll(), periodMs);
    this.#timer.unref();
  }

  /** Asks once; asks that come while one is under way wait for that one. Never rejects. */
  poll(): Promise<void> {
    this.#polling ??= this.#poll().finally(() => (this.#polling = undefined));
    return this.#polling;
  }

  status(): DynamicStatus {
    return {
      provider: this.#provider.name,
      ...(this.#lastReadAt !== undefined && { lastReadAt: this.#lastReadAt }),
      ...(this.#error !== undefined && { error: this.#error }),
      keys: [...this.#status.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#provider.close();
    await this.#polling;
  }

  async #poll(): Promise<void> {
    try {
      const read = await this.#provider.read();
      this.#lastReadAt = this.#clock.nowMs();
      if (read !== undefined) this.#table = withoutEmpty(read);
      if (this.#told !== this.#table) await this.#tell(this.#table);
      this.#error = undefined;
    } catch (thrown) {
      this.#error = messageOf(thrown);
      this.#unavailable.add();
      this.#unavailableLog.log('dynamic-config', 'warn', 'the dynamic configuration is not had', {
        provider: this.#provider.name,
        reason: this.#error,
      });
    }
  }

  async #tell(table: ConfigTable): Promise<void> {
    const changed = [...new Set([...table.keys(), ...(this.#told?.keys() ?? [])])].filter(
      (key) => !sameValue(table.get(key), this.#told?.get(key)),
    );
    const faults = new Map<string, string>();
    const taken = new Set<string>();
    const untold = new Set<string>();
    const failures: unknown[] = [];
    for (const target of this.#targets) {
      const own = new Map([...table].filter(([key]) => target.keys.has(key)));
      for (const key of target.keys) taken.add(key);
      try {
        for (const [key, fault] of await target.apply(own)) faults.set(key, fault);
      } catch (thrown) {
        failures.push(thrown);
        for (const key of target.keys) untold.add(key);
      }
    }
    for (const key of changed) {
      if (!untold.has(key)) this.#note(key, table.get(key), taken.has(key), faults.get(key));
    }
    if (failures.length === 0) this.#told = table;
    else {
      // Keys that were not told keep what was told of them before, so they count as changed the next time.
      const before = [...(this.#told ?? [])].filter(([key]) => untold.has(key));
      const now = [...table].filter(([key]) => !untold.has(key));
      this.#told = new Map([...before, ...now]);
      throw failures[0];
    }
  }

  #note(
    key: string,
    value: DynamicValue | undefined,
    isTaken: boolean,
    fault: string | undefined,
  ): void {
    const since = this.#clock.nowMs();
    if (value === undefined) {
      this.#status.delete(key);
      if (isTaken) this.#logger.log('info', 'a setting is as it was configured again', { key });
      return;
    }
    if (!isTaken) {
      const message = dynamicKeys.get(key)?.unused ?? 'nothing here takes this key';
      this.#status.set(key, { key, state: 'unused', since, message });
      this.#logger.log('warn', 'a key of the dynamic configuration is not used', {
        key: key.slice(0, 200),
        reason: message,
      });
      return;
    }
    if (fault === undefined) {
      this.#applied.add();
      this.#status.set(key, { key, state: 'applied', since });
      this.#logger.log('info', 'a setting was changed while running', { key });
      return;
    }
    this.#refused.add();
    this.#status.set(key, { key, state: 'refused', since, message: fault });
    this.#logger.log('error', 'a value of the dynamic configuration is no good: the last stays', {
      key,
      reason: fault,
    });
  }
}
