import { type Logger, messageOf } from '@stormpetrel/base';
import type { MetadataRow, RowWriter, StoredRecord } from '@stormpetrel/storage/api';
import { batchesOf, tagRows } from './alarm-rows.ts';
import { alarmErrors } from './errors.ts';
import { alarmLimits } from './limits.ts';
import type { MinuteOutcome } from './minute-outcome.ts';

/** Writes what came of minutes to the store, and keeps what the store did not take for the next one. */
export class OutcomeWriter {
  readonly #rows: RowWriter;
  readonly #searchable: ReadonlySet<string>;
  readonly #logger: Logger;
  #unstored: UnstoredRows = { alarms: [], recoveries: [], tags: [] };

  constructor(rows: RowWriter, searchable: ReadonlySet<string>, logger: Logger) {
    this.#rows = rows;
    this.#searchable = searchable;
    this.#logger = logger;
  }

  /**
   * Writes alarms and recoveries, and with the last of them the documents of states. Tells whether the store took everything;
   * alarms that it did not take are tried again with the next minute.
   */
  async write(outcome: MinuteOutcome, documents: readonly MetadataRow[]): Promise<boolean> {
    const alarms = [...this.#unstored.alarms, ...outcome.alarms];
    const recoveries = [...this.#unstored.recoveries, ...outcome.recoveries];
    const tags = [...this.#unstored.tags, ...tagRows(outcome.fired, this.#searchable)];
    const metadata = [...tags, ...documents];
    const batches = batchesOf(alarms, recoveries);
    let stored = 0;
    try {
      for (const records of batches.slice(0, -1)) {
        await this.#rows.writeRows({ records });
        stored += alarmLimits.rowsPerWriteMax;
      }
      if (batches.length > 0 || metadata.length > 0) {
        await this.#rows.writeRows({ records: batches.at(-1) ?? [], metadata });
      }
      this.#unstored = { alarms: [], recoveries: [], tags: [] };
      return true;
    } catch (error) {
      const { unstoredMax } = alarmLimits;
      this.#unstored = {
        alarms: alarms.slice(stored).slice(-unstoredMax),
        recoveries: recoveries.slice(stored).slice(-unstoredMax),
        tags: tags.slice(-unstoredMax),
      };
      this.#logger.log('error', 'alarms could not be stored', {
        code: alarmErrors.notStored.code,
        alarms: this.#unstored.alarms.length,
        lost: Math.max(0, alarms.length - stored - unstoredMax),
        reason: messageOf(error),
      });
      return false;
    }
  }
}

/** What waits for the next minute because the store did not take it. */
interface UnstoredRows {
  readonly alarms: readonly StoredRecord[];
  readonly recoveries: readonly StoredRecord[];
  readonly tags: readonly MetadataRow[];
}
