import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { must } from '@stormpetrel/base';
import { SeededRandom } from '@stormpetrel/testkit';
import * as fc from 'fast-check';

import { compileOal } from './compile-oal.ts';
import {
  dispatcherLoaders,
  dispatchers,
  manifest,
  metricDefinitions,
  metricTables,
} from './generated/index.ts';
import type { AccumulatorRows, DispatchContext, SourceDispatcher } from './runtime.ts';
import * as everyFunction from './testdata/every-function/expected.ts';
import * as everyOperator from './testdata/every-operator/expected.ts';
import { randomSource } from './testing/random-sources.ts';
import { TestRows } from './testing/test-rows.ts';

const rulesFolder = join(import.meta.dirname, 'rules');
const ruleNames = readdirSync(rulesFolder).sort();

function readRules(path: string): string {
  return readFileSync(path, 'utf8');
}

const shipped = compileOal(
  ruleNames.map((name) => ({ name, text: readRules(join(rulesFolder, name)) })),
);

type Update = (
  rows: AccumulatorRows,
  row: number,
  source: Readonly<Record<string, unknown>>,
  context: DispatchContext,
) => void;

const context = { apdexThresholdMs: (name: string): number => 100 * (1 + name.length) };

/** Both updates leave the same behind, whatever happens. */
function checkSame(dispatcher: SourceDispatcher, generated: Update): void {
  const { source } = dispatcher;
  fc.assert(
    fc.property(fc.integer(), fc.nat(12), (seed, count) => {
      const random = new SeededRandom(seed);
      const actual = new TestRows(dispatcher.table, 2);
      const expected = new TestRows(dispatcher.table, 2);
      for (let n = 0; n < count; n++) {
        const event = randomSource(source, random);
        const row = random.int(0, 1);
        generated(actual, row, event, context);
        dispatcher.update(expected, row, event, context);
      }
      for (const row of [0, 1]) assert.deepEqual(actual.row(row), expected.row(row));
    }),
    { numRuns: 60 },
  );
}

test('the generated modules are those of the rules', () => {
  const tool = join(import.meta.dirname, '../../../../tools/generate-oal.ts');
  const { status, stderr } = spawnSync(process.execPath, [tool, '--check'], { encoding: 'utf8' });
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
});

test('the manifest names the texts that the modules were made of', () => {
  const hashes = Object.entries(manifest).map(([name, { sha256 }]) => [name, sha256]);
  const expected = ruleNames.map((name) => {
    const text = readRules(join(rulesFolder, name));
    return [name, createHash('sha256').update(text).digest('hex')];
  });
  assert.deepEqual(hashes, expected);
});

test('the shipped files have as many metrics as those of SkyWalking', () => {
  const counts = ruleNames.map((name) => {
    const text = readRules(join(rulesFolder, name));
    return [name.replace('.oal', ''), compileOal([{ name, text }]).definitions.size];
  });
  assert.deepEqual(Object.fromEntries(counts), {
    browser: 41,
    cilium: 153,
    core: 63,
    disable: 0,
    'dotnet-agent': 9,
    ebpf: 296,
    'java-agent': 32,
    mesh: 14,
    tcp: 12,
    'virtual-gen-ai': 22,
  });
});

test('tables and metrics come out of their texts as the compiler makes them', () => {
  assert.equal(shipped.problems, '');
  assert.deepEqual([...metricTables.values()], shipped.tables);
  assert.deepEqual(new Map(metricDefinitions), shipped.definitions);
  assert.equal(metricDefinitions.size, 642);
});

test('the metrics of a service share one row', () => {
  const { table } = dispatchers.Service;
  assert.deepEqual(
    ['service_cpm', 'service_resp_time', 'service_sla', 'service_percentile'].map((name) => {
      const { columns, presence } = must(metricDefinitions.get(name), name);
      return { columns, presence };
    }),
    [
      { columns: { count: 'count' }, presence: 'count' },
      { columns: { sum: 'sum(latency)', count: 'count' }, presence: 'count' },
      { columns: { total: 'count', match: 'count{status}' }, presence: 'count' },
      { columns: { buckets: 'buckets(latency/10)' }, presence: 'count' },
    ],
  );
  assert.equal(table.columns.length, 12);
});

test('generated code and closures do the same with any event', async () => {
  const all = {
    ...dispatchers,
    ...(await dispatcherLoaders.ebpf()),
    ...(await dispatcherLoaders.cilium()),
  };
  assert.deepEqual(Object.keys(all).sort(), [...shipped.dispatchers.keys()].sort());
  for (const [source, dispatcher] of shipped.dispatchers) {
    const generated = all[source as keyof typeof all];
    assert.deepEqual(generated.table, dispatcher.table);
    checkSame(dispatcher, (rows, row, event, given) => {
      (generated as SourceDispatcher).update(rows, row, event, given);
    });
  }
});

for (const [name, updates] of Object.entries({
  'every-operator': everyOperator,
  'every-function': everyFunction,
})) {
  test(`generated code and closures do the same with ${name}`, () => {
    const text = readRules(join(import.meta.dirname, 'testdata', name, 'input.oal'));
    const compiled = compileOal([{ name, text }]);
    const generated = new Map<string, unknown>(Object.entries(updates));
    for (const [source, dispatcher] of compiled.dispatchers) {
      checkSame(dispatcher, generated.get(`update${source}`) as Update);
    }
  });
}
