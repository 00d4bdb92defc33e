/**
 * Incidents out of alarms. A rule that goes on being true tells so again and again, each time with an alarm of its own:
 * one incident is all that lies between the first of these and the recovery. Incidents of one rule and one entity share
 * a row, and a row whose incidents follow each other closely is flapping.
 */
import type { Alarm } from './alarm.ts';

export interface Incident {
  /** Names the incident in addresses; stays while it goes on. */
  readonly key: string;
  readonly startMs: number;
  /** Undefined while it fires. */
  readonly endMs: number | undefined;
  /** Oldest first; never empty. */
  readonly alarms: readonly Alarm[];
  /** The latest notice: it says what is the matter now. */
  readonly last: Alarm;
  readonly isFlapping: boolean;
}

export interface IncidentRow {
  readonly key: string;
  /** Of the latest incident. */
  readonly last: Alarm;
  /** Oldest first; never empty. */
  readonly incidents: readonly Incident[];
  readonly isFiring: boolean;
  readonly isFlapping: boolean;
}

/** Three incidents with less than this between them are one thing that cannot make up its mind. */
export const flapGapMs = 10 * 60_000;
const flapsMin = 3;

/** @param alarms in any order. Rows come with what fires first, then the latest. */
export function incidentRows(alarms: readonly Alarm[]): IncidentRow[] {
  const groups = new Map<string, Alarm[]>();
  for (const alarm of alarms) {
    const key = rowKeyOf(alarm);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [alarm]);
    else group.push(alarm);
  }
  const rows = [...groups].map(([key, group]) => toRow(key, group));
  return rows.sort(
    (a, b) =>
      Number(b.isFiring) - Number(a.isFiring) ||
      b.last.startMs - a.last.startMs ||
      (a.key < b.key ? -1 : 1),
  );
}

function rowKeyOf(alarm: Alarm): string {
  return hash(
    [alarm.ruleName ?? alarm.expression, alarm.scope, alarm.entityId, alarm.name].join('\n'),
  );
}

/** FNV-1a: short enough for an address, and two rows on one page hardly ever share one. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(36);
}

function toRow(key: string, group: Alarm[]): IncidentRow {
  group.sort((a, b) => a.startMs - b.startMs);
  const runs: Alarm[][] = [];
  for (const alarm of group) {
    const run = runs.at(-1);
    const endMs = run?.at(-1)?.recoveryMs;
    if (run !== undefined && (endMs === undefined || endMs >= alarm.startMs)) run.push(alarm);
    else runs.push([alarm]);
  }
  const flapping = findFlapping(runs);
  const incidents = runs.map((run, index) => toIncident(key, run, flapping.has(index)));
  const last = incidents.at(-1) as Incident;
  return {
    key,
    last: last.last,
    incidents,
    isFiring: last.endMs === undefined,
    isFlapping: flapping.size > 0,
  };
}

function toIncident(rowKey: string, run: readonly Alarm[], isFlapping: boolean): Incident {
  const first = run[0] as Alarm;
  const last = run.at(-1) as Alarm;
  return {
    key: `${first.startMs}-${rowKey}`,
    startMs: first.startMs,
    endMs: last.recoveryMs,
    alarms: run,
    last,
    isFlapping,
  };
}

/** Indexes of the runs that belong to three or more with short gaps between them. */
function findFlapping(runs: readonly (readonly Alarm[])[]): ReadonlySet<number> {
  const found = new Set<number>();
  let from = 0;
  for (let i = 1; i <= runs.length; i++) {
    const endMs = runs[i - 1]?.at(-1)?.recoveryMs;
    const startMs = runs[i]?.[0]?.startMs;
    if (endMs !== undefined && startMs !== undefined && startMs - endMs < flapGapMs) continue;
    if (i - from >= flapsMin) for (let k = from; k < i; k++) found.add(k);
    from = i;
  }
  return found;
}

/** Rows with what of them touches a span; an incident that fires reaches to now. */
export function rowsWithin(
  rows: readonly IncidentRow[],
  span: { readonly startMs: number; readonly endMs: number },
): IncidentRow[] {
  return rows.flatMap((row) => {
    const incidents = row.incidents.filter(
      ({ startMs, endMs }) => startMs < span.endMs && (endMs ?? Infinity) >= span.startMs,
    );
    const last = incidents.at(-1);
    if (last === undefined) return [];
    return [
      {
        ...row,
        incidents,
        last: last.last,
        isFiring: last.endMs === undefined,
        isFlapping: incidents.some((each) => each.isFlapping),
      },
    ];
  });
}

/** When the incident that an address names began; undefined for a key that is none. */
export function incidentStartMs(key: string): number | undefined {
  const match = /^(\d{12,14})-[0-9a-z]+$/.exec(key);
  return match === null ? undefined : Number(match[1]);
}

/**
 * The incident that an address names, by one of its notices: how far back was read decides which of them is the first.
 * Another incident of the same rule is not it: who follows a link of last night must not be shown what fires now.
 */
export function findIncident(rows: readonly IncidentRow[], key: string): Incident | undefined {
  const startMs = incidentStartMs(key);
  const row = rows.find((each) => key.endsWith(`-${each.key}`));
  return row?.incidents.find(({ alarms }) => alarms.some((alarm) => alarm.startMs === startMs));
}
