import { accessSettings } from './access-settings.ts';
import { adminSettings, dynamicSettings } from './admin-settings.ts';
import { alarmSettings } from './alarm-settings.ts';
import { analyzerSettings } from './analyzer-settings.ts';
import { coreSettings } from './core-settings.ts';
import { exporterSettings } from './exporter-settings.ts';
import { limitSettings } from './limit-settings.ts';
import { profilingSettings } from './profiling-settings.ts';
import type { Setting } from './setting.ts';
import { storageSettings } from './storage-settings.ts';
import { telemetrySettings } from './telemetry-settings.ts';

/** A slip of the finger changes no more letters of a setting's name: such names are long and begin alike. */
export const slipEditsMax = 3;

/** All settings, in the order of `--print-config`. */
export const settings: readonly Setting[] = [
  ...coreSettings,
  ...analyzerSettings,
  ...limitSettings,
  ...accessSettings,
  ...telemetrySettings,
  ...storageSettings,
  ...alarmSettings,
  ...exporterSettings,
  ...profilingSettings,
  ...adminSettings,
  ...dynamicSettings,
];
