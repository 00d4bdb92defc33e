import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from './load-config.ts';
import { storeOptions } from './store-options.ts';

function retention(env: Readonly<Record<string, string>>): object {
  return storeOptions(loadConfig({ env })).retention;
}

const defaults = {
  recordDays: 3,
  traceDays: 3,
  metadataDays: 15,
  minuteDays: 7,
  hourDays: 15,
  dayDays: 15,
};

test('keeps what SkyWalking keeps by default', () => {
  assert.deepEqual(retention({}), defaults);
});

test('keeps traces as long as records, as SW_CORE_RECORD_DATA_TTL means it, unless told otherwise', () => {
  const week = { ...defaults, recordDays: 7, traceDays: 7 };
  assert.deepEqual(retention({ SW_CORE_RECORD_DATA_TTL: '7' }), week);
  const env = { SW_CORE_RECORD_DATA_TTL: '7', SW_STORAGE_EMBEDDED_TRACE_TTL_DAYS: '2' };
  assert.deepEqual(retention(env), { ...week, traceDays: 2 });
});

test('keeps hours, days and names no shorter than minutes, unless told otherwise', () => {
  const quarter = { ...defaults, minuteDays: 90, hourDays: 90, dayDays: 90, metadataDays: 90 };
  assert.deepEqual(retention({ SW_CORE_METRICS_DATA_TTL: '90' }), quarter);
  assert.deepEqual(retention({ SW_CORE_METRICS_DATA_TTL: '1' }), { ...defaults, minuteDays: 1 });
  const env = {
    SW_STORAGE_EMBEDDED_HOUR_TTL_DAYS: '30',
    SW_STORAGE_EMBEDDED_DAY_TTL_DAYS: '365',
    SW_STORAGE_EMBEDDED_METADATA_TTL_DAYS: '20',
  };
  const told = { ...defaults, hourDays: 30, dayDays: 365, metadataDays: 20 };
  assert.deepEqual(retention(env), told);
});
