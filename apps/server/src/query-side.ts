import { type Logger, type Telemetry, systemClock } from '@stormpetrel/base';
import { metricDefinitions, metricTables } from '@stormpetrel/language/oal/rules';
import { topStatementRecords } from '@stormpetrel/model';
import { type GraphqlEndpoint, MetricCatalog, createGraphqlEndpoint } from '@stormpetrel/query';
import type { RowWriter } from '@stormpetrel/storage/api';
import { openEngineReader } from '@stormpetrel/storage/engine';
import { type Config, listSetting, textSetting } from './config/load-config.ts';
import { storeOptions } from './config/store-options.ts';
import { protocolVersion, version } from './version.ts';

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

export { graphqlRoute } from './http/graphql-route.ts';

export interface QuerySide {
  readonly graphql: GraphqlEndpoint;
  close(): Promise<void>;
}

/** Opens the store for reading and everything that answers from it. */
export async function openQuerySide(
  config: Config,
  logger: Logger,
  telemetry: Telemetry,
  rows: RowWriter,
): Promise<QuerySide> {
  const options = storeOptions(config);
  const reader = openEngineReader(textSetting(config, 'storage.path'), {
    ...options,
    clock: systemClock,
    logger,
    telemetry,
  });
  const graphql = createGraphqlEndpoint({
    reader,
    rows,
    clock: systemClock,
    catalog: new MetricCatalog({
      tables: metricTables.values(),
      definitions: [...metricDefinitions.values()].filter(
        ({ table }) => !inactiveTables.has(table),
      ),
      records: topStatementRecords,
    }),
    settings: {
      retention: options.retention,
      searchableTraceTags: listSetting(config, 'core.searchableTracesTags'),
    },
    version: `${protocolVersion}-stormpetrel-${version}`,
    logger,
    telemetry,
  });
  // Builds the schema while nobody waits for it.
  setImmediate(() => graphql.prepare());
  return { graphql, close: () => reader.close() };
}
