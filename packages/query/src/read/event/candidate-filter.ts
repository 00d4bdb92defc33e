import { type EventKeyName, eventKey, eventRecord } from '@stormpetrel/model';
import type { RecordFilter, StoreReader } from '@stormpetrel/storage/api';
import { type EventConditions, type EventReadLimits, isGiven } from './event-conditions.ts';
import type { EventReportView } from './event-report.ts';
import type { ScannedRow } from './row-scan.ts';

/**
 * Tells rows apart that can not be the earliest report of a wanted event, so that the other reports of their event need not be
 * read. What an event is wanted for but its earliest report does not tell, some report tells that is not dated earlier: the
 * uuids of those are read in one go, the first time that one is asked for.
 */
export class CandidateFilter {
  readonly #reader: StoreReader;
  readonly #conditions: EventConditions;
  readonly #rowsMax: number;
  readonly #told = new Map<string, Promise<ReadonlySet<string> | undefined>>();

  constructor(reader: StoreReader, conditions: EventConditions, limits: EventReadLimits) {
    this.#reader = reader;
    this.#conditions = conditions;
    this.#rowsMax = limits.rowsScannedMax;
  }

  async mayMatch({ uuid, keys }: ScannedRow): Promise<boolean> {
    if (this.#conditions.isError === true) {
      const isError: RecordFilter = { column: 'isError', op: 'equals', value: true };
      if (!(await this.#isTold('error', isError, uuid))) return false;
    }
    if (keys === undefined) return true;
    return (await this.#mayHaveSource(uuid, keys)) && this.#mayHave('name', uuid, keys);
  }

  /** Service, instance and endpoint come from one report: if it may be this one, all of them have to fit. */
  async #mayHaveSource(uuid: string, keys: EventReportView['keys']): Promise<boolean> {
    const wanted = (['service', 'instance', 'endpoint'] as const).filter((name) =>
      isGiven(this.#conditions[name]),
    );
    if (keys.service !== '') {
      if (this.#conditions.withoutInstance === true && keys.instance !== '') return false;
      return wanted.every((name) => keys[name] === this.#conditions[name]);
    }
    const [most] = wanted;
    return most === undefined || this.#isToldOf(most, uuid);
  }

  async #mayHave(name: 'name', uuid: string, keys: EventReportView['keys']): Promise<boolean> {
    const wanted = this.#conditions[name];
    if (!isGiven(wanted)) return true;
    return keys[name] === '' ? this.#isToldOf(name, uuid) : keys[name] === wanted;
  }

  #isToldOf(name: EventKeyName & keyof EventConditions, uuid: string): Promise<boolean> {
    const term = eventKey(name, String(this.#conditions[name]));
    return this.#isTold(name, { column: 'keys', op: 'has', term }, uuid);
  }

  async #isTold(what: string, filter: RecordFilter, uuid: string): Promise<boolean> {
    let told = this.#told.get(what);
    if (told === undefined) this.#told.set(what, (told = this.#readUuids(filter)));
    return (await told)?.has(uuid) ?? true;
  }

  /** Undefined where there are too many to know them all. */
  async #readUuids(filter: RecordFilter): Promise<ReadonlySet<string> | undefined> {
    const { window } = this.#conditions;
    const records = await this.#reader.readRecords({
      schema: eventRecord,
      ...(window !== undefined && { fromMs: window.fromMs }),
      filters: [filter],
      order: { column: 'time', descending: false },
      offset: 0,
      limit: this.#rowsMax,
      columns: ['uuid'],
    });
    if (records.length === this.#rowsMax) return undefined;
    return new Set(records.map((record) => String(record['uuid'])));
  }
}
