import type { Setting } from './setting.ts';
import { days, daysOrNone, text } from './setting-types.ts';

/** Where data lies and how long it is kept. */
export const storageSettings: readonly Setting[] = [
  {
    key: 'storage.path',
    env: 'SW_STORAGE_EMBEDDED_PATH',
    type: text,
    default: 'data',
    help: 'Directory of the embedded store.',
  },
  {
    key: 'storage.recordDays',
    env: 'SW_CORE_RECORD_DATA_TTL',
    type: days,
    default: 3,
    help: 'Days that records are kept: logs, alarms, events, profiles, slow statements; and traces, unless these have days of their own.',
  },
  {
    key: 'storage.traceDays',
    env: 'SW_STORAGE_EMBEDDED_TRACE_TTL_DAYS',
    type: daysOrNone,
    default: 0,
    help: 'Days that traces are kept; 0: as long as records.',
  },
  {
    key: 'storage.metadataDays',
    env: 'SW_STORAGE_EMBEDDED_METADATA_TTL_DAYS',
    type: daysOrNone,
    default: 0,
    help: 'Days that a service, instance or endpoint is remembered after it was last seen; 0: 15, or as long as metrics by the day where that is longer.',
  },
  {
    key: 'storage.minuteDays',
    env: 'SW_CORE_METRICS_DATA_TTL',
    type: days,
    default: 7,
    help: 'Days that metrics are kept by the minute.',
  },
  {
    key: 'storage.hourDays',
    env: 'SW_STORAGE_EMBEDDED_HOUR_TTL_DAYS',
    type: daysOrNone,
    default: 0,
    help: 'Days that metrics are kept by the hour; 0: 15, or as long as by the minute where that is longer.',
  },
  {
    key: 'storage.dayDays',
    env: 'SW_STORAGE_EMBEDDED_DAY_TTL_DAYS',
    type: daysOrNone,
    default: 0,
    help: 'Days that metrics are kept by the day; 0: 15, or as long as by the hour where that is longer.',
  },
];
