import { type Clock, CodedError } from '@stormpetrel/base';
import { uploadedProfileRecord } from '@stormpetrel/model';
import type { ProfileWork } from '@stormpetrel/profile/jobs';
import type { RecordFilter, RowWriter, StoreReader, StoredRecord } from '@stormpetrel/storage/api';
import { setTimeout as sleep } from 'node:timers/promises';
import { queryErrors } from '../../errors.ts';
import { queryLimits } from '../../limits.ts';

/** A file that a person brought, as the HTTP API shows it. */
export interface UploadView {
  readonly id: string;
  readonly name: string;
  readonly serviceId: string;
  readonly timeMs: number;
  readonly sizeBytes: number;
  readonly source: string;
  readonly profile: string;
}

/** A file that has arrived whole. It stays whose it is. */
export interface ArrivedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly name: string;
  readonly serviceId: string;
}

export interface UploadsOptions {
  readonly reader: StoreReader;
  readonly rows: RowWriter;
  readonly work: ProfileWork;
  readonly clock: Clock;
  /** An id that nobody has: a UUID. */
  readonly newId: () => string;
}

const columns = ['time', 'uploadId', 'service', 'name', 'source', 'sizeBytes'];
/** A reader sees what was written a second later at the latest. */
const seenWithinMs = 3_000;
const lookAgainMs = 50;

/** Profiles that people bring. Kept as records are, and never changed. */
export class Uploads {
  readonly #options: UploadsOptions;

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /**
   * Reads the file and stores its profile, whole or not at all. Once it resolves the profile can be read. Rejects with a
   * CodedError of the profile or of the store, or the reason of the signal.
   */
  async add(file: ArrivedFile, signal?: AbortSignal): Promise<UploadView> {
    const { work, rows, clock, newId } = this.#options;
    const { uploadNameLengthMax } = queryLimits;
    const { bytes, source } = await work.readFile({ path: file.path, kind: 'unknown' }, signal);
    const id = newId();
    const upload: UploadView = {
      id,
      name: file.name.slice(0, uploadNameLengthMax) || 'profile',
      serviceId: file.serviceId,
      timeMs: clock.nowMs(),
      sizeBytes: file.sizeBytes,
      source,
      profile: `upload/${id}`,
    };
    const row = {
      time: upload.timeMs,
      uploadId: id,
      service: upload.serviceId,
      name: upload.name,
      source,
      sizeBytes: upload.sizeBytes,
      profile: bytes,
    };
    await rows.writeRows({ records: [{ schema: uploadedProfileRecord, rows: [row] }] });
    await this.#awaitSeen(id);
    return upload;
  }

  /** Newest first. */
  async list(filter: {
    readonly serviceId?: string | undefined;
    readonly fromMs?: number | undefined;
    readonly toMs?: number | undefined;
    readonly limit: number;
  }): Promise<readonly UploadView[]> {
    const { serviceId, fromMs, toMs, limit } = filter;
    if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) return [];
    const rows = await this.#options.reader.readRecords({
      schema: uploadedProfileRecord,
      filters: serviceId ? [{ column: 'service', op: 'equals', value: serviceId }] : [],
      ...(fromMs !== undefined && { fromMs }),
      ...(toMs !== undefined && { toMs }),
      order: { column: 'time', descending: true },
      offset: 0,
      limit,
      columns,
    });
    return rows.map(viewOf);
  }

  /** The profile as it is stored, with what it is called. Rejects with QUERY_PROFILE_NOT_FOUND. */
  async read(id: string): Promise<{ readonly bytes: Uint8Array; readonly name: string }> {
    const [row] = await this.#find(id, ['name', 'profile']);
    const bytes = row?.['profile'];
    if (bytes instanceof Uint8Array) return { bytes, name: String(row?.['name'] ?? '') };
    throw new CodedError(queryErrors.profileNotFound.code, `there is no upload ${id}`);
  }

  #find(id: string, wanted: readonly string[]): Promise<readonly StoredRecord[]> {
    const filters: readonly RecordFilter[] = [{ column: 'uploadId', op: 'equals', value: id }];
    return this.#options.reader.readRecords({
      schema: uploadedProfileRecord,
      filters,
      order: { column: 'time', descending: true },
      offset: 0,
      limit: 1,
      columns: wanted,
    });
  }

  /** Who has brought a file looks at it next. */
  async #awaitSeen(id: string): Promise<void> {
    const untilMs = performance.now() + seenWithinMs;
    while ((await this.#find(id, ['time'])).length === 0 && performance.now() < untilMs) {
      await sleep(lookAgainMs);
    }
  }
}

function viewOf(row: StoredRecord): UploadView {
  const id = String(row['uploadId'] ?? '');
  return {
    id,
    name: String(row['name'] ?? ''),
    serviceId: String(row['service'] ?? ''),
    timeMs: Number(row['time'] ?? 0),
    sizeBytes: Number(row['sizeBytes'] ?? 0),
    source: String(row['source'] ?? ''),
    profile: `upload/${id}`,
  };
}
