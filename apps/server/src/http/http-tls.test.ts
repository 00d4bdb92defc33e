import { type LogFields, type Logger, Telemetry } from '@stormpetrel/base';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { textReply } from './http-reply.ts';
import { type ListeningHttpServer, listenHttp } from './http-server.ts';

const testdata = fileURLToPath(
  new URL('../../../../packages/receiver/testdata/tls', import.meta.url),
);

/** A listener over files that a test may replace, and what it has logged. */
class TlsListener implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'http-tls-'));
  readonly messages: string[] = [];
  #onLine: (message: string) => void = () => {};
  #server: ListeningHttpServer | undefined;

  async listen(): Promise<this> {
    const logger: Logger = {
      log: (_level, message: string, _fields?: LogFields) => {
        this.messages.push(message);
        this.#onLine(message);
      },
    };
    this.#server = await listenHttp({
      name: 'admin',
      host: '127.0.0.1',
      port: 0,
      routes: [() => Promise.resolve(textReply(200, 'ok'))],
      idleTimeoutMs: 1_000,
      headerBytesMax: 8_192,
      tls: { keyPath: this.#path('key'), certChainPath: this.#path('pem'), pollIntervalMs: 10 },
      logger,
      telemetry: new Telemetry(),
    });
    return this;
  }

  use(name: string): void {
    copyFileSync(join(testdata, `${name}.key`), this.#path('key'));
    copyFileSync(join(testdata, `${name}.pem`), this.#path('pem'));
  }

  spoil(): void {
    writeFileSync(this.#path('pem'), 'half a certifica');
  }

  nextLine(): Promise<string> {
    return new Promise((resolve) => (this.#onLine = resolve));
  }

  /** Whom a new connection meets. */
  async peerName(): Promise<string> {
    const ca = readFileSync(join(testdata, 'ca.pem'));
    const socket = connect({ port: this.#server?.port ?? 0, host: '127.0.0.1', ca });
    await once(socket, 'secureConnect');
    const { CN } = socket.getPeerCertificate().subject;
    socket.destroy();
    return String(CN);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.close();
    rmSync(this.#folder, { recursive: true });
  }

  #path(kind: 'key' | 'pem'): string {
    return join(this.#folder, `server.${kind}`);
  }
}

test('uses new TLS files for new connections, and keeps the old ones when the new are no good', async () => {
  await using listener = new TlsListener();
  listener.use('server-a');
  await listener.listen();
  assert.equal(await listener.peerName(), 'server a');
  const reloaded = listener.nextLine();
  listener.use('server-b');
  // A look between the two copies finds a key that is not the certificate's, and says so.
  const first = await reloaded;
  if (!first.startsWith('the TLS files have changed')) await listener.nextLine();
  assert.equal(await listener.peerName(), 'server b');
  const refused = listener.nextLine();
  listener.spoil();
  if (!listener.messages.some((message) => message.includes('the old ones stay'))) await refused;
  assert.equal(await listener.peerName(), 'server b');
});

test('does not start with TLS files that cannot be used', async () => {
  await using listener = new TlsListener();
  listener.use('server-a');
  listener.spoil();
  await assert.rejects(listener.listen(), {
    code: 'RECEIVER_TLS_UNREADABLE',
    message: /TLS files of the admin listener/,
  });
});
