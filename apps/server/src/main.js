/**
 * The entry. Turns V8's compile cache on before anything else is loaded: what was compiled, and stripped of its types, by
 * an earlier start is read back, which takes a third of the time. Plain JavaScript, because the type stripper would
 * otherwise be loaded for this file alone, and costs 20 MiB.
 *
 * The cache lies beside `src` in the checkout and beside `server` in a bundle; where it cannot be written, only speed is lost.
 *
 * What a Node that is too old can not load comes after the check: it would end with a syntax error that helps nobody.
 */
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(
    `NODE_TOO_OLD: Node 24 or newer is needed, this one is ${process.versions.node}\n`,
  );
  process.exit(2);
}
nodeModule.enableCompileCache(fileURLToPath(new URL('../compile-cache', import.meta.url)));
const { holdBack } = await import('./held-back.ts');
// Until `run` in program.ts lets go.
holdBack();
const { startWorker } = await import('./threads/start-worker.ts');
const isServing = !process.argv.some((argument) =>
  ['-h', '--help', '--version', '--print-config'].includes(argument),
);
const ingestWorker = isServing ? startWorker('ingest') : undefined;
// Where the configuration is no good it must not keep the process alive.
ingestWorker?.unref();
const { main } = await import('./program.ts');
await main(ingestWorker);
