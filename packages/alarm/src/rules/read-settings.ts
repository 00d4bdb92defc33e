import { messageOf } from '@stormpetrel/base';
import { alarmLimits } from '../limits.ts';
import type { AlarmCatalog, AlarmRule, RuleProblem } from './alarm-rule.ts';
import { compileRule } from './compile-rule.ts';
import { RuleRefusal, type RuleParts, hookNamesOf, readRule } from './read-rule.ts';
import { type RawRule, type RawSettings, plainSettings } from './settings-text.ts';

/** What a settings text says. */
export interface AlarmSettings {
  /** Rules that are right, in the order of the text. */
  readonly rules: readonly AlarmRule[];
  /** Names of all rules that the text has, right or not. */
  readonly names: ReadonlySet<string>;
  /** What stands below `hooks`, plain values; the hooks check them. */
  readonly hooks: unknown;
  readonly problems: readonly RuleProblem[];
}

/**
 * Reads alarm settings. A rule that is not right is a problem and left out, the others are there. A text that is wrong as a
 * whole (no YAML) is `refused`. Instead of a text rules may be given as plain values, by name. Never rejects for what the text is. `pause` is awaited between rules.
 */
export async function readAlarmSettings(
  text: string | Readonly<Record<string, unknown>>,
  catalog: AlarmCatalog,
  pause: () => Promise<void> = async () => {},
): Promise<AlarmSettings | { readonly refused: RuleProblem }> {
  const raw =
    typeof text === 'string'
      ? (await import('./yaml-settings.ts')).parseSettingsText(text)
      : plainSettings(text);
  if ('refused' in raw) return raw;
  const parts = { hookNames: hookNamesOf(raw.hooks), compilePattern: await compilerFor(raw) };
  const rules: AlarmRule[] = [];
  const problems = [...raw.problems];
  for (const [i, each] of raw.rules.entries()) {
    const found =
      i < alarmLimits.rulesMax
        ? await tryRule(each, parts, catalog)
        : problemOf(each, `there are more than ${alarmLimits.rulesMax} rules`);
    if ('settings' in found) rules.push(found);
    else problems.push(found);
    await pause();
  }
  return { rules, names: new Set(raw.rules.map(({ name }) => name)), hooks: raw.hooks, problems };
}

/** The engine of patterns is loaded where a rule has one. */
async function compilerFor({ rules }: RawSettings): Promise<RuleParts['compilePattern']> {
  const hasPattern = rules.some(
    ({ fields }) =>
      fields !== undefined && Object.keys(fields).some((key) => key.endsWith('regex')),
  );
  if (hasPattern) return (await import('@stormpetrel/language/pattern')).compilePattern;
  return () => {
    throw new TypeError('no rule has a pattern');
  };
}

async function tryRule(
  raw: RawRule,
  parts: RuleParts,
  catalog: AlarmCatalog,
): Promise<AlarmRule | RuleProblem> {
  try {
    return await compileRule(readRule(raw, parts), raw, catalog, parts.compilePattern);
  } catch (thrown) {
    if (!(thrown instanceof RuleRefusal)) throw thrown;
    return { rule: raw.name, ...thrown.place, message: messageOf(thrown) };
  }
}

function problemOf(raw: RawRule, message: string): RuleProblem {
  return { rule: raw.name, ...raw.place, message };
}
