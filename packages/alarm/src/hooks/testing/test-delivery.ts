import { type LogFields, Telemetry } from '@stormpetrel/base';
import { FakeClock } from '@stormpetrel/testkit';
import {
  type AlarmDeliveryOptions,
  type HookDelivery,
  createAlarmDelivery,
} from '../alarm-delivery.ts';
import { type HookLimits, hookLimits } from '../hook-limits.ts';
import { startMs } from './sample-notices.ts';

/** Real delivery over real connections, whose pauses between attempts take no time and are written down. */
export interface TestDelivery extends AsyncDisposable {
  readonly delivery: HookDelivery;
  readonly clock: FakeClock;
  readonly telemetry: Telemetry;
  readonly pausesMs: number[];
  readonly logged: { readonly message: string; readonly fields: LogFields }[];
  /** `sent`, `failed` and `dropped` of each hook. */
  counts(): Readonly<Record<string, readonly number[]>>;
}

export function openTestDelivery(
  options: Partial<Omit<AlarmDeliveryOptions, 'limits'>> & {
    readonly limits?: Partial<HookLimits>;
  },
): TestDelivery {
  const clock = new FakeClock(startMs);
  const telemetry = new Telemetry();
  const pausesMs: number[] = [];
  const logged: { message: string; fields: LogFields }[] = [];
  // Long enough for a busy machine, and never waited for where all goes well.
  const limits = { ...hookLimits, flushMsMax: 20_000, ...options.limits };
  const delivery = createAlarmDelivery({
    hooks: [],
    clock,
    telemetry,
    random: () => 0.5,
    logger: { log: (_level, message, fields = {}) => void logged.push({ message, fields }) },
    sleep: async (durationMs, signal) => {
      if (durationMs !== limits.flushMsMax) return void pausesMs.push(durationMs);
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, durationMs);
      signal.addEventListener('abort', () => resolve());
      await promise;
      clearTimeout(timer);
    },
    ...options,
    limits,
  });
  return {
    delivery,
    clock,
    telemetry,
    pausesMs,
    logged,
    counts: () => countsOf(telemetry),
    [Symbol.asyncDispose]: () => delivery.close(),
  };
}

function countsOf(telemetry: Telemetry): Record<string, number[]> {
  const counts: Record<string, number[]> = {};
  for (const { name, labels, value } of telemetry.samples()) {
    const at = ['sent', 'failed', 'dropped'].indexOf(name.split('_')[2] ?? '');
    (counts[labels['hook'] ?? ''] ??= [])[at] = value;
  }
  return counts;
}
