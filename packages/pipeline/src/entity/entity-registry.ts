import { grown } from '@stormpetrel/base';
import { endpointRelationId, memberId, relationId, serviceId } from '@stormpetrel/model';
import type { EntityDictionary } from '@stormpetrel/storage/api';
import { abandonedEndpointName, overflowName, shownName } from './entity-names.ts';
import { GrowingDictionary } from './growing-dictionary.ts';
import { PairMap } from './pair-map.ts';

export interface EntityLimits {
  readonly servicesMax: number;
  readonly instancesPerServiceMax: number;
  readonly instancesMax: number;
  readonly endpointsPerServiceMax: number;
  readonly endpointsMax: number;
  /** Of each kind. */
  readonly relationsMax: number;
}

export type EntityKind =
  | 'service'
  | 'instance'
  | 'endpoint'
  | 'serviceRelation'
  | 'instanceRelation'
  | 'endpointRelation';

/**
 * The entities of one epoch: small numbers (handles) for services, instances, endpoints and their relations, and the
 * ids that the handles stand for.
 *
 * What is past a limit shares one handle: that of `_overflow`, or `_abandoned` for endpoints. So memory is bounded by
 * the limits, plus two overflow members for each service. `rotate` forgets everything and makes a new dictionary under
 * a new generation; whoever keeps handles MUST compare `generation`. The old dictionary stays as it is for those who
 * still write with it.
 */
export class EntityRegistry {
  /** Names folded into an overflow entity, by kind. */
  readonly overflows: Record<EntityKind, number> = {
    service: 0,
    instance: 0,
    endpoint: 0,
    serviceRelation: 0,
    instanceRelation: 0,
    endpointRelation: 0,
  };
  limits: EntityLimits;
  #dictionary = new GrowingDictionary(1);
  #counts: Record<EntityKind, number> = noCounts();
  #names: string[] = [];
  /** Service of a member; of a service itself. */
  #owners: Uint32Array = new Uint32Array(256);
  #instancesOf: Uint32Array = new Uint32Array(256);
  #endpointsOf: Uint32Array = new Uint32Array(256);
  #handles = new Map<string, number>();
  #serviceRelations = new PairMap();
  #instanceRelations = new PairMap();
  #endpointRelations = new PairMap();

  constructor(limits: EntityLimits) {
    this.limits = limits;
  }

  get generation(): number {
    return this.#dictionary.generation;
  }

  get dictionary(): EntityDictionary {
    return this.#dictionary;
  }

  /** Entities of a kind in this epoch, overflow ones left out. */
  count(kind: EntityKind): number {
    return this.#counts[kind];
  }

  /** True when some kind has reached its limit: only a new epoch makes room. */
  get full(): boolean {
    const { servicesMax, instancesMax, endpointsMax, relationsMax } = this.limits;
    const counts = this.#counts;
    return (
      counts.service >= servicesMax ||
      counts.instance >= instancesMax ||
      counts.endpoint >= endpointsMax ||
      counts.serviceRelation >= relationsMax ||
      counts.instanceRelation >= relationsMax ||
      counts.endpointRelation >= relationsMax
    );
  }

  id(handle: number): string {
    return this.#dictionary.id(handle);
  }

  /** The name of a service, instance or endpoint; blank ones read `_blank`. */
  name(handle: number): string {
    return this.#names[handle] as string;
  }

  /** The service of an instance or endpoint. */
  owner(handle: number): number {
    return this.#owners[handle] as number;
  }

  service(name: string, normal: boolean): number {
    const shown = shownName(name);
    const id = serviceId(shown, normal);
    const known = this.#handles.get(id);
    if (known !== undefined) return known;
    if (this.#counts.service >= this.limits.servicesMax && shown !== overflowName) {
      this.overflows.service++;
      return this.service(overflowName, normal);
    }
    const handle = this.#add(id, shown);
    this.#owners[handle] = handle;
    this.#handles.set(id, handle);
    if (shown !== overflowName) this.#counts.service++;
    return handle;
  }

  instance(service: number, name: string): number {
    const shown = shownName(name);
    // Instances and endpoints of one name have one id, but are two entities with two handles.
    const id = memberId(this.id(service), shown);
    const key = `i${id}`;
    const known = this.#handles.get(key);
    if (known !== undefined) return known;
    const isOverflow = shown === overflowName;
    const inService = this.#instancesOf[service] as number;
    const { instancesMax, instancesPerServiceMax } = this.limits;
    if (
      !isOverflow &&
      (inService >= instancesPerServiceMax || this.#counts.instance >= instancesMax)
    ) {
      this.overflows.instance++;
      return this.instance(service, overflowName);
    }
    if (!isOverflow) {
      this.#instancesOf[service] = inService + 1;
      this.#counts.instance++;
    }
    return this.#addMember(service, key, id, shown);
  }

  endpoint(service: number, name: string): number {
    const shown = shownName(name);
    const id = memberId(this.id(service), shown);
    const key = `e${id}`;
    const known = this.#handles.get(key);
    if (known !== undefined) return known;
    const isOverflow = shown === abandonedEndpointName;
    const inService = this.#endpointsOf[service] as number;
    const { endpointsMax, endpointsPerServiceMax } = this.limits;
    if (
      !isOverflow &&
      (inService >= endpointsPerServiceMax || this.#counts.endpoint >= endpointsMax)
    ) {
      this.overflows.endpoint++;
      return this.endpoint(service, abandonedEndpointName);
    }
    if (!isOverflow) {
      this.#endpointsOf[service] = inService + 1;
      this.#counts.endpoint++;
    }
    return this.#addMember(service, key, id, shown);
  }

  serviceRelation(source: number, target: number): number {
    const known = this.#serviceRelations.get(source, target);
    if (known >= 0) return known;
    return this.#addRelation('serviceRelation', this.#serviceRelations, source, target);
  }

  instanceRelation(source: number, target: number): number {
    const known = this.#instanceRelations.get(source, target);
    if (known >= 0) return known;
    return this.#addRelation('instanceRelation', this.#instanceRelations, source, target);
  }

  endpointRelation(source: number, target: number): number {
    const known = this.#endpointRelations.get(source, target);
    if (known >= 0) return known;
    return this.#addRelation('endpointRelation', this.#endpointRelations, source, target);
  }

  /** Forgets all entities. MUST be called only when no accumulator holds a handle. */
  rotate(): void {
    this.#dictionary = new GrowingDictionary(this.#dictionary.generation + 1);
    this.#counts = noCounts();
    this.#names = [];
    this.#owners = new Uint32Array(256);
    this.#instancesOf = new Uint32Array(256);
    this.#endpointsOf = new Uint32Array(256);
    this.#handles = new Map();
    this.#serviceRelations = new PairMap();
    this.#instanceRelations = new PairMap();
    this.#endpointRelations = new PairMap();
  }

  #addRelation(
    kind: 'serviceRelation' | 'instanceRelation' | 'endpointRelation',
    relations: PairMap,
    source: number,
    target: number,
  ): number {
    if (this.#counts[kind] >= this.limits.relationsMax) {
      this.overflows[kind]++;
      return this.#overflowRelation(kind, relations);
    }
    this.#counts[kind]++;
    const handle = this.#add(this.#relationId(kind, source, target), '');
    relations.set(source, target, handle);
    return handle;
  }

  #overflowRelation(
    kind: 'serviceRelation' | 'instanceRelation' | 'endpointRelation',
    relations: PairMap,
  ): number {
    const service = this.service(overflowName, true);
    const end =
      kind === 'serviceRelation'
        ? service
        : kind === 'instanceRelation'
          ? this.instance(service, overflowName)
          : this.endpoint(service, abandonedEndpointName);
    const known = relations.get(end, end);
    if (known >= 0) return known;
    const handle = this.#add(this.#relationId(kind, end, end), '');
    relations.set(end, end, handle);
    return handle;
  }

  #relationId(kind: EntityKind, source: number, target: number): string {
    if (kind !== 'endpointRelation') return relationId(this.id(source), this.id(target));
    return endpointRelationId(
      this.id(this.owner(source)),
      this.name(source),
      this.id(this.owner(target)),
      this.name(target),
    );
  }

  #addMember(service: number, key: string, id: string, name: string): number {
    const handle = this.#add(id, name);
    this.#owners[handle] = service;
    this.#handles.set(key, handle);
    return handle;
  }

  #add(id: string, name: string): number {
    const handle = this.#dictionary.add(id);
    this.#names.push(name);
    if (handle >= this.#owners.length) {
      this.#owners = grown(this.#owners, handle + 1);
      this.#instancesOf = grown(this.#instancesOf, handle + 1);
      this.#endpointsOf = grown(this.#endpointsOf, handle + 1);
    }
    return handle;
  }
}

function noCounts(): Record<EntityKind, number> {
  return {
    service: 0,
    instance: 0,
    endpoint: 0,
    serviceRelation: 0,
    instanceRelation: 0,
    endpointRelation: 0,
  };
}
