/** Where agents post, beside gRPC (receiver/skywalking-http). */
export const ingestPaths: ReadonlySet<string> = new Set([
  '/v3/segment',
  '/v3/segments',
  '/v3/management/reportProperties',
  '/v3/management/keepAlive',
  '/v3/logs',
  '/v3/events',
]);
