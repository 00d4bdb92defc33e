import type { Clock } from './clock.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Logger {
  log(level: LogLevel, message: string, fields?: LogFields): void;
}

const levelRank: Record<LogLevel, number> = { debug: 10, info: 20, warn: 30, error: 40 };

/**
 * Writes one JSON object a line: `{"time":…,"level":"info","message":…, …fields}`.
 * Hand-made because start-up counts in milliseconds here and a line of JSON is all that is asked.
 */
export function jsonLogger(options: {
  readonly write: (line: string) => void;
  readonly clock: Clock;
  readonly level: LogLevel;
}): Logger {
  const threshold = levelRank[options.level];
  return {
    log(level, message, fields) {
      if (levelRank[level] < threshold) return;
      const time = new Date(options.clock.nowMs()).toISOString();
      options.write(`${JSON.stringify({ time, level, message, ...fields })}\n`);
    },
  };
}

/** Keeps nothing. For benches, and for tests that do not look at the log. */
export const silentLogger: Logger = { log() {} };

/**
 * Lets one message of a kind through in each period, with the number of those held back since.
 * For everything that input from outside can cause: a flood of bad bytes must not become a flood of log lines.
 * Kinds MUST come from the code, never from the input, so the map is bounded by the source text.
 */
export class SampledLogger {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #kinds = new Map<string, { nextMs: number; suppressed: number }>();

  constructor(logger: Logger, clock: Clock, periodMs: number) {
    this.#logger = logger;
    this.#clock = clock;
    this.#periodMs = periodMs;
  }

  log(kind: string, level: LogLevel, message: string, fields?: LogFields): void {
    const now = this.#clock.monotonicMs();
    let state = this.#kinds.get(kind);
    if (state === undefined) this.#kinds.set(kind, (state = { nextMs: -Infinity, suppressed: 0 }));
    if (now < state.nextMs) {
      state.suppressed++;
      return;
    }
    this.#logger.log(level, message, { kind, suppressed: state.suppressed, ...fields });
    state.nextMs = now + this.#periodMs;
    state.suppressed = 0;
  }
}
