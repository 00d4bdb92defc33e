import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { GrpcTestClient, framed } from '../testing/grpc-client.ts';
import { collectPath, segmentBytes } from '../testing/sample-bytes.ts';
import { eventually, startTestServer } from '../testing/test-server.ts';
import type { TlsFiles } from './tls-files.ts';

const testdata = join(import.meta.dirname, '../../testdata/tls');
const ca = readFileSync(join(testdata, 'ca.pem'));

function pem(name: string): { readonly key: Buffer; readonly cert: Buffer } {
  return {
    key: readFileSync(join(testdata, `${name}.key`)),
    cert: readFileSync(join(testdata, `${name}.pem`)),
  };
}

/** A folder with copies of the files, which a test may replace. */
class TlsFolder implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tls-test-'));
  readonly files: TlsFiles = {
    keyPath: join(this.#folder, 'server.key'),
    certificateChainPath: join(this.#folder, 'server.pem'),
  };

  constructor(name: string) {
    this.use(name);
  }

  use(name: string): void {
    copyFileSync(join(testdata, `${name}.key`), this.files.keyPath);
    copyFileSync(join(testdata, `${name}.pem`), this.files.certificateChainPath);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

function peerName(client: GrpcTestClient): string {
  const { CN } = (client.session.socket as TLSSocket).getPeerCertificate().subject;
  return String(CN);
}

test('takes calls over TLS', async () => {
  using folder = new TlsFolder('server-a');
  await using server = await startTestServer({ tls: folder.files });
  const client = await GrpcTestClient.open(server.port, { secure: true, ca });
  assert.equal((await client.call(collectPath, framed(segmentBytes('a')))).status, 0);
  assert.deepEqual(server.sink.traceIds, ['a']);
  await client.close();
});

test('logs a client that does not speak TLS', async () => {
  using folder = new TlsFolder('server-a');
  await using server = await startTestServer({ tls: folder.files });
  const client = GrpcTestClient.open(server.port);
  await eventually(() => server.kinds().includes('grpc-tls-error'), 'the log line');
  assert.equal(server.metric('grpc_server_refused_total', { reason: 'tls-error' }), 1);
  await client.then((opened) => opened.close()).catch(() => undefined);
});

test('closes by its deadline although a handshake hangs', async () => {
  using folder = new TlsFolder('server-a');
  const server = await startTestServer({ tls: folder.files });
  const socket = connectTcp(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  socket.resume();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await server.server.close(20);
  await closed;
});

test('uses new files for new connections, and keeps the old ones going', async () => {
  using folder = new TlsFolder('server-a');
  await using server = await startTestServer({ tls: folder.files, tlsPollIntervalMs: 20 });
  const before = await GrpcTestClient.open(server.port, { secure: true, ca });
  assert.equal(peerName(before), 'server a');
  folder.use('server-b');
  await eventually(
    () => server.lines.some(({ message }) => message.startsWith('the TLS files have changed')),
    'the reload',
  );
  const after = await GrpcTestClient.open(server.port, { secure: true, ca });
  assert.equal(peerName(after), 'server b');
  assert.equal((await before.call(collectPath, framed(segmentBytes('a')))).status, 0);
  await before.close();
  await after.close();
});

test('keeps the old certificate when the new files are no good', async () => {
  using folder = new TlsFolder('server-a');
  await using server = await startTestServer({ tls: folder.files });
  writeFileSync(folder.files.certificateChainPath, 'half a certifica');
  server.server.reloadTls();
  assert.deepEqual(server.kinds(), ['grpc-tls-error']);
  const client = await GrpcTestClient.open(server.port, { secure: true, ca });
  assert.equal(peerName(client), 'server a');
  await client.close();
});

test('does not start with files that do not belong together', async () => {
  using folder = new TlsFolder('server-a');
  copyFileSync(join(testdata, 'server-b.key'), folder.files.keyPath);
  await assert.rejects(startTestServer({ tls: folder.files }), { code: 'RECEIVER_TLS_UNREADABLE' });
});

test('says which path is not set, and that a file of authorities holds none', async () => {
  using folder = new TlsFolder('server-a');
  const prefix = 'The TLS files of the gRPC listener can not be used';
  const { certificateChainPath, keyPath } = folder.files;
  await assert.rejects(startTestServer({ tls: { ...folder.files, keyPath: '' } }), {
    message: `${prefix} (${certificateChainPath}): TLS is on, and the path of the key is not set`,
  });
  // OpenSSL would take it, and every client be turned away.
  await assert.rejects(startTestServer({ tls: { ...folder.files, trustedCaPath: keyPath } }), {
    message: `${prefix} (${keyPath}, ${certificateChainPath}, ${keyPath}): ${keyPath} holds no certificate`,
  });
});

test('asks clients for a certificate of the trusted authority', async () => {
  using folder = new TlsFolder('server-a');
  const tls = { ...folder.files, trustedCaPath: join(testdata, 'ca.pem') };
  await using server = await startTestServer({ tls });
  const agent = await GrpcTestClient.open(server.port, { secure: true, ca, ...pem('agent') });
  assert.equal((await agent.call(collectPath, framed(segmentBytes('a')))).status, 0);
  for (const stranger of [{}, pem('stranger')]) {
    const client = await GrpcTestClient.open(server.port, { secure: true, ca, ...stranger });
    const outcome = await client.call(collectPath, framed(segmentBytes('b')));
    assert.equal(outcome.status, undefined);
    if (!client.session.destroyed) await once(client.session, 'close');
  }
  assert.deepEqual(server.sink.traceIds, ['a']);
  assert.equal(server.metric('grpc_server_refused_total', { reason: 'tls-error' }), 2);
  await agent.close();
});
