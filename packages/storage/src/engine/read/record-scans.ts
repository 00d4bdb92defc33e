import { CodedError } from '@stormpetrel/base';
import { storageErrors } from '../../errors.ts';
import { storageLimits } from '../../limits.ts';
import { openStoreFile } from '../file/store-file.ts';
import type { EntityLookup } from './entity-lookup.ts';
import { Pace } from './pace.ts';
import { ReaderFiles, type ReadSession } from './reader-files.ts';

/** What a reading of records works with: one state of the store, until it ends. */
export interface RecordScan {
  readonly session: ReadSession;
  readonly entities: EntityLookup;
  readonly pace: Pace;
}

interface Connection {
  readonly files: ReaderFiles;
  readonly entities: EntityLookup;
}

/**
 * Runs readings of records, which may go on over many turns of the event loop. As each sees one state of the files all the
 * while, each has handles of its own to them; the next reading takes over those of one that is done. Past
 * `recordScansMax` at a time they wait for one another.
 */
export class RecordScans {
  /** Has the cache and the known ids that all share. */
  readonly #shared: Connection;
  readonly #idle: Connection[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #closing = new AbortController();
  #running = 0;
  #allEnded: (() => void) | undefined;

  constructor(files: ReaderFiles, entities: EntityLookup) {
    this.#shared = { files, entities };
  }

  async run<T>(
    signal: AbortSignal | undefined,
    work: (scan: RecordScan) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    if (this.#running >= storageLimits.recordScansMax)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    let connection: Connection | undefined;
    try {
      this.#closing.signal.throwIfAborted();
      const { context } = this.#shared.files;
      const signals = [this.#closing.signal, ...(signal === undefined ? [] : [signal])];
      const pace = new Pace(context.clock, context.tuning.sliceMs, signals);
      const { files, entities } = (connection = this.#idle.pop() ?? this.#open());
      this.trimIdle();
      return await files.scan((session) => work({ session, entities, pace }));
    } finally {
      this.#end(connection);
    }
  }

  /** Handles let go of dropped days when they have been read by; those that wait for it may do so for days. */
  trimIdle(): void {
    for (const { files } of this.#idle) files.trim();
  }

  /** Ends what is running. */
  async close(): Promise<void> {
    const { code } = storageErrors.failed;
    this.#closing.abort(new CodedError(code, 'the store was closed before the reading ended'));
    if (this.#running > 0) await new Promise<void>((resolve) => (this.#allEnded = resolve));
    for (const { files } of this.#idle.splice(0)) files.close();
  }

  #open(): Connection {
    const { files, entities } = this.#shared;
    const store = openStoreFile(files.context);
    return { files: new ReaderFiles(files.context, store, files), entities: entities.over(store) };
  }

  /** Hands the place on to the next that waits. */
  #end(connection: Connection | undefined): void {
    if (connection !== undefined) {
      if (this.#idle.length < storageLimits.idleRecordScansMax) this.#idle.push(connection);
      else connection.files.close();
    }
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    if (--this.#running === 0) this.#allEnded?.();
  }
}
