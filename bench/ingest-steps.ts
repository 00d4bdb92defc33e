/**
 * Where does each microsecond of a 4-span segment go? A child process is the ingest thread to an increasing depth, with
 * stand-ins that keep nothing behind it; what a step costs is the difference to the depth before. The whole server comes
 * last, in all and by thread, and bare framing of the same bytes by node:http2 beside it.
 *
 *     node bench/ingest-steps.ts [segments]
 *
 * CPU time of all threads of the child, collector and compiler included, after a warm-up. Steps are differences of runs:
 * on a busy machine small ones drown in the noise.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runLoad } from '@stormpetrel/testkit/load';
import { ServerProcess } from '@stormpetrel/testkit/process';
import type { BenchReport } from './servers/serve-bench.ts';
import { threadCpuSeconds } from './support/process-usage.ts';
import { printTable } from './support/table.ts';

const segments = Number(process.argv[2] ?? 200_000);
/** Most of the code is optimised by then. */
const warmUp = Math.min(segments, 150_000);
/** Until what was taken in is flushed; in the whole server, until the keeper has done its part. */
const settleMs = { child: 1_000, server: 4_000 };
/** As the ingest thread of the server has it: apps/server/src/threads/thread.ts. */
const heap = ['--initial-old-space-size=96', '--max-semi-space-size=2'];

const depths: readonly (readonly [depth: string, step: string])[] = [
  ['framing', 'gRPC framing'],
  ['decode', 'decode into columns'],
  ['analyse', 'analyse and aggregate'],
  ['records', 'build records'],
  ['store', 'write to the store'],
];

const sizes = [500, 20];
const ceiling = await eachSize((perStream) => childMicros('bare-http2.ts', '', perStream));
/** Threads of the server: what V8 collects and compiles beside them is done by threads of its own. */
const threads: readonly (readonly [thread: string, row: string])[] = [
  ['ingest', 'of it the ingest thread'],
  ['keeper', 'of it the keeper'],
  ['MainThread', 'of it the main thread'],
  ['V8Worker', 'of it collecting and compiling'],
];
const rows: Record<string, string | number>[] = [];
let before = sizes.map(() => 0);
for (const [depth, step] of depths) {
  const now = await eachSize((perStream) => childMicros('steps-server.ts', depth, perStream));
  rows.push(
    row(
      step,
      now.map((micros, i) => micros - (before[i] ?? 0)),
    ),
  );
  before = now;
}
const byThread: ReadonlyMap<string, number>[] = [];
for (const perStream of sizes) byThread.push(await serverMicros(perStream));
rows.push(
  row(
    'the whole server',
    byThread.map((it) => [...it.values()].reduce((sum, micros) => sum + micros)),
  ),
);
for (const [thread, step] of threads)
  rows.push(
    row(
      step,
      byThread.map((it) => it.get(thread) ?? 0),
    ),
  );
rows.push(row('ceiling: bare framing by node:http2', ceiling));
printTable(`Where the microseconds of a four-span segment go, ${segments} segments`, rows);

function row(step: string, micros: readonly number[]): Record<string, string | number> {
  const cells = sizes.map((perStream, i) => [`µs at ${perStream} a stream`, micros[i] ?? 0]);
  return { step, ...Object.fromEntries(cells) };
}

async function eachSize(measure: (perStream: number) => Promise<number>): Promise<number[]> {
  const micros: number[] = [];
  for (const perStream of sizes) micros.push(await measure(perStream));
  return micros;
}

async function childMicros(file: string, depth: string, perStream: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'stormpetrel-steps-'));
  const child = fork(join(import.meta.dirname, 'servers', file), [depth, folder], {
    execArgv: heap,
  });
  const [port] = (await once(child, 'message')) as [number];
  const micros = await loadedMicros(
    { grpc: `127.0.0.1:${port}`, perStream, settleMs: settleMs.child },
    async () => new Map([['', await childCpu(child)]]),
  );
  child.disconnect();
  await once(child, 'exit');
  rmSync(folder, { recursive: true, force: true });
  return micros.get('') ?? 0;
}

async function childCpu(child: ChildProcess): Promise<number> {
  child.send('report');
  const [report] = (await once(child, 'message')) as [BenchReport];
  return report.cpuMicros;
}

async function serverMicros(perStream: number): Promise<ReadonlyMap<string, number>> {
  await using server = await ServerProcess.start();
  return await loadedMicros(
    { grpc: server.addresses.grpc, perStream, settleMs: settleMs.server },
    async () => {
      const seconds = threadCpuSeconds(server.pid);
      return new Map([...seconds].map(([thread, cpu]) => [thread, cpu * 1e6]));
    },
  );
}

/** CPU microseconds of a segment by thread, from clocks of the server's threads. */
async function loadedMicros(
  load: { readonly grpc: string; readonly perStream: number; readonly settleMs: number },
  cpuMicros: () => Promise<ReadonlyMap<string, number>>,
): Promise<ReadonlyMap<string, number>> {
  const { grpc, perStream } = load;
  await runLoad({ grpc, segments: warmUp, perStream, rate: 0 });
  await sleep(load.settleMs);
  const start = await cpuMicros();
  const { accepted } = await runLoad({
    grpc,
    segments,
    perStream,
    rate: 0,
    serialFrom: warmUp,
  });
  await sleep(load.settleMs);
  const end = await cpuMicros();
  return new Map(
    [...end].map(([thread, micros]) => [thread, (micros - (start.get(thread) ?? 0)) / accepted]),
  );
}
