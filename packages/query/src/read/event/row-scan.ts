import { eventRecord } from '@stormpetrel/model';
import type { RecordFilter, StoreReader } from '@stormpetrel/storage/api';
import { type EventReportView, keysOf } from './event-report.ts';

/** A row as far as a scan looks at it. */
export interface ScannedRow {
  readonly timeMs: number;
  readonly uuid: string;
  /** Of a scan of reports that may lack the service or the name. */
  readonly keys?: EventReportView['keys'];
}

export interface RowScanOptions {
  readonly filters: readonly RecordFilter[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly descending: boolean;
  readonly withKeys: boolean;
  /** Rows of the first reading; later ones are larger. */
  readonly chunkRows: number;
  /** Rows read in all; the scan ends there. */
  readonly rowsMax: number;
}

/**
 * Rows of the event store in the order of time, read in chunks. Each chunk begins at the time where the last one ended, so a
 * scan costs no more the longer it gets; the rows of that one time come again.
 */
export class RowScan {
  readonly #reader: StoreReader;
  readonly #options: RowScanOptions;
  #rows: readonly ScannedRow[] = [];
  #next = 0;
  #limit: number;
  #rowsRead = 0;
  #atEnd = false;
  #lastMs: number | undefined;

  constructor(reader: StoreReader, options: RowScanOptions) {
    this.#reader = reader;
    this.#options = options;
    this.#limit = options.chunkRows;
  }

  /** The row that comes next, undefined at the end. `skip` steps over it. */
  async peek(): Promise<ScannedRow | undefined> {
    if (this.#next === this.#rows.length && !this.#atEnd) await this.#readChunk();
    return this.#rows[this.#next];
  }

  skip(): void {
    this.#next++;
  }

  async #readChunk(): Promise<void> {
    const { filters, descending, withKeys, rowsMax } = this.#options;
    const limit = Math.min(this.#limit, rowsMax - this.#rowsRead);
    const records = await this.#reader.readRecords({
      schema: eventRecord,
      ...this.#window(),
      filters,
      order: { column: 'time', descending },
      offset: 0,
      limit,
      columns: withKeys ? ['time', 'uuid', 'keys'] : ['time', 'uuid'],
    });
    const rows = records.map((record) => ({
      timeMs: Number(record['time']),
      uuid: String(record['uuid']),
      ...(withKeys && { keys: keysOf(record['keys']) }),
    }));
    const lastMs = rows.at(-1)?.timeMs;
    // A chunk of one time only leads nowhere: the next one holds more of that time.
    this.#limit = Math.min(this.#limit * 2, rowsMax);
    this.#rowsRead += rows.length;
    this.#atEnd = rows.length < limit || this.#rowsRead >= rowsMax;
    this.#lastMs = lastMs;
    this.#rows = rows;
    this.#next = 0;
  }

  #window(): { readonly fromMs: number; readonly toMs: number } {
    const { fromMs, toMs, descending } = this.#options;
    if (this.#lastMs === undefined) return { fromMs, toMs };
    return descending ? { fromMs, toMs: this.#lastMs + 1 } : { fromMs: this.#lastMs, toMs };
  }
}
