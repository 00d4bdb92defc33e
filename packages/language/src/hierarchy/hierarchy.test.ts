import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { must } from '@stormpetrel/base';
import * as fc from 'fast-check';
import { emitHierarchy } from './3-emit/emit-hierarchy.ts';
import { compileHierarchy, planHierarchy } from './compile-hierarchy.ts';
import { hierarchy, manifest } from './index.ts';

const shipped = readFileSync(join(import.meta.dirname, 'rules/hierarchy.rules'), 'utf8');

test('the generated module is that of the rules', () => {
  const tool = join(import.meta.dirname, '../../../../tools/generate-hierarchy.ts');
  const { status, stderr } = spawnSync(process.execPath, [tool, '--check'], { encoding: 'utf8' });
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  const sha256 = createHash('sha256').update(shipped).digest('hex');
  assert.deepEqual(manifest, { file: 'hierarchy.rules', sha256 });
});

test('the shipped rules say of every pair of layers what SkyWalking says', () => {
  const pairs = new Map<string, string[]>();
  for (const { upper, lower, rule } of hierarchy.matches) {
    pairs.set(rule, [...(pairs.get(rule) ?? []), `${upper} > ${lower}`]);
  }
  assert.deepEqual(Object.fromEntries(pairs), {
    name: ['MESH > MESH_DP'],
    'short-name': [
      'MESH > K8S_SERVICE',
      'SO11Y_OAP > K8S_SERVICE',
      'MYSQL > K8S_SERVICE',
      'POSTGRESQL > K8S_SERVICE',
      'APISIX > K8S_SERVICE',
      'NGINX > K8S_SERVICE',
      'ROCKETMQ > K8S_SERVICE',
      'CLICKHOUSE > K8S_SERVICE',
      'RABBITMQ > K8S_SERVICE',
      'KAFKA > K8S_SERVICE',
      'PULSAR > K8S_SERVICE',
      'ACTIVEMQ > K8S_SERVICE',
      'KONG > K8S_SERVICE',
      'AIRFLOW > K8S_SERVICE',
      'MESH_DP > K8S_SERVICE',
      'CILIUM_SERVICE > K8S_SERVICE',
    ],
    'lower-short-name-remove-ns': ['GENERAL > APISIX', 'GENERAL > K8S_SERVICE', 'GENERAL > KONG'],
    'lower-short-name-with-fqdn': [
      'VIRTUAL_DATABASE > MYSQL',
      'VIRTUAL_DATABASE > POSTGRESQL',
      'VIRTUAL_DATABASE > CLICKHOUSE',
      'VIRTUAL_MQ > ROCKETMQ',
      'VIRTUAL_MQ > RABBITMQ',
      'VIRTUAL_MQ > KAFKA',
      'VIRTUAL_MQ > PULSAR',
    ],
  });
});

/** A service as its name tells it: `group::short`. */
const named = (name: string) => ({ name, shortName: name.split('::').at(-1) ?? '' });

function matchesBy(rule: string, upper: string, lower: string): boolean {
  const match = must(
    hierarchy.matches.find((each) => each.rule === rule),
    rule,
  );
  return match.matches(named(upper), named(lower));
}

test('matches names as each of the shipped rules says', () => {
  const cases = [
    ['name', 'a::cart', 'a::cart', true],
    ['name', 'a::cart', 'cart', false],
    ['short-name', 'a::cart', 'b::cart', true],
    ['short-name', 'cart', 'cart2', false],
    ['lower-short-name-remove-ns', 'agent::cart', 'cart.shop', true],
    ['lower-short-name-remove-ns', 'cart.a', 'cart.a.shop', true],
    ['lower-short-name-remove-ns', 'cart', 'cart', false],
    ['lower-short-name-remove-ns', '', '.shop', false],
    ['lower-short-name-with-fqdn', 'db.data.svc.cluster.local:3306', 'db.data', true],
    ['lower-short-name-with-fqdn', 'db.data.svc.cluster.local', 'db.data', false],
    ['lower-short-name-with-fqdn', 'db.data:3306', 'db.data', false],
  ] as const;
  for (const [rule, upper, lower, expected] of cases) {
    assert.equal(matchesBy(rule, upper, lower), expected, `${rule}: ${upper} over ${lower}`);
  }
});

const part = fc.constantFrom('cart', 'db', '.', ':', '::', 'svc.cluster.local', '.shop', '3306');
const name = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));

test('generated code and closures match the same services', () => {
  const { hierarchy: built, problems } = compileHierarchy('hierarchy.rules', shipped);
  assert.equal(problems, '');
  assert.deepEqual(built.levels, hierarchy.levels);
  fc.assert(
    fc.property(name, name, (upper, lower) => {
      for (const [i, match] of hierarchy.matches.entries()) {
        const twin = must(built.matches[i], 'twin');
        assert.equal(
          twin.matches(named(upper), named(lower)),
          match.matches(named(upper), named(lower)),
          match.rule,
        );
      }
    }),
  );
});

test('emits all that the language has as it is built', async () => {
  const text = `
    rule all: upper.name.beforeLast("-").beforeLast("-") + "x" == lower.name.beforeLast("-") + "" + lower.shortName
      and lower.name.beforeLast(".") == upper.shortName.beforeLast(".") and upper.name == lower.name;
    layer MESH at 2 above K8S_SERVICE by all;
    layer K8S_SERVICE at 1;`;
  const { plan } = planHierarchy('all.rules', text);
  const { hierarchy: built } = compileHierarchy('all.rules', text);
  const code = emitHierarchy(plan, { name: 'all.rules', sha256: '' })
    .replace("'../runtime.ts'", JSON.stringify(new URL('./runtime.ts', import.meta.url).href))
    .replaceAll(/ {2}type \w+,\n/g, '')
    .replaceAll(': NamedInLayer', '')
    .replace('): boolean', ')')
    .replace(': Hierarchy', '')
    .replace(' as const', '');
  const made = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    readonly hierarchy: typeof hierarchy;
  };
  const word = fc
    .array(fc.constantFrom('a', 'x', '-', '.'), { maxLength: 7 })
    .map((all) => all.join(''));
  const rule = (of: typeof hierarchy) => must(of.matches[0], 'the rule').matches;
  fc.assert(
    fc.property(word, word, word, word, (a, b, c, d) => {
      const [upper, lower] = [
        { name: a, shortName: b },
        { name: c, shortName: d },
      ];
      assert.equal(rule(made.hierarchy)(upper, lower), rule(built)(upper, lower));
    }),
    { numRuns: 2_000 },
  );
});

test('says what is wrong with a line and a column, and keeps what is right', () => {
  const text = `rule name upper.name == lower.name;
rule short: uper.shortName == lower.shrtName;
rule short: upper.name == lower.name;
layer MESHH at 3;
layer MESH at 3 above MESH_DP by shrt, K8S_SERVICE by short, K8S_SERVICE by short, KONG by short;
layer MESH_DP at 3 above MESH by short;
layer K8S_SERVICE at 0;
layer K8S_SERVICE at 1;
layer GENERAL at 1001;
layer APISIX at -1;
rule open: "abc`;
  const { diagnostics, hierarchy: kept } = compileHierarchy('mine.rules', text);
  assert.deepEqual(
    diagnostics
      .map(({ line, column, message }) => `${line}:${column} ${message}`)
      .toSorted(byPlace),
    [
      '1:11 unexpected "upper"',
      '2:13 unknown word "uper"',
      '2:37 unknown word "shrtName"',
      '3:6 there are two rules short',
      '4:7 there is no layer MESHH',
      '5:34 there is no rule shrt',
      '5:62 K8S_SERVICE is told twice',
      '5:84 the layer KONG has no level',
      '6:26 MESH at 3 is not below MESH_DP at 3',
      '8:7 K8S_SERVICE is told twice',
      '9:18 a level is 1000 at most',
      '10:17 cannot read "-"',
      '11:12 this text is not closed',
      '11:16 unexpected end of the text',
    ],
  );
  assert.deepEqual(
    kept.matches.map(({ upper, lower, rule }) => [upper, lower, rule]),
    [['MESH', 'K8S_SERVICE', 'short']],
  );
});

function byPlace(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

test('random words of the language give diagnostics, never more', () => {
  const words = fc.constantFrom(
    ...`rule layer name : ; , . + == ( ) at above by and upper lower shortName beforeLast "x" " 3 MESH -`.split(
      ' ',
    ),
    ' ',
    '\n',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.array(words, { maxLength: 60 }).map((parts) => parts.join(' ')),
    fc.nat(shipped.length).map((length) => shipped.slice(0, length)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const { diagnostics } = compileHierarchy('fuzz.rules', text);
      const lines = text.split(/\r\n|\n|\r/);
      for (const { line, column } of diagnostics) {
        assert.ok(column >= 1 && column <= (lines[line - 1] ?? '').length + 1);
      }
    }),
    { numRuns: 500 },
  );
});
