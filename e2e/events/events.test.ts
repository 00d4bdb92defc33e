import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client, credentials } from '@grpc/grpc-js';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { minutesAround } from '../support/duration.ts';

/* The messages that the Node agent ships, generated from SkyWalking's own texts. CommonJS without types. */
interface EventMessage {
  setUuid(uuid: string): void;
  setSource(source: object): void;
  setName(name: string): void;
  setType(type: number): void;
  setMessage(message: string): void;
  getParametersMap(): Map<string, string>;
  setStarttime(timeMs: number): void;
  setEndtime(timeMs: number): void;
  serializeBinary(): Uint8Array;
}

const load = createRequire(import.meta.url);
const { Event, Source } = load('skywalking-backend-js/lib/proto/event/Event_pb') as {
  readonly Event: new () => EventMessage;
  readonly Source: new () => Record<`set${string}`, (name: string) => void>;
};

interface Report {
  readonly uuid: string;
  readonly source?: Readonly<Record<'Service' | 'Serviceinstance' | 'Endpoint', string>>;
  readonly name?: string;
  readonly isError?: boolean;
  readonly message?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly layer?: string;
}

function bytesOf(report: Report): Buffer {
  const event = new Event();
  event.setUuid(report.uuid);
  if (report.source !== undefined) {
    const source = new Source();
    for (const [field, name] of Object.entries(report.source)) source[`set${field}`]?.(name);
    event.setSource(source);
  }
  event.setName(report.name ?? '');
  event.setType(report.isError === true ? 1 : 0);
  event.setMessage(report.message ?? '');
  for (const [key, value] of Object.entries(report.parameters ?? {})) {
    event.getParametersMap().set(key, value);
  }
  event.setStarttime(report.startMs ?? 0);
  event.setEndtime(report.endMs ?? 0);
  // Those texts are older than the layer: field 9.
  const layer = Buffer.from(report.layer ?? 'GENERAL');
  return Buffer.concat([event.serializeBinary(), Buffer.of(0x4a, layer.length), layer]);
}

/** Sends all in one stream; the error that the stream ends with, or nothing. */
async function collect(
  server: ServerProcess,
  ...reports: readonly Report[]
): Promise<string | undefined> {
  const client = new Client(server.addresses.grpc, credentials.createInsecure());
  const asIs = (bytes: Buffer): Buffer => bytes;
  try {
    return await new Promise((resolve) => {
      const path = '/skywalking.v3.EventService/collect';
      const call = client.makeClientStreamRequest(path, asIs, asIs, (error) =>
        resolve(error?.message),
      );
      for (const report of reports) call.write(bytesOf(report));
      call.end();
    });
  } finally {
    client.close();
  }
}

interface ShownEvent {
  readonly uuid: string;
  readonly [field: string]: unknown;
}

async function queryEvents(
  server: ServerProcess,
  condition: object,
): Promise<readonly ShownEvent[]> {
  const { found } = await server.query<{ found: { events: readonly ShownEvent[] } }>(
    `query($c: EventQueryCondition) { found: queryEvents(condition: $c) { events {
      uuid source { service serviceInstance endpoint } name type message
      parameters { key value } startTime endTime layer } } }`,
    { c: { paging: { pageNum: 1, pageSize: 10 }, ...condition } },
  );
  return found.events;
}

const source = { Service: 'checkout', Serviceinstance: 'checkout-1', Endpoint: '/pay' };

test('an event reported in halves over gRPC and HTTP is one, and stays one after a restart', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'stormpetrel-events-'));
  const startMs = Date.now() - 60_000;
  const time = minutesAround(startMs, 5, 5);
  try {
    await using server = await ServerProcess.start({ dataFolder });
    const upgrade = { uuid: 'upgrade', source, name: 'Upgrade', startMs };
    assert.equal(
      await collect(
        server,
        { ...upgrade, message: 'from {from}', parameters: { from: 'v1' } },
        { uuid: 'restart', source, name: 'Restart', startMs: startMs + 5, endMs: startMs + 6 },
      ),
      undefined,
    );
    const reply = await fetch(new URL('/v3/events', server.addresses.page), {
      method: 'POST',
      body: JSON.stringify([
        { uuid: 'upgrade', layer: 'GENERAL', type: 'Error', endTime: String(startMs + 30_000) },
      ]),
    });
    assert.deepEqual([reply.status, await reply.text()], [200, '{}']);

    const shown = {
      uuid: 'upgrade',
      source: { service: 'checkout', serviceInstance: 'checkout-1', endpoint: '/pay' },
      name: 'Upgrade',
      type: 'Error',
      message: 'from {from}',
      parameters: [{ key: 'from', value: 'v1' }],
      startTime: startMs,
      endTime: startMs + 30_000,
      layer: 'GENERAL',
    };
    const check = async (asked: ServerProcess): Promise<void> => {
      const all = await queryEvents(asked, { time, source: { service: 'checkout' } });
      assert.deepEqual(
        all.map(({ uuid }) => uuid),
        ['restart', 'upgrade'],
      );
      assert.deepEqual(all[1], shown);
      assert.deepEqual(await queryEvents(asked, { time, type: 'Error' }), [shown]);
      assert.deepEqual(await queryEvents(asked, { uuid: 'upgrade' }), [shown]);
    };
    await eventually(10_000, () => check(server));
    await server.stop();
    await using restarted = await ServerProcess.start({ dataFolder });
    await check(restarted);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});

test('an event without a layer is refused, and its neighbours are not', async () => {
  await using server = await ServerProcess.start();
  const startMs = Date.now();
  const error = await collect(
    server,
    { uuid: 'bad', source, name: 'Start', startMs, layer: '' },
    { uuid: 'good', source, name: 'Start', startMs },
  );
  assert.match(
    error ?? '',
    /^3 INVALID_ARGUMENT: an event of the stream was refused: layer is empty/,
  );
  const reply = await fetch(new URL('/v3/events', server.addresses.page), {
    method: 'POST',
    body: JSON.stringify([{ uuid: 'worse', startTime: startMs }]),
  });
  assert.equal(reply.status, 400);
  assert.match(await reply.text(), /^events\[0\]\.layer is empty/);
  await eventually(10_000, async () => {
    const found = await queryEvents(server, { time: minutesAround(startMs, 5, 5) });
    assert.deepEqual(
      found.map(({ uuid }) => uuid),
      ['good'],
    );
  });
});

test('docs/operate/events.md: what it shows works as it stands there', async () => {
  const page = readFileSync(
    fileURLToPath(new URL('../../docs/operate/events.md', import.meta.url)),
    'utf8',
  );
  const blocks = (language: string): readonly string[] =>
    [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
      ([, text = '']) => text,
    );
  await using server = await ServerProcess.start();
  const commands = blocks('sh');
  assert.equal(commands.length, 2);
  for (const command of commands) {
    const { host } = new URL(server.addresses.page);
    const own = command.replace('127.0.0.1:12800', host);
    assert.equal(execFileSync('sh', ['-c', own], { encoding: 'utf8' }), '{}');
  }
  const [query = ''] = blocks('graphql');
  await eventually(10_000, async () => {
    assert.deepEqual(await server.query(query), {
      queryEvents: {
        events: [
          {
            uuid: 'deploy-1842',
            source: { service: 'checkout' },
            name: 'Deploy',
            type: 'Error',
            message: 'rolled back: the new version does not start',
            parameters: [
              { key: 'from', value: 'v41' },
              { key: 'to', value: 'v42' },
            ],
            layer: 'GENERAL',
          },
        ],
      },
    });
  });
});
