import { type StringInterner, grown } from '@stormpetrel/base';
import type { EntityRegistry } from '../entity/entity-registry.ts';
import { PairMap } from '../entity/pair-map.ts';
import { limits } from '../limits.ts';
import type { EndpointNaming } from '../naming/endpoint-naming.ts';
import { cutName } from '../naming/cut-name.ts';
import type { AnalyzerSettings } from '../settings/analyzer-settings.ts';

/**
 * From ids of the interner to handles of entities, without strings for what was seen before. All of it is a cache over
 * the registry; `follow` drops what a new generation of names, entities or naming rules has made stale.
 */
export class NameResolver {
  readonly #registry: EntityRegistry;
  readonly #naming: EndpointNaming;
  #settings: AnalyzerSettings;
  #names: StringInterner;
  /** By name id: the handle plus one. */
  #normalServices: Uint32Array = new Uint32Array(1024);
  #guessedServices: Uint32Array = new Uint32Array(1024);
  readonly #instances = new PairMap(1024);
  readonly #endpoints = new PairMap(1024);
  #namesGeneration = -1;
  #entitiesGeneration = -1;
  #namingVersion = -1;

  constructor(
    names: StringInterner,
    registry: EntityRegistry,
    naming: EndpointNaming,
    settings: AnalyzerSettings,
  ) {
    this.#names = names;
    this.#registry = registry;
    this.#naming = naming;
    this.#settings = settings;
  }

  update(settings: AnalyzerSettings): void {
    this.#settings = settings;
    this.#clear();
  }

  /** MUST be called before each batch. */
  follow(): void {
    if (
      this.#names.generation !== this.#namesGeneration ||
      this.#registry.generation !== this.#entitiesGeneration
    ) {
      this.#namesGeneration = this.#names.generation;
      this.#entitiesGeneration = this.#registry.generation;
      this.#clear();
    }
  }

  /** A service that has an agent. */
  service(nameId: number): number {
    const known = nameId < this.#normalServices.length ? this.#normalServices[nameId] : 0;
    if (known !== undefined && known !== 0) return known - 1;
    const handle = this.serviceByName(this.#names.text(nameId), true);
    if (nameId >= this.#normalServices.length) {
      this.#normalServices = grown(this.#normalServices, nameId + 1);
    }
    this.#normalServices[nameId] = handle + 1;
    return handle;
  }

  /** A service known only through calls to it. */
  guessedService(nameId: number): number {
    const known = nameId < this.#guessedServices.length ? this.#guessedServices[nameId] : 0;
    if (known !== undefined && known !== 0) return known - 1;
    const handle = this.serviceByName(this.#names.text(nameId), false);
    if (nameId >= this.#guessedServices.length) {
      this.#guessedServices = grown(this.#guessedServices, nameId + 1);
    }
    this.#guessedServices[nameId] = handle + 1;
    return handle;
  }

  instance(service: number, nameId: number): number {
    const known = this.#instances.get(service, nameId);
    if (known >= 0) return known;
    const handle = this.instanceByName(service, this.#names.text(nameId));
    if (this.#instances.size >= limits.cachedMembersMax) this.#instances.clear();
    this.#instances.set(service, nameId, handle);
    return handle;
  }

  endpoint(service: number, nameId: number): number {
    const known = this.#endpoints.get(service, nameId);
    if (known >= 0) return known;
    const handle = this.endpointByName(service, this.#names.text(nameId));
    if (this.#naming.version !== this.#namingVersion) {
      // Names seen before this one may fall under a pattern now.
      this.#namingVersion = this.#naming.version;
      this.#endpoints.clear();
    }
    if (this.#endpoints.size >= limits.cachedMembersMax) this.#endpoints.clear();
    this.#endpoints.set(service, nameId, handle);
    return handle;
  }

  serviceByName(name: string, normal: boolean): number {
    return this.#registry.service(cutName(name, this.#settings.serviceNameLengthMax), normal);
  }

  instanceByName(service: number, name: string): number {
    return this.#registry.instance(service, cutName(name, this.#settings.instanceNameLengthMax));
  }

  endpointByName(service: number, name: string): number {
    const cut = cutName(name, this.#settings.endpointNameLengthMax);
    if (cut === '') return this.#registry.endpoint(service, cut);
    const grouped = this.#naming.format(this.#registry.name(service), cut);
    return this.#registry.endpoint(service, grouped);
  }

  #clear(): void {
    this.#normalServices = new Uint32Array(1024);
    this.#guessedServices = new Uint32Array(1024);
    this.#instances.clear();
    this.#endpoints.clear();
  }
}
