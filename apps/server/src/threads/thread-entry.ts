import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/** What every worker thread starts with. Stands beside this file in the sources and beside the bundle in a bundle. */
export const threadEntry = new URL('./thread-main.js', import.meta.url);

/** Node keeps the cache of each of its versions in a folder below the one that was named. */
export const compileCacheFolder: string | undefined = folderAbove(getCompileCacheDir());

/** Nothing where there is no cache: the folder above nowhere would be the one that the program was started in. */
function folderAbove(folder: string | undefined): string | undefined {
  return folder === undefined ? undefined : dirname(folder);
}
