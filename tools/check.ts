/**
 * Everything that a change must keep to, short of running it: formatting, lint, types, floors, dead code, generated code.
 * Each failing step prints the command that mends it. Run as `npm run check`, or `npm run check lint types` for some.
 */
import { spawn } from 'node:child_process';

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  readonly mend: string;
}

const checks: readonly Check[] = [
  { name: 'format', command: ['oxfmt', '--check', '.'], mend: 'npm run fix' },
  {
    name: 'lint',
    command: ['oxlint', '--type-aware', '.'],
    mend: 'npm run fix, then by hand what is left',
  },
  { name: 'types', command: ['tsc', '-p', '.'], mend: 'mend the types; npx tsc -p . shows them' },
  {
    name: 'types of the page',
    command: ['tsc', '-p', 'apps/ui'],
    mend: 'mend the types; npx tsc -p apps/ui',
  },
  {
    name: 'floors',
    command: ['node', 'tools/check-imports.ts'],
    mend: 'move the code to its floor',
  },
  { name: 'dead code', command: ['knip'], mend: 'delete what knip names' },
  {
    name: 'generated code',
    command: ['node', 'tools/generate.ts', '--check'],
    mend: 'npm run generate',
  },
];

const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? checks : checks.filter((check) => wanted.includes(check.name));
const failed: Check[] = [];
for (const check of chosen) {
  const { code, output } = await run(check.command);
  process.stdout.write(`${code === 0 ? 'ok  ' : 'FAIL'}  ${check.name}\n`);
  if (code === 0) continue;
  failed.push(check);
  process.stdout.write(`${output.trimEnd()}\n      to mend: ${check.mend}\n`);
}
process.exitCode = failed.length > 0 ? 1 : 0;

function run(command: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const [program = '', ...args] = command;
    // A shell, because on Windows the tools are .cmd files. Nothing in the command comes from outside.
    const child = spawn([program, ...args].join(' '), {
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
