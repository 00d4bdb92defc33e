import { blankName, encodeName } from '@stormpetrel/model';

/** Where services and instances past their limit are counted. */
export const overflowName = '_overflow';
/** Where endpoints past their limit are counted (server-core, EndpointNameGrouping). */
export const abandonedEndpointName = '_abandoned';

/** Blank names (of white space, too) are kept as `_blank` (server-core, IDManager). */
export function shownName(name: string): string {
  return name === '' || name.trim() === '' ? blankName : name;
}

/** The id of a service's metadata row: one for each layer it has (server-core, ServiceTraffic). */
export function serviceRowId(name: string, layer: number): string {
  return `${encodeName(name)}.${layer}`;
}
