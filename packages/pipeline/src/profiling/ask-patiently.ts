import { setTimeout as pause } from 'node:timers/promises';
import { CodedError } from '@stormpetrel/base';
import type { ProfilingLimits } from './profiling-limits.ts';

/** The code with which `ProfileWork` says that too much waits. */
const workRefused = 'WORK_REFUSED';

/** Asks for work again and again while too much waits. Rejects as the work does, or with the reason of the signal. */
export async function askPatiently<T>(
  ask: () => Promise<T>,
  limits: ProfilingLimits,
  signal: AbortSignal,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      if (!isRefused(error) || tries >= limits.workTriesMax) throw error;
    }
    await pause(limits.workRetryDelayMs, undefined, { signal });
  }
}

/** Whether it was not even tried. */
export function isRefused(error: unknown): boolean {
  return error instanceof CodedError && error.code === workRefused;
}
