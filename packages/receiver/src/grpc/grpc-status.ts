/** Status codes of gRPC (grpc/doc/statuscodes.md) that this server gives. */
export const GrpcStatus = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;

export type GrpcStatus = (typeof GrpcStatus)[keyof typeof GrpcStatus];

/** Why a call ends badly: what the client gets as its status. */
export class GrpcFailure {
  readonly status: GrpcStatus;
  readonly message: string;

  constructor(status: GrpcStatus, message: string) {
    this.status = status;
    this.message = message;
  }
}

/** A status message as it stands in the `grpc-message` header: UTF-8, percent-encoded but for printable ASCII. */
export function encodeStatusMessage(message: string): string {
  let text = '';
  for (const byte of new TextEncoder().encode(message)) {
    text +=
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}
