/** What came of a minute: notices for the hooks, and rows for the store. */
import type { StoreReader, StoredRecord } from '@stormpetrel/storage/api';
import { type AlarmEntity, describeEntity } from './alarm-entity.ts';
import { alarmRow, recoveryRow } from './alarm-rows.ts';
import type { RefusedRule } from './columns/admit-rules.ts';
import type { ScopeColumns } from './columns/scope-columns.ts';
import type { AlarmNotice } from './notice.ts';
import type { AlarmCatalog, AlarmRule } from './rules/alarm-rule.ts';
import { readServiceLayers } from './service-layers.ts';
import type { WorkSlices } from './slice.ts';
import { type AlarmSnapshot, takeSnapshot } from './snapshot.ts';
import type { StateChange } from './state/alarm-states.ts';

export interface RuleChange {
  readonly rule: AlarmRule;
  readonly change: StateChange;
}

/** Told of what goes wrong and costs no more than what it is about. */
export type ReportFault = (
  message: string,
  about: Readonly<Record<string, string>>,
  thrown: unknown,
) => void;

export interface OutcomeOptions {
  readonly reader: StoreReader;
  readonly catalog: AlarmCatalog;
  readonly searchable: ReadonlySet<string>;
  readonly slices: WorkSlices;
  readonly failed: ReportFault;
}

export class MinuteOutcome {
  readonly notices: AlarmNotice[] = [];
  /** The notices of alarms that fired. */
  readonly fired: AlarmNotice[] = [];
  readonly alarms: StoredRecord[] = [];
  readonly recoveries: StoredRecord[] = [];
  /** Rules that were not judged because their values did not fit. */
  readonly refused: RefusedRule[] = [];
  /** Rows of entities that are too many. */
  leftOut = 0;
  readonly #options: OutcomeOptions;

  constructor(options: OutcomeOptions) {
    this.#options = options;
  }

  /**
   * Makes notices and rows of what changed. States have moved on by now and will not tell again: what adorns an alarm (layers,
   * snapshot) and cannot be had is left out.
   */
  async add(changes: readonly RuleChange[], columns: ScopeColumns, nowMs: number): Promise<void> {
    const { searchable, slices } = this.#options;
    const described = changes.map(({ rule, change }) => ({
      rule,
      change,
      entity: describeEntity(change.entityId, rule.scope),
    }));
    const fired = described.filter(({ change }) => change.told === 'fired');
    const layersOf = await this.#layersOf(fired.flatMap(({ entity }) => entity.serviceIds));
    for (const { rule, change, entity } of described) {
      const notice = noticeOf(rule, change, entity, nowMs);
      if (notice === undefined) continue;
      this.notices.push(notice);
      if (change.told === 'recovered') {
        for (const alarm of change.alarms) this.recoveries.push(recoveryRow(alarm, nowMs));
        continue;
      }
      const layers = new Set(entity.serviceIds.flatMap((id) => layersOf.get(id) ?? []));
      const snapshot = await this.#snapshotOf(rule, change.entityId, columns);
      this.alarms.push(alarmRow(notice, { layers: [...layers], snapshot, searchable }));
      this.fired.push(notice);
      await slices.pause();
    }
  }

  async #layersOf(serviceIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    if (serviceIds.length === 0) return new Map();
    try {
      return await readServiceLayers(this.#options.reader, new Set(serviceIds));
    } catch (thrown) {
      this.#options.failed('layers of alarms could not be read', {}, thrown);
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
      return await takeSnapshot(rule, columns, index, this.#options.catalog);
    } catch (thrown) {
      const { name, expression } = rule.settings;
      const message = 'the snapshot of an alarm could not be taken';
      this.#options.failed(message, { rule: name }, thrown);
      return { expression, metrics: [] };
    }
  }
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
