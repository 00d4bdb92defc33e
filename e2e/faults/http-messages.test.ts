import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ServerProcess } from '@stormpetrel/testkit/process';
import {
  assertGoesOn,
  expectLog,
  expectRise,
  findTrace,
  startFaultServer,
  traceOf,
} from '../support/fault-server.ts';

const refused = 'http_ingest_refused_total';
const errors = 'trace_analysis_error_count{protocol="http"}';
const bodyBytesMax = 16 * 1024 * 1024;

let server: ServerProcess;
before(async () => {
  server = await startFaultServer();
});
after(() => server[Symbol.asyncDispose]());

async function post(
  body: string | Uint8Array<ArrayBuffer>,
  options: { readonly path?: string; readonly encoding?: string; readonly method?: string } = {},
): Promise<{ status: number; text: string }> {
  const { path = '/v3/segments', encoding, method = 'POST' } = options;
  const response = await fetch(new URL(path, server.addresses.page), {
    method,
    headers: {
      'content-type': 'application/json',
      ...(encoding !== undefined && { 'content-encoding': encoding }),
    },
    ...(method === 'POST' && { body }),
  });
  return { status: response.status, text: await response.text() };
}

function goodSegment(traceId: string): Record<string, unknown> {
  const startTime = Date.now() - 50;
  return {
    traceId,
    traceSegmentId: `${traceId}.1`,
    service: 'web',
    serviceInstance: 'web-1',
    spans: [
      {
        operationName: '/page',
        startTime,
        endTime: startTime + 10,
        spanType: 'Entry',
        spanId: 0,
        parentSpanId: -1,
        isError: false,
        spanLayer: 'Http',
        componentId: 6000,
        tags: [],
        logs: [],
      },
    ],
  };
}

test('a sound report is taken, plain and gzip', async () => {
  const reply = { status: 200, text: '{}' };
  assert.deepEqual(await post(JSON.stringify([goodSegment('plain')])), reply);
  const packed = gzipSync(JSON.stringify(goodSegment('packed')));
  assert.deepEqual(await post(packed, { path: '/v3/segment', encoding: 'gzip' }), reply);
  await traceOf(server, 'plain', 1);
  await traceOf(server, 'packed', 1);
});

test('what is not JSON, or not what the protocol says, gets 400 and the reason', async () => {
  const good = goodSegment('refused');
  const cases: readonly (readonly [string | Uint8Array<ArrayBuffer>, RegExp])[] = [
    ['', /^the body is not JSON$/],
    ['{"traceId":', /^the body is not JSON$/],
    ['traceId=1&spans=2', /^the body is not JSON$/],
    [Uint8Array.from([0x5b, 0x22, 0xff, 0xfe, 0x22, 0x5d]), /^the body is not UTF-8$/],
    ['{"traceId":"x"}', /^the body is not an array$/],
    ['null', /^the body is not an array$/],
    ['[1]', /^segments\[0\]/],
    [JSON.stringify([{ ...good, traceId: {} }]), /segments\[0\]\.traceId/],
    [JSON.stringify([{ ...good, spans: 'many' }]), /segments\[0\]\.spans/],
    [JSON.stringify([good, { ...good, spans: [{ startTime: 'noon' }] }]), /segments\[1\]\.spans/],
    [JSON.stringify([{ ...good, spans: [{ spanType: 'Sideways' }] }]), /segments\[0\]\.spans/],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, /segments\[0\]/],
  ];
  for (const [body, reason] of cases) {
    const reply = await expectRise(server, { [refused]: 1 }, () => post(body));
    assert.equal(reply.status, 400, reply.text);
    assert.match(reply.text, reason);
  }
  await expectLog(server, {
    level: 'warn',
    kind: 'http-400',
    message: /An HTTP report was refused/,
  });
  assert.deepEqual(await findTrace(server, 'refused'), []);
  await assertGoesOn(server);
});

test('a segment of too many spans gets 400, and is counted with its protocol', async () => {
  const segment = goodSegment('many-spans');
  const span = (segment['spans'] as unknown[])[0] as object;
  const spans = Array.from({ length: 17_000 }, (_, spanId) => ({ ...span, spanId }));
  const reply = await expectRise(server, { [refused]: 1, [errors]: 1 }, () =>
    post(JSON.stringify([{ ...segment, spans }])),
  );
  assert.deepEqual(reply, { status: 400, text: 'segments[0]: too many spans in one segment' });
  await assertGoesOn(server);
});

test('a body that is larger than the limit gets 413', async () => {
  const status = await new Promise((resolve, reject) => {
    const url = new URL('/v3/segments', server.addresses.page);
    // A connection of its own: the server hangs up on it.
    const sent = request(url, { method: 'POST', agent: false }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    });
    sent.on('error', reject);
    sent.end(Buffer.alloc(bodyBytesMax + 1, 0x20));
  });
  assert.equal(status, 413);
  await assertGoesOn(server);
});

test('a body that unpacks to more than the limit, or does not unpack, gets 400', async () => {
  const bomb = gzipSync(Buffer.alloc(200_000_000));
  for (const body of [bomb, Buffer.from('not gzip'), bomb.subarray(0, 50)]) {
    const reply = await post(body, { encoding: 'gzip' });
    assert.deepEqual(reply, { status: 400, text: 'the body does not unpack\n' });
  }
  assert.deepEqual(await post('[]', { encoding: 'lzma' }), { status: 415, text: 'gzip only\n' });
  await assertGoesOn(server);
});

test('other methods get 405, other paths 404', async () => {
  assert.deepEqual(await post('', { method: 'GET' }), { status: 405, text: 'POST only\n' });
  assert.deepEqual(await post('[]', { path: '/v3/nothing' }), { status: 404, text: 'not found\n' });
  await assertGoesOn(server);
});
