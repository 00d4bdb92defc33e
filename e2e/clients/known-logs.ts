/** Three lines that web writes while the known system lives, and how clients are shown them: newest first. */
import assert from 'node:assert/strict';
import { memberId } from '@stormpetrel/model';
import { type ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { midnightMs } from '../known-data/known-system.ts';
import { checkout, firstWeb, web } from './selections.ts';

const minuteMs = 60_000;
const secondWeb = memberId(web, 'web-2');
const tag = (key: string, value: string) => ({ key, value });

/** As GraphQL shows them. */
export const knownLogs = [
  {
    serviceName: 'web',
    serviceId: web,
    serviceInstanceName: 'web-1',
    serviceInstanceId: firstWeb,
    endpointName: null,
    endpointId: null,
    traceId: null,
    timestamp: midnightMs + 6 * minuteMs,
    contentType: 'JSON',
    content: '{"message":"cache is warm","items":3}',
    tags: [],
  },
  {
    serviceName: 'web',
    serviceId: web,
    serviceInstanceName: 'web-2',
    serviceInstanceId: secondWeb,
    endpointName: 'GET:/checkout',
    endpointId: checkout,
    traceId: 'T3',
    timestamp: midnightMs - 10 * minuteMs + 1_600,
    contentType: 'TEXT',
    content: 'Checkout failed: cart does not answer',
    tags: [tag('level', 'ERROR'), tag('thread', 'http-1')],
  },
  {
    serviceName: 'web',
    serviceId: web,
    serviceInstanceName: 'web-1',
    serviceInstanceId: firstWeb,
    endpointName: 'GET:/checkout',
    endpointId: checkout,
    traceId: 'T1',
    timestamp: midnightMs - 50 * minuteMs + 1_100,
    contentType: 'TEXT',
    content: 'checkout of cart 1 done',
    tags: [tag('level', 'INFO')],
  },
] as const;

/** Resolves when they are found. */
export async function sendKnownLogs(server: ServerProcess): Promise<void> {
  const logs = knownLogs.map((log) => ({
    timestamp: log.timestamp,
    service: log.serviceName,
    serviceInstance: log.serviceInstanceName,
    layer: 'GENERAL',
    ...(log.endpointName !== null && { endpoint: log.endpointName }),
    ...(log.traceId !== null && {
      traceContext: { traceId: log.traceId, traceSegmentId: `${log.traceId}-web`, spanId: 0 },
    }),
    body:
      log.contentType === 'JSON'
        ? { json: { json: log.content } }
        : { text: { text: log.content } },
    tags: { data: log.tags },
  }));
  const response = await fetch(new URL('/v3/logs', server.addresses.page), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(logs),
  });
  assert.equal(response.status, 200, await response.text());
  await eventually(10_000, async () => {
    const { found } = await server.query<{ found: { logs: readonly unknown[] } }>(
      '{ found: queryLogs(condition: { relatedTrace: { traceId: "T1" }, paging: { pageSize: 5 } }) { logs { traceId } } }',
    );
    assert.equal(found.logs.length, 1);
  });
}
