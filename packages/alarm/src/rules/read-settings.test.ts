import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { alarmLimits } from '../limits.ts';
import { shippedRules } from '../shipped-rules.ts';
import { coreCatalog, ruleOf } from '../testing/test-catalog.ts';
import { formatProblem } from './alarm-rule.ts';
import { readAlarmSettings } from './read-settings.ts';

async function problemsOf(text: string): Promise<readonly string[]> {
  const settings = await readAlarmSettings(text, coreCatalog);
  return 'refused' in settings
    ? [formatProblem(settings.refused)]
    : settings.problems.map(formatProblem);
}

test('the shipped rules are right', async () => {
  const settings = await readAlarmSettings(shippedRules, coreCatalog);
  assert.ok('rules' in settings);
  assert.deepEqual(settings.problems, []);
  const { rules: same, problems } = settings;
  const fromText = await readAlarmSettings(shippedText, coreCatalog);
  assert.ok('rules' in fromText);
  assert.deepEqual(
    [fromText.rules.map((rule) => rule.settings), fromText.problems],
    [same.map((rule) => rule.settings), problems],
  );
  assert.deepEqual(
    settings.rules.map(({ settings: { name, period, silencePeriod, recoveryObservationPeriod } }) =>
      [name, period, silencePeriod, recoveryObservationPeriod].join(' '),
    ),
    [
      'service_resp_time_rule 10 5 3',
      'service_sla_rule 10 3 2',
      'service_resp_time_percentile_rule 10 5 3',
      'service_instance_resp_time_rule 10 5 2',
      'database_access_resp_time_rule 10 10 0',
      'endpoint_relation_resp_time_rule 10 10 0',
    ],
  );
});

test('reads every field and fills in what is left out', async () => {
  const rule = await ruleOf('sum(increase(service_cpm, 3) > 5) >= 2', {
    'include-names': ['a', 1],
    'exclude-names': ['b'],
    'include-names-regex': 'a.*',
    'exclude-names-regex': '.*z',
    tags: { level: 'CRITICAL', floor: 3 },
    period: 7,
    message: '{name} ({id}) {open',
  });
  assert.deepEqual(rule.settings, {
    name: 'test_rule',
    expression: 'sum(increase(service_cpm, 3) > 5) >= 2',
    includeNames: ['a', '1'],
    excludeNames: ['b'],
    includeNamesRegex: 'a.*',
    excludeNamesRegex: '.*z',
    tags: [
      { key: 'level', value: 'CRITICAL' },
      { key: 'floor', value: '3' },
    ],
    period: 7,
    silencePeriod: 7,
    recoveryObservationPeriod: 0,
    message: '{name} ({id}) {open',
    hooks: [],
  });
  assert.deepEqual([rule.scope, rule.trendMinutes], ['Service', 3]);
  assert.equal(rule.message.format('shop', 'c2hvcA==.1'), 'shop (c2hvcA==.1) {open');
  const plain = await ruleOf('service_cpm > 1 == 1'.replace('service_cpm', 'avg(service_cpm)'));
  assert.deepEqual(
    [plain.settings.period, plain.settings.silencePeriod, plain.settings.message],
    [1, 1, 'Alarm caused by Rule test_rule'],
  );
});

test('a rule that is not right is refused with its place, the others run', async () => {
  const text = `rules:
  one_rule:
    expression: sum(service_resp_time > 1000) >= 3
  two_rule:
    expression: sum(service_resp_tmie > 1000) >= 3
    period: 10
  three_rule:
    expression: "avg(service_cpm) > 1"
    period: ten
hooks:
  webhook:
    default: {is-default: true, urls: [http://127.0.0.1/]}
`;
  const settings = await readAlarmSettings(text, coreCatalog);
  assert.ok('rules' in settings);
  assert.deepEqual(
    settings.rules.map((rule) => rule.settings.name),
    ['one_rule'],
  );
  assert.deepEqual([...settings.names], ['one_rule', 'two_rule', 'three_rule']);
  assert.deepEqual(settings.problems.map(formatProblem), [
    '5:21: two_rule: there is no metric service_resp_tmie, expected service_resp_time',
    '9:13: three_rule: period must be a whole number of minutes from 1 to 1440',
  ]);
  assert.deepEqual(settings.hooks, {
    webhook: { default: { 'is-default': true, urls: ['http://127.0.0.1/'] } },
  });
});

const refusals: readonly (readonly [rule: string, problem: string])[] = [
  ['x: {expression: avg(service_cpm) > 1}', '1:9: x: the name of a rule must end with _rule'],
  ['x_rule: 5', '1:9: x_rule: a rule is a mapping'],
  ['x_rule: {period: 3}', '1:9: x_rule: a rule needs an expression'],
  [
    'x_rule: {expression: avg(service_cpm) > 1, silense-period: 3}',
    '1:68: x_rule: a rule has no field silense-period, did you mean silence-period?',
  ],
  [
    'x_rule: {expression: avg(service_cpm}',
    '1:45: x_rule: unexpected end of the text, expected ")"',
  ],
  [
    'x_rule: {expression: service_cpm > 1}',
    '1:30: x_rule: the expression must give a single value: sum(metric > 1) > 2 does, metric > 1 does not',
  ],
  [
    'x_rule: {expression: avg(service_cpm)}',
    '1:30: x_rule: the outermost operation must be a comparison, or && or || of them',
  ],
  ['x_rule: {expression: 2 > 1}', '1:30: x_rule: the expression reads no metric'],
  [
    'x_rule: {expression: avg(service_cpm) > avg(endpoint_cpm)}',
    '1:30: x_rule: all metrics must be of one scope, these are of Service, Endpoint',
  ],
  [
    'x_rule: {expression: "avg(top_n(service_cpm, 3, des)) > 1"}',
    '1:35: x_rule: Unsupported operation: [top_n] in alarm expression.',
  ],
  [
    'x_rule: {expression: "avg(service_cpm) > avg(baseline(service_cpm, upper))"}',
    '1:54: x_rule: baseline() needs predictions, and there are none',
  ],
  [
    'x_rule: {expression: avg(top_n_database_statement) > 1}',
    '1:34: x_rule: top_n_database_statement can only be read by top_n',
  ],
  [
    'x_rule: {expression: "avg(increase(service_cpm, 0)) > 1"}',
    '1:31: x_rule: The trend range must be greater than 0.',
  ],
  [
    'x_rule: {expression: "sum(increase(service_cpm, 1000)) > 1", period: 1000}',
    '1:31: x_rule: period and trend look back more than 1440 minutes',
  ],
  [
    "x_rule: {expression: \"sum(relabels(service_percentile, p='50,75', p='a')) > 1\"}",
    '1:31: x_rule: Target label [p]: the number of relabel values is not equal to the number of replace label.',
  ],
  [
    'x_rule: {expression: avg(service_cpm) > 1, message: "{value} of {name}"}',
    '1:61: x_rule: message cannot show {value}: {name} and {id} are what it can',
  ],
  [
    'x_rule: {expression: avg(service_cpm) > 1, hooks: [webhook.nobody]}',
    '1:59: x_rule: hooks names webhook.nobody, which is not among the hooks (write type.name)',
  ],
  [
    'x_rule: {expression: avg(service_cpm) > 1, tags: [a]}',
    '1:58: x_rule: tags must be a mapping of keys to texts',
  ],
];

for (const [rule, problem] of refusals) {
  test(`refuses ${rule}`, async () => {
    assert.deepEqual(await problemsOf(`rules: {${rule}}`), [problem]);
  });
}

test('refuses patterns that are not of the linear kind, and says why', async () => {
  const pattern = (text: string): Promise<readonly string[]> =>
    problemsOf(
      `rules: {x_rule: {expression: avg(service_cpm) > 1, include-names-regex: '${text}'}}`,
    );
  assert.match(String(await pattern('(')), /include-names-regex is no regular expression: .*\(/);
  assert.match(String(await pattern('(?=a)b')), /include-names-regex is no regular expression/);
  assert.match(String(await pattern('a'.repeat(5_000))), /is longer than 4096 characters/);
});

test('a pattern that would backtrack for ever is run in linear time', async () => {
  const rule = await ruleOf('avg(service_cpm) > 1', { 'include-names-regex': '(a+)+b' });
  const name = 'a'.repeat(50_000);
  assert.equal(
    rule.filter.passes('1', () => name),
    false,
  );
  assert.equal(
    rule.filter.passes('2', () => `${name}b`),
    true,
  );
  // Java's matches(): the whole name.
  assert.equal(
    rule.filter.passes('3', () => 'xab'),
    false,
  );
});

test('lists and patterns of names must all let an entity pass', async () => {
  const rule = await ruleOf('avg(service_cpm) > 1', {
    'include-names': ['shop-a', 'shop-b', 'bank'],
    'exclude-names': ['shop-b'],
    'include-names-regex': 'shop-.*',
    'exclude-names-regex': '.*-c',
  });
  const passes = ['shop-a', 'shop-b', 'bank', 'shop-c'].map((name) =>
    rule.filter.passes(name, () => name),
  );
  assert.deepEqual(passes, [true, false, false, false]);
});

test('a text that is wrong as a whole is refused as a whole, with the place', async () => {
  assert.deepEqual(await problemsOf('rules:\n  a_rule:\n    expression: "sum(\n'), [
    '4:1: Missing closing "quote',
  ]);
  assert.deepEqual(await problemsOf('rules: {a_rule: {}, a_rule: {}}'), [
    '1:21: Map keys must be unique',
  ]);
  assert.deepEqual(await problemsOf('- rules'), ['1:1: the settings are no mapping']);
  assert.deepEqual(await problemsOf('rules: [1]'), ['1:1: rules is no mapping']);
  assert.deepEqual(await problemsOf(''), []);
  assert.deepEqual(await problemsOf('rulez: {}'), [
    '1:1: there is no section rulez: rules and hooks are what there is',
  ]);
  assert.match(
    String(await problemsOf(`a: &a [x, x]\n${'b: &b [*a, *a]\n'.repeat(1)}rules: {}\nhooks: {}`)),
    /no section a/,
  );
});

const shippedText = `rules: ${JSON.stringify(shippedRules, undefined, 2)}`;

test('never throws, whatever the text is', async () => {
  const piece = fc.constantFrom(
    'rules:',
    '\n  a_rule:',
    '\n    expression: ',
    'sum(service_cpm > 1) > 1',
    '{',
    '}',
    '[',
    ']',
    '\n    period: ',
    '1',
    '-',
    ': ',
    '"',
    "'",
    '&a',
    '*a',
    '<<',
    '\n',
    '  ',
    'hooks:',
    '!!js',
    'null',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 25 }),
      async (parts) => {
        const settings = await readAlarmSettings(parts.join(''), coreCatalog);
        assert.ok('rules' in settings || settings.refused.line >= 1);
      },
    ),
    { numRuns: 1_000 },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: shippedText.length }), async (length) => {
      await readAlarmSettings(shippedText.slice(0, length), coreCatalog);
    }),
    { numRuns: 200 },
  );
});

test('rules past the limit are refused', async () => {
  const count = alarmLimits.rulesMax + 1;
  const rules = Array.from({ length: count }, (_, i) => `  r${i}_rule: 1\n`).join('');
  const problems = await problemsOf(`rules:\n${rules}`);
  assert.deepEqual(
    [problems.length, problems.at(-2), problems.at(-1)],
    [
      count,
      `${count}:3: r${count - 2}_rule: a rule is a mapping`,
      `${count + 1}:3: r${count - 1}_rule: there are more than ${alarmLimits.rulesMax} rules`,
    ],
  );
});
