import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarmLimits } from './limits.ts';
import type { AlarmRule } from './rules/alarm-rule.ts';
import { RunningRules } from './running-rules.ts';
import { ruleOf } from './testing/test-catalog.ts';

function running(rules: readonly AlarmRule[]): RunningRules {
  const all = new RunningRules(new Map());
  all.replace({ rules, names: new Set(), problems: [] });
  return all;
}

test('rules remember verdicts on names in equal shares, and go on past them', async () => {
  const expression = 'sum(service_cpm) > 1';
  const open = await ruleOf(expression);
  const one = await ruleOf(expression, { 'include-names': ['e1'] });
  const other = await ruleOf(expression, { 'exclude-names': ['e2'] });
  const named = (rule: AlarmRule, name: string): AlarmRule => ({
    ...rule,
    settings: { ...rule.settings, name },
  });
  running([named(open, 'a'), named(one, 'b'), named(other, 'c')]);
  const share = alarmLimits.verdictsMax / 2;
  for (let i = 0; i < share; i++) one.filter.passes(`${i}`, () => 'e');
  assert.equal(one.filter.verdictCount, share);
  assert.equal(
    one.filter.passes('more', () => 'e1'),
    true,
  );
  assert.equal(one.filter.verdictCount, 1);

  other.filter.passes('x', () => 'e');
  const many = Array.from({ length: 4 }, (_, i) => named(other, `r${i}`));
  for (let i = 0; i < share / 2 + 1; i++) other.filter.passes(`${i}`, () => 'e');
  running(many);
  // Its share is half of what it was, and less than it has.
  assert.equal(other.filter.verdictCount, 0);
});
