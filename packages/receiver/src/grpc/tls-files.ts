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
      key: read(files.keyPath, 'key'),
      cert: read(files.certificateChainPath, 'certificate chain'),
      ...(files.trustedCaPath === undefined ? {} : { ca: readAuthorities(files.trustedCaPath) }),
    };
    // Not imported: that would unpack the certificates of all authorities that Node knows, which are of no use here.
    process
      .getBuiltinModule('node:tls')
      .createSecureContext(material satisfies SecureContextOptions);
    return material;
  } catch (thrown) {
    const paths = [files.keyPath, files.certificateChainPath, files.trustedCaPath ?? ''];
    const shown = paths.filter((path) => path !== '').join(', ') || 'none set';
    throw new CodedError(
      receiverErrors.tlsUnreadable.code,
      `The TLS files of the ${listener} listener can not be used (${shown}): ${messageOf(thrown)}`,
      { cause: thrown },
    );
  }
}

function read(path: string, what: string): string {
  if (path === '') throw new Error(`TLS is on, and the path of the ${what} is not set`);
  return readFileSync(path, 'utf8');
}

/** OpenSSL takes a text without any certificate, and would then let in nobody. */
function readAuthorities(path: string): string {
  const text = readFileSync(path, 'utf8');
  if (/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(text)) return text;
  throw new Error(`${path} holds no certificate`);
}

export function sameMaterial(left: TlsMaterial, right: TlsMaterial): boolean {
  return left.key === right.key && left.cert === right.cert && left.ca === right.ca;
}
