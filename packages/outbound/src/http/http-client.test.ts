import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  HttpSink,
  type SinkReply,
  closeMidway,
  hang,
  replyWith,
  sendEndlessly,
} from '@stormpetrel/testkit';
import fc from 'fast-check';
import { outboundLimits } from '../limits.ts';
import { type HttpClient, type HttpClientOptions, createHttpClient } from './http-client.ts';
import type { HttpCall, HttpOutcome } from './http-outcome.ts';

const tlsFolder = join(import.meta.dirname, '../../../receiver/testdata/tls');
const pem = (name: string): string => readFileSync(join(tlsFolder, name), 'utf8');

/** An outcome with its body as text. */
type Readable = Omit<HttpOutcome, 'body'> & { readonly body?: string };

async function post(
  url: string,
  call: Partial<HttpCall> = {},
  client: HttpClient = createHttpClient(),
): Promise<Readable> {
  const outcome = await client.post({ url, body: '{"a":1}', ...call });
  return 'body' in outcome ? { ...outcome, body: Buffer.from(outcome.body).toString() } : outcome;
}

async function outcomeOf(reply: SinkReply, call: Partial<HttpCall> = {}): Promise<Readable> {
  await using sink = await HttpSink.open(reply);
  return await post(`${sink.url}/hook`, call);
}

/** Loopback is private, so these tests say themselves where a redirect may go. */
const anywhere: HttpClientOptions = { redirectsMayGoTo: () => true };

function redirectTo(status: number, location: string): SinkReply {
  return (request, response) => {
    const there = request.path === '/there';
    response.writeHead(there ? 200 : status, there ? {} : { location }).end('arrived');
  };
}

test('posts a body, with headers of the caller', async () => {
  await using sink = await HttpSink.open(replyWith(202, 'taken'));
  assert.deepEqual(
    await post(`${sink.url}/hook?key=1`, { headers: { Authorization: 'Bearer t', 'X-A': 'b' } }),
    { kind: 'ok', status: 202, body: 'taken' },
  );
  assert.deepEqual(sink.requests, [
    {
      method: 'POST',
      path: '/hook?key=1',
      headers: {
        host: `127.0.0.1:${sink.port}`,
        'content-type': 'application/json',
        'content-length': '7',
        authorization: 'Bearer t',
        'x-a': 'b',
        'accept-encoding': 'identity',
        connection: 'close',
      },
      body: '{"a":1}',
    },
  ]);
});

test('posts bytes, with another content type', async () => {
  await using sink = await HttpSink.open();
  const body = new TextEncoder().encode('größe');
  await post(sink.url, { body, headers: { 'Content-Type': 'text/plain' } });
  const [request] = sink.requests;
  assert.deepEqual(
    [request?.body, request?.headers['content-type'], request?.headers['content-length']],
    ['größe', 'text/plain', '7'],
  );
});

test('tells other statuses with their body and when to come again', async () => {
  assert.deepEqual(await outcomeOf(replyWith(429, 'slow down', { 'retry-after': '7' })), {
    kind: 'status',
    status: 429,
    body: 'slow down',
    retryAfter: '7',
  });
  assert.deepEqual(await outcomeOf(replyWith(500, 'no')), {
    kind: 'status',
    status: 500,
    body: 'no',
  });
  assert.deepEqual(await outcomeOf(replyWith(304)), { kind: 'status', status: 304, body: '' });
});

test('gives up a sink that hangs', async () => {
  assert.deepEqual(await outcomeOf(hang, { timeoutMs: 30 }), { kind: 'timeout', phase: 'answer' });
});

test('gives up a body that drips for ever', async () => {
  const drip: SinkReply = (_request, response) => {
    response.writeHead(200).write('a');
  };
  assert.deepEqual(await outcomeOf(drip, { timeoutMs: 30 }), { kind: 'timeout', phase: 'answer' });
});

test('gives up a server that takes the connection and does not speak TLS', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  assert.deepEqual(await post(`https://127.0.0.1:${port}/`, { connectTimeoutMs: 30 }), {
    kind: 'timeout',
    phase: 'connect',
  });
  server.close();
});

test('cuts off an endless body', async () => {
  assert.deepEqual(await outcomeOf(sendEndlessly), { kind: 'too-large', status: 200 });
  const exactly = 'x'.repeat(outboundLimits.responseBytesMax);
  assert.deepEqual(await outcomeOf(replyWith(200, exactly)), {
    kind: 'ok',
    status: 200,
    body: exactly,
  });
  assert.deepEqual(await outcomeOf(replyWith(500, `${exactly}x`)), {
    kind: 'too-large',
    status: 500,
  });
});

test('takes an answer that breaks off for none', async () => {
  const broken = {
    kind: 'unreachable',
    reason: 'the connection was closed before the answer was whole',
  };
  assert.deepEqual(await outcomeOf(closeMidway), broken);
  assert.equal((await outcomeOf((_request, response) => response.destroy())).kind, 'unreachable');
  const upgrade: SinkReply = (_request, response) => {
    response.socket?.end(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
    );
  };
  assert.deepEqual(await outcomeOf(upgrade), broken);
});

test('takes what is not HTTP for no answer', async () => {
  const noise: SinkReply = (_request, response) => void response.socket?.end('SSH-2.0-OpenSSH\r\n');
  assert.equal((await outcomeOf(noise)).kind, 'unreachable');
  const headers: SinkReply = (_request, response) =>
    void response.socket?.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`);
  assert.equal((await outcomeOf(headers)).kind, 'unreachable');
});

test('tells that nobody listens, or that there is no such host', async () => {
  const sink = await HttpSink.open();
  await sink[Symbol.asyncDispose]();
  assert.deepEqual(await post(sink.url), {
    kind: 'unreachable',
    reason: `connect ECONNREFUSED 127.0.0.1:${sink.port}`,
  });
  const client = createHttpClient({
    resolveAll: (_host, done) => done(new Error('getaddrinfo ENOTFOUND nowhere.test'), []),
  });
  assert.deepEqual(await post('http://nowhere.test/', {}, client), {
    kind: 'unreachable',
    reason: 'getaddrinfo ENOTFOUND nowhere.test',
  });
});

test('refuses addresses and headers that can not be sent', async () => {
  const refused = { kind: 'refused', reason: 'the address is not an http or https URL' };
  for (const url of ['', 'hook', 'file:///etc/passwd', 'ftp://a/b', 'http://']) {
    assert.deepEqual(await post(url), refused, url);
  }
  assert.equal(
    (await post('http://127.0.0.1:1/', { headers: { a: 'b\r\nc: d' } })).kind,
    'refused',
  );
});

test('ends when the caller aborts, before and during the call', async () => {
  const during = new AbortController();
  await using sink = await HttpSink.open(hang);
  const call = post(sink.url, { signal: during.signal });
  await sink.received(1);
  during.abort();
  assert.deepEqual(await call, { kind: 'aborted' });
  assert.deepEqual(await post(sink.url, { signal: AbortSignal.abort() }), { kind: 'aborted' });
  assert.equal(sink.requests.length, 1);
});

test('speaks TLS with whom the trusted authority vouches for', async () => {
  await using sink = await HttpSink.open(replyWith(200, 'ok'), {
    key: pem('server-a.key'),
    cert: pem('server-a.pem'),
  });
  assert.deepEqual(await post(sink.url, { trustedCa: pem('ca.pem') }), {
    kind: 'ok',
    status: 200,
    body: 'ok',
  });
  for (const call of [{}, { trustedCa: pem('other-ca.pem') }]) {
    assert.equal((await post(sink.url, call)).kind, 'unreachable');
  }
  assert.equal(sink.requests.length, 1);
});

test('refuses redirects to addresses that are not public', async () => {
  const refused = { kind: 'refused', reason: 'a redirect to an address that is not public' };
  await using inner = await HttpSink.open();
  for (const location of [
    inner.url,
    `http://localhost:${inner.port}/`,
    `http://[::1]:${inner.port}/`,
    `http://[::ffff:127.0.0.1]:${inner.port}/`,
    `http://2130706433:${inner.port}/`,
    `http://0x7f.1:${inner.port}/`,
    `//127.0.0.1:${inner.port}/there`,
    '/there',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://0.0.0.0/',
  ]) {
    for (const status of [301, 302, 303, 307, 308]) {
      await using sink = await HttpSink.open(redirectTo(status, location));
      assert.deepEqual(await post(sink.url), refused, `${status} ${location}`);
    }
  }
  assert.deepEqual(inner.requests, []);
});

test('checks the address that is connected to, so that rebinding a name does not help', async () => {
  await using inner = await HttpSink.open();
  await using sink = await HttpSink.open(redirectTo(302, `http://rebind.test:${inner.port}/`));
  const answers = ['1.1.1.1', '127.0.0.1'];
  let asked = 0;
  const client = createHttpClient({
    // A name that was public when it was looked at, and is loopback when it is called.
    resolveAll: (_host, done) => {
      done(null, [{ address: answers[Math.min(++asked, 1)] ?? '', family: 4 }]);
    },
  });
  assert.deepEqual(await post(sink.url, {}, client), {
    kind: 'refused',
    reason: 'a redirect to an address that is not public',
  });
  assert.deepEqual([asked, inner.requests], [1, []]);
});

test('calls only the public ones of a name with several addresses', async () => {
  await using sink = await HttpSink.open();
  const client = createHttpClient({
    resolveAll: (_host, done) =>
      done(null, [
        { address: '127.0.0.2', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]),
    redirectsMayGoTo: (address) => address === '127.0.0.1',
  });
  sink.reply = redirectTo(307, `http://both.test:${sink.port}/there`);
  assert.deepEqual(await post(`${sink.url}/`, {}, client), {
    kind: 'ok',
    status: 200,
    body: 'arrived',
  });
});

test('repeats the request on 307 and 308, and asks without a body on the others', async () => {
  const seen: Record<number, unknown> = {};
  for (const status of [301, 302, 303, 307, 308]) {
    await using sink = await HttpSink.open(redirectTo(status, '/there'));
    await post(`${sink.url}/hook`, { headers: { 'X-A': 'b' } }, createHttpClient(anywhere));
    const second = sink.requests[1];
    const headers = second?.headers;
    seen[status] = [second?.method, second?.body, headers?.['content-type'], headers?.['x-a']];
  }
  const get = ['GET', '', undefined, 'b'];
  const again = ['POST', '{"a":1}', 'application/json', 'b'];
  assert.deepEqual(seen, { 301: get, 302: get, 303: get, 307: again, 308: again });
});

test('keeps the headers of the caller from another origin', async () => {
  await using other = await HttpSink.open();
  await using sink = await HttpSink.open(
    redirectTo(307, `http://user:word@127.0.0.1:${other.port}/`),
  );
  const call = { headers: { Authorization: 'Bearer t', 'X-Key': 'k' } };
  await post(sink.url, call, createHttpClient(anywhere));
  assert.deepEqual(other.requests[0]?.headers, {
    host: `127.0.0.1:${other.port}`,
    'content-type': 'application/json',
    'content-length': '7',
    'accept-encoding': 'identity',
    connection: 'close',
  });
});

test('follows a few redirects, and refuses one more', async () => {
  let hops = 0;
  await using sink = await HttpSink.open((_request, response) => {
    const last = ++hops > outboundLimits.redirectsMax;
    response.writeHead(last ? 200 : 308, last ? {} : { location: `/${hops}` }).end();
  });
  assert.deepEqual(await post(sink.url, {}, createHttpClient(anywhere)), {
    kind: 'ok',
    status: 200,
    body: '',
  });
  sink.reply = replyWith(308, '', { location: '/round' });
  assert.deepEqual(await post(sink.url, {}, createHttpClient(anywhere)), {
    kind: 'refused',
    reason: 'too many redirects',
  });
  assert.equal(sink.requests.length, 2 * (outboundLimits.redirectsMax + 1));
});

test('refuses redirects to other protocols and from https to http', async () => {
  for (const location of ['file:///etc/passwd', 'gopher://a/', 'http://']) {
    await using sink = await HttpSink.open(replyWith(302, '', { location }));
    assert.deepEqual(await post(sink.url, {}, createHttpClient(anywhere)), {
      kind: 'refused',
      reason: 'a redirect to what is not an http or https URL',
    });
  }
  await using plain = await HttpSink.open();
  await using sink = await HttpSink.open(replyWith(302, '', { location: plain.url }), {
    key: pem('server-a.key'),
    cert: pem('server-a.pem'),
  });
  const call = { trustedCa: pem('ca.pem') };
  assert.deepEqual(await post(sink.url, call, createHttpClient(anywhere)), {
    kind: 'refused',
    reason: 'a redirect from https to http',
  });
  assert.deepEqual(plain.requests, []);
});

test('a redirect without a place to go is a plain answer', async () => {
  assert.deepEqual(await outcomeOf(replyWith(302, 'where?')), {
    kind: 'status',
    status: 302,
    body: 'where?',
  });
});

test('whatever bytes come back are an outcome', async () => {
  let answer = new Uint8Array();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const sound = Buffer.from(
    'HTTP/1.1 308 Permanent Redirect\r\nlocation: http://a.test/\r\ncontent-length: 4\r\n\r\nbody',
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.nat({ max: sound.length }).map((size) => new Uint8Array(sound.subarray(0, size))),
    fc.tuple(fc.nat({ max: sound.length - 1 }), fc.nat({ max: 255 })).map(([at, value]) => {
      const changed = new Uint8Array(sound);
      changed[at] = value;
      return changed;
    }),
  );
  const client = createHttpClient({ resolveAll: (_host, done) => done(new Error('nowhere'), []) });
  await fc.assert(
    fc.asyncProperty(bytes, async (given) => {
      answer = new Uint8Array(given);
      const outcome = await client.post({ url, body: 'a', timeoutMs: 10_000 });
      assert.notEqual(outcome.kind, 'timeout');
    }),
    { numRuns: 300 },
  );
  server.close();
});
