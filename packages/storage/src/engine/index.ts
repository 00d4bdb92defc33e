export { storageErrors } from '../errors.ts';
export type { EngineOptions, EngineTuning } from './context.ts';
export { openEngineKeeper } from './keep/engine-keeper.ts';
export { openEngineReader } from './read/engine-reader.ts';
export { openEngineWriter } from './write/engine-writer.ts';
