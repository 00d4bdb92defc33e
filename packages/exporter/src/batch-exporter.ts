import type { StoreWriter, WriteBatch } from '@stormpetrel/storage/api';

/** Sends on what the store has taken. Lives in the thread that writes. */
export interface BatchExporter {
  /** Copies what it wants out of a batch: its arrays are filled anew afterwards. MUST be quick and MUST NOT throw. */
  take(batch: WriteBatch): void;
  /** Sends what it still holds, for a bounded time. */
  close(): Promise<void>;
}

/** A writer that shows each batch to the exporters once the store has it: nothing is exported that was not kept. */
export function exportingWriter(
  writer: StoreWriter,
  exporters: readonly BatchExporter[],
): StoreWriter {
  if (exporters.length === 0) return writer;
  return {
    async write(batch) {
      await writer.write(batch);
      for (const exporter of exporters) exporter.take(batch);
    },
    close: () => writer.close(),
  };
}
