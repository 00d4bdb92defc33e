import type { ConfigEntry } from '@stormpetrel/query';
import type { Config } from '../config/load-config.ts';
import { type Setting, type SettingValue, isTree } from '../config/setting.ts';
import { settings } from '../config/settings.ts';

/** The providers that SkyWalking's names have in their middle, where it is not `default`. */
const providers: Readonly<Record<string, string>> = {
  storage: 'embedded',
  telemetry: 'prometheus',
  query: 'graphql',
};

/** Modules of ours alone: their settings have no provider in their names. */
const ownModules: ReadonlySet<string> = new Set(['limits', 'log']);

/**
 * All settings in force by the names that SkyWalking's dump gives them: `core.default.restPort`, and `core.provider` for what a
 * module is provided by. Of a module that is off nothing is listed: so clients find out which are on.
 */
export function configEntries(config: Config): readonly ConfigEntry[] {
  const off = new Set(
    settings
      .filter(({ key }) => isSelector(key) && config[key] === '-')
      .map(({ key }) => moduleOf(key)),
  );
  const listed = settings.filter(({ key }) => !off.has(moduleOf(key)));
  const modules = [...new Set(listed.map(({ key }) => moduleOf(key)))];
  return [
    ...modules
      .filter((module) => !ownModules.has(module))
      .map((module) => providerEntry(config, module)),
    ...listed
      .filter(({ key }) => !isSelector(key))
      .flatMap((setting) => entriesOf(setting, config)),
  ];
}

function providerEntry(config: Config, module: string): ConfigEntry {
  const selector = config[`${module}.selector`];
  const value = typeof selector === 'string' ? selector : (providers[module] ?? 'default');
  return { name: `${module}.provider`, value };
}

function entriesOf(setting: Setting, config: Config): readonly ConfigEntry[] {
  const { key } = setting;
  const module = moduleOf(key);
  const rest = key.slice(module.length + 1);
  // Keys of three parts name their provider themselves.
  const name =
    ownModules.has(module) || rest.includes('.')
      ? key
      : `${module}.${providers[module] ?? 'default'}.${rest}`;
  const secret = setting.secret === true ? { secret: true } : {};
  return leavesOf(name, config[key]).map((entry) => ({ ...entry, ...secret }));
}

/** Settings that are trees are listed leaf by leaf: each is masked by its own name. */
function leavesOf(name: string, value: SettingValue | undefined): readonly ConfigEntry[] {
  if (isTree(value)) {
    return Object.entries(value).flatMap(([key, below]) =>
      leavesOf(`${name}.${key}`, below as SettingValue),
    );
  }
  return [{ name, value: Array.isArray(value) ? value.join(',') : String(value ?? '') }];
}

function isSelector(key: string): boolean {
  return key.endsWith('.selector');
}

function moduleOf(key: string): string {
  return key.slice(0, key.indexOf('.'));
}
