/**
 * The entry. Turns V8's compile cache on before anything else is loaded: what was compiled, and stripped of its types, by
 * an earlier start is read back, which takes a third of the time. Plain JavaScript, because the type stripper would
 * otherwise be loaded for this file alone, and costs 20 MiB.
 *
 * The cache lies beside `src` in the checkout and beside `server` in a bundle; where it cannot be written, only speed is lost.
 */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// Starting makes much that lives on and little that dies; the space for the young that V8 would take for it, 10 MiB of
// resident memory, is of no use afterwards. And code that runs while starting is not worth being optimized: V8's compilers
// would come into memory for it, and leave garbage in their heaps, 14 MiB. `run` in program.ts lets go of both.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--no-opt');
// Not `--no-maglev`: a thread that is made while it holds compiles in the foreground ever after.
setFlagsFromString('--maglev-filter=?');
enableCompileCache(fileURLToPath(new URL('../compile-cache', import.meta.url)));
const { startWorker } = await import('./threads/start-worker.ts');
const isServing = !process.argv.some((argument) =>
  ['-h', '--help', '--version', '--print-config'].includes(argument),
);
const ingestWorker = isServing ? startWorker('ingest') : undefined;
// Where the configuration is no good it must not keep the process alive.
ingestWorker?.unref();
const { main } = await import('./program.ts');
await main(ingestWorker);
