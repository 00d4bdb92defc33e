/**
 * Ingest of logs: how many per CPU-second of the whole server process, by logs a stream; memory; bytes a log on disk.
 *
 *     node bench/ingest-logs.ts [logs]
 *
 * A warm-up comes first and is not counted: of a short run, compiling the server's code would be the larger part.
 */
import { ServerProcess } from '@stormpetrel/testkit/process';
import { runLoad } from '@stormpetrel/testkit/load';
import { cpuSeconds, folderBytes, memoryMib } from './support/process-usage.ts';
import { printTable } from './support/table.ts';

const logs = Number(process.argv[2] ?? 400_000);
const warmUp = Math.min(logs, 200_000);
const rows: Record<string, string | number>[] = [];
for (const perStream of [500, 20]) rows.push(await measure(perStream));
printTable(`Ingest of ${logs} logs of some 350 bytes, as fast as they are taken`, rows);

async function measure(perStream: number): Promise<Record<string, string | number>> {
  await using server = await ServerProcess.start();
  const load = { grpc: server.addresses.grpc, kind: 'logs', perStream, rate: 0 } as const;
  await runLoad({ ...load, segments: warmUp });
  const before = cpuSeconds(server.pid);
  const { accepted, refused, seconds } = await runLoad({
    ...load,
    segments: logs,
    serialFrom: warmUp,
  });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const cpu = cpuSeconds(server.pid) - before;
  const memory = memoryMib(server.pid);
  await server.stop();
  return {
    'logs a stream': perStream,
    'logs / CPU s': accepted / cpu,
    'logs / s': accepted / seconds,
    'µs CPU a log': (cpu * 1e6) / accepted,
    refused,
    'peak MiB': memory.peak,
    'bytes a log': folderBytes(server.dataFolder) / (accepted + warmUp),
  };
}
