import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/** What every worker thread starts with. Stands beside this file in the sources and beside the bundle in a bundle. */
export const threadEntry = new URL('./thread-main.js', import.meta.url);

/** Node keeps the cache of each of its versions in a folder below the one that was named. */
export const compileCacheFolder = dirname(getCompileCacheDir() ?? '');
