import type { TablePlan } from '../2-analyze/fuse-rules.ts';
import { buildBlock } from './block.ts';
import { type UpdateCode, emitUpdate } from './emit-update.ts';

export interface ModuleOptions {
  /** Comment at the head, without its signs. */
  readonly notice: string;
  /** How the module reaches the folder of rule-support.ts and runtime.ts. */
  readonly base: string;
}

/** `Service` → `updateService`: what a module exports for a source. */
export function updateName(source: string): string {
  return `update${source}`;
}

/** A TypeScript module of some sources: for each the rules as straight code. */
export function emitModule(plans: readonly TablePlan[], options: ModuleOptions): string {
  const updates = plans.map((plan) => ({
    source: plan.source,
    code: emitUpdate(buildBlock(plan)),
  }));
  const codes = updates.map((update) => update.code);
  const support = sortedUnion(codes.map((code) => code.imports));
  const types = sortedUnion([['AccumulatorRows'], ...codes.map((code) => code.types)]);
  const imports =
    support.length === 0
      ? ''
      : `import { ${support.join(', ')} } from '${options.base}/rule-support.ts';\n`;
  return `// ${options.notice}
import type { Source } from '@stormpetrel/model';

${imports}import type { ${types.join(', ')} } from '${options.base}/runtime.ts';
${updates.map(({ source, code }) => functionText(source, code)).join('')}`;
}

function functionText(source: string, code: UpdateCode): string {
  const context = code.types.includes('DispatchContext') ? '  context: DispatchContext,\n' : '';
  return `
export function ${updateName(source)}(
  rows: AccumulatorRows,
  row: number,
  source: Source<'${source}'>,
${context}): void {
${code.body}}
`;
}

function sortedUnion(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].sort();
}
