/**
 * Alarms as they were stored. What can be asked of the store by one filter is; the alternatives of a question (several rules,
 * several entities) and words in messages are looked for in what it answers, newest first, until the page is full.
 */
import { Scope, type ScopeName, alarmRecord, alarmRecoveryRecord } from '@stormpetrel/model';
import type { RecordFilter, StoreReader, StoredRecord } from '@stormpetrel/storage/api';
import { queryLimits } from '../limits.ts';
import type { Page } from './page.ts';
import type { TimeWindow } from './time-window.ts';

export interface AlarmConditions {
  readonly window: Pick<TimeWindow, 'fromMs' | 'toMs'>;
  readonly scopeId?: number | undefined;
  /** Part of the message, in any case. */
  readonly keyword?: string | undefined;
  /** All must be there. */
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** Any of them; none: of any entity. */
  readonly entities: readonly AlarmEnds[];
  readonly layer?: string | undefined;
  /** Any of them; none: of any rule. */
  readonly ruleNames: readonly string[];
}

/** A relation, which must match at both ends, or anything else, which may stand at either. */
export type AlarmEnds =
  | { readonly kind: 'either'; readonly id: string }
  | { readonly kind: 'both'; readonly sourceId: string; readonly targetId: string };

export interface AlarmView {
  readonly uuid: string;
  readonly startMs: number;
  /** Absent while it fires. */
  readonly recoveryMs: number | undefined;
  readonly scope: ScopeName | undefined;
  readonly id0: string;
  /** '' unless the alarm is about a relation. */
  readonly id1: string;
  readonly ruleName: string;
  readonly name: string;
  readonly message: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly snapshot: AlarmSnapshotView;
}

export interface AlarmSnapshotView {
  readonly expression: string;
  readonly metrics: readonly {
    readonly name: string;
    readonly results: readonly {
      readonly labels: readonly { readonly key: string; readonly value: string }[];
      readonly values: readonly (readonly [id: string, value: string | null])[];
    }[];
  }[];
}

/** Alarms of the window that meet the conditions, newest first. */
export async function readAlarms(
  reader: StoreReader,
  conditions: AlarmConditions,
  page: Page,
): Promise<readonly AlarmView[]> {
  const { window } = conditions;
  if (page.limit === 0 || window.fromMs >= window.toMs) return [];
  // Alarms of earlier pages are only counted: with their snapshots they are large.
  let passedOver = 0;
  const matches = matcherOf(conditions);
  const found: StoredRecord[] = [];
  const { alarmsScannedMax, alarmChunkRows } = queryLimits;
  for (let offset = 0; found.length < page.limit && offset < alarmsScannedMax;) {
    const records = await reader.readRecords({
      schema: alarmRecord,
      fromMs: window.fromMs,
      toMs: window.toMs,
      filters: filtersOf(conditions),
      order: { column: 'startTime', descending: true },
      offset,
      limit: alarmChunkRows,
      columns: alarmRecord.columns.map(({ name }) => name),
    });
    for (const record of records) {
      if (!matches(record)) continue;
      if (passedOver < page.offset) passedOver++;
      else if (found.length < page.limit) found.push(record);
    }
    if (records.length < alarmChunkRows) break;
    offset += records.length;
  }
  const recoveries = await readRecoveries(reader, found);
  return found.map((record) => viewOf(record, recoveries));
}

function filtersOf(conditions: AlarmConditions): readonly RecordFilter[] {
  const { scopeId, tags, layer, ruleNames } = conditions;
  const filters: RecordFilter[] = tags.map(({ key, value }) => ({
    column: 'tags',
    op: 'has',
    term: `${key}=${value}`,
  }));
  if (scopeId !== undefined) {
    filters.push({ column: 'scope', op: 'range', min: scopeId, max: scopeId });
  }
  if (layer !== undefined) filters.push({ column: 'layers', op: 'has', term: layer });
  const [only, ...others] = ruleNames;
  if (only !== undefined && others.length === 0) {
    filters.push({ column: 'ruleName', op: 'equals', value: only });
  }
  return filters;
}

/** What the store is not asked by. Alarms may be many, and so may the entities and rules of a question. */
function matcherOf(conditions: AlarmConditions): (record: StoredRecord) => boolean {
  const { entities } = conditions;
  const keyword = conditions.keyword?.toLowerCase();
  const ruleNames = new Set(conditions.ruleNames);
  const either = new Set(entities.flatMap((ends) => (ends.kind === 'either' ? [ends.id] : [])));
  const both = new Set(
    entities.flatMap((ends) =>
      ends.kind === 'both' ? [endsKey(ends.sourceId, ends.targetId)] : [],
    ),
  );
  return (record) => {
    if (ruleNames.size > 1 && !ruleNames.has(textOf(record, 'ruleName'))) return false;
    if (keyword !== undefined && !textOf(record, 'message').toLowerCase().includes(keyword)) {
      return false;
    }
    const id0 = textOf(record, 'id0');
    const id1 = textOf(record, 'id1');
    return (
      entities.length === 0 || either.has(id0) || either.has(id1) || both.has(endsKey(id0, id1))
    );
  };
}

/** Ids hold no spaces. */
function endsKey(id0: string, id1: string): string {
  return `${id0} ${id1}`;
}

/** When alarms were over, by uuid. Recoveries are dated as their alarms, so one reading finds them all. */
async function readRecoveries(
  reader: StoreReader,
  alarms: readonly StoredRecord[],
): Promise<ReadonlyMap<string, number>> {
  const times = alarms.map((record) => Number(record['startTime'] ?? 0));
  const fromMs = times.at(-1);
  const lastMs = times[0];
  if (fromMs === undefined || lastMs === undefined) return new Map();
  const records = await reader.readRecords({
    schema: alarmRecoveryRecord,
    fromMs,
    toMs: lastMs + 1,
    filters: [],
    order: { column: 'startTime', descending: true },
    offset: 0,
    limit: queryLimits.alarmsScannedMax,
    columns: ['uuid', 'recoveryTime'],
  });
  return new Map(
    records.map((record) => [textOf(record, 'uuid'), Number(record['recoveryTime'] ?? 0)]),
  );
}

const scopeOfId: ReadonlyMap<number, ScopeName> = new Map(
  Object.entries(Scope).map(([name, id]) => [id, name as ScopeName]),
);

function viewOf(record: StoredRecord, recoveries: ReadonlyMap<string, number>): AlarmView {
  const uuid = textOf(record, 'uuid');
  return {
    uuid,
    startMs: Number(record['startTime'] ?? 0),
    recoveryMs: recoveries.get(uuid),
    scope: scopeOfId.get(Number(record['scope'] ?? -1)),
    id0: textOf(record, 'id0'),
    id1: textOf(record, 'id1'),
    ruleName: textOf(record, 'ruleName'),
    name: textOf(record, 'name'),
    message: textOf(record, 'message'),
    tags: parseTags(textOf(record, 'allTags')),
    snapshot: parseSnapshot(textOf(record, 'snapshot')),
  };
}

function parseTags(json: string): AlarmView['tags'] {
  const tags = parseJson(json);
  if (!Array.isArray(tags)) return [];
  return tags.map((tag: unknown) => {
    const [key, value] = Array.isArray(tag) ? (tag as readonly unknown[]) : [];
    const text = (part: unknown): string => (typeof part === 'string' ? part : '');
    return { key: text(key), value: text(value) };
  });
}

/** Written by the alarm engine of this server, so only its outermost form is looked at. */
function parseSnapshot(json: string): AlarmSnapshotView {
  const snapshot = parseJson(json);
  const isWhole = typeof snapshot === 'object' && snapshot !== null && 'metrics' in snapshot;
  return isWhole ? (snapshot as AlarmSnapshotView) : { expression: '', metrics: [] };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function textOf(record: StoredRecord, column: string): string {
  const value = record[column];
  return typeof value === 'string' ? value : '';
}
