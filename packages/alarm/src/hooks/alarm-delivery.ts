import { setTimeout as sleepUntil } from 'node:timers/promises';
import type { Clock, Logger, Telemetry } from '@stormpetrel/base';
import {
  type GrpcClient,
  type GrpcClientOptions,
  createGrpcClient,
} from '@stormpetrel/outbound/grpc';
import { type HttpClient, createHttpClient } from '@stormpetrel/outbound/http';
import { alarmErrors } from '../errors.ts';
import type { AlarmDelivery, AlarmNotice } from '../notice.ts';
import { type HookCounters, HookLane, type LaneParts, type Sleep } from './hook-lane.ts';
import { type HookLimits, hookLimits } from './hook-limits.ts';
import { hookPlaces } from './hook-places.ts';
import type { HookSettings } from './hook-settings.ts';
import { type TargetParts, isRecovery } from './hook-target.ts';
import { type HookProblem, readHooks } from './read-hooks.ts';
import { targetsOf } from './services/targets-of.ts';

export interface AlarmDeliveryOptions {
  readonly hooks: readonly HookSettings[];
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly limits?: HookLimits;
  /** Default: real ones. */
  readonly http?: HttpClient;
  readonly createGrpcClient?: (options: GrpcClientOptions) => GrpcClient;
  readonly sleep?: Sleep;
}

export interface HookDelivery extends AlarmDelivery {
  /**
   * Takes other hooks from now on. Addresses about which nothing changed keep their queue and their attempts; those that are gone
   * or changed are given the time of a close for what they still hold.
   */
  updateHooks(hooks: readonly HookSettings[]): void;
  /**
   * The same from what stands below `hooks` in a settings text. A hook that is not right is a problem, logged; it stays as it was
   * where there is one of its name, and is left out otherwise.
   */
  takeSettings(section: unknown, text: string): readonly HookProblem[];
}

export function createAlarmDelivery(options: AlarmDeliveryOptions): HookDelivery {
  return new Hooks(options);
}

interface Hook {
  readonly settings: HookSettings;
  readonly lanes: readonly HookLane[];
}

class Hooks implements HookDelivery {
  readonly #options: AlarmDeliveryOptions;
  readonly #targetParts: TargetParts;
  readonly #laneParts: LaneParts;
  readonly #closing = new Set<Promise<void>>();
  #hooks: readonly Hook[] = [];
  #lanes: ReadonlyMap<string, HookLane> = new Map();
  #closed = false;

  constructor(options: AlarmDeliveryOptions) {
    this.#options = options;
    const { clock, random, logger, limits = hookLimits, sleep = sleepForReal } = options;
    this.#targetParts = {
      http: options.http ?? createHttpClient(),
      createGrpcClient: options.createGrpcClient ?? createGrpcClient,
      clock,
      limits,
    };
    this.#laneParts = { limits, clock, random, sleep, logger };
    this.updateHooks(options.hooks);
  }

  updateHooks(hooks: readonly HookSettings[]): void {
    if (this.#closed) return;
    const before = this.#lanes;
    const lanes = new Map<string, HookLane>();
    this.#hooks = hooks.map((settings) => {
      const counters = this.#counters(settings.name);
      const own = targetsOf(settings, this.#targetParts).map((target) => {
        const key = JSON.stringify([settings.name, target.key]);
        const lane =
          lanes.get(key) ??
          before.get(key) ??
          new HookLane(settings.name, target, counters, this.#laneParts);
        lanes.set(key, lane);
        return lane;
      });
      return { settings, lanes: [...new Set(own)] };
    });
    this.#lanes = lanes;
    for (const [key, lane] of before) if (!lanes.has(key)) this.#close(lane);
  }

  takeSettings(section: unknown, text: string): readonly HookProblem[] {
    const { hooks, problems } = readHooks(section, hookPlaces(text));
    const refused = new Set(problems.map(({ hook }) => hook));
    const kept = this.#hooks
      .map(({ settings }) => settings)
      .filter(({ name }) => refused.has(name));
    for (const { hook, line, column, message } of problems) {
      const stays = kept.some(({ name }) => name === hook);
      const what = stays ? 'alarm hook refused, it stays as it was' : 'alarm hook refused';
      this.#options.logger.log('error', what, {
        code: alarmErrors.hookRefused.code,
        hook,
        reason: `${line}:${column}: ${message}`,
      });
    }
    this.updateHooks([...hooks, ...kept]);
    return problems;
  }

  deliver(notices: readonly AlarmNotice[]): void {
    if (this.#closed) return;
    // Alarms first, so that one tick makes at most two batches of an address.
    const ordered = [
      ...notices.filter((notice) => !isRecovery(notice)),
      ...notices.filter(isRecovery),
    ];
    for (const { settings, lanes } of this.#hooks) {
      const own = ordered.filter(({ hooks }) =>
        hooks.length === 0 ? settings.isDefault : hooks.includes(settings.name),
      );
      for (const lane of lanes) lane.offer(own);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const lane of this.#lanes.values()) this.#close(lane);
    this.#lanes = new Map();
    this.#hooks = [];
    await Promise.all(this.#closing);
  }

  #close(lane: HookLane): void {
    const closed = lane.close().finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
  }

  #counters(hook: string): HookCounters {
    const { telemetry } = this.#options;
    const counter = (name: string, help: string): HookCounters['sent'] =>
      telemetry.counter(name, help, { hook });
    return {
      sent: counter(
        'alarm_hook_sent_count',
        'Alarms and recoveries that an address of the hook took.',
      ),
      failed: counter(
        'alarm_hook_failed_count',
        'Those that it refused, or did not take in the end.',
      ),
      dropped: counter(
        'alarm_hook_dropped_count',
        'Those that found the queue of an address full.',
      ),
    };
  }
}

async function sleepForReal(durationMs: number, signal: AbortSignal): Promise<void> {
  await sleepUntil(durationMs, undefined, { signal }).catch(() => {});
}
