import {
  type Clock,
  type Counter,
  type Logger,
  SampledLogger,
  type Telemetry,
  messageOf,
} from '@stormpetrel/base';
import type { StoreOptions } from '../api/index.ts';

/** What any of the three sides of the engine is opened with. */
export interface EngineOptions extends StoreOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** For tests and benches; what is left out has its default. */
  readonly tuning?: Partial<EngineTuning>;
}

export interface EngineTuning {
  /** How long a flush may lie fresh before the keeper takes it. */
  readonly freshMsMax: number;
  /** How long minutes may lie before they are rolled up, while their hour is not yet over. */
  readonly rollUpMsMax: number;
  /** What lies so long after the end of its hour or day is laid together for good. */
  readonly closeAfterMs: number;
  /** How often the keeper looks through the files for what time alone has made due. */
  readonly lookMs: number;
  /** Parts of one size that are laid together. */
  readonly mergeParts: number;
  /** Blocks that make a part of the indexes of ids and words, and parts that are laid together to one. At most 16. */
  readonly indexFanOut: number;
  /** Rows of metrics that the keeper merges in one step; where it rolls up, an hour of a table is done in one go all the same. */
  readonly rowsPerStep: number;
  /** How long a reading of records may hold its thread before it lets other work go on. */
  readonly sliceMs: number;
  /** Pages that a file may have, undefined for as many as the disk holds. */
  readonly pagesMax: number | undefined;
}

const defaultTuning: EngineTuning = {
  freshMsMax: 5_000,
  rollUpMsMax: 600_000,
  closeAfterMs: 120_000,
  lookMs: 5_000,
  mergeParts: 8,
  indexFanOut: 16,
  rowsPerStep: 250_000,
  sliceMs: 10,
  pagesMax: undefined,
};

/** What all parts of one side share: options, and where to say that something is wrong. */
export class EngineContext {
  readonly dir: string;
  readonly options: EngineOptions;
  readonly tuning: EngineTuning;
  readonly clock: Clock;
  readonly #log: SampledLogger;
  readonly #corrupt: Counter;
  readonly rowsOutOfTime: Counter;

  constructor(dir: string, options: EngineOptions) {
    this.dir = dir;
    this.options = options;
    this.tuning = { ...defaultTuning, ...options.tuning };
    this.clock = options.clock;
    this.#log = new SampledLogger(options.logger, options.clock, 10_000);
    this.#corrupt = options.telemetry.counter(
      'storage_block_corrupt_count',
      'Stored blocks and files that could not be read and were left out.',
    );
    this.rowsOutOfTime = options.telemetry.counter(
      'storage_rows_out_of_time_count',
      'Rows that were not stored because they are dated too far ahead, or before what is kept.',
    );
  }

  /** Says that a block or a file was left out. */
  reportCorrupt(where: string, thrown: unknown): void {
    this.#corrupt.add();
    this.#log.log('corrupt', 'error', 'stored data is damaged and was left out', {
      where,
      cause: messageOf(thrown),
    });
  }

  info(kind: string, message: string, where: string): void {
    this.#log.log(kind, 'info', message, { where });
  }
}
