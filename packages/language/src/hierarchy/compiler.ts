export { emitHierarchy } from './3-emit/emit-hierarchy.ts';
export {
  type CompiledHierarchy,
  type PlannedHierarchy,
  compileHierarchy,
  planHierarchy,
} from './compile-hierarchy.ts';
