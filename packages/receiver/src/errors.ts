import type { ErrorEntry } from '@stormpetrel/base';

/** Operating errors of the receivers that somebody meets at start-up or in the log. */
export const receiverErrors = {
  listenFailed: {
    code: 'RECEIVER_LISTEN_FAILED',
    meaning: 'The address that agents report to could not be listened on.',
    remedy: 'Free the port, or choose another one (SW_CORE_GRPC_HOST, SW_CORE_GRPC_PORT).',
  },
  tlsUnreadable: {
    code: 'RECEIVER_TLS_UNREADABLE',
    meaning: 'A key, certificate or CA file of a listener can not be read or used.',
    remedy:
      'Check the paths (SW_…_SSL_KEY_PATH, SW_…_SSL_CERT_CHAIN_PATH of the listener that the message names, and the trusted CA), the rights of the files, and that key and certificate belong together.',
  },
} as const satisfies Record<string, ErrorEntry>;
