import type { Pattern, PatternCompiler } from '@stormpetrel/language/pattern';
import { alarmLimits } from '../limits.ts';
import type { RuleSettings } from './rule-settings.ts';

type NameSettings = Pick<
  RuleSettings,
  'includeNames' | 'excludeNames' | 'includeNamesRegex' | 'excludeNamesRegex'
>;

/**
 * Which entities a rule is about: all conditions that it has must hold for the name. Patterns match the whole name and
 * run in linear time, so a pattern can be slow to write but never to run. Verdicts are remembered by id.
 */
export class NameFilter {
  readonly #include: ReadonlySet<string>;
  readonly #exclude: ReadonlySet<string>;
  readonly #includeRegex: Pattern | undefined;
  readonly #excludeRegex: Pattern | undefined;
  readonly #verdicts = new Map<string, boolean>();
  #verdictsMax: number = alarmLimits.verdictsMax;
  /** The rule is about every entity of its scope. */
  readonly isOpen: boolean;

  /** @throws Error, saying what is wrong, where a pattern is none. */
  constructor(settings: NameSettings, compile: PatternCompiler) {
    this.#include = new Set(settings.includeNames);
    this.#exclude = new Set(settings.excludeNames);
    this.#includeRegex = patternOf(settings.includeNamesRegex, compile);
    this.#excludeRegex = patternOf(settings.excludeNamesRegex, compile);
    this.isOpen =
      this.#include.size === 0 &&
      this.#exclude.size === 0 &&
      this.#includeRegex === undefined &&
      this.#excludeRegex === undefined;
  }

  get verdictCount(): number {
    return this.#verdicts.size;
  }

  /** From now on it remembers so many verdicts at most. */
  limitVerdicts(verdictsMax: number): void {
    this.#verdictsMax = verdictsMax;
    if (this.#verdicts.size > verdictsMax) this.#verdicts.clear();
  }

  /** `nameOf` is asked when the id is met for the first time. */
  passes(id: string, nameOf: (id: string) => string): boolean {
    if (this.isOpen) return true;
    let verdict = this.#verdicts.get(id);
    if (verdict === undefined) {
      verdict = this.#judge(nameOf(id));
      if (this.#verdicts.size >= this.#verdictsMax) this.#verdicts.clear();
      this.#verdicts.set(id, verdict);
    }
    return verdict;
  }

  #judge(name: string): boolean {
    if (this.#include.size > 0 && !this.#include.has(name)) return false;
    if (this.#exclude.has(name)) return false;
    if (this.#includeRegex?.matches(name) === false) return false;
    return this.#excludeRegex?.matches(name) !== true;
  }
}

/** The empty pattern is no condition. */
function patternOf(text: string, compile: PatternCompiler): Pattern | undefined {
  return text === '' ? undefined : compile(text);
}
