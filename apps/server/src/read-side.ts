import { type Logger, type Telemetry, systemClock } from '@stormpetrel/base';
import { readMetricValue } from '@stormpetrel/language/oal';
import { metricDefinitions, metricTables } from '@stormpetrel/language/oal/rules';
import { topStatementRecords } from '@stormpetrel/model';
import { MetricCatalog, minuteReader } from '@stormpetrel/query/minutes';
import type { StoreReader } from '@stormpetrel/storage/api';
import { openEngineReader } from '@stormpetrel/storage/engine/reader';
import { isActiveTable } from './active-tables.ts';
import { type Config, textSetting } from './config/load-config.ts';
import { storeOptions } from './config/store-options.ts';

/** The store of this thread, and what can be read from it: what alarm rules and the query side stand on. */
export interface ReadSide {
  readonly reader: StoreReader;
  readonly catalog: MetricCatalog;
  readonly readMinutes: ReturnType<typeof minuteReader>;
  close(): Promise<void>;
}

/** @throws CodedError of a store that cannot be opened. */
export function openReadSide(config: Config, logger: Logger, telemetry: Telemetry): ReadSide {
  const reader = openEngineReader(textSetting(config, 'storage.path'), {
    ...storeOptions(config),
    clock: systemClock,
    logger,
    telemetry,
  });
  const catalog = new MetricCatalog({
    tables: metricTables.values(),
    definitions: [...metricDefinitions.values()].filter(({ table }) => isActiveTable(table)),
    records: topStatementRecords,
  });
  return {
    reader,
    catalog,
    readMinutes: minuteReader(reader, readMetricValue),
    close: () => reader.close(),
  };
}
