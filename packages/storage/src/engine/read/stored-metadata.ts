import type { MetadataEntry, MetadataQuery } from '../../api/index.ts';
import { EngineContext, type EngineOptions } from '../context.ts';
import { storeError } from '../file/database.ts';
import { openStoreFile } from '../file/store-file.ts';
import { readMetadataEntries } from './read-metadata.ts';

/**
 * Reads metadata once, without what a whole reader needs: for a thread that only writes and must know what is there already.
 * Throws `STORE_NEWER`, `STORE_FAILED`.
 */
export function readStoredMetadata(
  dir: string,
  options: EngineOptions,
  query: MetadataQuery,
): readonly MetadataEntry[] {
  const context = new EngineContext(dir, options);
  const store = openStoreFile(context);
  try {
    return readMetadataEntries(context, store, query);
  } catch (thrown) {
    throw storeError(thrown);
  } finally {
    store.close();
  }
}
