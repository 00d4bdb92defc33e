import assert from 'node:assert/strict';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type SegmentSample,
  SegmentBuilder,
  SeededRandom,
  encodeSegment,
} from '@stormpetrel/testkit';
import { type ServerProcess, eventually } from '@stormpetrel/testkit/process';
import {
  assertGoesOn,
  expectLog,
  findTrace,
  readCounters,
  startFaultServer,
  traceOf,
} from '../support/fault-server.ts';
import { type CallOutcome, GrpcClient, framed } from '../support/grpc-client.ts';
import { mountDisk } from '../support/small-disk.ts';

const diskBytes = 16 * 1024 * 1024;
/** Room that is left when the server begins to fill the disk. */
const roomBytes = 3 * 1024 * 1024;
const random = new SeededRandom(7);

/** A segment that does not compress. */
function segmentOf(traceId: string): SegmentSample {
  const noise = Array.from({ length: 2_000 }, () => random.int(32, 0x7fff));
  return new SegmentBuilder('filler', 'filler-1', Date.now() - 50)
    .ids(traceId, `${traceId}.1`)
    .entry('/fill', { tags: { noise: String.fromCharCode(...noise) } })
    .build();
}

/** A call of a hundred segments on a connection of its own, which is closed when the call has ended. */
async function sendHundred(server: ServerProcess, round: number): Promise<CallOutcome> {
  using client = await GrpcClient.open(server.addresses.grpc);
  const segments = Array.from({ length: 100 }, (_, i) =>
    encodeSegment(segmentOf(`fill-${round}-${i}`)),
  );
  return await client.call(framed(...segments));
}

test('a full disk: ingest is refused and queries are answered, until there is room again', async (t) => {
  const disk = mountDisk(diskBytes);
  if (disk === undefined) {
    t.skip('mounting a small disk needs Linux and root');
    return;
  }
  try {
    const dataFolder = join(disk.folder, 'data');
    const ballast = join(disk.folder, 'ballast');
    mkdirSync(dataFolder);
    await using server = await startFaultServer({}, dataFolder);
    await sendHundred(server, 0);
    await traceOf(server, 'fill-0-0', 1);
    const { bavail, bsize } = statfsSync(disk.folder);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - roomBytes));
    const filled = await fill(server);
    await checkFull(server);
    rmSync(ballast);
    await eventually(20_000, () => assertGoesOn(server));
    if (filled.held !== undefined) assert.equal((await filled.held).status, 0);
    await checkRecovered(server, filled.rounds);
  } finally {
    disk.release();
  }
});

interface Filled {
  /** Rounds that were acknowledged, or will be. */
  readonly rounds: readonly number[];
  /** A call that the server has stopped reading in its midst, which happens to those that run while the disk fills. */
  readonly held: Promise<CallOutcome> | undefined;
}

/** Sends until the server reads no more. */
async function fill(server: ServerProcess): Promise<Filled> {
  const rounds = [0];
  for (let round = 1; round < 300; round++) {
    const call = sendHundred(server, round);
    const outcome = await Promise.race([call, sleep(2_000, 'held' as const)]);
    if (outcome === 'held') return { rounds: [...rounds, round], held: call };
    if (outcome.status !== 0) return { rounds, held: undefined };
    rounds.push(round);
  }
  throw new Error('three hundred rounds did not fill the disk');
}

async function checkFull(server: ServerProcess): Promise<void> {
  await expectLog(server, {
    level: 'error',
    kind: 'flush-refused',
    message: /the store refused a flush/,
  });
  const refusal = server.log.find((line) => line['kind'] === 'flush-refused');
  assert.match(String(refusal?.['reason']), /no room left on the disk/);
  assert.deepEqual(await sendHundred(server, 999), {
    httpStatus: 200,
    status: 8,
    message: 'the server is behind; try again later',
  });
  const reply = await fetch(new URL('/v3/segments', server.addresses.page), {
    method: 'POST',
    body: '[]',
  });
  assert.deepEqual(
    [reply.status, await reply.text()],
    [429, 'the server is behind; try again later'],
  );
  const health = await fetch(new URL('/healthcheck', server.addresses.page));
  assert.deepEqual([health.status, await health.text()], [503, 'storage_embedded\n']);
  const counters = await readCounters(server);
  assert.ok((counters.get('ingest_flush_failed_count') ?? 0) > 0);
  assert.ok((counters.get('grpc_server_refused_total{reason="overload"}') ?? 0) > 0);
  assert.equal(counters.get('http_ingest_refused_total'), 1);
  // What was stored before can be read all the while.
  assert.equal((await findTrace(server, 'fill-0-0')).length, 1);
}

/** What was acknowledged while the disk was full has been kept in memory, as far as no counter says otherwise. */
async function checkRecovered(server: ServerProcess, accepted: readonly number[]): Promise<void> {
  const dropped = (await readCounters(server)).get('ingest_flush_dropped_count');
  assert.equal(dropped, 0);
  const lost: number[] = [];
  for (const round of accepted) {
    const spans = await findTrace(server, `fill-${round}-99`);
    if (spans.length !== 1) lost.push(round);
  }
  assert.deepEqual(lost, []);
}
