/**
 * Every operation that the command line tool and both web UIs of SkyWalking send, against a server that holds the known
 * data (e2e/known-data): what docs/reference/graphql.md says works must answer without errors, and with the values known
 * by hand; what it says does not work yet must say so. Nothing is changed here when a field begins to work.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { must } from '@stormpetrel/base';
import { type ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { introduction, knownSegments } from '../known-data/known-system.ts';
import { findTrace, sendSegments, startFaultServer } from '../support/fault-server.ts';
import { booster } from './booster.ts';
import { horizon } from './horizon.ts';
import { onTheWire } from './on-the-wire.ts';
import { sendKnownLogs } from './known-logs.ts';
import type { ClientRequest } from './request.ts';
import { swctl } from './swctl.ts';

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { code?: string };
  }[];
}

const server = await startFaultServer();
after(() => server[Symbol.asyncDispose]());
await sendSegments(server, introduction());
await sendSegments(server, ...knownSegments());
await eventually(10_000, async () => {
  assert.equal((await findTrace(server, 'health-1499')).length, 1);
});
await sendKnownLogs(server);

const page = await readFile(new URL('../../docs/reference/graphql.md', import.meta.url), 'utf8');
const rows = page.matchAll(/^\| `(?:mutation )?(\w+)` \| ([a-z ]+) \|/gm);
const stateOf = new Map([...rows].map(([, field = '', state = '']) => [field, state]));
// The language's own.
stateOf.set('__type', 'works');

function isAnswered({ fields }: ClientRequest): boolean {
  return fields.every((field) => must(stateOf.get(field), `${field} in the reference`) === 'works');
}

async function ask(of: ServerProcess, { query, variables }: ClientRequest): Promise<Answer> {
  const response = await fetch(of.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(variables === undefined ? { query } : { query, variables }),
  });
  assert.equal(response.status, 200);
  return (await response.json()) as Answer;
}

for (const client of [swctl, booster, horizon]) {
  const requests = [...client.requests, ...must(onTheWire[client.name], client.name)];
  const answered = requests.filter(isAnswered);
  const refused = requests.filter((request) => !isAnswered(request));

  test(`${client.name}: ${answered.length} operations are answered`, async () => {
    for (const request of answered) {
      const { data, errors } = await ask(server, request);
      assert.equal(errors, undefined, `${request.name}: ${JSON.stringify(errors)}`);
      if (request.data !== undefined) assert.deepEqual(data, request.data, request.name);
      else assert.ok(data !== null && data !== undefined, request.name);
    }
  });

  test(`${client.name}: ${refused.length} operations are not available yet, and say so`, async () => {
    for (const request of refused) {
      const { errors } = await ask(server, request);
      const codes = new Set(errors?.map(({ extensions }) => extensions?.code));
      assert.deepEqual([...codes], ['QUERY_NOT_AVAILABLE'], request.name);
    }
  });
}

test('swctl: reading a segment that was profiled is no field of the protocol any more', async () => {
  const query =
    'query ($segmentId: String!) { result: getProfiledSegment(segmentId: $segmentId) { spans { spanId } } }';
  const { errors } = await ask(server, {
    name: '',
    fields: [],
    query,
    variables: { segmentId: 's' },
  });
  assert.match(errors?.[0]?.message ?? '', /getProfiledSegment/);
});

test('a batch of 200 aliases answers every alias, the mistaken one with its error', async () => {
  const batch = must(
    horizon.requests.find(({ name }) => name.includes('200 aliases')),
    'the batch',
  );
  const { data } = await ask(server, batch);
  const answers = (data ?? {}) as Record<
    string,
    { error: string | null; results: { values: { value: string }[] }[] }
  >;
  assert.equal(Object.keys(answers).length, 200);
  const failed = Object.entries(answers).filter(([, { error }]) => error !== null);
  assert.deepEqual(
    failed.map(([alias]) => alias),
    ['s17'],
  );
  const valueOf = (alias: string): unknown => answers[alias]?.results[0]?.values[0]?.value;
  // cpm of web (2+1+1+1500)/4, response time of cart (330+500+100)/3, sla of stock.
  assert.deepEqual([valueOf('s0'), valueOf('s1'), valueOf('s2')], ['376', '310', '100']);
});
