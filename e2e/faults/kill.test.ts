/**
 * What `kill -9` costs. A sender notes what was acknowledged and when, the server is killed at a random moment and
 * started again over the same store, and so on. In the end:
 *
 *   1. what was acknowledged a second before a kill is there;
 *   2. no more is there than was sent: the acknowledged, and one stream of each connection that was on its way;
 *   3. no segment is listed twice, and for each service the metrics count exactly the segments that are listed;
 *      no log is listed twice.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '@stormpetrel/testkit';
import { senderProgram } from '@stormpetrel/testkit/load';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';
import { findLogs } from '../logs/log-questions.ts';
import { minutesAround } from '../support/duration.ts';

/** 20 rounds by default; KILL_ROUNDS and KILL_SEED set others. The seed stands in the name of the test. */
const rounds = Number(process.env['KILL_ROUNDS'] ?? 20);
const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
/** What may be lost of what was acknowledged. */
const lossMsMax = 1_000;
/** Segments, or logs, a second; few enough that all of them can be listed in the end. */
const rate = 2_000;
const perStream = 50;
const connections = 2;
/** More than any round can send, so that serials, and the ids made of them, are never used twice. */
const serialsPerRound = 100_000;

interface Ack {
  readonly atMs: number;
  readonly count: number;
}

interface Load {
  readonly child: ChildProcess;
  readonly acks: readonly Ack[];
  /** Resolves when something was acknowledged for the first time. */
  readonly running: Promise<unknown>;
}

const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

test(`kill -9 under load of segments, ${rounds} rounds (KILL_SEED=${seed})`, () =>
  killAgainAndAgain('segments', rounds, checkListed));

const logRounds = Math.max(3, Math.floor(rounds / 4));

test(`kill -9 under load of logs, ${logRounds} rounds (KILL_SEED=${seed})`, () =>
  killAgainAndAgain('logs', logRounds, checkLogs));

async function killAgainAndAgain(
  kind: 'segments' | 'logs',
  roundCount: number,
  check: (server: ServerProcess, startedMs: number) => Promise<number>,
): Promise<void> {
  const random = new SeededRandom(seed);
  const dataFolder = mkdtempSync(join(tmpdir(), 'stormpetrel-kill-'));
  const startedMs = Date.now();
  let atLeast = 0;
  let atMost = 0;
  try {
    for (let round = 0; round < roundCount; round++) {
      const { old, all } = await killOnce(kind, dataFolder, round, 200 + random.next() * 1_600);
      atLeast += old;
      atMost += all + connections * perStream;
    }
    await using server = await ServerProcess.start({ dataFolder });
    const counted = await eventually(10_000, () => check(server, startedMs));
    assert.ok(
      counted >= atLeast,
      `${counted} counted, ${atLeast} acknowledged a second before a kill`,
    );
    assert.ok(counted <= atMost, `${counted} counted, ${atMost} sent at most`);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** Messages acknowledged longer than a second before the kill, and in all. */
async function killOnce(
  kind: 'segments' | 'logs',
  dataFolder: string,
  round: number,
  lifeMs: number,
): Promise<{ old: number; all: number }> {
  const server = await ServerProcess.start({ dataFolder });
  const load = startLoad(kind, server.addresses.grpc, round * serialsPerRound);
  await load.running;
  await sleep(lifeMs);
  const killedMs = Date.now();
  await server.kill();
  load.child.kill('SIGKILL');
  await once(load.child, 'close');
  const sum = (acks: readonly Ack[]): number => acks.reduce((total, { count }) => total + count, 0);
  return {
    old: sum(load.acks.filter(({ atMs }) => atMs < killedMs - lossMsMax)),
    all: sum(load.acks),
  };
}

function startLoad(kind: 'segments' | 'logs', grpc: string, serialFrom: number): Load {
  const options = {
    grpc,
    kind,
    segments: serialsPerRound,
    perStream,
    rate,
    serialFrom,
    acks: true,
    connections,
  };
  const child = spawn(process.execPath, [senderProgram, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  const acks: Ack[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const ack = /^ack (\d+) \d+ (\d+)$/.exec(line);
    if (ack !== null) acks.push({ atMs: Number(ack[1]), count: Number(ack[2]) });
  });
  return { child, acks, running: once(lines, 'line') };
}

const services = Array.from(
  { length: 50 },
  (_, i) => `group-${i % 5}::service-${String(i).padStart(4, '0')}`,
);

/** Holds the segments listed for each service against its metric; gives the number of them all. */
async function checkListed(server: ServerProcess, startedMs: number): Promise<number> {
  const listed: Record<string, number> = {};
  const counted: Record<string, number> = {};
  const twice: string[] = [];
  for (const service of services) {
    const ids = await listSegments(server, service, startedMs);
    const distinct = new Set(ids);
    if (distinct.size < ids.length) twice.push(...ids.filter((id, i) => ids.indexOf(id) !== i));
    listed[service] = distinct.size;
    counted[service] = await countCalls(server, service, startedMs);
  }
  assert.deepEqual(twice, []);
  assert.deepEqual(counted, listed);
  return Object.values(counted).reduce((sum, count) => sum + count, 0);
}

/** Looks for logs that are there twice; gives the number of them all. Each log of the load is of a trace of its own. */
async function checkLogs(server: ServerProcess, startedMs: number): Promise<number> {
  const queryDuration = minutesAround(startedMs, 2, 15);
  const traceIds: (string | null)[] = [];
  for (let pageNum = 1; ; pageNum++) {
    const page = { pageNum, pageSize: 1_000 };
    const logs = await findLogs(server, { queryDuration }, page);
    traceIds.push(...logs.map(({ traceId }) => traceId));
    if (logs.length < page.pageSize) break;
  }
  const distinct = new Set(traceIds);
  assert.equal(distinct.size, traceIds.length, 'logs that are there twice');
  return distinct.size;
}

async function listSegments(
  server: ServerProcess,
  service: string,
  startedMs: number,
): Promise<string[]> {
  const ids: string[] = [];
  for (let pageNum = 1; ; pageNum++) {
    const { found } = await server.query<{ found: { traces: { segmentId: string }[] } }>(
      `query($c: TraceQueryCondition) { found: queryBasicTraces(condition: $c) { traces { segmentId } } }`,
      {
        c: {
          serviceId: `${Buffer.from(service).toString('base64')}.1`,
          queryDuration: minutesAround(startedMs, 2, 15),
          traceState: 'ALL',
          queryOrder: 'BY_START_TIME',
          paging: { pageNum, pageSize: 1_000 },
        },
      },
    );
    ids.push(...found.traces.map(({ segmentId }) => segmentId));
    if (found.traces.length < 1_000) return ids;
  }
}

/** Calls of a service by the metrics: each segment has one entry span. */
async function countCalls(
  server: ServerProcess,
  service: string,
  startedMs: number,
): Promise<number> {
  const { sum } = await server.query<{
    sum: { results: { values: { value: string | null }[] }[] };
  }>(
    `query($e: Entity!, $d: Duration!) {
      sum: execExpression(expression: "sum(service_cpm)", entity: $e, duration: $d) { results { values { value } } } }`,
    { e: { serviceName: service, normal: true }, d: minutesAround(startedMs, 2, 15) },
  );
  return Number(sum.results[0]?.values[0]?.value ?? 0);
}
