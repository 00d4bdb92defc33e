import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { encodeLog } from '@stormpetrel/testkit';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { GrpcClient, framed } from '../support/grpc-client.ts';

/** Outside of the checkout, so that nothing of it is found by chance. */
const folder = mkdtempSync(join(tmpdir(), 'stormpetrel-bundle-test-'));
const program = join(folder, 'bundle', 'server', 'main.js');

before(() => {
  const script = fileURLToPath(new URL('../../tools/dist.ts', import.meta.url));
  execFileSync(process.execPath, [script, dirname(dirname(program)), '--page-as-built'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Ends with the first bytes that a client of Kafka says: a length, and the key of its request. */
async function kafkaGreeting(): Promise<{ port: number; said: Promise<Buffer> }> {
  const { promise: said, resolve } = Promise.withResolvers<Buffer>();
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (data) => {
      resolve(data);
      socket.destroy();
      server.close();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, said };
}

test('starts through a link, from any folder', { skip: process.platform === 'win32' }, () => {
  const link = join(folder, 'link');
  symlinkSync(join(dirname(dirname(program)), 'stormpetrel'), link);
  const env = { ...process.env, PATH: dirname(process.execPath) + delimiter + process.env['PATH'] };
  const output = execFileSync(link, ['--version'], { cwd: folder, env, encoding: 'utf8' });
  assert.match(output, /^stormpetrel \d+\.\d+\.\d+\n$/);
});

test('brings the page, the texts of the rules, and what reads profiles', async () => {
  await using server = await ServerProcess.start({ program });
  const page = await fetch(server.addresses.page);
  assert.equal(await page.text(), readFileSync(join(folder, 'bundle/page/index.html'), 'utf8'));
  const files = await fetch(new URL('/runtime/oal/files', server.addresses.admin));
  assert.equal(((await files.json()) as { count: number }).count, 10);
  const upload = await fetch(new URL('/api/profiling/uploads?name=a', server.addresses.page), {
    method: 'POST',
    body: 'main;work 10\nmain;idle 5\n',
  });
  assert.equal(upload.status, 201, await upload.text());
});

test('speaks to Kafka', async () => {
  const kafka = await kafkaGreeting();
  await using server = await ServerProcess.start({
    program,
    env: {
      SW_EXPORTER_ENABLE_KAFKA_LOG: 'true',
      SW_EXPORTER_KAFKA_SERVERS: `127.0.0.1:${kafka.port}`,
    },
  });
  const client = await GrpcClient.open(server.addresses.grpc);
  const log = framed(encodeLog({ service: 'shop', text: 'paid' }));
  await client.call(log, '/skywalking.v3.LogReportService/collect');
  client.session.destroy();
  const failed = eventually(20_000, () => {
    const reasons = server.log.filter(({ kind }) => kind === 'kafka-failed');
    assert.notEqual(reasons.length, 0);
    return Promise.resolve(Buffer.from(JSON.stringify(reasons)));
  });
  const said = await Promise.race([kafka.said, failed]);
  assert.equal(said.length < 6 ? -1 : said.readInt16BE(4), 18, said.toString());
});
