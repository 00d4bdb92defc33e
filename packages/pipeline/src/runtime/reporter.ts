import type { Counter } from '@stormpetrel/base';
import { dayMs, minuteMs } from '@stormpetrel/model';
import type { EntityRegistry } from '../entity/entity-registry.ts';
import { limits } from '../limits.ts';
import type { NameResolver } from '../segment/name-resolver.ts';

/** The instance that a report is about, as sources name it. */
export interface Reporter {
  readonly handle: number;
  readonly name: string;
  readonly serviceName: string;
  readonly serviceId: string;
}

/** What runtime sources have in common. */
export interface ReporterFields {
  name: string;
  serviceName: string;
  serviceId: string;
}

export function findReporter(
  resolver: NameResolver,
  registry: EntityRegistry,
  service: string,
  instance: string,
): Reporter {
  const serviceHandle = resolver.serviceByName(service, true);
  const handle = resolver.instanceByName(serviceHandle, instance);
  return {
    handle,
    name: registry.name(handle),
    serviceName: registry.name(serviceHandle),
    serviceId: registry.id(serviceHandle),
  };
}

export function setReporter(source: ReporterFields, reporter: Reporter): void {
  source.name = reporter.name;
  source.serviceName = reporter.serviceName;
  source.serviceId = reporter.serviceId;
}

/** Minutes whose metrics are taken: not past their time to live, not further ahead than clocks may differ. */
export class MetricWindow {
  readonly #ttlDays: () => number;
  readonly #dropped: Counter;

  constructor(ttlDays: () => number, dropped: Counter) {
    this.#ttlDays = ttlDays;
    this.#dropped = dropped;
  }

  /** The minute of the time, or undefined (and counted) where it is outside. */
  minuteOf(timeMs: number, nowMs: number): number | undefined {
    const fromMs = nowMs - this.#ttlDays() * dayMs;
    if (timeMs >= fromMs && timeMs <= nowMs + limits.futureSkewMaxMs) {
      return Math.floor(timeMs / minuteMs);
    }
    this.#dropped.add();
    return undefined;
  }
}
