import type { SettingValue } from './setting.ts';

/** Days of what nobody set: SkyWalking's own defaults for metrics by the hour and by the day, and for names. */
const longDays = 15;

/**
 * The days of what is kept where 0 leaves them to others. SkyWalking's two variables go for everything that has no setting of its own:
 * records for traces too, metrics for their hours and days too. What is wider is kept no shorter than what it is made of, and
 * names no shorter than what was measured of them.
 */
export function resolveDays(
  config: Readonly<Record<string, SettingValue>>,
): Readonly<Record<string, number>> {
  const set = (name: string): number => Number(config[`storage.${name}`]);
  const hourDays = set('hourDays') || Math.max(longDays, set('minuteDays'));
  const dayDays = set('dayDays') || Math.max(longDays, hourDays);
  return {
    'storage.traceDays': set('traceDays') || set('recordDays'),
    'storage.hourDays': hourDays,
    'storage.dayDays': dayDays,
    'storage.metadataDays': set('metadataDays') || Math.max(longDays, dayDays),
  };
}
