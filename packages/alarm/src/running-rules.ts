import type { MetadataRow } from '@stormpetrel/storage/api';
import { planScopes } from './columns/read-columns.ts';
import { alarmLimits } from './limits.ts';
import { type PreparedScope, prepareScope } from './minute-judgement.ts';
import type { AlarmRule, RuleProblem } from './rules/alarm-rule.ts';
import type { AlarmSettings } from './rules/read-settings.ts';
import { AlarmStates, StateBudget } from './state/alarm-states.ts';
import { type StoredStates, ruleDocument } from './state/state-documents.ts';

/** A rule that runs. */
export interface RunningRule {
  readonly rule: AlarmRule;
  readonly states: AlarmStates;
}

/** The rules that run, by name, and their states: of settings that were taken, of before a restart, and of rules that are gone. */
export class RunningRules {
  readonly budget = new StateBudget();
  readonly #stored: Map<
    string,
    StoredStates['rules'] extends ReadonlyMap<string, infer R> ? R : never
  >;
  #running: ReadonlyMap<string, RunningRule> = new Map();
  #scopes: readonly PreparedScope[] = [];
  #problems: readonly RuleProblem[] = [];
  /** Rules that are gone, whose documents are still to be deleted. */
  readonly #gone = new Map<string, AlarmStates>();
  /** Settings were taken, so that stored states of rules which are not among them are of no more use. */
  #hasSettings = false;

  constructor(stored: StoredStates['rules']) {
    this.#stored = new Map(stored);
  }

  get byName(): ReadonlyMap<string, RunningRule> {
    return this.#running;
  }

  get scopes(): readonly PreparedScope[] {
    return this.#scopes;
  }

  /** What is not right in the settings. */
  get problems(): readonly RuleProblem[] {
    return this.#problems;
  }

  /** Replaces the rules. Tells the names of those that are refused now and stay as they were. States stay with names. */
  replace(settings: Pick<AlarmSettings, 'rules' | 'names' | 'problems'>): readonly string[] {
    const running = new Map<string, RunningRule>();
    for (const rule of settings.rules) {
      const { name } = rule.settings;
      running.set(name, { rule, states: this.#statesOf(name) });
    }
    const kept: string[] = [];
    for (const [name, known] of this.#running) {
      if (running.has(name)) continue;
      if (settings.names.has(name)) {
        kept.push(name);
        running.set(name, known);
      } else {
        known.states.clear();
        this.#gone.set(name, known.states);
      }
    }
    this.#hasSettings = true;
    this.#running = running;
    this.#problems = settings.problems;
    const rules = [...running.values()].map(({ rule }) => rule);
    this.#scopes = planScopes(rules).map(prepareScope);
    shareVerdicts(rules);
    return kept;
  }

  /** The states of a rule by name: those it has, those that are stored, or none. */
  #statesOf(name: string): AlarmStates {
    const known = this.#running.get(name);
    if (known !== undefined) return known.states;
    const states = new AlarmStates(this.budget);
    // What is stored of a rule that was gone for a while is of before that.
    states.changed = this.#gone.delete(name);
    for (const [entityId, tracked] of this.#stored.get(name) ?? [])
      states.restore(entityId, tracked);
    this.#stored.delete(name);
    return states;
  }

  /**
   * Stored states of rules that the settings no longer have are deleted, once a minute is judged: at the start settings come
   * one after another, first those of the file, then those of the dynamic configuration.
   */
  dropStored(): void {
    if (!this.#hasSettings) return;
    for (const name of this.#stored.keys()) {
      this.#stored.delete(name);
      this.#gone.set(name, new AlarmStates(this.budget));
    }
  }

  /** The documents of states that changed; `written` once they are in the store. */
  changes(nowMs: number): {
    readonly documents: readonly MetadataRow[];
    readonly written: () => void;
  } {
    const changed = [...this.#running].filter(([, { states }]) => states.changed);
    const gone = [...this.#gone];
    const documents = [
      ...changed.map(([name, { states }]) => ruleDocument(name, states, nowMs)),
      ...gone.map(([name, states]) => ruleDocument(name, states, nowMs)),
    ];
    const written = (): void => {
      for (const [, { states }] of changed) states.changed = false;
      for (const [name] of gone) this.#gone.delete(name);
    };
    return { documents, written };
  }
}

/** Rules that ask for names remember verdicts in equal shares. */
function shareVerdicts(rules: readonly AlarmRule[]): void {
  const filters = rules.map(({ filter }) => filter).filter(({ isOpen }) => !isOpen);
  const share = Math.floor(alarmLimits.verdictsMax / Math.max(1, filters.length));
  for (const filter of filters) filter.limitVerdicts(share);
}
