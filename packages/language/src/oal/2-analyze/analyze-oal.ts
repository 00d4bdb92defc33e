import type { Diagnostics } from '../../kit/index.ts';
import type { OalSyntax } from '../1-parse/syntax.ts';
import { type Rule, analyzeRule } from './analyze-rule.ts';
import type { OalCatalog } from './catalog.ts';
import { type TablePlan, fuseRules } from './fuse-rules.ts';

/**
 * The tables of all files together. Rules that are wrong are told and left out; of two of one name the first stays.
 * A metric that any file disables is left out, wherever it stands.
 */
export function analyzeOal(
  files: readonly OalSyntax[],
  catalog: OalCatalog,
  diagnostics: Diagnostics,
): readonly TablePlan[] {
  const disabled = findDisabled(files);
  const rules = new Map<string, Rule>();
  for (const { source, statements } of files) {
    for (const statement of statements) {
      if (statement.kind === 'disable' || disabled.has(statement.name.text)) continue;
      const rule = analyzeRule(statement, source, catalog, diagnostics);
      if (rule === undefined) continue;
      const first = rules.get(rule.name);
      if (first === undefined) rules.set(rule.name, rule);
      else {
        const message = `metric "${rule.name}" is already defined in ${first.file}`;
        diagnostics.report(source, statement.name, message);
      }
    }
  }
  return fuseRules([...rules.values()], catalog);
}

function findDisabled(files: readonly OalSyntax[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { statements } of files) {
    for (const statement of statements) {
      if (statement.kind === 'disable') names.add(statement.name.text);
    }
  }
  return names;
}
