/** The unmodified Python agent reports logs; they are found, and each leads to the trace that it was written in. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serviceId } from '@stormpetrel/model';
import { ServerProcess } from '@stormpetrel/testkit/process';
import { traceOf } from '../support/fault-server.ts';
import { pythonPrograms } from '../support/python.ts';
import { findLogs, logsOf } from './log-questions.ts';

const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

function startService(grpc: string): Promise<number> {
  const script = fileURLToPath(new URL('./python_logging.py', import.meta.url));
  const bin = pythonPrograms();
  const child = spawn(join(bin, 'sw-python'), ['run', join(bin, 'python'), script], {
    env: {
      ...process.env,
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      SW_AGENT_NAME: 'cart',
      SW_AGENT_INSTANCE_NAME: 'cart-1',
      SW_AGENT_COLLECTOR_BACKEND_SERVICES: grpc,
      SW_AGENT_LOGGING_LEVEL: 'ERROR',
      SW_AGENT_LOG_REPORTER_ACTIVE: 'true',
      SW_AGENT_LOG_REPORTER_LEVEL: 'INFO',
      SW_AGENT_LOG_REPORTER_LAYOUT: '',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /^port (\d+)$/.exec(line);
      if (port !== null) resolve(Number(port[1]));
    });
  });
}

test('logs of a real agent are found by service, level and trace', async () => {
  await using server = await ServerProcess.start();
  const port = await startService(server.addresses.grpc);
  assert.equal((await fetch(`http://127.0.0.1:${port}/cart/7`)).status, 200);
  const cart = { serviceId: serviceId('cart', true) };
  const logs = await logsOf(server, cart, 3);
  const tagOf = (i: number, key: string): string | undefined =>
    logs[i]?.tags.find((tag) => tag.key === key)?.value;
  assert.deepEqual(
    logs.map(({ serviceName, serviceInstanceName, endpointName, contentType }, i) => [
      serviceName,
      serviceInstanceName,
      endpointName,
      contentType,
      tagOf(i, 'level'),
      tagOf(i, 'logger'),
    ]),
    [
      ['cart', 'cart-1', null, 'TEXT', 'WARNING', 'shop.cart'],
      ['cart', 'cart-1', '/cart/7', 'TEXT', 'INFO', 'shop.cart'],
      ['cart', 'cart-1', '/cart/7', 'TEXT', 'ERROR', 'shop.cart'],
    ],
  );
  assert.equal(logs[1]?.content, 'cart /cart/7 was opened');
  assert.match(logs[2]?.content ?? '', /^cart could not be priced\n[^]*no such voucher: ÄÖÜ/);
  assert.equal(logs[0]?.traceId, null);

  const traceId = logs[2]?.traceId ?? '';
  assert.equal(logs[1]?.traceId, traceId);
  const [span] = await traceOf(server, traceId, 1);
  assert.equal(span?.endpointName, '/cart/7');
  const relatedTrace = { traceId, segmentId: span?.segmentId, spanId: span?.spanId };
  const ofSpan = await findLogs(server, { relatedTrace });
  assert.deepEqual(
    ofSpan.map(({ content }) => content),
    logs.slice(1).map(({ content }) => content),
  );
  const errors = await findLogs(server, { ...cart, tags: [{ key: 'level', value: 'ERROR' }] });
  assert.deepEqual(errors, [logs[2]]);
});
