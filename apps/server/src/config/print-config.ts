import type { Config } from './load-config.ts';
import { describeType } from './setting.ts';
import { settings } from './settings.ts';

/**
 * The configuration in force as a YAML file that can be fed back in, each key with its meaning, its variable and what
 * it may be.
 */
export function printConfig(config: Config): string {
  let text = '';
  let section = '';
  for (const setting of settings) {
    const cut = setting.key.lastIndexOf('.');
    const head = setting.key.slice(0, cut);
    if (head !== section) text += `${section === '' ? '' : '\n'}${head}:\n`;
    section = head;
    const value =
      setting.secret === true && config[setting.key] !== '' ? '******' : config[setting.key];
    const env = setting.env === undefined ? '' : ` ${setting.env}.`;
    text += `  # ${setting.help}${env} Allowed: ${describeType(setting.type)}.\n`;
    text += `  ${setting.key.slice(cut + 1)}: ${JSON.stringify(value)}\n`;
  }
  return text;
}
