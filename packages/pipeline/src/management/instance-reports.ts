import { Layer, findLayer, isNormalLayer, minuteMs } from '@stormpetrel/model';
import type { MetadataTracker } from '../entity/metadata-tracker.ts';
import type { InstancePing, InstanceReport } from '../ingest-sink.ts';
import { limits } from '../limits.ts';
import type { NameResolver } from '../segment/name-resolver.ts';

/**
 * What agents say about the instance they run in (management-receiver, ManagementServiceHandler): properties describe
 * the instance, a ping says that it and its service are alive. Both are dated by the server's clock.
 */
export class InstanceReports {
  readonly #resolver: NameResolver;
  readonly #metadata: MetadataTracker;

  constructor(resolver: NameResolver, metadata: MetadataTracker) {
    this.#resolver = resolver;
    this.#metadata = metadata;
  }

  properties(report: InstanceReport, nowMs: number): void {
    const service = this.#resolver.serviceByName(report.service, true);
    const instance = this.#resolver.instanceByName(service, report.instance);
    const text = propertiesText(report.properties);
    this.#metadata.instanceProperties(instance, text, Math.floor(nowMs / minuteMs));
  }

  ping(ping: InstancePing, nowMs: number): void {
    const minute = Math.floor(nowMs / minuteMs);
    const layer = findLayer(ping.layer) ?? Layer.GENERAL;
    const service = this.#resolver.serviceByName(ping.service, true);
    const instance = this.#resolver.instanceByName(service, ping.instance);
    this.#metadata.instance(instance, layer, minute);
    const layerOwner = isNormalLayer(layer)
      ? service
      : this.#resolver.serviceByName(ping.service, false);
    this.#metadata.service(layerOwner, layer, minute);
  }
}

/** Properties as a JSON object; the addresses, of which there may be several, are joined as `ipv4s`. */
function propertiesText(properties: InstanceReport['properties']): string {
  const addresses: string[] = [];
  const object: [string, string][] = [];
  let characters = 0;
  let kept = 0;
  for (const [key, value] of properties) {
    const length = key.length + value.length;
    if (kept === limits.instancePropertiesMax) break;
    if (characters + length > limits.instancePropertyCharactersMax) continue;
    characters += length;
    kept++;
    if (key === 'ipv4') addresses.push(value);
    else object.push([key, value]);
  }
  return JSON.stringify(Object.fromEntries([...object, ['ipv4s', addresses.join(',')]]));
}
