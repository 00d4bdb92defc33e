export { type ChunkOptions, JfrChunkWriter, JfrOutput, type TypePlan } from './jfr-writer.ts';
export {
  type PoolsPlan,
  type StackPlan,
  poolsOf,
  sampleTypes,
  smallChunk,
  smallPools,
  typeId,
} from './recording-sample.ts';
export { framesOf, linesOf, totalsOf } from './read-all.ts';
