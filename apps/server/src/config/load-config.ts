import { CodedError } from '@stormpetrel/base';
import {
  type Setting,
  type SettingProblem,
  type SettingTree,
  type SettingValue,
  describeType,
  isTree,
  parseSetting,
} from './setting.ts';
import { settings } from './settings.ts';

/** All settings, by key. Plain values, fit to be handed to a thread. */
export type Config = Readonly<Record<string, SettingValue>>;

export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The parsed YAML file and its name, where there is one. */
  readonly file?: { readonly name: string; readonly content: unknown };
}

/**
 * Puts defaults, file and environment together.
 *
 * @throws CodedError CONFIG_INVALID, naming each key, its value, where it came from and what is allowed.
 */
export function loadConfig(sources: ConfigSources): Config {
  const problems: SettingProblem[] = [];
  const config: Record<string, SettingValue> = {};
  const fromFile =
    sources.file === undefined ? new Map<string, unknown>() : flatten(sources.file, problems);
  for (const setting of settings)
    config[setting.key] = resolve(setting, sources, fromFile, problems);
  if (problems.length > 0) throw new CodedError('CONFIG_INVALID', formatProblems(problems));
  return config;
}

function resolve(
  setting: Setting,
  sources: ConfigSources,
  fromFile: ReadonlyMap<string, unknown>,
  problems: SettingProblem[],
): SettingValue {
  const env = setting.env === undefined ? undefined : sources.env[setting.env];
  if (env === '' && setting.emptyMeans !== undefined) return setting.emptyMeans;
  // Any other empty variable means "not set", as it does in SkyWalking's own `${NAME:default}`.
  const useEnv = env !== undefined && env !== '';
  const raw = useEnv ? env : fromFile.get(setting.key);
  if (raw === undefined || raw === null) return setting.default;
  const value = parseSetting(setting.type, raw);
  if (value !== undefined) return value;
  const origin = useEnv ? `environment ${setting.env}` : (sources.file?.name ?? '');
  const shown = setting.secret === true ? '******' : (JSON.stringify(raw) ?? '');
  problems.push({ key: setting.key, origin, value: shown, allowed: describeType(setting.type) });
  return setting.default;
}

/** The file's leaves by dotted key; every key that is no setting is a problem. */
function flatten(
  file: { readonly name: string; readonly content: unknown },
  problems: SettingProblem[],
): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  const known = new Map(settings.map((setting) => [setting.key, setting]));
  const walk = (tree: SettingTree, prefix: string): void => {
    for (const [name, value] of Object.entries(tree)) {
      const key = prefix === '' ? name : `${prefix}.${name}`;
      if (known.has(key)) leaves.set(key, value);
      else if (isTree(value) && [...known.keys()].some((other) => other.startsWith(`${key}.`)))
        walk(value, key);
      else problems.push(unknownKey(key, file.name, value));
    }
  };
  if (isTree(file.content)) walk(file.content, '');
  else if (file.content !== undefined && file.content !== null) {
    problems.push({
      key: '(file)',
      origin: file.name,
      value: JSON.stringify(file.content),
      allowed: 'a YAML mapping',
    });
  }
  return leaves;
}

function unknownKey(key: string, origin: string, value: unknown): SettingProblem {
  const near = settings
    .map((setting) => ({ key: setting.key, edits: distance(setting.key, key) }))
    .toSorted((a, b) => a.edits - b.edits)[0];
  const hint =
    near !== undefined && near.edits <= 3
      ? `no such key; did you mean ${near.key}?`
      : 'no such key; --print-config lists all';
  return { key, origin, value: JSON.stringify(value) ?? '', allowed: hint };
}

/** Edit distance, enough of it to find a slip of the finger. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      row.push(
        Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + change),
      );
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

function formatProblems(problems: readonly SettingProblem[]): string {
  return problems
    .map(({ key, origin, value, allowed }) => `${key} (${origin}) is ${value}; allowed: ${allowed}`)
    .join('\n');
}

export function textSetting(config: Config, key: string): string {
  const value = config[key];
  return typeof value === 'string' ? value : '';
}

export function numberSetting(config: Config, key: string): number {
  return Number(config[key]);
}

export function booleanSetting(config: Config, key: string): boolean {
  return config[key] === true;
}

export function listSetting(config: Config, key: string): readonly string[] {
  const value = config[key];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

export function treeSetting(config: Config, key: string): SettingTree {
  const value = config[key];
  return isTree(value) ? value : {};
}
