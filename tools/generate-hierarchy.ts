/**
 * Compiles the shipped rules of the hierarchy into packages/language/src/hierarchy/generated/hierarchy.ts.
 *
 *   node tools/generate-hierarchy.ts           writes it
 *   node tools/generate-hierarchy.ts --check   compares it with the committed one, and fails when they differ
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { emitHierarchy, planHierarchy } from '@stormpetrel/language/hierarchy/compiler';

const folder = join(import.meta.dirname, '../packages/language/src/hierarchy');
const name = 'hierarchy.rules';
const target = join(folder, 'generated/hierarchy.ts');

const text = readFileSync(join(folder, 'rules', name), 'utf8');
const { plan, diagnostics } = planHierarchy(name, text);
if (diagnostics.count > 0) throw new Error(`the rules are wrong:\n\n${diagnostics.format()}`);
const sha256 = createHash('sha256').update(text).digest('hex');
const wanted = emitHierarchy(plan, { name, sha256 });
const found = existsSync(target) ? readFileSync(target, 'utf8') : '';

if (!process.argv.includes('--check')) {
  if (found !== wanted) writeFileSync(target, wanted);
  process.stdout.write(`hierarchy: 1 file, ${found === wanted ? 0 : 1} of them new\n`);
} else if (found !== wanted) {
  process.stderr.write('stale: hierarchy.ts\nto mend: node tools/generate-hierarchy.ts\n');
  process.exitCode = 1;
}
