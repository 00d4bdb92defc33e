import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { errorRegistry } from './error-registry.ts';

const page = new URL('../../../docs/reference/errors.md', import.meta.url);

function pageText(): string {
  const rows = errorRegistry.map(
    ({ code, meaning, remedy }) => `| \`${code}\` | ${meaning} | ${remedy} |`,
  );
  return `# Errors

Every error that a person can meet has a code. It stands in the log line, in what the program prints when it cannot start, or
in \`extensions.code\` of a GraphQL error. (\`UPDATE=1 npm run test:unit\` writes this table from the code.)

| code | what happened | what to do |
|---|---|---|
${rows.toSorted().join('\n')}
`;
}

test('every error has an entry on the page, and no code stands for two', () => {
  if (process.env['UPDATE'] === '1') writeFileSync(page, pageText());
  assert.equal(readFileSync(page, 'utf8'), pageText());
  assert.equal(new Set(errorRegistry.map(({ code }) => code)).size, errorRegistry.length);
});
