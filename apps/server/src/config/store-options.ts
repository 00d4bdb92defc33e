import { metricTables } from '@stormpetrel/language/oal/rules';
import { recordSchemas, topologyTables } from '@stormpetrel/model';
import type { StoreOptions } from '@stormpetrel/storage/api';
import { type Config, numberSetting } from './load-config.ts';

/** What is stored and for how long: the same for the writer, the reader and the keeper. */
export function storeOptions(config: Config): StoreOptions {
  return {
    schema: {
      tables: [...metricTables.values(), ...Object.values(topologyTables)],
      records: recordSchemas,
    },
    retention: {
      recordDays: numberSetting(config, 'storage.recordDays'),
      traceDays: numberSetting(config, 'storage.traceDays'),
      metadataDays: numberSetting(config, 'storage.metadataDays'),
      minuteDays: numberSetting(config, 'storage.minuteDays'),
      hourDays: numberSetting(config, 'storage.hourDays'),
      dayDays: numberSetting(config, 'storage.dayDays'),
    },
  };
}
