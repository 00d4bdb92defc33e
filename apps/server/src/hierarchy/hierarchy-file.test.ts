import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type LogFields, must } from '@stormpetrel/base';
import { HierarchyFile } from './hierarchy-file.ts';

const rules = `
  rule address: upper.name == lower.name + ":80";
  layer GENERAL at 1 above K8S_SERVICE by address;
  layer K8S_SERVICE at 0;
`;

function open(
  t: TestContext,
  text: string | undefined,
  isEnabled = true,
): { readonly file: HierarchyFile; readonly path: string; readonly log: LogFields[] } {
  const folder = mkdtempSync(join(tmpdir(), 'stormpetrel-hierarchy-'));
  const path = join(folder, 'hierarchy.rules');
  if (text !== undefined) writeFileSync(path, text);
  const log: LogFields[] = [];
  const logger = {
    log: (level: string, message: string, fields?: LogFields) =>
      void log.push({ level, message, ...fields }),
  };
  const file = new HierarchyFile({ path, isEnabled, logger });
  t.after(async () => {
    await file.close();
    rmSync(folder, { recursive: true });
  });
  return { file, path, log };
}

test('rules of the file are taken instead of those that are shipped', async (t) => {
  const { file, path, log } = open(t, rules);
  const before = file.current;
  file.start(0);
  await file.settled();
  const { levels, matches } = must(file.current, 'rules were taken');
  assert.equal(before, undefined);
  assert.deepEqual(levels, [
    { layer: 'GENERAL', level: 1 },
    { layer: 'K8S_SERVICE', level: 0 },
  ]);
  assert.deepEqual(
    matches.map(({ upper, lower, rule }) => [upper, lower, rule]),
    [['GENERAL', 'K8S_SERVICE', 'address']],
  );
  assert.deepEqual(log, [
    { level: 'info', message: 'hierarchy rules taken', origin: path, layers: 2, matches: 1 },
  ]);
});

test('a file with a mistake is refused as a whole, with its place', async (t) => {
  const { file, path, log } = open(t, `rule odd: uper.name == lower.name;\n${rules}`);
  file.start(0);
  await file.settled();
  assert.equal(file.current, undefined);
  assert.deepEqual(log, [
    {
      level: 'error',
      message: 'hierarchy rules are refused, those of before stay',
      code: 'HIERARCHY_REFUSED',
      origin: path,
      reason: [
        `${path}:1:11: unknown word "uper", expected upper or lower`,
        '  rule odd: uper.name == lower.name;',
        '            ^^^^',
      ].join('\n'),
    },
  ]);
});

test('a change is taken when it is right, and otherwise what was before it stays', async (t) => {
  const { file, path, log } = open(t, rules);
  file.start(0);
  const levels = (): readonly number[] | undefined =>
    file.current?.levels.map(({ level }) => level);
  writeFileSync(path, rules.replace('at 1', 'at 7'));
  await file.reload();
  assert.deepEqual(levels(), [7, 0]);
  writeFileSync(path, rules.replace('at 1', 'at high'));
  await file.reload();
  assert.deepEqual(levels(), [7, 0]);
  rmSync(path);
  await file.reload();
  assert.deepEqual(levels(), [7, 0]);
  assert.deepEqual(
    log.filter(({ level }) => level === 'error').map(({ code }) => code),
    ['HIERARCHY_REFUSED', 'HIERARCHY_REFUSED'],
  );
  writeFileSync(path, rules.replace('at 1', 'at 12'));
  await file.reload();
  assert.deepEqual(levels(), [12, 0]);
});

test('a file that is not there leaves the shipped rules in force', async (t) => {
  const { file, log } = open(t, undefined);
  file.start(0);
  await file.settled();
  assert.deepEqual([file.current, log.length], [undefined, 1]);
});

test('where it is turned off no service stands above another, and no file is read', async (t) => {
  const { file, log } = open(t, rules, false);
  file.start(0);
  await file.settled();
  assert.deepEqual(file.current, { levels: [], matches: [] });
  assert.deepEqual(log, []);
});
