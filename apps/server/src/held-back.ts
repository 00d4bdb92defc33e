import { setFlagsFromString } from 'node:v8';

/**
 * What V8 is kept from while much is loaded. Loading makes much that lives on and little that dies: the space for the young
 * that V8 would take for it, 10 MiB of resident memory, is of no use afterwards. And code that runs once is not worth being
 * optimized: the compilers would come into memory for it and leave their garbage, 10 to 14 MiB. Held for the start, and while
 * the query side is loaded. Flags are of the whole process: MUST be let go soon.
 */
export function holdBack(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-opt');
  // Not `--no-maglev`: a thread that is made while it holds compiles in the foreground ever after.
  setFlagsFromString('--maglev-filter=?');
}

/** Lets V8 do all again. */
export function letGo(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
  setFlagsFromString('--opt');
  setFlagsFromString('--maglev-filter=*');
}
