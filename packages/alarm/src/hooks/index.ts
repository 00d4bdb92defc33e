export {
  type AlarmDeliveryOptions,
  type HookDelivery,
  createAlarmDelivery,
} from './alarm-delivery.ts';
export { hookPlaces } from './hook-places.ts';
export type { HookSettings } from './hook-settings.ts';
export { type HookProblem, readHooks } from './read-hooks.ts';
