/**
 * The road to one address: a bounded queue, and one batch under way. Lanes know nothing of each other, so an address that hangs
 * delays nobody else.
 *
 * 1. What comes is queued; past the limit the oldest goes, because the newest says how things are.
 * 2. The notices at the head that are of one kind (firing, or over) are one batch, up to what the target takes. Kinds are never
 *    mixed and never overtake each other: a recovery is not told before its alarm.
 * 3. A batch is tried until it is sent, refused for good, or was tried often enough. Pauses double, and half of each is chance,
 *    so that many servers do not come back to a recovering address at once.
 * 4. A lane that is closed cuts its pauses short, gives every batch one more attempt, and after `flushMsMax` lets go.
 */
import { type Clock, type Counter, type Logger, SampledLogger } from '@stormpetrel/base';
import { alarmErrors } from '../errors.ts';
import type { AlarmNotice } from '../notice.ts';
import type { HookLimits } from './hook-limits.ts';
import { type HookTarget, type SendResult, isRecovery } from './hook-target.ts';

/** Waits, or less when the signal comes; then it MUST resolve, too. */
export type Sleep = (durationMs: number, signal: AbortSignal) => Promise<void>;

export interface LaneParts {
  readonly limits: HookLimits;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly sleep: Sleep;
  readonly logger: Logger;
}

/** Notices, each counted once for each address that it was meant for. */
export interface HookCounters {
  readonly sent: Counter;
  readonly failed: Counter;
  readonly dropped: Counter;
}

export class HookLane {
  readonly #hook: string;
  readonly #target: HookTarget;
  readonly #counters: HookCounters;
  readonly #parts: LaneParts;
  readonly #log: SampledLogger;
  readonly #closing = new AbortController();
  readonly #ending = new AbortController();
  #queue: AlarmNotice[] = [];
  #running: Promise<void> | undefined;

  constructor(hook: string, target: HookTarget, counters: HookCounters, parts: LaneParts) {
    this.#hook = hook;
    this.#target = target;
    this.#counters = counters;
    this.#parts = parts;
    this.#log = new SampledLogger(parts.logger, parts.clock, parts.limits.logPeriodMs);
  }

  /** Takes what the target is to be told of. */
  offer(notices: readonly AlarmNotice[]): void {
    const { takesFiring, takesRecovery } = this.#target;
    const wanted = notices.filter((notice) => (isRecovery(notice) ? takesRecovery : takesFiring));
    if (wanted.length === 0) return;
    this.#queue = [...this.#queue, ...wanted];
    this.#dropOldest(this.#queue.length - this.#parts.limits.queuedNoticesMax);
    this.#running ??= this.#run();
  }

  /** Done when everything is sent, has failed, or the time for it is over. */
  async close(): Promise<void> {
    const timeUp = new AbortController();
    this.#closing.abort();
    const timer = this.#parts.sleep(this.#parts.limits.flushMsMax, timeUp.signal);
    await Promise.race([this.#running ?? Promise.resolve(), timer]);
    timeUp.abort();
    this.#ending.abort();
    this.#dropOldest(this.#queue.length);
    await this.#running;
    this.#target.close?.();
  }

  #dropOldest(count: number): void {
    if (count <= 0) return;
    this.#queue.splice(0, count);
    this.#counters.dropped.add(count);
    this.#warn('alarm-hook-dropped', 'Alarms were dropped: an address of a hook is behind.', {
      notices: count,
    });
  }

  async #run(): Promise<void> {
    // What the same tick still brings goes into the same batch.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#deliver(this.#takeBatch());
    this.#running = undefined;
  }

  #takeBatch(): AlarmNotice[] {
    const kind = this.#queue[0] === undefined ? false : isRecovery(this.#queue[0]);
    const other = this.#queue.findIndex((notice) => isRecovery(notice) !== kind);
    const sameKind = other === -1 ? this.#queue.length : other;
    return this.#queue.splice(0, Math.min(sameKind, this.#target.batchMax));
  }

  async #deliver(batch: readonly AlarmNotice[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const closing = this.#closing.signal.aborted;
      const result = await this.#send(batch);
      if (result.kind === 'sent') return this.#counters.sent.add(batch.length);
      if (result.kind === 'failed' || closing || attempt === this.#parts.limits.attemptsMax) {
        this.#counters.failed.add(batch.length);
        const fields = { notices: batch.length, attempts: attempt, reason: result.reason };
        return this.#warn('alarm-hook-failed', 'Alarms could not be told to a hook.', fields);
      }
      await this.#parts.sleep(this.#pauseMs(attempt, result.afterMs), this.#closing.signal);
    }
  }

  async #send(batch: readonly AlarmNotice[]): Promise<SendResult> {
    try {
      return await this.#target.send(batch, this.#ending.signal);
    } catch (thrown) {
      // A fault of our own; it must not end the lane.
      return { kind: 'failed', reason: `could not be made into a message: ${String(thrown)}` };
    }
  }

  #pauseMs(attempt: number, afterMs = 0): number {
    const { retryMsMin, retryMsMax } = this.#parts.limits;
    const pauseMs = Math.min(retryMsMax, retryMsMin * 2 ** (attempt - 1));
    return Math.max(afterMs, pauseMs * (0.5 + this.#parts.random() / 2));
  }

  #warn(kind: string, message: string, fields: Readonly<Record<string, string | number>>): void {
    const { address } = this.#target;
    const reason = this.#withoutSecrets(String(fields['reason'] ?? ''));
    const shown = reason === '' ? fields : { ...fields, reason };
    const { code } = alarmErrors.notDelivered;
    this.#log.log(kind, 'warn', message, { code, hook: this.#hook, address, ...shown });
  }

  #withoutSecrets(reason: string): string {
    let shown = reason;
    for (const secret of this.#target.secrets) {
      if (secret.length > 1) shown = shown.replaceAll(secret, '***');
    }
    return shown;
  }
}
