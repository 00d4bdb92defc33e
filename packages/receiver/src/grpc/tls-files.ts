import { readFileSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import { CodedError, messageOf } from '@stormpetrel/base';
import { receiverErrors } from '../errors.ts';

export { tlsPollIntervalMs } from '../limits.ts';

/** Paths of PEM files. With a trusted CA, clients MUST show a certificate that it signed. */
export interface TlsFiles {
  readonly keyPath: string;
  readonly certificateChainPath: string;
  readonly trustedCaPath?: string;
}

/** The files' texts, read at one moment. */
export interface TlsMaterial {
  readonly key: string;
  readonly cert: string;
  readonly ca?: string;
}

/**
 * Reads the files, and makes sure that OpenSSL takes them: a key that does not belong to the certificate is found here, not
 * at the first connection. `listener` is what messages call the one that they are for. Throws `RECEIVER_TLS_UNREADABLE`.
 */
export function readTlsFiles(files: TlsFiles, listener = 'gRPC'): TlsMaterial {
  try {
    const material: TlsMaterial = {
      key: readFileSync(files.keyPath, 'utf8'),
      cert: readFileSync(files.certificateChainPath, 'utf8'),
      ...(files.trustedCaPath === undefined
        ? {}
        : { ca: readFileSync(files.trustedCaPath, 'utf8') }),
    };
    // Not imported: that would unpack the certificates of all authorities that Node knows, which are of no use here.
    process
      .getBuiltinModule('node:tls')
      .createSecureContext(material satisfies SecureContextOptions);
    return material;
  } catch (thrown) {
    throw new CodedError(
      receiverErrors.tlsUnreadable.code,
      `The TLS files of the ${listener} listener can not be used (${files.keyPath}, ${files.certificateChainPath}): ${messageOf(thrown)}`,
      { cause: thrown },
    );
  }
}

export function sameMaterial(left: TlsMaterial, right: TlsMaterial): boolean {
  return left.key === right.key && left.cert === right.cert && left.ca === right.ca;
}
