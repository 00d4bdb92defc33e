import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '@stormpetrel/testkit';
import { senderProgram } from '@stormpetrel/testkit/load';
import { minutesAround } from '../support/duration.ts';
import { ServerProcess, eventually } from '@stormpetrel/testkit/process';

/** 20 rounds by default; KILL_ROUNDS and KILL_SEED set others. A failing round prints its seed. */
const rounds = Number(process.env['KILL_ROUNDS'] ?? 20);
const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
const rate = 4_000;
/** What may be lost of what was acknowledged. */
const lossMsMax = 1_000;

interface Ack {
  readonly atMs: number;
  readonly count: number;
}

const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

test(`kill -9 under load, ${rounds} rounds (KILL_SEED=${seed})`, async () => {
  const random = new SeededRandom(seed);
  const dataFolder = mkdtempSync(join(tmpdir(), 'stormpetrel-kill-'));
  const startedMs = Date.now();
  // Two bounds of what the store must hold: acknowledged well before a kill, and sent at all.
  let atLeast = 0;
  let atMost = 0;
  let serialFrom = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      const server = await ServerProcess.start({ dataFolder });
      const load = startLoad(server.addresses.grpc, serialFrom);
      await sleep(400 + random.next() * 1_600);
      await server.kill();
      const killedMs = Date.now();
      load.child.kill('SIGKILL');
      for (const ack of load.acks) if (ack.atMs < killedMs - lossMsMax) atLeast += ack.count;
      serialFrom += rate * 10;
      atMost += rate * 10;
    }
    await using server = await ServerProcess.start({ dataFolder });
    const counted = await countCalls(server, startedMs);
    assert.ok(
      counted >= atLeast,
      `${counted} counted, ${atLeast} acknowledged a second before a kill`,
    );
    assert.ok(counted <= atMost, `${counted} counted, ${atMost} sent`);
    await assertNothingTwice(server, startedMs);
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});

function startLoad(grpc: string, serialFrom: number): { child: ChildProcess; acks: Ack[] } {
  const options = {
    grpc,
    segments: rate * 10,
    perStream: 50,
    rate,
    serialFrom,
    acks: true,
    connections: 2,
  };
  const child = spawn(process.execPath, [senderProgram, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  const acks: Ack[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const ack = /^ack (\d+) \d+ (\d+)$/.exec(line);
    if (ack !== null) acks.push({ atMs: Number(ack[1]), count: Number(ack[2]) });
  });
  return { child, acks };
}

/** Entry calls of all services together, as the metrics have them. */
async function countCalls(server: ServerProcess, startedMs: number): Promise<number> {
  const duration = minutesAround(startedMs, 2, 15);
  const names = Array.from(
    { length: 50 },
    (_, i) => `group-${i % 5}::service-${String(i).padStart(4, '0')}`,
  );
  const fields = names.map(
    (name, i) =>
      `s${i}: execExpression(expression: "sum(service_cpm)", entity: {serviceName: "${name}", normal: true}, duration: $d) { results { values { value } } }`,
  );
  const data = await server.query<
    Record<string, { results: { values: { value: string | null }[] }[] }>
  >(`query($d: Duration!) { ${fields.join('\n')} }`, { d: duration });
  return Object.values(data).reduce(
    (sum, { results }) => sum + Number(results[0]?.values[0]?.value ?? 0),
    0,
  );
}

/** The serials give unique segment ids, so a segment that is listed twice was stored twice. */
async function assertNothingTwice(server: ServerProcess, startedMs: number): Promise<void> {
  const duration = minutesAround(startedMs, 2, 15);
  const seen = new Map<string, number>();
  for (let pageNum = 1; pageNum <= 5; pageNum++) {
    const { found } = await eventually(10_000, () =>
      server.query<{ found: { traces: { segmentId: string }[] } }>(
        `query($c: TraceQueryCondition) { found: queryBasicTraces(condition: $c) { traces { segmentId } } }`,
        {
          c: {
            queryDuration: duration,
            traceState: 'ALL',
            queryOrder: 'BY_START_TIME',
            paging: { pageNum, pageSize: 1_000 },
          },
        },
      ),
    );
    for (const { segmentId } of found.traces) seen.set(segmentId, (seen.get(segmentId) ?? 0) + 1);
  }
  assert.ok(seen.size > 0);
  assert.deepEqual(
    [...seen].filter(([, times]) => times > 1),
    [],
  );
}
