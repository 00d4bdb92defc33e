import { type Diagnostic, Diagnostics, SourceText } from '../kit/index.ts';
import { parseHierarchy } from './1-parse/parse-hierarchy.ts';
import { analyzeHierarchy } from './2-analyze/analyze-hierarchy.ts';
import type { HierarchyPlan } from './2-analyze/plan.ts';
import { buildHierarchy } from './3-emit/build-hierarchy.ts';
import type { Hierarchy } from './runtime.ts';

export interface PlannedHierarchy {
  readonly plan: HierarchyPlan;
  readonly diagnostics: Diagnostics;
}

/** `name` is what errors call the text. Never throws. */
export function planHierarchy(name: string, text: string): PlannedHierarchy {
  const diagnostics = new Diagnostics();
  const syntax = parseHierarchy(new SourceText(name, text), diagnostics);
  return { plan: analyzeHierarchy(syntax, diagnostics), diagnostics };
}

export interface CompiledHierarchy {
  readonly hierarchy: Hierarchy;
  /** What is wrong, empty where all is well. What is wrong is left out of the hierarchy. */
  readonly diagnostics: readonly Diagnostic[];
  /** The same for people, with the lines that offend. */
  readonly problems: string;
}

/** Rules compiled while the server runs, as closures. Never throws. */
export function compileHierarchy(name: string, text: string): CompiledHierarchy {
  const { plan, diagnostics } = planHierarchy(name, text);
  const problems = diagnostics.format();
  return { hierarchy: buildHierarchy(plan), diagnostics: diagnostics.list, problems };
}
