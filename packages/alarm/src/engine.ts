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
import type { MetadataRow, RowWriter, StoreReader, StoredRecord } from '@stormpetrel/storage/api';
import { alarmRow, batchesOf, recoveryRow, tagRows } from './alarm-rows.ts';
import { type AlarmEntity, describeEntity } from './alarm-entity.ts';
import { planScopes, readColumns } from './columns/read-columns.ts';
import type { ScopeColumns } from './columns/scope-columns.ts';
import { EngineTelemetry } from './engine-telemetry.ts';
import { alarmErrors } from './errors.ts';
import { alarmLimits } from './limits.ts';
import { type PreparedScope, judgeScope, prepareScope } from './minute-judgement.ts';
import type { ReadMinutes } from './minute-reader.ts';
import type { AlarmDelivery, AlarmNotice } from './notice.ts';
import {
  type AlarmCatalog,
  type AlarmRule,
  type RuleProblem,
  formatProblem,
} from './rules/alarm-rule.ts';
import { readAlarmSettings } from './rules/read-settings.ts';
import { readServiceLayers } from './service-layers.ts';
import { WorkSlices } from './slice.ts';
import { type AlarmSnapshot, takeSnapshot } from './snapshot.ts';
import { AlarmStates, StateBudget, type StateChange } from './state/alarm-states.ts';
import {
  type StoredProgress,
  type StoredStates,
  engineDocument,
  readStates,
  ruleDocument,
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
  /** Lets others have the thread. */
  readonly yieldNow?: () => Promise<unknown>;
}

/** A rule that runs. */
export interface RunningRule {
  readonly rule: AlarmRule;
  readonly states: AlarmStates;
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
  readonly #telemetry: EngineTelemetry;
  readonly #budget = new StateBudget();
  /** How many rows each table has, about: by it readings are cut to size. */
  readonly rowsPerMinute = new Map<string, number>();
  readonly #searchable: ReadonlySet<string>;
  readonly #stored: Map<
    string,
    StoredStates['rules'] extends ReadonlyMap<string, infer R> ? R : never
  >;
  #running: ReadonlyMap<string, RunningRule> = new Map();
  #scopes: readonly PreparedScope[] = [];
  #problems: readonly RuleProblem[] = [];
  /** Rules that are gone, whose documents are still to be deleted. */
  #gone = new Map<string, AlarmStates>();
  #progress: StoredProgress;
  #unstored: UnstoredRows = { alarms: [], recoveries: [], tags: [] };
  #queue: Promise<unknown> = Promise.resolve();
  #ticking: Promise<void> | undefined;
  /** Settings were taken, so that stored states of rules which are not among them are of no more use. */
  #hasSettings = false;
  #closed = false;

  private constructor(options: AlarmEngineOptions, stored: StoredStates) {
    this.options = options;
    this.#searchable = new Set(options.searchableTags);
    this.#stored = new Map(stored.rules);
    this.#progress = stored.progress;
    this.#telemetry = new EngineTelemetry(options.telemetry, {
      rules: () => this.#running.size,
      refused: () => this.#problems.filter(({ rule }) => rule !== undefined).length,
      states: () => this.#budget.used,
    });
  }

  /** Opens an engine with the states that are stored. It has no rules yet. Rejects with the reader's CodedError. */
  static async open(options: AlarmEngineOptions): Promise<AlarmEngine> {
    return new AlarmEngine(options, await readStates(options.reader));
  }

  get running(): ReadonlyMap<string, RunningRule> {
    return this.#running;
  }

  get problems(): readonly RuleProblem[] {
    return this.#problems;
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
      return { taken: false, problems: [settings.refused], kept: [...this.#running.keys()] };
    }
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
    for (const problem of settings.problems) {
      const isKept = problem.rule !== undefined && kept.includes(problem.rule);
      logger.log(
        'error',
        problem.rule === undefined
          ? 'a part of the alarm settings has no effect'
          : isKept
            ? 'alarm rule refused, it stays as it was'
            : 'alarm rule refused',
        {
          code: alarmErrors.ruleRefused.code,
          origin,
          reason: formatProblem(problem),
        },
      );
    }
    logger.log('info', 'alarm rules taken', { origin, rules: running.size });
    await this.options.onHooks?.(settings.hooks, typeof text === 'string' ? text : '');
    return { taken: true, problems: settings.problems, kept };
  }

  /** The states of a rule by name: those it has, those that are stored, or none. */
  #statesOf(name: string): AlarmStates {
    const known = this.#running.get(name);
    if (known !== undefined) return known.states;
    const states = new AlarmStates(this.#budget);
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
  #dropStored(): void {
    if (!this.#hasSettings) return;
    for (const name of this.#stored.keys()) {
      this.#stored.delete(name);
      this.#gone.set(name, new AlarmStates(this.#budget));
    }
  }

  async #judge(minuteMs: number): Promise<void> {
    const { clock, yieldNow } = this.options;
    const slices = new WorkSlices(clock, yieldNow);
    const check = this.#progress.check + 1;
    const outcome = new Outcome();
    this.#dropStored();
    for (const scope of this.#scopes) {
      try {
        await this.#judgeScope(scope, { minuteMs, check, slices, outcome });
      } catch (thrown) {
        this.#failed('alarm rules could not be judged', { scope: scope.scope }, thrown);
      }
    }
    this.#progress = { check, minuteMs };
    await this.#store(outcome);
    if (outcome.notices.length > 0) this.options.delivery.deliver(outcome.notices);
    this.#telemetry.minute(slices.workedMs, this.#running.size, outcome, this.#budget);
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
      readonly outcome: Outcome;
    },
  ): Promise<void> {
    const { readMinutes, catalog, clock, newUuid } = this.options;
    const { minuteMs, check, slices, outcome } = minute;
    const columns = await readColumns(scope, minuteMs, readMinutes, {
      rowsPerMinute: this.rowsPerMinute,
      pause: () => slices.pause(),
    });
    outcome.leftOut += columns.leftOut;
    const changes: { readonly rule: AlarmRule; readonly change: StateChange }[] = [];
    const now = { nowMs: clock.nowMs(), newUuid };
    await judgeScope(scope, columns, {
      catalog,
      slices,
      judged: (rule, isTrue) => {
        const states = this.#running.get(rule.settings.name)?.states;
        if (states === undefined || (isTrue.size === 0 && states.size === 0)) return;
        for (const change of states.check(isTrue, check, rule.settings, now)) {
          changes.push({ rule, change });
        }
      },
      failed: ({ settings }, thrown) =>
        this.#failed('an alarm rule could not be judged', { rule: settings.name }, thrown),
    });
    await this.#tell(changes, columns, { nowMs: now.nowMs, slices, outcome });
  }

  /**
   * Makes notices and rows of what changed. States have moved on by now and will not tell again: what adorns an alarm (layers,
   * snapshot) and cannot be had is left out.
   */
  async #tell(
    changes: readonly { readonly rule: AlarmRule; readonly change: StateChange }[],
    columns: ScopeColumns,
    to: { readonly nowMs: number; readonly slices: WorkSlices; readonly outcome: Outcome },
  ): Promise<void> {
    const { slices, outcome, nowMs } = to;
    const described = changes.map(({ rule, change }) => ({
      rule,
      change,
      entity: describeEntity(change.entityId, rule.scope),
    }));
    const fired = described.filter(({ change }) => change.told === 'fired');
    const serviceIds = new Set(fired.flatMap(({ entity }) => entity.serviceIds));
    const layersOf = await this.#layersOf(serviceIds);
    for (const { rule, change, entity } of described) {
      const notice = noticeOf(rule, change, entity, nowMs);
      if (notice === undefined) continue;
      outcome.notices.push(notice);
      if (change.told === 'recovered') {
        for (const alarm of change.alarms) outcome.recoveries.push(recoveryRow(alarm, nowMs));
        continue;
      }
      const layers = new Set(entity.serviceIds.flatMap((id) => layersOf.get(id) ?? []));
      const snapshot = await this.#snapshotOf(rule, change.entityId, columns);
      const more = { layers: [...layers], snapshot, searchable: this.#searchable };
      outcome.alarms.push(alarmRow(notice, more));
      outcome.fired.push(notice);
      await slices.pause();
    }
  }

  async #layersOf(
    serviceIds: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    if (serviceIds.size === 0) return new Map();
    try {
      return await readServiceLayers(this.options.reader, serviceIds);
    } catch (thrown) {
      this.#failed('layers of alarms could not be read', {}, thrown);
      return new Map();
    }
  }

  async #snapshotOf(
    rule: AlarmRule,
    entityId: string,
    columns: ScopeColumns,
  ): Promise<AlarmSnapshot> {
    try {
      const index = columns.indexOf(entityId) ?? -1;
      return await takeSnapshot(rule, columns, index, this.options.catalog);
    } catch (thrown) {
      const { name, expression } = rule.settings;
      this.#failed('the snapshot of an alarm could not be taken', { rule: name }, thrown);
      return { expression, metrics: [] };
    }
  }

  /** What cannot be stored is tried again with the next minute; hooks are told all the same. */
  async #store(outcome: Outcome): Promise<void> {
    const { rows, clock, logger } = this.options;
    const alarms = [...this.#unstored.alarms, ...outcome.alarms];
    const recoveries = [...this.#unstored.recoveries, ...outcome.recoveries];
    const tags = [...this.#unstored.tags, ...tagRows(outcome.fired, this.#searchable)];
    const nowMs = clock.nowMs();
    const changed = [...this.#running].filter(([, { states }]) => states.changed);
    const metadata = [
      ...tags,
      ...changed.map(([name, { states }]) => ruleDocument(name, states, nowMs)),
      ...[...this.#gone].map(([name, states]) => ruleDocument(name, states, nowMs)),
    ];
    if (this.#budget.used > 0 || metadata.length > 0) {
      metadata.push(engineDocument(this.#progress, nowMs));
    }
    const batches = batchesOf(alarms, recoveries);
    let stored = 0;
    try {
      for (const records of batches.slice(0, -1)) {
        await rows.writeRows({ records });
        stored += alarmLimits.rowsPerWriteMax;
      }
      if (batches.length > 0 || metadata.length > 0) {
        await rows.writeRows({ records: batches.at(-1) ?? [], metadata });
      }
      this.#unstored = { alarms: [], recoveries: [], tags: [] };
      for (const [, { states }] of changed) states.changed = false;
      this.#gone.clear();
    } catch (error) {
      const { unstoredMax } = alarmLimits;
      this.#telemetry.notStored.add(outcome.alarms.length);
      this.#unstored = {
        alarms: alarms.slice(stored).slice(-unstoredMax),
        recoveries: recoveries.slice(stored).slice(-unstoredMax),
        tags: tags.slice(-unstoredMax),
      };
      logger.log('error', 'alarms could not be stored', {
        code: alarmErrors.notStored.code,
        alarms: this.#unstored.alarms.length,
        lost: Math.max(0, alarms.length - stored - unstoredMax),
        reason: messageOf(error),
      });
    }
  }
}

/** What waits for the next minute because the store did not take it. */
interface UnstoredRows {
  readonly alarms: readonly StoredRecord[];
  readonly recoveries: readonly StoredRecord[];
  readonly tags: readonly MetadataRow[];
}

/** What came of a minute. */
export class Outcome {
  readonly notices: AlarmNotice[] = [];
  /** The notices of alarms that fired. */
  readonly fired: AlarmNotice[] = [];
  readonly alarms: StoredRecord[] = [];
  readonly recoveries: StoredRecord[] = [];
  leftOut = 0;
}

function noticeOf(
  { settings, message }: AlarmRule,
  change: StateChange,
  entity: AlarmEntity,
  nowMs: number,
): AlarmNotice | undefined {
  const alarm = change.alarms.at(-1);
  if (alarm === undefined) return undefined;
  return {
    uuid: alarm.uuid,
    scopeId: entity.scopeId,
    scope: entity.scope,
    name: entity.name,
    id0: entity.id0,
    id1: entity.id1,
    ruleName: settings.name,
    message: message.format(entity.name, entity.id0),
    tags: settings.tags,
    startTimeMs: alarm.startTimeMs,
    ...(change.told === 'recovered' ? { recoveryTimeMs: nowMs } : {}),
    hooks: settings.hooks,
  };
}
