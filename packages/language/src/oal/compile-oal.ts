import type { MetricDefinition, MetricTable, SourceName } from '@stormpetrel/model';

import { type Diagnostic, Diagnostics, SourceText } from '../kit/index.ts';
import { parseOal } from './1-parse/parse-oal.ts';
import { analyzeOal } from './2-analyze/analyze-oal.ts';
import { type OalCatalog, shippedCatalog } from './2-analyze/catalog.ts';
import type { TablePlan } from './2-analyze/fuse-rules.ts';
import { buildBlock } from './3-emit/block.ts';
import { buildUpdate } from './3-emit/build-update.ts';
import type { SourceDispatcher } from './runtime.ts';

/** A rule file, by the name that errors call it. */
export interface OalFile {
  readonly name: string;
  readonly text: string;
}

export interface OalPlan {
  readonly plans: readonly TablePlan[];
  readonly diagnostics: Diagnostics;
}

/** The tables of all files together, for a back end to turn into code. Never throws. */
export function planOal(files: readonly OalFile[], catalog: OalCatalog = shippedCatalog): OalPlan {
  const diagnostics = new Diagnostics();
  const syntax = files.map(({ name, text }) => parseOal(new SourceText(name, text), diagnostics));
  return { plans: analyzeOal(syntax, catalog, diagnostics), diagnostics };
}

export interface CompiledOal {
  /** What is wrong, empty where all is well. Rules that are wrong are left out of the rest. */
  readonly diagnostics: readonly Diagnostic[];
  /** The same for people, with the lines that offend. */
  readonly problems: string;
  readonly tables: readonly MetricTable[];
  readonly definitions: ReadonlyMap<string, MetricDefinition>;
  /** By source name, for the sources that have rules. */
  readonly dispatchers: ReadonlyMap<string, SourceDispatcher>;
}

/**
 * Rules compiled while the server runs: the same tables, metrics and accumulators as generated code, at about ten
 * times its cost, since the updates are closures. Never throws: whether to take rules with diagnostics is the caller's choice.
 */
export function compileOal(
  files: readonly OalFile[],
  catalog: OalCatalog = shippedCatalog,
): CompiledOal {
  const { plans, diagnostics } = planOal(files, catalog);
  return {
    diagnostics: diagnostics.list,
    problems: diagnostics.format(),
    tables: plans.map((plan) => plan.table),
    definitions: new Map(plans.flatMap((plan) => plan.metrics.map((one) => [one.name, one]))),
    dispatchers: new Map(plans.map((plan) => [plan.source, buildDispatcher(plan)])),
  };
}

function buildDispatcher(plan: TablePlan): SourceDispatcher {
  const update = buildUpdate(buildBlock(plan));
  return {
    source: plan.source as SourceName,
    table: plan.table,
    metrics: plan.metrics,
    update,
  };
}
