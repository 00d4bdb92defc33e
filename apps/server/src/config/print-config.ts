import type { Config } from './load-config.ts';
import { type Setting, describeType } from './setting.ts';
import { settings } from './settings.ts';

/**
 * The configuration in force as a YAML file that can be fed back in, each key with its meaning, its variable and what
 * it may be.
 */
export function printConfig(config: Config): string {
  // Settings of one section may stand in several tables; in the file it may stand only once.
  const sections = Map.groupBy(settings, ({ key }) => key.slice(0, key.lastIndexOf('.')));
  return [...sections]
    .map(([head, rows]) => `${head}:\n${rows.map((row) => printSetting(row, config)).join('')}`)
    .join('\n');
}

function printSetting(setting: Setting, config: Config): string {
  const { key, help, type, secret } = setting;
  const env = setting.env === undefined ? '' : ` ${setting.env}.`;
  const name = key.slice(key.lastIndexOf('.') + 1);
  const isHidden = secret === true && config[key] !== '';
  // A secret that is hidden is commented out: fed back in, the asterisks would become the secret.
  const line = isHidden
    ? `# ${name}: ****** (set, not shown)`
    : `${name}: ${JSON.stringify(config[key])}`;
  return `  # ${help}${env} Allowed: ${describeType(type)}.\n  ${line}\n`;
}
