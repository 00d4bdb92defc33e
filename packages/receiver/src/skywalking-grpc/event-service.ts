import type { GrpcMethod, GrpcReply, MessageReader } from '../grpc/grpc-method.ts';
import { GrpcFailure, GrpcStatus } from '../grpc/grpc-status.ts';
import { EventIntake, decodeEvent } from './event-intake.ts';
import { emptyCommands } from './segment-intake.ts';
import type { ServiceDeps } from './service-deps.ts';
import { methodsOf } from './service-methods.ts';

/** EventService: what happened to services. */
export function eventMethods(deps: ServiceDeps): GrpcMethod[] {
  const intake = new EventIntake(deps, 'grpc');
  return methodsOf('skywalking.v3.EventService', {
    collect: (path) => ({ kind: 'client-stream', path, start: () => new EventStream(intake) }),
  });
}

/** An event that can not be taken costs itself only; at the end the client is told of the first such. */
class EventStream implements MessageReader {
  readonly #intake: EventIntake;
  #fault: string | undefined;

  constructor(intake: EventIntake) {
    this.#intake = intake;
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    const report = decodeEvent(bytes.subarray(start, end));
    if (typeof report !== 'string') {
      this.#intake.take(report);
      return;
    }
    this.#intake.refuse(report);
    this.#fault ??= report;
  }

  flush(): void {}

  end(): GrpcReply {
    if (this.#fault === undefined) return emptyCommands;
    return new GrpcFailure(
      GrpcStatus.INVALID_ARGUMENT,
      `an event of the stream was refused: ${this.#fault}`,
    );
  }
}
