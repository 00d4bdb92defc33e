import type { Counter, SampledLogger, Telemetry } from '@stormpetrel/base';
import type { GrpcFailure } from './grpc-status.ts';

/** Why the server itself, not a service, ended a call or a connection badly. Names of log lines and of a label. */
export type RefusalReason =
  | 'bad-request'
  | 'bad-token'
  | 'connection-error'
  | 'deadline'
  | 'handshake-timeout'
  | 'idle'
  | 'keepalive-timeout'
  | 'limit'
  | 'overload'
  | 'service-failed'
  | 'tls-error'
  | 'too-many-connections'
  | 'unknown-method';

const reasons: readonly RefusalReason[] = [
  'bad-request',
  'bad-token',
  'connection-error',
  'deadline',
  'handshake-timeout',
  'idle',
  'keepalive-timeout',
  'limit',
  'overload',
  'service-failed',
  'tls-error',
  'too-many-connections',
  'unknown-method',
];

/** The counters of a gRPC server, and its sampled log. Documented in docs/reference/grpc-services.md. */
export class GrpcTelemetry {
  readonly calls: Counter;
  readonly callsCancelled: Counter;
  readonly receivedBytes: Counter;
  readonly #refused: Readonly<Record<RefusalReason, Counter>>;
  readonly #log: SampledLogger;

  constructor(telemetry: Telemetry, log: SampledLogger) {
    this.#log = log;
    this.calls = telemetry.counter('grpc_server_calls_total', 'Calls that clients began.');
    this.callsCancelled = telemetry.counter(
      'grpc_server_calls_cancelled_total',
      'Calls that broke off before their end.',
    );
    this.receivedBytes = telemetry.counter(
      'grpc_server_received_bytes_total',
      'Bytes of messages received, frame headers included, before decompression.',
    );
    this.#refused = Object.fromEntries(
      reasons.map((reason) => [
        reason,
        telemetry.counter(
          'grpc_server_refused_total',
          'Calls and connections that the server ended badly, by reason.',
          { reason },
        ),
      ]),
    ) as Record<RefusalReason, Counter>;
  }

  refused(reason: RefusalReason, message: string, remoteAddress: string, path?: string): void {
    this.#refused[reason].add();
    this.#log.log(`grpc-${reason}`, 'warn', message, {
      client: remoteAddress,
      ...(path === undefined ? {} : { path: path.slice(0, 200) }),
    });
  }

  failed(failure: GrpcFailure, reason: RefusalReason, remoteAddress: string, path: string): void {
    this.refused(reason, failure.message, remoteAddress, path);
  }
}
