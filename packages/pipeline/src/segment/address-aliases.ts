import { type Counter, type StringInterner, grown } from '@stormpetrel/base';
import { minuteMs, parseMemberId, parseServiceId } from '@stormpetrel/model';
import type { MetadataEntry, MetadataRow } from '@stormpetrel/storage/api';
import type { EntityRegistry } from '../entity/entity-registry.ts';
import { SeenRange, aliasRow } from '../entity/metadata-tracker.ts';
import { limits } from '../limits.ts';

/** A network address that stands for an instance. */
export interface AddressAlias {
  readonly service: number;
  readonly instance: number;
}

interface KnownAlias {
  readonly item: number;
  readonly address: string;
  serviceName: string;
  instanceName: string;
  service: number;
  instance: number;
  generation: number;
  /** False for one that was only learnt from old data: it is stored, but not gone by. */
  effective: boolean;
}

/**
 * Which instance is behind which network address: callers name the address they used, and the called say so in the
 * reference. Takes effect at once; kept as metadata, and loaded at start (server-core, NetworkAddressAlias).
 */
export class AddressAliases {
  readonly #names: StringInterner;
  readonly #registry: EntityRegistry;
  readonly #refused: Counter;
  readonly #aliases: KnownAlias[] = [];
  readonly #byAddress = new Map<string, KnownAlias>();
  readonly #seen = new SeenRange();
  /** By name id: the item plus two; 1 means that there is no alias; 0 that nobody has looked. */
  #byName: Uint32Array = new Uint32Array(1024);
  #namesGeneration = -1;
  #rows: MetadataRow[] = [];
  readonly #cut: (address: string) => string;

  constructor(
    names: StringInterner,
    registry: EntityRegistry,
    refused: Counter,
    cut: (address: string) => string,
  ) {
    this.#names = names;
    this.#registry = registry;
    this.#refused = refused;
    this.#cut = cut;
  }

  get size(): number {
    return this.#aliases.length;
  }

  writeTo(rows: MetadataRow[]): void {
    this.#rows = rows;
  }

  /** Takes in what was stored before; entries that are no aliases are passed over. */
  load(entries: readonly MetadataEntry[]): void {
    for (const { fields } of entries) {
      const { address, serviceId, instanceId } = fields;
      if (typeof address !== 'string' || typeof serviceId !== 'string') continue;
      const serviceName = parseServiceId(serviceId)?.name;
      const instanceName =
        typeof instanceId === 'string' ? parseMemberId(instanceId)?.name : undefined;
      if (serviceName === undefined || instanceName === undefined) continue;
      const alias = this.#byAddress.get(address) ?? this.#add(address);
      if (alias === undefined) return;
      alias.serviceName = serviceName;
      alias.instanceName = instanceName;
      alias.generation = -1;
      alias.effective = true;
    }
    this.#byName.fill(0);
  }

  /** MUST be called before each batch. */
  follow(): void {
    if (this.#names.generation === this.#namesGeneration) return;
    this.#namesGeneration = this.#names.generation;
    this.#byName = new Uint32Array(1024);
  }

  find(addressNameId: number): AddressAlias | undefined {
    const alias = this.#lookUp(addressNameId);
    if (alias === undefined || !alias.effective) return undefined;
    if (alias.generation !== this.#registry.generation) this.#resolve(alias);
    return alias;
  }

  /** `recent`: the call is new enough to go by. */
  learn(
    addressNameId: number,
    service: number,
    instance: number,
    minute: number,
    recent: boolean,
  ): void {
    let alias = this.#lookUp(addressNameId);
    if (alias === undefined) {
      alias = this.#add(this.#cut(this.#names.text(addressNameId)));
      if (alias === undefined) {
        this.#refused.add();
        return;
      }
      this.#byName.fill(0);
    }
    const known = alias.effective && alias.generation === this.#registry.generation;
    if (recent && (!known || alias.instance !== instance)) {
      alias.serviceName = this.#registry.name(service);
      alias.instanceName = this.#registry.name(instance);
      alias.service = service;
      alias.instance = instance;
      alias.generation = this.#registry.generation;
      alias.effective = true;
    }
    if (this.#seen.widen(alias.item, minute)) {
      this.#rows.push(
        aliasRow(alias.address, this.#registry.id(service), this.#registry.id(instance), minute),
      );
    }
  }

  #lookUp(addressNameId: number): KnownAlias | undefined {
    if (addressNameId >= this.#byName.length) this.#byName = grown(this.#byName, addressNameId + 1);
    const stored = this.#byName[addressNameId] as number;
    if (stored >= 2) return this.#aliases[stored - 2];
    if (stored === 1) return undefined;
    const alias = this.#byAddress.get(this.#cut(this.#names.text(addressNameId)));
    this.#byName[addressNameId] = alias === undefined ? 1 : alias.item + 2;
    return alias;
  }

  #add(address: string): KnownAlias | undefined {
    if (this.#aliases.length >= limits.aliasesMax) return undefined;
    const alias: KnownAlias = {
      item: this.#aliases.length,
      address,
      serviceName: '',
      instanceName: '',
      service: 0,
      instance: 0,
      generation: -1,
      effective: false,
    };
    this.#aliases.push(alias);
    this.#byAddress.set(address, alias);
    return alias;
  }

  #resolve(alias: KnownAlias): void {
    alias.service = this.#registry.service(alias.serviceName, true);
    alias.instance = this.#registry.instance(alias.service, alias.instanceName);
    alias.generation = this.#registry.generation;
  }
}

/** The oldest minute whose calls are recent enough to learn an address from. */
export function recentFromMinute(nowMs: number, recencyMs: number): number {
  return Math.floor((nowMs - recencyMs) / minuteMs);
}
