/**
 * Start-up and rest: first log line → gRPC listening → everything ready; the first GraphQL answer, which loads what answers;
 * resident memory at rest, at 20 requests a second, and at 20 k segments a second. The medians are of a quiet machine; where
 * others work on it, the best of the runs says more.
 *
 *     node bench/start.ts [runs] [main.js, as dist/stormpetrel/server/main.js; the sources' when left out]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { runLoad } from '@stormpetrel/testkit/load';
import { ServerProcess } from '@stormpetrel/testkit/process';
import { memoryMib } from './support/process-usage.ts';
import { percentile, printTable } from './support/table.ts';

const runs = Number(process.argv[2] ?? 7);
const program = process.argv[3];
const options = program === undefined ? {} : { program };
const spawnedMs: number[] = [];
const firstAnswerMs: number[] = [];
const listeningMs: number[] = [];
const readyMs: number[] = [];
for (let i = 0; i < runs; i++) {
  const startMs = Date.now();
  await using server = await ServerProcess.start(options);
  const at = (message: string): number =>
    Date.parse(server.log.find((line) => line.message === message)?.time ?? '');
  listeningMs.push(at('agents can report') - at('starting'));
  readyMs.push(at('ready') - at('starting'));
  spawnedMs.push(at('agents can report') - startMs);
  const askedMs = performance.now();
  await server.query('{ version }');
  firstAnswerMs.push(performance.now() - askedMs);
}
const row = (
  what: string,
  values: number[],
): { what: string; 'median ms': number; best: number } => {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    what,
    'median ms': Math.round(percentile(sorted, 50)),
    best: Math.round(sorted[0] ?? 0),
  };
};
printTable(`Start from ${program ?? 'source'}, ${runs} runs`, [
  row('first log line → gRPC listening', listeningMs),
  row('first log line → ready', readyMs),
  row('process → gRPC listening', spawnedMs),
  row('first GraphQL answer', firstAnswerMs),
]);

await using server = await ServerProcess.start(options);
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
