import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrpcTestClient, framed, outcomeOf } from '../testing/grpc-client.ts';
import { eventually, startTestServer } from '../testing/test-server.ts';
import type { BidiStreamMethod, GrpcReplyStream } from './grpc-method.ts';
import { GrpcFailure, GrpcStatus } from './grpc-status.ts';

const path = '/a.B/talk';

/** Repeats what it hears; `bye` ends the call from this side, `no` with a failure. */
class Parrot implements BidiStreamMethod {
  readonly kind = 'bidi-stream';
  readonly path = path;
  readonly heard: string[] = [];
  cancelled = 0;

  start(call: GrpcReplyStream): ReturnType<BidiStreamMethod['start']> {
    return {
      message: (bytes, start, end) => {
        const text = Buffer.from(bytes.subarray(start, end)).toString();
        this.heard.push(text);
        if (text === 'bye') call.finish();
        else if (text === 'no') call.finish(new GrpcFailure(GrpcStatus.NOT_FOUND, 'no such thing'));
        else if (text === 'fault') throw new Error('a fault of ours');
        else call.send(Buffer.from(text));
      },
      end: () => call.finish(),
      cancelled: () => this.cancelled++,
    };
  }
}

async function talk(use: (client: GrpcTestClient, parrot: Parrot) => Promise<void>): Promise<void> {
  const parrot = new Parrot();
  await using server = await startTestServer({ methods: [parrot] });
  const client = await GrpcTestClient.open(server.port);
  await use(client, parrot);
  await client.close();
}

const texts = (...all: string[]): Buffer => framed(...all.map((text) => Buffer.from(text)));
const ended = (replies: string[], status = 0, message = ''): object => ({
  httpStatus: 200,
  status,
  message,
  replies: replies.map((text) => Buffer.from(text)),
  rstCode: 0,
});

test('answers while the client still sends', () =>
  talk(async (client) => {
    const stream = client.start(path);
    const outcome = outcomeOf(stream);
    let answered = 0;
    stream.on('data', () => answered++);
    stream.write(texts('one'));
    await eventually(() => answered === 1, 'the first answer');
    stream.end(texts('two'));
    assert.deepEqual(await outcome, ended(['one', 'two']));
  }));

test('ends a call in which nothing was said', () =>
  talk(async (client) => assert.deepEqual(await client.call(path, Buffer.alloc(0)), ended([]))));

test('ends from its own side, and hears nothing more', () =>
  talk(async (client, parrot) => {
    assert.deepEqual(await client.call(path, texts('one', 'bye', 'two')), ended(['one']));
    assert.deepEqual(parrot.heard, ['one', 'bye']);
    assert.equal(parrot.cancelled, 0);
  }));

test('fails with a status before and after its first answer', () =>
  talk(async (client) => {
    const said = [5, 'no such thing'] as const;
    assert.deepEqual(await client.call(path, texts('no')), ended([], ...said));
    assert.deepEqual(await client.call(path, texts('one', 'no')), ended(['one'], ...said));
  }));

test('tells the service of a call that breaks off', () =>
  talk(async (client, parrot) => {
    const stream = client.start(path);
    let answered = 0;
    stream.on('data', () => answered++);
    stream.write(texts('one'));
    await eventually(() => answered === 1, 'the answer');
    stream.destroy();
    await eventually(() => parrot.cancelled === 1, 'the cancellation');
  }));

test('costs one call when the service throws', () =>
  talk(async (client) => {
    const failed = ended([], 13, 'the server failed while it took this call');
    assert.deepEqual(await client.call(path, texts('fault')), failed);
    assert.deepEqual(await client.call(path, texts('one')), ended(['one']));
  }));
