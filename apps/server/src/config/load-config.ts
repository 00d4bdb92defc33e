import { CodedError, closestWords } from '@stormpetrel/base';
import {
  type Setting,
  type SettingProblem,
  type SettingTree,
  type SettingValue,
  describeType,
  isTree,
  parseSetting,
} from './setting.ts';
import { resolveDays } from './retention.ts';
import { settings, slipEditsMax } from './settings.ts';

/** Characters of a value in a message. */
const shownLengthMax = 80;

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
  return { ...config, ...resolveDays(config) };
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
  // The same goes for an empty text in the file: an empty address would listen everywhere.
  if (raw === '') return setting.emptyMeans ?? setting.default;
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
  const known = new Set(settings.map((setting) => setting.key));
  const walk = (tree: SettingTree, prefix: string): void => {
    for (const [name, value] of Object.entries(tree)) {
      const key = prefix === '' ? name : `${prefix}.${name}`;
      if (known.has(key)) leaves.set(key, value);
      else if (![...known].some((other) => other.startsWith(`${key}.`)))
        problems.push(unknownKey(key, file.name, value));
      else if (isTree(value)) walk(value, key);
      // A section all of whose keys are commented out is null.
      else if (value !== null) problems.push(noSection(key, file.name, value));
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
  const keys = settings.map((setting) => setting.key);
  const [near] = closestWords(key, keys, slipEditsMax);
  let hint = near === undefined ? '--print-config lists all' : `did you mean ${near}?`;
  // So application.yml of SkyWalking has it, with the name of the provider.
  if (isTree(value) && key.endsWith('.default')) {
    hint = `leave the level "default" out: its keys stand right below ${key.slice(0, key.indexOf('.'))}`;
  }
  return { key, origin, value: shortened(value), allowed: `no such key; ${hint}` };
}

/** Whole trees may stand below a key that does not exist. */
function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > shownLengthMax ? `${text.slice(0, shownLengthMax)}…` : text;
}

function noSection(key: string, origin: string, value: unknown): SettingProblem {
  return { key, origin, value: shortened(value), allowed: 'a YAML mapping of settings' };
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
