/*
 * The folder of generated modules: `index.ts`, which is its face; `tables.js`, the tables and metrics of all sources as
 * text; and for each rule file one module with the updates of the sources that are its own. A source that several files
 * have rules for belongs to the first. Modules that every server needs are imported at once, the others on demand.
 */
import type { TablePlan } from '../2-analyze/fuse-rules.ts';
import { encodeMetrics, encodeTables } from '../table-text.ts';
import { emitModule, updateName } from './emit-module.ts';

/** A rule file that the modules are made from. */
export interface RuleFile {
  readonly name: string;
  /** Of its text, in hexadecimal. */
  readonly sha256: string;
  /** Is its module needed only where its receiver is on? */
  readonly onDemand: boolean;
}

interface Module {
  /** Without its ending: `core`. */
  readonly name: string;
  readonly onDemand: boolean;
  readonly plans: readonly TablePlan[];
}

const notice = 'by tools/generate-oal.ts. To change it, change the rules and run that.';

/** The modules of a set of rules by file name. */
export function emitModules(
  plans: readonly TablePlan[],
  files: readonly RuleFile[],
): ReadonlyMap<string, string> {
  const modules = files
    .map(({ name, onDemand }) => ({
      name: baseName(name),
      onDemand,
      plans: plans.filter((plan) => plan.files[0] === name),
    }))
    .filter((module) => module.plans.length > 0);
  const texts = new Map<string, string>();
  for (const { name, plans: own } of modules) {
    const rules = [...new Set(own.flatMap((plan) => plan.files))];
    const head = `Made of ${rules.map((rule) => `rules/${rule}`).join(' and ')} ${notice}`;
    texts.set(`${name}.ts`, emitModule(own, { notice: head, base: '..' }));
  }
  texts.set('tables.js', emitTables(plans));
  texts.set('tables.d.ts', tablesTypes);
  texts.set('index.ts', emitIndex(modules, files));
  return texts;
}

function baseName(file: string): string {
  return file.replace(/\.oal$/, '');
}

/** In JavaScript, because taking the types out of a text of this size would cost more than all else together. */
function emitTables(plans: readonly TablePlan[]): string {
  const tables = plans.map((plan) => plan.table);
  const metrics = plans.flatMap((plan) => plan.metrics);
  return `// Made ${notice}

/** All tables, in the form that table-text.ts describes. */
export const tablesText = ${rawText(encodeTables(tables))};

/** All metrics, in the form that table-text.ts describes. */
export const metricsText = ${rawText(encodeMetrics(tables, metrics))};
`;
}

const tablesTypes = `// Made ${notice}
export declare const tablesText: string;
export declare const metricsText: string;
`;

/** A literal of a text, such that each of its lines is one. JSON can do without the signs that would end it. */
function rawText(json: string): string {
  return `String.raw\`${json.replaceAll('`', '\\u0060').replaceAll('$', '\\u0024')}\``;
}

function emitIndex(modules: readonly Module[], files: readonly RuleFile[]): string {
  const atOnce = modules.filter((module) => !module.onDemand);
  const onDemand = modules.filter((module) => module.onDemand);
  const dispatchers = atOnce.flatMap((module) => module.plans.map(dispatcherText));
  return `// Made ${notice}
import type { MetricDefinition, MetricTable } from '@stormpetrel/model';

import { RuleCatalog } from '../rule-catalog.ts';
import type { RuleManifest } from '../runtime.ts';
${atOnce.map(importText).join('')}import { metricsText, tablesText } from './tables.js';

const catalog = new RuleCatalog(tablesText, metricsText);

/** The rules of each source that is always at hand, by the source's name. */
export const dispatchers = {
${dispatchers.join('')}} as const;

/** What loads the rules of other sources, by the rule file that they are from: dispatchers by the source's name. */
export const dispatcherLoaders = {
${onDemand.map(loaderText).join('')}} as const;

/** Tables of all sources by name, those not loaded too. */
export const metricTables: ReadonlyMap<string, MetricTable> = catalog.tables;

/** Metrics of all sources by name, those not loaded too. */
export const metricDefinitions: ReadonlyMap<string, MetricDefinition> = catalog.metrics;

/** What the modules were made of. */
export const manifest: RuleManifest = {
${files.map((file) => manifestText(file, modules)).join('')}};
`;
}

function importText(module: Module): string {
  const names = module.plans.map((plan) => `  ${updateName(plan.source)},\n`);
  return `import {\n${names.join('')}} from './${module.name}.ts';\n`;
}

function dispatcherText({ source }: TablePlan): string {
  return `  ${source}: catalog.dispatcher('${source}', ${updateName(source)}),\n`;
}

function loaderText({ name, plans }: Module): string {
  const entries = plans.map(
    ({ source }) =>
      `      ${source}: catalog.dispatcher('${source}', updates.${updateName(source)}),\n`,
  );
  return `  ${JSON.stringify(name)}: async () => {
    const updates = await import('./${name}.ts');
    return {
${entries.join('')}    } as const;
  },
`;
}

function manifestText(file: RuleFile, modules: readonly Module[]): string {
  const made = modules
    .filter((module) => module.plans.some((plan) => plan.files.includes(file.name)))
    .map((module) => `'${module.name}.ts'`);
  return `  ${JSON.stringify(file.name)}: { sha256: '${file.sha256}', modules: [${made.join(', ')}] },\n`;
}
