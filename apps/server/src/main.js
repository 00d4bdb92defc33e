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
// resident memory, is of no use afterwards. `run` in program.ts lets it grow again.
setFlagsFromString('--semi-space-growth-factor=1');
enableCompileCache(fileURLToPath(new URL('../compile-cache', import.meta.url)));
const { main } = await import('./program.ts');
await main();
