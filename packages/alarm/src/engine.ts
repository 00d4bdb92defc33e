/*
 * The alarm engine. Once a minute, after its 15th second, so that late data of the minute before has arrived:
 *
 *     1. for each scope that rules are about, the minutes that they look at are read from the store, whole minutes only
 *     2. every rule is judged for every entity (columns/), and its states move on (state/)
 *     3. alarms, recoveries and changed states go to the store in one writing; after it the hooks are told
 *
 * It reads the store and nothing else, so windows survive restarts, and data that came late counts. All of it happens on
 * the thread of the caller, in slices of some milliseconds.
 */
import { type Clock, type Logger, type Telemetry, messageOf } from '@stormpetrel/base';
import { bucketStartMs } from '@stormpetrel/model';
import type { RowWriter, StoreReader } from '@stormpetrel/storage/api';
import type { RefusedRule } from './columns/admit-rules.ts';
import { OverBudget } from './columns/column-arena.ts';
import { readColumns } from './columns/read-columns.ts';
import type { ColumnLimits } from './columns/scope-columns.ts';
import { EngineTelemetry } from './engine-telemetry.ts';
import { alarmErrors } from './errors.ts';
import { type PreparedScope, judgeScope } from './minute-judgement.ts';
import { MinuteOutcome, type RuleChange } from './minute-outcome.ts';
import type { ReadMinutes } from './minute-reader.ts';
import type { AlarmDelivery } from './notice.ts';
import { OutcomeWriter } from './outcome-writer.ts';
import { RefusedRules } from './refused-rules.ts';
import { type AlarmCatalog, type RuleProblem, formatProblem } from './rules/alarm-rule.ts';
import { readAlarmSettings } from './rules/read-settings.ts';
import { type RunningRule, RunningRules } from './running-rules.ts';
import { WorkSlices } from './slice.ts';
import {
  type StoredProgress,
  type StoredStates,
  engineDocument,
  readStates,
} from './state/state-documents.ts';

/** A minute is judged after this much of the next one: what is on its way then is waited for. */
const settleMs = 15_000;

export interface AlarmEngineOptions {
  readonly reader: StoreReader;
  readonly readMinutes: ReadMinutes;
  readonly rows: RowWriter;
  readonly catalog: AlarmCatalog;
  readonly delivery: AlarmDelivery;
  /** Keys of the tags that alarms can be searched by (SW_SEARCHABLE_ALARM_TAG_KEYS). */
  readonly searchableTags: readonly string[];
  /** Told what stands below `hooks` whenever settings are taken, and the text that it stands in. */
  readonly onHooks?: (hooks: unknown, text: string) => Promise<void> | void;
  readonly newUuid: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Those of `alarmLimits` where there are none. */
  readonly columnLimits?: ColumnLimits;
  /** Lets others have the thread. */
  readonly yieldNow?: () => Promise<unknown>;
}

/** A settings text, or rules alone as plain values by name. */
export type SettingsInput = string | Readonly<Record<string, unknown>>;

/** What became of a settings text. */
export interface RulesUpdate {
  /** The text was taken. False: all rules are as they were. */
  readonly taken: boolean;
  readonly problems: readonly RuleProblem[];
  /** Of the refused rules those that stay as they were. */
  readonly kept: readonly string[];
}

export class AlarmEngine {
  readonly options: AlarmEngineOptions;
  /** How many rows each table has, about: by it readings are cut to size. */
  readonly rowsPerMinute = new Map<string, number>();
  readonly #telemetry: EngineTelemetry;
  readonly #searchable: ReadonlySet<string>;
  readonly #rules: RunningRules;
  readonly #refused: RefusedRules;
  readonly #writer: OutcomeWriter;
  #progress: StoredProgress;
  #queue: Promise<unknown> = Promise.resolve();
  #ticking: Promise<void> | undefined;
  #closed = false;

  private constructor(options: AlarmEngineOptions, stored: StoredStates) {
    this.options = options;
    this.#searchable = new Set(options.searchableTags);
    this.#rules = new RunningRules(stored.rules);
    this.#refused = new RefusedRules(options.logger);
    this.#writer = new OutcomeWriter(options.rows, this.#searchable, options.logger);
    this.#progress = stored.progress;
    this.#telemetry = new EngineTelemetry(options.telemetry, {
      rules: () => this.running.size,
      refused: () => this.problems.filter(({ rule }) => rule !== undefined).length,
      states: () => this.#rules.budget.used,
    });
  }

  /** Opens an engine with the states that are stored. It has no rules yet. Rejects with the reader's CodedError. */
  static async open(options: AlarmEngineOptions): Promise<AlarmEngine> {
    return new AlarmEngine(options, await readStates(options.reader));
  }

  get running(): ReadonlyMap<string, RunningRule> {
    return this.#rules.byName;
  }

  get problems(): readonly RuleProblem[] {
    return this.#rules.problems;
  }

  /** Rules that run and were not judged in the last minute: what they look at did not fit. */
  get refused(): readonly RefusedRule[] {
    return this.#refused.last;
  }

  /** The last minute's end and check number. */
  get progress(): StoredProgress {
    return this.#progress;
  }

  /**
   * Replaces the rules and hooks by those of a settings text. A rule that is refused stays as it was where there is one of
   * its name; a text that is refused as a whole changes nothing. States stay with the names of their rules.
   */
  updateRules(text: SettingsInput, origin: string): Promise<RulesUpdate> {
    return this.#enqueue(() => this.#update(text, origin));
  }

  /**
   * To be called every ten seconds or so; judges the minute that is over, once. Never rejects for what is stored. While one
   * is under way or waits, it is also the answer to others: a store that hangs does not make them pile up.
   */
  tick(): Promise<void> {
    this.#ticking ??= this.#tick().finally(() => (this.#ticking = undefined));
    return this.#ticking;
  }

  #tick(): Promise<void> {
    return this.#enqueue(async () => {
      const nowMs = this.options.clock.nowMs();
      const minuteMs = bucketStartMs(nowMs, 'minute');
      const isDue = nowMs - minuteMs > settleMs && minuteMs !== this.#progress.minuteMs;
      if (isDue && !this.#closed) await this.#judge(minuteMs);
    });
  }

  /** Waits for what is under way; nothing happens afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue;
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }

  async #update(text: SettingsInput, origin: string): Promise<RulesUpdate> {
    const { catalog, logger, clock, yieldNow } = this.options;
    const slices = new WorkSlices(clock, yieldNow);
    const settings = await readAlarmSettings(text, catalog, () => slices.pause());
    if ('refused' in settings) {
      logger.log('error', 'alarm settings are refused as a whole', {
        code: alarmErrors.settingsUnreadable.code,
        origin,
        reason: formatProblem(settings.refused),
      });
      return { taken: false, problems: [settings.refused], kept: [...this.running.keys()] };
    }
    const { problems } = settings;
    const kept = this.#rules.replace(settings);
    for (const problem of problems) this.#logProblem(problem, kept, origin);
    logger.log('info', 'alarm rules taken', { origin, rules: this.running.size });
    await this.options.onHooks?.(settings.hooks, typeof text === 'string' ? text : '');
    return { taken: true, problems, kept };
  }

  #logProblem(problem: RuleProblem, kept: readonly string[], origin: string): void {
    const isKept = problem.rule !== undefined && kept.includes(problem.rule);
    const message =
      problem.rule === undefined
        ? 'a part of the alarm settings has no effect'
        : isKept
          ? 'alarm rule refused, it stays as it was'
          : 'alarm rule refused';
    const { code } = alarmErrors.ruleRefused;
    this.options.logger.log('error', message, { code, origin, reason: formatProblem(problem) });
  }

  async #judge(minuteMs: number): Promise<void> {
    const { reader, catalog, clock, yieldNow } = this.options;
    const slices = new WorkSlices(clock, yieldNow);
    const check = this.#progress.check + 1;
    const outcome = new MinuteOutcome({
      reader,
      catalog,
      searchable: this.#searchable,
      slices,
      failed: (message, about, thrown) => this.#failed(message, about, thrown),
    });
    this.#rules.dropStored();
    for (const scope of this.#rules.scopes) {
      try {
        await this.#judgeScope(scope, { minuteMs, check, slices, outcome });
      } catch (thrown) {
        this.#failed('alarm rules could not be judged', { scope: scope.scope }, thrown);
      }
    }
    this.#refused.set(outcome.refused);
    this.#progress = { check, minuteMs };
    await this.#store(outcome);
    if (outcome.notices.length > 0) this.options.delivery.deliver(outcome.notices);
    this.#telemetry.minute(slices.workedMs, this.running.size, outcome, this.#rules.budget);
  }

  #failed(message: string, about: Readonly<Record<string, string>>, thrown: unknown): void {
    this.#telemetry.failed.add();
    const { code } = alarmErrors.notEvaluated;
    this.options.logger.log('error', message, { code, ...about, reason: messageOf(thrown) });
  }

  async #judgeScope(
    scope: PreparedScope,
    minute: {
      readonly minuteMs: number;
      readonly check: number;
      readonly slices: WorkSlices;
      readonly outcome: MinuteOutcome;
    },
  ): Promise<void> {
    const { readMinutes, catalog, clock, newUuid, columnLimits } = this.options;
    const { minuteMs, check, slices, outcome } = minute;
    const columns = await readColumns(scope, minuteMs, readMinutes, {
      rowsPerMinute: this.rowsPerMinute,
      pause: () => slices.pause(),
      limits: columnLimits,
    });
    outcome.leftOut += columns.leftOut;
    const changes: RuleChange[] = [];
    const now = { nowMs: clock.nowMs(), newUuid };
    await judgeScope(scope, columns, {
      catalog,
      slices,
      judged: (rule, isTrue) => {
        const states = this.running.get(rule.settings.name)?.states;
        if (states === undefined || (isTrue.size === 0 && states.size === 0)) return;
        for (const change of states.check(isTrue, check, rule.settings, now)) {
          changes.push({ rule, change });
        }
      },
      failed: (rule, thrown) => {
        if (thrown instanceof OverBudget) columns.refuse(rule);
        else {
          const about = { rule: rule.settings.name };
          this.#failed('an alarm rule could not be judged', about, thrown);
        }
      },
    });
    outcome.refused.push(...columns.refused);
    await outcome.add(changes, columns, now.nowMs);
  }

  /** What cannot be stored is tried again with the next minute; hooks are told all the same. */
  async #store(outcome: MinuteOutcome): Promise<void> {
    const nowMs = this.options.clock.nowMs();
    const { documents, written } = this.#rules.changes(nowMs);
    const isWorthIt = this.#rules.budget.used > 0 || documents.length > 0;
    const progress = isWorthIt ? [engineDocument(this.#progress, nowMs)] : [];
    const isStored = await this.#writer.write(outcome, [...documents, ...progress]);
    if (isStored) written();
    else this.#telemetry.notStored.add(outcome.alarms.length);
  }
}
