/**
 * Compiles the shipped rules of OAL into the modules of packages/language/src/oal/generated, and writes the page of the
 * sources that rules can read, docs/reference/oal-sources.md.
 *
 *   node tools/generate-oal.ts           writes them
 *   node tools/generate-oal.ts --check   compares them with the committed ones, and fails when they differ
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { emitModules, planOal } from '@stormpetrel/language/oal/compiler';
import { type SourceFieldType, sourceEnums, sources } from '@stormpetrel/model';

const root = join(import.meta.dirname, '..');
const rulesFolder = join(root, 'packages/language/src/oal/rules');
const generatedFolder = 'packages/language/src/oal/generated';
const sourcesPage = 'docs/reference/oal-sources.md';

/** Large, and of no use where nobody runs the agents that they are for. */
const rulesOnDemand: readonly string[] = ['ebpf.oal', 'cilium.oal'];

/** Everything that is generated, by its path in the project. */
function generate(): ReadonlyMap<string, string> {
  const files = readdirSync(rulesFolder)
    .filter((name) => name.endsWith('.oal'))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(join(rulesFolder, name), 'utf8') }));
  const { plans, diagnostics } = planOal(files);
  if (diagnostics.count > 0) throw new Error(`the rules are wrong:\n\n${diagnostics.format()}`);
  const hashed = files.map(({ name, text }) => ({
    name,
    sha256: createHash('sha256').update(text).digest('hex'),
    onDemand: rulesOnDemand.includes(name),
  }));
  const texts = new Map([[sourcesPage, writeSourcesPage()]]);
  for (const [name, text] of emitModules(plans, hashed)) {
    texts.set(`${generatedFolder}/${name}`, text);
  }
  return texts;
}

function writeSourcesPage(): string {
  const sections = Object.entries(sources).map(([name, { scope, fields }]) => {
    const items = Object.entries(fields).map(([field, type]) => fieldText(field, type));
    return `### ${name}\n\nA metric of it belongs to: ${scope}.\n\n${items.join(' · ')}\n`;
  });
  const enums = Object.entries(sourceEnums).map(
    ([name, values]) => `| \`${name}\` | ${Object.keys(values).join(', ')} |\n`,
  );
  return `# Sources of OAL

What rules can read, with the type of each attribute; how to write rules is in [oal.md](oal.md). This page is made of
packages/model/src/source by tools/generate-oal.ts.

## Sources

${sections.join('\n')}
## Enums

| enum | values |
|---|---|
${enums.join('')}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  strings: 'list of texts',
  ints: 'list of numbers',
};

function fieldText(field: string, type: SourceFieldType): string {
  return type === 'tags' ? '`tag["…"]` text' : `\`${field}\` ${typeNames[type] ?? type}`;
}

/** What is there now, files included that no rule makes any more. */
function readGenerated(): ReadonlyMap<string, string> {
  const folder = join(root, generatedFolder);
  const modules = existsSync(folder) ? readdirSync(folder) : [];
  const paths = [sourcesPage, ...modules.map((name) => `${generatedFolder}/${name}`)];
  const found = paths.filter((path) => existsSync(join(root, path)));
  return new Map(found.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

function findStale(
  wanted: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): readonly string[] {
  const paths = new Set([...wanted.keys(), ...found.keys()]);
  return [...paths].filter((path) => wanted.get(path) !== found.get(path)).toSorted();
}

function write(path: string, text: string | undefined): void {
  const target = join(root, path);
  if (text === undefined) {
    rmSync(target);
    return;
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

const wanted = generate();
const stale = findStale(wanted, readGenerated());
if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    process.stderr.write(`stale: ${stale.join(', ')}\nto mend: node tools/generate-oal.ts\n`);
    process.exitCode = 1;
  }
} else {
  for (const path of stale) write(path, wanted.get(path));
  process.stdout.write(`oal: ${wanted.size} files, ${stale.length} of them new\n`);
}
