/**
 * The same load to the JVM server and to ours in one run, one after the other: segments per CPU-second, memory, start.
 *
 *     npm run bench:jvm -- [segments] [rate]
 *
 * The JVM server's store is in memory, which flatters it; it is warmed up by a minute of load before it is counted.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { JvmServer } from '@stormpetrel/e2e/jvm-server';
import { runLoad } from '@stormpetrel/testkit/load';
import { ServerProcess } from '@stormpetrel/testkit/process';
import { cpuSeconds, memoryMib } from './support/process-usage.ts';
import { printTable, significant } from './support/table.ts';

const segments = Number(process.argv[2] ?? 60_000);
const rate = Number(process.argv[3] ?? 2_000);
const warmUp = rate * 60;

interface Measured {
  readonly server: string;
  readonly startSeconds: number;
  readonly perCpuSecond: number;
  readonly accepted: number;
  readonly peakMib: number;
}

const jvm = await measureJvm();
const ours = await measureOurs();
printTable(
  `The same ${segments} segments at ${rate} a second to both`,
  [jvm, ours].map((row) => ({
    server: row.server,
    'segments / CPU s': row.perCpuSecond,
    'accepted %': (row.accepted / segments) * 100,
    'peak MiB': row.peakMib,
    'start s': row.startSeconds,
  })),
);
process.stdout.write(
  `\nratio per CPU-second: ${significant(ours.perCpuSecond / jvm.perCpuSecond)}\n`,
);

async function measureJvm(): Promise<Measured> {
  const startMs = performance.now();
  await using server = await JvmServer.start({ grpcPort: 21_800, httpPort: 22_800, heap: '4g' });
  const startSeconds = (performance.now() - startMs) / 1000;
  return {
    server: 'JVM 10.1.0, store in memory',
    startSeconds,
    ...(await load('127.0.0.1:21800', server.pid, 30_000)),
  };
}

async function measureOurs(): Promise<Measured> {
  const startMs = performance.now();
  await using server = await ServerProcess.start();
  const startSeconds = (performance.now() - startMs) / 1000;
  return {
    server: 'Stormpetrel, store on disk',
    startSeconds,
    ...(await load(server.addresses.grpc, server.pid, 3_000)),
  };
}

/** `settleMs`: how long the server goes on working after the last segment; its CPU counts. */
async function load(
  grpc: string,
  pid: number,
  settleMs: number,
): Promise<{ perCpuSecond: number; accepted: number; peakMib: number }> {
  await runLoad({ grpc, segments: warmUp, perStream: 100, rate });
  const before = cpuSeconds(pid);
  const { accepted } = await runLoad({ grpc, segments, perStream: 100, rate, serialFrom: warmUp });
  await sleep(settleMs);
  return {
    perCpuSecond: accepted / (cpuSeconds(pid) - before),
    accepted,
    peakMib: memoryMib(pid).peak,
  };
}
