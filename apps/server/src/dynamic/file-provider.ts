/**
 * Dynamic configuration out of files: ours, for those who have no configuration service.
 *
 * A YAML file holds keys and values; a value is a text, or YAML as it stands:
 *
 *     agent-analyzer.default.slowDBAccessThreshold: default:200,mongodb:50
 *     core.default.apdexThreshold:
 *       default: 400
 *
 * A folder holds a file for each key, named as the key (`.yaml` or `.yml` may follow): so a ConfigMap is mounted. Items of a
 * group are files in a folder named as the key, or files named `key.item`. Names that begin with a dot are passed over.
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigProvider, ConfigTable, DynamicValue } from './config-table.ts';
import { dynamicKeys } from './config-table.ts';
import { dynamicLimits } from './limits.ts';

interface FoundFile {
  readonly path: string;
  readonly key: string;
  /** Of a group. */
  readonly item?: string;
}

export function createFileProvider(path: string): ConfigProvider {
  let lastSignature: string | undefined;
  return {
    name: 'file',
    async read() {
      const isFolder = (await stat(path)).isDirectory();
      const files = isFolder ? await listFiles(path) : [{ path, key: '' }];
      const signature = await signatureOf(files);
      if (signature === lastSignature) return undefined;
      const table = isFolder ? await readFolder(files) : await readYaml(path);
      lastSignature = signature;
      return table;
    },
    close() {},
  };
}

/** Changes when a file comes, goes or is written. */
async function signatureOf(files: readonly FoundFile[]): Promise<string> {
  let sizeBytes = 0;
  const parts: string[] = [];
  for (const { path } of files) {
    const { mtimeMs, size, ino } = await stat(path);
    sizeBytes += size;
    parts.push(`${path} ${mtimeMs} ${size} ${ino}`);
  }
  if (sizeBytes > dynamicLimits.textBytesMax) {
    throw new Error(`more than ${dynamicLimits.textBytesMax} bytes of dynamic configuration`);
  }
  return parts.join('\n');
}

async function listFiles(folder: string): Promise<readonly FoundFile[]> {
  const files: FoundFile[] = [];
  for (const name of await visibleNames(folder)) {
    const path = join(folder, name);
    if ((await stat(path)).isDirectory()) {
      if (dynamicKeys.get(name)?.kind !== 'group') continue;
      for (const item of await visibleNames(path)) {
        files.push({ path: join(path, item), key: name, item: withoutSuffix(item) });
      }
    } else files.push({ path, ...keyOf(withoutSuffix(name)) });
    if (files.length > dynamicLimits.filesMax) {
      throw new Error(`more than ${dynamicLimits.filesMax} files in ${folder}`);
    }
  }
  return files;
}

async function visibleNames(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted();
}

function withoutSuffix(name: string): string {
  return name.replace(/\.ya?ml$/, '');
}

function keyOf(name: string): Pick<FoundFile, 'key' | 'item'> {
  for (const [key, { kind }] of dynamicKeys) {
    if (kind === 'group' && name.startsWith(`${key}.`)) {
      return { key, item: name.slice(key.length + 1) };
    }
  }
  return { key: name };
}

async function readFolder(files: readonly FoundFile[]): Promise<ConfigTable> {
  const table = new Map<string, DynamicValue>();
  for (const { path, key, item } of files) {
    const text = await readFile(path, 'utf8');
    if (item === undefined) table.set(key, text);
    else table.set(key, { ...groupOf(table.get(key)), [item]: text });
  }
  return table;
}

function groupOf(value: DynamicValue | undefined): Readonly<Record<string, string>> {
  return typeof value === 'object' ? value : {};
}

async function readYaml(path: string): Promise<ConfigTable> {
  const [text, { parse, stringify }] = await Promise.all([readFile(path, 'utf8'), import('yaml')]);
  const root: unknown = parse(text) ?? {};
  if (!isMap(root)) throw new Error(`${path} is not a YAML mapping of keys and values`);
  const textOf = (value: unknown): string => {
    if (typeof value === 'string') return value;
    return value === null || value === undefined ? '' : stringify(value);
  };
  const table = new Map<string, DynamicValue>();
  for (const [key, value] of Object.entries(root)) {
    if (dynamicKeys.get(key)?.kind === 'group' && isMap(value)) {
      const items = Object.entries(value).map(([item, itemValue]) => [item, textOf(itemValue)]);
      table.set(key, Object.fromEntries(items) as Record<string, string>);
    } else table.set(key, textOf(value));
  }
  return table;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
