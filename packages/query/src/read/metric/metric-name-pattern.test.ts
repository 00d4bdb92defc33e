import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryLimits } from '../../limits.ts';
import { PatternTime, matchNames } from './metric-name-pattern.ts';

const names = ['service_cpm', 'my_service_cpm', 'endpoint_sla', 'top_n_x', 'top_n_'];

async function matching(
  pattern: string | null | undefined,
  of = names,
): Promise<readonly string[]> {
  return [...(await matchNames(pattern, of, new PatternTime()))];
}

test('matches whole names', async () => {
  assert.deepEqual(await matching('service_.*|top_n_[a-z]+'), ['service_cpm', 'top_n_x']);
  assert.deepEqual(await matching('^service_cpm$'), ['service_cpm']);
  const repeated = await matching('(service|endpoint|_|cpm|sla)+');
  assert.deepEqual(repeated, ['service_cpm', 'endpoint_sla']);
});

test('lets every name through without a pattern', async () => {
  for (const none of [undefined, null, '']) assert.deepEqual(await matching(none), names);
});

test('takes what clients write for Java: flags in front, escapes of what needs none', async () => {
  assert.deepEqual(await matching('(?i)SERVICE_.*'), ['service_cpm']);
  assert.deepEqual(await matching(String.raw`service\_cpm`), ['service_cpm']);
  assert.deepEqual(await matching(String.raw`a\-b`, ['a-b']), ['a-b']);
});

test('refuses what is not valid, too long, or not for an engine of linear time', async () => {
  const tooLong = 'a'.repeat(queryLimits.patternLengthMax + 1);
  for (const pattern of ['(', '[a', '*', tooLong, String.raw`(a)\1`, '(?=a)a']) {
    await assert.rejects(matching(pattern), { code: 'QUERY_PATTERN_REFUSED' }, pattern);
  }
  assert.deepEqual(await matching('a'.repeat(queryLimits.patternLengthMax)), []);
});

test('answers patterns that would match for years elsewhere', async () => {
  const name = 'service_relation_client_percentile';
  for (const pattern of [`${'.*'.repeat(200)}!`, '(a|.)*(b|.)*(.+)+!', '(.+)+']) {
    assert.deepEqual(await matching(pattern, [name]), pattern === '(.+)+' ? [name] : [], pattern);
  }
});

test('the patterns of one request share one time', async () => {
  const time = new PatternTime();
  await matchNames('service_.*', names, time);
  assert.ok(time.leftMs < queryLimits.patternMsMax);
  time.leftMs = 0;
  await assert.rejects(matchNames('a', names, time), /takes too long to match/);
  assert.deepEqual([...(await matchNames('', names, time))], names);
});
