/**
 * Tables that no receiver fills yet and that SkyWalking leaves out of its catalogue until one does: it loads tcp.oal only
 * where access logs are analysed for TCP.
 */
const inactiveTables: ReadonlySet<string> = new Set([
  'TCPService',
  'TCPServiceInstance',
  'TCPServiceRelation',
  'TCPServiceInstanceRelation',
]);

/** Whether a table's metrics are in the catalogue. */
export function isActiveTable(table: string): boolean {
  return !inactiveTables.has(table);
}
