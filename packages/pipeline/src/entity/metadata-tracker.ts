import { grown } from '@stormpetrel/base';
import {
  encodeName,
  isNormalLayer,
  layerName,
  minuteMs,
  splitServiceName,
} from '@stormpetrel/model';
import type { MetadataFields, MetadataRow } from '@stormpetrel/storage/api';
import { serviceRowId } from './entity-names.ts';
import type { EntityRegistry } from './entity-registry.ts';
import { PairMap } from './pair-map.ts';

/** Minutes between which a thing was reported. Rows merge by least and greatest time: only what widens is news. */
export class SeenRange {
  #from: Int32Array = new Int32Array(256);
  #to: Int32Array = new Int32Array(256);
  #length = 0;

  /** True when the minute lies outside what was seen of the item so far, which it then includes. */
  widen(item: number, minute: number): boolean {
    if (item >= this.#length) this.#extend(item + 1);
    if (minute >= (this.#from[item] as number) && minute <= (this.#to[item] as number))
      return false;
    if (minute < (this.#from[item] as number)) this.#from[item] = minute;
    if (minute > (this.#to[item] as number)) this.#to[item] = minute;
    return true;
  }

  reset(): void {
    this.#length = 0;
  }

  #extend(length: number): void {
    if (length > this.#from.length) {
      this.#from = grown(this.#from, length);
      this.#to = grown(this.#to, length);
    }
    this.#from.fill(0x7fff_ffff, this.#length, length);
    this.#to.fill(-0x8000_0000, this.#length, length);
    this.#length = length;
  }
}

/** How far back a report must lie to set the last one back: what is only late by minutes does not. */
const lateMinutesMax = 60;

/** What a report of an item is to those before it. */
const Report = {
  /** Nothing that the store has not been told. */
  known: 0,
  /** Later than the last one, or so much earlier that it counts as the last one now. */
  latest: 1,
  /** A little late, and earlier than any before: it is the first sign of life now, and the last one stays the last. */
  earliest: 2,
} as const;

/**
 * The minute of each item's last report, in order of arrival: instances and endpoints are dated by what was said last
 * (server-core, InstanceTraffic.combine), so that a batch from yesterday makes yesterday their last sign of life. And the
 * minute of the earliest, since an instance whose reports come out of order was there when the earliest was made.
 */
class ReportMinutes {
  #last: Int32Array = new Int32Array(256);
  #earliest: Int32Array = new Int32Array(256);
  #length = 0;

  report(item: number, minute: number): number {
    if (item >= this.#length) this.#extend(item + 1);
    const last = this.#last[item] as number;
    const isEarliest = minute < (this.#earliest[item] as number);
    if (isEarliest) this.#earliest[item] = minute;
    if (minute <= last && minute >= last - lateMinutesMax) {
      return isEarliest ? Report.earliest : Report.known;
    }
    this.#last[item] = minute;
    return Report.latest;
  }

  last(item: number): number {
    return this.#last[item] as number;
  }

  reset(): void {
    this.#length = 0;
  }

  #extend(length: number): void {
    if (length > this.#last.length) {
      this.#last = grown(this.#last, length);
      this.#earliest = grown(this.#earliest, length);
    }
    this.#last.fill(-0x8000_0000, this.#length, length);
    this.#earliest.fill(0x7fff_ffff, this.#length, length);
    this.#length = length;
  }
}

/**
 * Tells the store what exists, at most once a minute for each entity. Follows the generation of the registry: in a new
 * epoch everything is told once more.
 */
export class MetadataTracker {
  readonly #registry: EntityRegistry;
  #rows: MetadataRow[] = [];
  #generation: number;
  readonly #members = new ReportMinutes();
  readonly #serviceLayers = new PairMap();
  readonly #layersSeen = new SeenRange();

  constructor(registry: EntityRegistry) {
    this.#registry = registry;
    this.#generation = registry.generation;
  }

  /** Rows go here from now on. */
  writeTo(rows: MetadataRow[]): void {
    this.#rows = rows;
  }

  /** MUST be called when the registry was rotated, before the next entity is touched. */
  follow(): void {
    if (this.#generation === this.#registry.generation) return;
    this.#generation = this.#registry.generation;
    this.#members.reset();
    this.#serviceLayers.clear();
    this.#layersSeen.reset();
  }

  service(handle: number, layer: number, minute: number): void {
    let item = this.#serviceLayers.get(handle, layer);
    if (item < 0) {
      item = this.#serviceLayers.size;
      this.#serviceLayers.set(handle, layer, item);
    }
    if (this.#layersSeen.widen(item, minute)) this.#addService(handle, layer, minute);
  }

  instance(handle: number, layer: number, minute: number): void {
    const report = this.#members.report(handle, minute);
    if (report === Report.known) return;
    const fields = { layer: layerName(layer) };
    this.#add('instance', handle, fields, minute);
    // The row written last says when it was seen last.
    if (report === Report.earliest) {
      this.#add('instance', handle, fields, this.#members.last(handle));
    }
  }

  /** An endpoint keeps the time that it was first told with, so what is earlier is no news. */
  endpoint(handle: number, minute: number): void {
    if (this.#members.report(handle, minute) === Report.latest) {
      this.#add('endpoint', handle, {}, minute);
    }
  }

  /** What an instance says of itself: always a row, since the text may have changed. */
  instanceProperties(handle: number, properties: string, minute: number): void {
    this.#members.report(handle, minute);
    this.#add('instance', handle, { properties }, minute);
  }

  #addService(handle: number, layer: number, minute: number): void {
    const name = this.#registry.name(handle);
    const { group, shortName } = splitServiceName(name);
    this.#rows.push({
      kind: 'service',
      id: serviceRowId(name, layer),
      owner: '',
      fields: {
        name,
        serviceId: this.#registry.id(handle),
        layer: layerName(layer),
        group,
        shortName,
        normal: isNormalLayer(layer) ? 1 : 0,
      },
      seenMs: minute * minuteMs,
    });
  }

  #add(kind: 'instance' | 'endpoint', handle: number, more: MetadataFields, minute: number): void {
    const serviceId = this.#registry.id(this.#registry.owner(handle));
    this.#rows.push({
      kind,
      id: this.#registry.id(handle),
      owner: serviceId,
      fields: { name: this.#registry.name(handle), serviceId, ...more },
      seenMs: minute * minuteMs,
    });
  }
}

/** The row of a network address that stands for an instance. */
export function aliasRow(
  address: string,
  serviceId: string,
  instanceId: string,
  minute: number,
): MetadataRow {
  return {
    kind: 'alias',
    id: encodeName(address),
    owner: '',
    fields: { address, serviceId, instanceId },
    seenMs: minute * minuteMs,
  };
}
