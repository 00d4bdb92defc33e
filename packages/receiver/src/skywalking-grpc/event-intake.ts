import type { Counter, Histogram } from '@stormpetrel/base';
import type { EventReport } from '@stormpetrel/pipeline';
import { Event, EventType } from '@stormpetrel/protocol';
import { type ServiceDeps, latencyBoundsSeconds } from './service-deps.ts';

/**
 * Hands events on, one by one (receiver-event, EventGrpcServiceHandler and EventRestServiceHandler). Upstream demands a
 * layer, and nothing else.
 */
export class EventIntake {
  readonly #deps: ServiceDeps;
  readonly #protocol: string;
  readonly #latency: Histogram;
  readonly #errors: Counter;

  constructor(deps: ServiceDeps, protocol: 'grpc' | 'http') {
    this.#deps = deps;
    this.#protocol = protocol;
    this.#latency = deps.telemetry.histogram(
      'event_in_latency',
      'Seconds that an event took to be received and kept.',
      latencyBoundsSeconds,
      { protocol },
    );
    this.#errors = deps.telemetry.counter(
      'event_error_count',
      'Events that were refused: their bytes are not sound, or they lack the layer.',
      { protocol },
    );
  }

  take(report: EventReport): void {
    const startMs = this.#deps.clock.monotonicMs();
    this.#deps.sink.event(report);
    this.#latency.observe((this.#deps.clock.monotonicMs() - startMs) / 1_000);
  }

  refuse(fault: string): void {
    this.#errors.add();
    const { log } = this.#deps;
    log.log('event-refused', 'warn', `An event was refused: ${fault}.`, {
      protocol: this.#protocol,
    });
  }
}

/** The report that the bytes stand for, or why there is none. */
export function decodeEvent(bytes: Uint8Array): EventReport | string {
  let event: Event;
  try {
    event = Event.decode(bytes);
  } catch {
    return 'not a sound protobuf message';
  }
  if (event.layer === '') return 'layer is empty; SkyWalking demands it since version 9';
  return {
    uuid: event.uuid,
    service: event.source?.service ?? '',
    instance: event.source?.serviceInstance ?? '',
    endpoint: event.source?.endpoint ?? '',
    name: event.name,
    isError: event.type === EventType.Error,
    message: event.message,
    parameters: Object.entries(event.parameters),
    startMs: event.startTime,
    endMs: event.endTime,
    layer: event.layer,
  };
}
