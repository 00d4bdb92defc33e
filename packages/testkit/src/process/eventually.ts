import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until the check passes, or fails with its last complaint. For what other processes do in their own time. */
export async function eventually<T>(withinMs: number, check: () => Promise<T>): Promise<T> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
      await sleep(200);
    }
  }
}
