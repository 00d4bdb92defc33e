import type { LogFields, LogLevel, MetricSample } from '@stormpetrel/base';
import type { MetadataRow, RowBatch } from '@stormpetrel/storage/api';
import type { Config } from '../config/load-config.ts';
import type { ConfigTable } from '../dynamic/config-table.ts';

export type ThreadName = 'ingest' | 'keeper';

/** What a worker thread has to know. */
export interface ThreadStart {
  readonly thread: ThreadName;
  readonly config: Config;
}

/** Main → thread, the first message, and once. */
export interface StartMessage extends ThreadStart {
  readonly kind: 'start';
}

/** A request of HTTP ingest, handed to the ingest thread. */
export interface IngestRequest {
  readonly path: string;
  readonly contentEncoding: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface IngestReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the main thread wants stored: the ingest thread is the one that writes. */
export interface RowsToWrite {
  readonly records: readonly RowBatch[];
  readonly metadata: readonly MetadataRow[];
}

/** Main → thread. */
export type ThreadRequest =
  | { readonly kind: 'write'; readonly id: number; readonly rows: RowsToWrite }
  | { readonly kind: 'ingest'; readonly id: number; readonly request: IngestRequest }
  /** Everything that the dynamic configuration has set for the thread. */
  | { readonly kind: 'configure'; readonly id: number; readonly values: ConfigTable }
  | { readonly kind: 'telemetry'; readonly id: number }
  | { readonly kind: 'close'; readonly id: number };

/** Thread → main. `id` names the request that is answered. */
export type ThreadMessage =
  | { readonly kind: 'ready'; readonly port: number }
  /** Data went into the store: there may be something to tidy. Sent now and then, not for each write. */
  | { readonly kind: 'wrote' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | {
      readonly kind: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly fields: LogFields;
    }
  | { readonly kind: 'ingested'; readonly id: number; readonly reply: IngestReply }
  | {
      readonly kind: 'written';
      readonly id: number;
      /** Why not, where it was not. */
      readonly fault?: { readonly code: string; readonly message: string };
    }
  | {
      readonly kind: 'configured';
      readonly id: number;
      /** Why a value is not in force, by its key. */
      readonly faults: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'telemetry'; readonly id: number; readonly samples: readonly MetricSample[] }
  | { readonly kind: 'closed'; readonly id: number };
