/** Labels that a metric keeps unless its rule says otherwise (server-core, LabelCountMetrics). */
export const labelsMaxDefault = 50;

/** By code units, so that the order is the same everywhere. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
