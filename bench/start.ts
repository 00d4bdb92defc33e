/**
 * Start-up and rest: first log line → gRPC listening → everything ready, from the sources; resident memory at rest, at
 * 20 requests a second, and at 20 k segments a second.
 *
 *     node bench/start.ts [runs]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { runLoad } from '@stormpetrel/testkit/load';
import { ServerProcess } from '@stormpetrel/testkit/process';
import { memoryMib } from './support/process-usage.ts';
import { percentile, printTable } from './support/table.ts';

const runs = Number(process.argv[2] ?? 7);
const listeningMs: number[] = [];
const readyMs: number[] = [];
for (let i = 0; i < runs; i++) {
  await using server = await ServerProcess.start();
  const at = (message: string): number =>
    Date.parse(server.log.find((line) => line.message === message)?.time ?? '');
  listeningMs.push(at('agents can report') - at('starting'));
  readyMs.push(at('ready') - at('starting'));
}
const median = (values: number[]): number =>
  percentile(
    values.toSorted((a, b) => a - b),
    50,
  );
printTable(`Start from source, median of ${runs}`, [
  { what: 'first log line → gRPC listening', ms: median(listeningMs) },
  { what: 'first log line → ready', ms: median(readyMs) },
]);

await using server = await ServerProcess.start();
await sleep(5_000);
const rows = [{ what: 'idle, 5 s after the start', MiB: memoryMib(server.pid).now }];
await queryFor(10_000, 20);
rows.push({ what: '20 GraphQL requests a second, 10 s', MiB: memoryMib(server.pid).now });
await runLoad({ grpc: server.addresses.grpc, segments: 400_000, perStream: 100, rate: 20_000 });
rows.push({ what: '20 k segments a second, 20 s (peak)', MiB: memoryMib(server.pid).peak });
printTable('Resident memory of the process', rows);

async function queryFor(durationMs: number, perSecond: number): Promise<void> {
  const query = '{ listLayers version getTimeInfo { timezone } }';
  for (let i = 0; i < (durationMs / 1000) * perSecond; i++) {
    await Promise.all([server.query(query), sleep(1000 / perSecond)]);
  }
}
