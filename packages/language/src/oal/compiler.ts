export { type OalCatalog, shippedCatalog } from './2-analyze/catalog.ts';
export type { TablePlan } from './2-analyze/fuse-rules.ts';
export { type RuleFile, emitModules } from './3-emit/emit-modules.ts';
export {
  type CompiledOal,
  type OalFile,
  type OalPlan,
  compileOal,
  planOal,
} from './compile-oal.ts';
