import { type Hierarchy, hierarchy as shippedHierarchy } from '@stormpetrel/language/hierarchy';
import {
  findLayer,
  isNormalLayer,
  parseMemberId,
  parseServiceId,
  serviceId,
} from '@stormpetrel/model';
import type { MetadataEntry, StoreReader } from '@stormpetrel/storage/api';
import { queryLimits } from '../../limits.ts';
import type { TimeWindow } from '../time-window.ts';

/** A service with all the layers that it lives in. */
export interface ServiceView {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly shortName: string;
  readonly layers: readonly string[];
  /** False for a service that is only known from calls to it. */
  readonly normal: boolean;
}

export interface InstanceView {
  readonly id: string;
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly language: string;
  readonly instanceUUID: string;
}

export interface EndpointView {
  readonly id: string;
  readonly name: string;
}

export interface ServiceFilter {
  readonly layer?: string | null | undefined;
  readonly group?: string | null | undefined;
  readonly keyword?: string | null | undefined;
}

/** A service as conditions by name give it. */
export interface NamedService {
  readonly serviceName: string;
  readonly layer?: string | null | undefined;
}

/** What exists. One instance serves one request: services are read once for it. */
export class MetadataReader {
  /** How layers stand to each other. */
  readonly hierarchy: Hierarchy;
  readonly #reader: StoreReader;
  #services: Promise<ReadonlyMap<string, ServiceView>> | undefined;

  /** `hierarchy` is that of the shipped rules when left out. */
  constructor(reader: StoreReader, hierarchy: Hierarchy = shippedHierarchy) {
    this.#reader = reader;
    this.hierarchy = hierarchy;
  }

  /** Services by id, in order of name. */
  services(): Promise<ReadonlyMap<string, ServiceView>> {
    this.#services ??= this.#readServices();
    return this.#services;
  }

  async listServices(filter: ServiceFilter): Promise<readonly ServiceView[]> {
    const { layer, group } = filter;
    const keyword = filter.keyword?.toLowerCase();
    const services = [...(await this.services()).values()];
    return services.filter((service) => {
      if (isGiven(layer) && !service.layers.includes(layer)) return false;
      if (isGiven(group) && service.group !== group) return false;
      return !isGiven(keyword) || service.name.toLowerCase().includes(keyword);
    });
  }

  /** Layers with at least one service. */
  async listLayers(): Promise<readonly string[]> {
    const layers = new Set<string>();
    for (const service of (await this.services()).values()) {
      for (const layer of service.layers) layers.add(layer);
    }
    return [...layers].sort();
  }

  async findService(id: string): Promise<ServiceView | undefined> {
    return (await this.services()).get(id);
  }

  /** Instances that were seen in the window, or ever. */
  async listInstances(
    ofServiceId: string,
    window: TimeWindow | undefined,
  ): Promise<readonly InstanceView[]> {
    if (window !== undefined && window.fromMs >= window.toMs) return [];
    const entries = await this.#reader.readMetadata({
      kind: 'instance',
      owner: ofServiceId,
      ...seenIn(window),
      limit: queryLimits.instancesMax,
    });
    return entries.map(instanceView).sort(byName);
  }

  async findInstance(id: string): Promise<InstanceView | undefined> {
    const [entry] = await this.#reader.readMetadata({ kind: 'instance', ids: [id], limit: 1 });
    return entry === undefined ? undefined : instanceView(entry);
  }

  async findEndpoints(query: {
    readonly serviceId: string;
    readonly keyword: string | null | undefined;
    readonly limit: number;
    readonly window: TimeWindow | undefined;
  }): Promise<readonly EndpointView[]> {
    const limit = Math.min(query.limit, queryLimits.endpointsMax);
    if (limit <= 0) return [];
    const entries = await this.#reader.readMetadata({
      kind: 'endpoint',
      owner: query.serviceId,
      ...(isGiven(query.keyword) ? { keyword: query.keyword } : {}),
      ...seenIn(query.window),
      limit,
    });
    return entries.map((entry) => ({ id: entry.id, name: textField(entry, 'name') })).sort(byName);
  }

  /**
   * Services behind the addresses that were lately seen in references: calls that were recorded before the address was
   * known are drawn to the service.
   */
  async aliases(seenFromMs: number): Promise<ReadonlyMap<string, string>> {
    const entries = await this.#reader.readMetadata({
      kind: 'alias',
      seenFromMs,
      limit: queryLimits.servicesMax,
    });
    const found = new Map<string, string>();
    for (const entry of entries)
      found.set(textField(entry, 'address'), textField(entry, 'serviceId'));
    return found;
  }

  async #readServices(): Promise<ReadonlyMap<string, ServiceView>> {
    const query = { kind: 'service', limit: queryLimits.servicesMax } as const;
    const entries = await this.#reader.readMetadata(query);
    const rowsOf = Map.groupBy(entries, (entry) => textField(entry, 'serviceId'));
    const views = [...rowsOf].map(([id, rows]) => serviceView(id, rows)).sort(byName);
    return new Map(views.map((view) => [view.id, view]));
  }
}

/** The id of a service that is named: guessed where its layer is one of guessed services (server-core, conditions). */
export function idOfNamedService(service: NamedService): string {
  const layer = isGiven(service.layer) ? findLayer(service.layer) : undefined;
  return serviceId(service.serviceName, layer === undefined || isNormalLayer(layer));
}

export interface EndpointInfoView extends EndpointView {
  readonly serviceId: string;
  readonly serviceName: string;
}

/** What an endpoint's id says; nothing is read. undefined for what is no such id. */
export function describeEndpoint(id: string): EndpointInfoView | undefined {
  const member = parseMemberId(id);
  const service = member === undefined ? undefined : parseServiceId(member.serviceId);
  if (member === undefined || service === undefined) return undefined;
  return { id, name: member.name, serviceId: member.serviceId, serviceName: service.name };
}

function serviceView(id: string, rows: readonly MetadataEntry[]): ServiceView {
  const layers = [...new Set(rows.map((row) => textField(row, 'layer')))].sort();
  const [first] = rows;
  return {
    id,
    name: first === undefined ? '' : textField(first, 'name'),
    group: first === undefined ? '' : textField(first, 'group'),
    shortName: first === undefined ? '' : textField(first, 'shortName'),
    layers,
    normal: parseServiceId(id)?.normal ?? true,
  };
}

/** server-core, Language: what agents write into the property `language`. */
const languages: ReadonlyMap<string, string> = new Map([
  ['java', 'JAVA'],
  ['.net', 'DOTNET'],
  ['nodejs', 'NODEJS'],
  ['python', 'PYTHON'],
  ['ruby', 'RUBY'],
  ['go', 'GO'],
  ['lua', 'LUA'],
  ['php', 'PHP'],
]);

function instanceView(entry: MetadataEntry): InstanceView {
  const attributes: { name: string; value: string }[] = [];
  let language = 'UNKNOWN';
  for (const [name, value] of Object.entries(parseProperties(textField(entry, 'properties')))) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (name === 'language') language = languages.get(text.toLowerCase()) ?? 'UNKNOWN';
    else attributes.push({ name, value: text });
  }
  return {
    id: entry.id,
    name: textField(entry, 'name'),
    attributes,
    language,
    instanceUUID: entry.id,
  };
}

function parseProperties(json: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    // An instance without properties, or with ones that are not ours to read, is still an instance.
    return {};
  }
}

/** Metadata knows single instants, not buckets: the window is taken as it is. */
function seenIn(window: TimeWindow | undefined): { seenFromMs?: number; seenToMs?: number } {
  return window === undefined ? {} : { seenFromMs: window.fromMs, seenToMs: window.toMs };
}

function textField(entry: MetadataEntry, field: string): string {
  const value = entry.fields[field];
  return value === undefined ? '' : String(value);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function isGiven(text: string | null | undefined): text is string {
  return text !== undefined && text !== null && text !== '';
}

/** Layers that are guessed or not, for those who only have the name. */
export function isNormalLayerName(layer: string): boolean | undefined {
  const id = findLayer(layer);
  return id === undefined ? undefined : isNormalLayer(id);
}
