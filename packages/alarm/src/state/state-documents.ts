/*
 * States in the store: one document for each rule that has any, and one for the engine, all in the collection
 * `alarm-state`. Written when something changed only; the engine's own every minute in which something is tracked.
 *
 *     alarm-state/rule:<name>   states: JSON [[entity id, phase, fired check, observed check, [[uuid, start ms], …]], …]
 *     alarm-state/engine        check: number of the last check, minuteMs: the minute that it judged
 *
 * Both go to the store in one writing with the alarms, so that none is counted twice or lost after a crash.
 */
import type { MetadataEntry, MetadataRow, StoreReader } from '@stormpetrel/storage/api';
import { alarmLimits } from '../limits.ts';
import type { AlarmState } from './alarm-state.ts';
import type { AlarmStates, TrackedState } from './alarm-states.ts';

const collection = 'alarm-state';
const enginePath = `${collection}/engine`;
const rulePath = `${collection}/rule:`;

export interface StoredProgress {
  readonly check: number;
  /** End of the last minute that was judged, epoch ms; 0 before the first. */
  readonly minuteMs: number;
}

export interface StoredStates {
  readonly progress: StoredProgress;
  readonly rules: ReadonlyMap<string, readonly (readonly [string, TrackedState])[]>;
}

export function ruleDocument(rule: string, states: AlarmStates, seenMs: number): MetadataRow {
  const rows = [...states.entries()].map(([id, { state, alarms }]) => [
    id,
    state.phase,
    state.firedCheck,
    state.observedCheck,
    alarms.map(({ uuid, startTimeMs }) => [uuid, startTimeMs]),
  ]);
  const fields = { states: JSON.stringify(rows), deleted: rows.length === 0 ? 1 : 0 };
  return { kind: 'document', id: `${rulePath}${rule}`, owner: collection, fields, seenMs };
}

export function engineDocument(progress: StoredProgress, seenMs: number): MetadataRow {
  const fields = { check: progress.check, minuteMs: progress.minuteMs };
  return { kind: 'document', id: enginePath, owner: collection, fields, seenMs };
}

/** Documents that cannot be read are as if they were not there. */
export async function readStates(reader: StoreReader): Promise<StoredStates> {
  const limit = alarmLimits.rulesMax * 2 + 1;
  const entries = await reader.readMetadata({ kind: 'document', owner: collection, limit });
  let progress: StoredProgress = { check: 0, minuteMs: 0 };
  const rules = new Map<string, readonly (readonly [string, TrackedState])[]>();
  for (const entry of entries) {
    if (entry.id === enginePath) {
      progress = { check: numberOf(entry, 'check'), minuteMs: numberOf(entry, 'minuteMs') };
    } else if (entry.id.startsWith(rulePath) && entry.fields['deleted'] !== 1) {
      rules.set(entry.id.slice(rulePath.length), parseRows(String(entry.fields['states'] ?? '')));
    }
  }
  return { progress, rules };
}

function numberOf(entry: MetadataEntry, field: string): number {
  const value = Number(entry.fields[field] ?? 0);
  return Number.isFinite(value) ? value : 0;
}

function parseRows(json: string): readonly (readonly [string, TrackedState])[] {
  let rows: unknown;
  try {
    rows = JSON.parse(json);
  } catch {
    return [];
  }
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: unknown) => {
    const parsed = parseRow(row);
    return parsed === undefined ? [] : [parsed];
  });
}

const phases: ReadonlySet<unknown> = new Set<AlarmState['phase']>([
  'FIRING',
  'SILENCED_FIRING',
  'OBSERVING_RECOVERY',
  'RECOVERED',
]);

function parseRow(row: unknown): readonly [string, TrackedState] | undefined {
  if (!Array.isArray(row)) return undefined;
  const [id, phase, firedCheck, observedCheck, alarms] = row as readonly unknown[];
  if (typeof id !== 'string' || !isPhase(phase) || !Array.isArray(alarms)) return undefined;
  if (typeof firedCheck !== 'number' || typeof observedCheck !== 'number') return undefined;
  const fired = (alarms as readonly unknown[]).flatMap((alarm) => {
    if (!Array.isArray(alarm)) return [];
    const [uuid, startTimeMs] = alarm as readonly unknown[];
    return typeof uuid === 'string' && typeof startTimeMs === 'number'
      ? [{ uuid, startTimeMs }]
      : [];
  });
  return [id, { state: { phase, firedCheck, observedCheck }, alarms: fired }];
}

function isPhase(value: unknown): value is AlarmState['phase'] {
  return phases.has(value);
}
