/**
 * Prints what stands out by size: long files, long functions, wide folders, folders without a README or a test.
 * A report to read, not a gate: split where a reader gains, never to please a number. Run as `node tools/tidy.ts`.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

const guide = {
  fileLines: 300,
  testLines: 800,
  functionLines: 70,
  folderFiles: 25,
  readmeFrom: 6,
} as const;

const files = globSync(
  ['packages/*/src/**/*.ts', 'apps/*/src/**/*.{ts,tsx}', '{e2e,bench,tools}/**/*.ts'],
  {
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      '**/generated/**',
      '**/testdata/**',
      '**/.cache/**',
    ],
  },
).map((file) => file.replaceAll('\\', '/'));

const rows: string[] = [];
for (const file of files) {
  const source = readFileSync(file, 'utf8');
  const lines = source.split('\n').length;
  const isTest = file.includes('.test.');
  if (lines > (isTest ? guide.testLines : guide.fileLines)) rows.push(`${lines} lines  ${file}`);
  if (!isTest) rows.push(...longFunctions(file, source));
}
for (const [folder, members] of Map.groupBy(files, (file) => dirname(file))) {
  const sources = members.filter((file) => !file.includes('.test.'));
  if (members.length > guide.folderFiles) rows.push(`${members.length} files  ${folder}`);
  if (sources.length >= guide.readmeFrom && globSync(`${folder}/README.md`).length === 0) {
    rows.push(`no README  ${folder} (${sources.length} files)`);
  }
}
process.stdout.write(
  `${rows.toSorted().join('\n')}\n${rows.length} remarks on ${files.length} files\n`,
);

function longFunctions(file: string, source: string): string[] {
  const found: string[] = [];
  const look = (node: { readonly start: number; readonly end: number }): void => {
    const lines = source.slice(node.start, node.end).split('\n').length;
    const at = source.slice(0, node.start).split('\n').length;
    if (lines > guide.functionLines) found.push(`${lines}-line function  ${file}:${at}`);
  };
  new Visitor({
    FunctionDeclaration: look,
    FunctionExpression: look,
    ArrowFunctionExpression: look,
  }).visit(parseSync(file, source).program);
  return found;
}
