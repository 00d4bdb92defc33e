/**
 * A setting: where it stands in the file, which environment variable sets it, what it may be.
 *
 * Keys and variables are SkyWalking's own where one exists (application.yml of its server), so that a deployment's
 * environment keeps its meaning. An environment variable wins over the file, the file over the default.
 */
export type SettingType =
  | { readonly kind: 'text' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  /** Comma-separated in the environment, a YAML list or comma-separated text in the file. */
  | { readonly kind: 'list' }
  /** Free-form YAML below the key; not settable by environment. */
  | { readonly kind: 'tree' };

export type SettingValue = string | number | boolean | readonly string[] | SettingTree;
export interface SettingTree {
  readonly [key: string]: unknown;
}

export interface Setting {
  readonly key: string;
  readonly env?: string;
  readonly type: SettingType;
  readonly default: SettingValue;
  readonly help: string;
  /** What an empty environment variable stands for; elsewhere it counts as not set. */
  readonly emptyMeans?: SettingValue;
  /** Shown as `******` by --print-config. */
  readonly secret?: boolean;
}

export interface SettingProblem {
  readonly key: string;
  /** The variable or the file that the value came from. */
  readonly origin: string;
  readonly value: string;
  readonly allowed: string;
}

export function describeType(type: SettingType): string {
  switch (type.kind) {
    case 'text':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number from ${type.min} to ${type.max}`;
    case 'choice':
      return `one of ${type.of.join(', ')}`;
    case 'list':
      return 'a comma-separated list';
    case 'tree':
      return 'a YAML mapping';
  }
}

/** The value that a text or YAML scalar stands for, or undefined where it is not allowed. */
export function parseSetting(type: SettingType, raw: unknown): SettingValue | undefined {
  switch (type.kind) {
    case 'text':
      return isScalar(raw) ? String(raw) : undefined;
    case 'boolean':
      return parseBoolean(raw);
    case 'integer':
      return parseInteger(raw, type.min, type.max);
    case 'choice':
      return typeof raw === 'string' && type.of.includes(raw) ? raw : undefined;
    case 'list':
      return parseList(raw);
    case 'tree':
      return isTree(raw) ? raw : undefined;
  }
}

function isScalar(raw: unknown): raw is string | number | boolean {
  return typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean';
}

export function isTree(raw: unknown): raw is SettingTree {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function parseBoolean(raw: unknown): boolean | undefined {
  if (typeof raw === 'boolean') return raw;
  if (typeof raw !== 'string') return undefined;
  const text = raw.trim().toLowerCase();
  if (text === 'true') return true;
  return text === 'false' ? false : undefined;
}

function parseInteger(raw: unknown, min: number, max: number): number | undefined {
  if (typeof raw === 'string' && !/^\s*[+-]?\d+\s*$/.test(raw)) return undefined;
  if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
  const value = Number(raw);
  return Number.isInteger(value) && value >= min && value <= max ? value : undefined;
}

function parseList(raw: unknown): readonly string[] | undefined {
  const items = typeof raw === 'string' ? raw.split(',') : raw;
  if (!Array.isArray(items) || !items.every(isScalar)) return undefined;
  return items.map((item) => String(item).trim()).filter((item) => item !== '');
}
