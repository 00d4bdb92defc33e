import { manifest, metricDefinitions } from '@stormpetrel/language/oal/rules';
import type { OalRules } from '@stormpetrel/query';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** SkyWalking's own name of the folder. */
const prefix = 'oal/';

/** Where the texts of the rules are: beside the bundled server, or in the sources. The rules themselves are compiled in. */
function rulesFolder(): URL {
  const bundled = new URL('../oal/', import.meta.url);
  return existsSync(fileURLToPath(bundled))
    ? bundled
    : new URL('../../../../packages/language/src/oal/rules/', import.meta.url);
}

/** The rules that were compiled in, but for the sources that nothing fills. */
export function oalRules(isActive: (table: string) => boolean): OalRules {
  return {
    files: Object.keys(manifest).map((name) => `${prefix}${name}`),
    async readFile(name) {
      const file = name.slice(prefix.length);
      // Only names of the manifest come here, so none of them leaves the folder.
      if (!Object.hasOwn(manifest, file)) return undefined;
      try {
        return await readFile(new URL(file, rulesFolder()), 'utf8');
      } catch {
        return undefined;
      }
    },
    metricsBySource() {
      const active = [...metricDefinitions.values()].filter(({ table }) => isActive(table));
      const bySource = Map.groupBy(active, ({ table }) => table);
      return new Map(
        [...bySource].map(([source, metrics]) => [source, metrics.map(({ name }) => name)]),
      );
    },
  };
}
