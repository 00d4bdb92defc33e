export { readPprof } from './read-pprof.ts';
export { writePprof } from './write-pprof.ts';
