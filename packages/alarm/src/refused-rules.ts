import type { Logger } from '@stormpetrel/base';
import type { RefusedRule } from './columns/admit-rules.ts';
import { alarmErrors } from './errors.ts';
import { alarmLimits } from './limits.ts';

/** The rules that were not judged in the last minute because their values did not fit; says so when they become others. */
export class RefusedRules {
  readonly #logger: Logger;
  #refused: readonly RefusedRule[] = [];

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get last(): readonly RefusedRule[] {
    return this.#refused;
  }

  set(refused: readonly RefusedRule[]): void {
    const before = new Set(namesOf(this.#refused));
    const names = namesOf(refused);
    this.#refused = refused;
    if (names.length === before.size && names.every((name) => before.has(name))) return;
    if (names.length === 0) {
      this.#logger.log('info', 'all alarm rules are judged again');
      return;
    }
    this.#logger.log('error', 'alarm rules are not judged, they look at too many values', {
      code: alarmErrors.overBudget.code,
      count: names.length,
      rules: names.slice(0, alarmLimits.rulesNamedMax).join(', '),
    });
  }
}

function namesOf(refused: readonly RefusedRule[]): readonly string[] {
  return refused.map(({ rule }) => rule.settings.name);
}
