import { Layer, encodeName, parseServiceId } from '@stormpetrel/model';
import type { StoreReader } from '@stormpetrel/storage/api';

/** Services that are looked up by id; for more, all are read. */
const lookupMax = 100;
const servicesMax = 100_000;

/** The layers of services, by service id, in alphabetical order. Services that nobody has reported have none. */
export async function readServiceLayers(
  reader: StoreReader,
  serviceIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids =
    serviceIds.size > lookupMax
      ? undefined
      : [...serviceIds].flatMap((id) => {
          const name = encodeName(parseServiceId(id)?.name ?? '');
          return Object.values(Layer).map((layer) => `${name}.${layer}`);
        });
  const entries = await reader.readMetadata({
    kind: 'service',
    ...(ids === undefined ? {} : { ids }),
    limit: servicesMax,
  });
  const layers = new Map<string, string[]>();
  for (const { fields } of entries) {
    const serviceId = String(fields['serviceId'] ?? '');
    if (!serviceIds.has(serviceId)) continue;
    const known = layers.get(serviceId) ?? [];
    const layer = String(fields['layer'] ?? '');
    if (!known.includes(layer)) known.push(layer);
    layers.set(serviceId, known);
  }
  for (const list of layers.values()) list.sort();
  return layers;
}
