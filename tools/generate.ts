/**
 * Writes all generated code anew; with --check writes nothing and fails when any of it is stale.
 * Run as `npm run generate`.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

const generators = globSync('tools/generate-*.ts').toSorted();
if (generators.length === 0)
  throw new Error('no generators found: run from the root of the project');
for (const generator of generators) {
  const { status } = spawnSync(process.execPath, [generator, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
