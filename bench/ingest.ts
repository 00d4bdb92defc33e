/**
 * Ingest: segments per CPU-second of the whole server process, by segments a stream; memory; bytes a segment on disk.
 *
 *     node bench/ingest.ts [segments] [warm-up=150000]
 *
 * A warm-up comes first and is not counted: of a short run, compiling the server's code would be the larger part. The default
 * is over before the keeper's code, which runs seldom, is compiled: with 600000 the numbers are those of a server that has run
 * for a while.
 */
import { ServerProcess } from '@stormpetrel/testkit/process';
import { runLoad } from '@stormpetrel/testkit/load';
import { cpuSeconds, folderBytes, memoryMib } from './support/process-usage.ts';
import { printTable } from './support/table.ts';

const segments = Number(process.argv[2] ?? 200_000);
const warmUp = Number(process.argv[3] ?? Math.min(segments, 150_000));
const rows: Record<string, string | number>[] = [];
for (const perStream of [500, 20, 5]) rows.push(await measure(perStream));
printTable(`Ingest of ${segments} four-span segments, as fast as they are taken`, rows);

async function measure(perStream: number): Promise<Record<string, string | number>> {
  await using server = await ServerProcess.start();
  const { grpc } = server.addresses;
  await runLoad({ grpc, segments: warmUp, perStream, rate: 0 });
  const before = cpuSeconds(server.pid);
  const load = await runLoad({ grpc, segments, perStream, rate: 0, serialFrom: warmUp });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const cpu = cpuSeconds(server.pid) - before;
  const memory = memoryMib(server.pid);
  await server.stop();
  return {
    'segments a stream': perStream,
    'segments / CPU s': load.accepted / cpu,
    'segments / s': load.accepted / load.seconds,
    'µs CPU a segment': (cpu * 1e6) / load.accepted,
    refused: load.refused,
    'peak MiB': memory.peak,
    'bytes a segment': folderBytes(server.dataFolder) / (load.accepted + warmUp),
  };
}
