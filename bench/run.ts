/**
 * All benches one after another, each a program of its own that prints a table: `npm run bench`, or some of them by name:
 * `npm run bench -- ingest start`. The tables go into docs/benchmarks.md with the machine and the day.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const all = [
  'decode',
  'grpc',
  'pipeline',
  'oal',
  'storage',
  'logs',
  'ingest',
  'ingest-steps',
  'ingest-logs',
  'start',
  'flood',
  'graphql',
  'queries',
  'jfr',
  'alarms',
  'profile',
  'ui-trace',
  'ui-flame',
];
const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : all) {
  const { status } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exitCode = 1;
}
