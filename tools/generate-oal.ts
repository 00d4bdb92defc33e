/**
 * Compiles the shipped rules of OAL into the modules of packages/language/src/oal/generated.
 *
 *   node tools/generate-oal.ts           writes them
 *   node tools/generate-oal.ts --check   compares them with the committed ones, and fails when they differ
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { emitModules, planOal } from '@stormpetrel/language/oal/compiler';

const oalFolder = join(import.meta.dirname, '../packages/language/src/oal');
const rulesFolder = join(oalFolder, 'rules');
const generatedFolder = join(oalFolder, 'generated');

/** Large, and of no use where nobody runs the agents that they are for. */
const rulesOnDemand: readonly string[] = ['ebpf.oal', 'cilium.oal'];

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
  return emitModules(plans, hashed);
}

function readGenerated(): ReadonlyMap<string, string> {
  if (!existsSync(generatedFolder)) return new Map();
  const names = readdirSync(generatedFolder);
  return new Map(names.map((name) => [name, readFileSync(join(generatedFolder, name), 'utf8')]));
}

function findStale(
  wanted: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): readonly string[] {
  const names = new Set([...wanted.keys(), ...found.keys()]);
  return [...names].filter((name) => wanted.get(name) !== found.get(name)).toSorted();
}

const modules = generate();
const stale = findStale(modules, readGenerated());
if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    process.stderr.write(`stale in packages/language/src/oal/generated: ${stale.join(', ')}\n`);
    process.stderr.write('to mend: node tools/generate-oal.ts\n');
    process.exitCode = 1;
  }
} else {
  mkdirSync(generatedFolder, { recursive: true });
  for (const name of stale) {
    const text = modules.get(name);
    const path = join(generatedFolder, name);
    if (text === undefined) rmSync(path);
    else writeFileSync(path, text);
  }
  process.stdout.write(`oal: ${modules.size} modules, ${stale.length} of them new\n`);
}
