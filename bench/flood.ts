/**
 * The name flood: a million distinct endpoint names (and instances, and services) thrown at the server. Memory must stay
 * within its bound and queries must go on being answered.
 *
 *     node bench/flood.ts [names]
 */
import { runLoad } from '@stormpetrel/testkit/load';
import { ServerProcess } from '@stormpetrel/testkit/process';
import { memoryMib } from './support/process-usage.ts';
import { percentile, printTable } from './support/table.ts';

const names = Number(process.argv[2] ?? 1_000_000);
const rows: Record<string, string | number>[] = [];
for (const flood of ['endpoint', 'instance', 'service'] as const) {
  await using server = await ServerProcess.start();
  const latenciesMs: number[] = [];
  const sending = runLoad({
    grpc: server.addresses.grpc,
    segments: names,
    perStream: 200,
    rate: 0,
    flood,
  });
  const sent = new AbortController();
  void sending.finally(() => sent.abort());
  while (!sent.signal.aborted) {
    const startMs = performance.now();
    await server.query('{ listServices(layer: "GENERAL") { name } }');
    latenciesMs.push(performance.now() - startMs);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const load = await sending;
  rows.push({
    'distinct names': `${names} ${flood}s`,
    'peak MiB': memoryMib(server.pid).peak,
    'segments / s': load.accepted / load.seconds,
    refused: load.refused,
    'query p50 ms': percentile(
      latenciesMs.toSorted((a, b) => a - b),
      50,
    ),
    'query max ms': Math.max(...latenciesMs),
  });
}
printTable('A flood of names', rows);
