import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Service } from '../entity/entity.ts';
import type { ExpressionAnswer } from '../graphql-client.ts';
import type { AskedSpan } from '../server.ts';
import type { Metric } from './catalogue.ts';
import { acceptExpression, expressionPlaceAt } from './completion.ts';
import { catalogueScopeOf, entityOf, parseEntityText } from './entity-text.ts';
import { toCurl, toGraphql } from './export.ts';
import { labelsOf } from './label-values.ts';
import { unitOfExpression } from './metric-unit.ts';
import { problemOf } from './problem.ts';
import { readAnswer, typeText } from './reading.ts';
import { tokensOf } from './tokens.ts';
import { hintsFor, metricsIn, unknownServices } from './why-empty.ts';

const services: readonly Service[] = [
  { id: 'a', name: 'cart', group: '', layers: ['GENERAL'], normal: true },
  { id: 'b', name: 'redis:6379', group: '', layers: ['VIRTUAL_CACHE'], normal: false },
];
const metrics: readonly Metric[] = [
  { name: 'service_cpm', type: 'REGULAR_VALUE', catalog: 'SERVICE' },
  { name: 'service_percentile', type: 'LABELED_VALUE', catalog: 'SERVICE' },
  { name: 'endpoint_cpm', type: 'REGULAR_VALUE', catalog: 'ENDPOINT' },
  { name: 'top_n_database_statement', type: 'SAMPLED_RECORD', catalog: 'SERVICE' },
];

test('cuts an expression into tokens, whole or not', () => {
  assert.deepEqual(
    tokensOf("avg(a_b{p='5 0'}) >= 1.5 # '").map(({ kind, text }) => `${kind} ${text}`),
    [
      'name avg',
      'symbol (',
      'name a_b',
      'symbol {',
      'name p',
      'symbol =',
      "string '5 0'",
      'symbol }',
      'symbol )',
      'symbol >=',
      'number 1.5',
      'unknown #',
      "string '",
    ],
  );
});

test('knows what can stand at a place, and what a suggestion makes of it', () => {
  const check = (marked: string, kind: string, taken?: string, then?: string): void => {
    const cursor = marked.indexOf('|');
    const text = marked.replace('|', '');
    const place = expressionPlaceAt(text, cursor);
    assert.equal(place.kind, kind, marked);
    if (taken === undefined) return;
    const next = acceptExpression(text, place, taken);
    assert.equal(`${next.text.slice(0, next.cursor)}|${next.text.slice(next.cursor)}`, then);
  };
  check('|', 'operand', 'service_cpm', 'service_cpm|');
  check('serv|', 'operand', 'service_cpm', 'service_cpm|');
  check('a|', 'operand', 'avg(', 'avg(|)');
  check('a|(x)', 'operand', 'avg(', 'avg(|x)');
  check('avg(s|)', 'operand', 'service_cpm', 'avg(service_cpm|)');
  check('service_cpm |', 'none');
  check('service_cpm + |', 'operand');
  check('top_n(|', 'metric');
  check('top_n(m, 1|', 'none');
  check('top_n(m, 10, |', 'choice', 'des', 'top_n(m, 10, des|');
  check('m{|}', 'labelKey', 'p', 'm{p=|}');
  check('m{p|}', 'labelKey', 'p', 'm{p=|}');
  check('m{p=|}', 'labelValue', '50', "m{p='50'|}");
  check('m{p=5|}', 'labelValue', '50', "m{p='50'|}");
  check('m + 5|', 'none');
  check("m{p='5|'}", 'labelValue', '50', "m{p='50'|}");
  check("m{p='50', |}", 'labelKey');
  check("m{p='50'}|", 'none');
  check('aggregate_labels(m, |', 'choice', 'sum', 'aggregate_labels(m, sum|');
});

test('has a place inside of any text', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.nat(40), (text, at) => {
      const cursor = Math.min(at, text.length);
      const place = expressionPlaceAt(text, cursor);
      assert.ok(place.from <= cursor && cursor <= place.to && place.to <= text.length);
    }),
  );
});

test('finds the place of an error by line and column, by the name it tells, or nowhere', () => {
  const check = (text: string, error: string, marked: string | undefined): void => {
    const { from, to } = problemOf(text, error);
    assert.equal(from === undefined ? undefined : text.slice(from, to), marked);
  };
  check('avg(x', 'line 1:5 the expression ends here', 'x');
  check('avg()', 'line 1:4 unexpected ")"', ')');
  check('a +\n * b', 'line 2:1 unexpected "*"', '*');
  check('service_cpmm + 1', 'Metric: [service_cpmm] does not exist.', 'service_cpmm');
  check('xa_b + a_b', 'Metric: [a_b] does not exist.', 'a_b');
  check('top_n(m,0,des)', 'TopN value must be > 0.', undefined);
  assert.equal(problemOf('avg(', 'line 1:4 no more').message, 'no more');
});

test('reads what an expression is asked for', () => {
  const check = (text: string, entity: unknown, scope: string): void => {
    assert.deepEqual(entityOf(text, services), entity);
    assert.equal(catalogueScopeOf(text), scope);
  };
  check('', { scope: 'All' }, 'ALL');
  check('service=redis:6379', { serviceName: 'redis:6379', normal: false }, 'SERVICE');
  check(
    'service=cart endpoint="GET:/a b"',
    { serviceName: 'cart', normal: true, endpointName: 'GET:/a b' },
    'ENDPOINT',
  );
  check(
    'service=cart to.service=redis:6379',
    { serviceName: 'cart', normal: true, destServiceName: 'redis:6379', destNormal: false },
    'SERVICE_RELATION',
  );
  assert.deepEqual(
    parseEntityText('endpoint=x').problems.map(({ message }) => message),
    ['Name its service too, as in service=cart.'],
  );
});

const asked: AskedSpan = {
  span: { startMs: 0, endMs: 120_000 },
  step: 'MINUTE',
  duration: { start: '', end: '', step: 'MINUTE' },
  starts: [0, 60_000],
  fillingFromMs: undefined,
  filledShare: 1,
};

function answer(type: string, ...series: [labels: string, values: unknown[]][]): ExpressionAnswer {
  return {
    ok: true,
    type: type as 'SINGLE_VALUE',
    series: series.map(([label, values]) => ({
      labels: label === '' ? [] : [{ key: 'p', value: label }],
      values: values as { id: string; value: string }[],
    })),
  };
}

test('reads each type of answer as what can be drawn', () => {
  assert.deepEqual(
    readAnswer(
      answer('TIME_SERIES_VALUES', ['50', [{ id: '60000', value: '3' }]], ['99', []]),
      asked,
    ),
    { kind: 'lines', lines: [{ label: 'p=50', points: [undefined, 3] }] },
  );
  assert.deepEqual(readAnswer(answer('SINGLE_VALUE', ['', [{ id: null, value: '7' }]]), asked), {
    kind: 'numbers',
    numbers: [{ label: '', value: 7 }],
  });
  const owner = { serviceID: 'Y2FydA==.1', serviceName: 'cart' };
  assert.deepEqual(
    readAnswer(answer('SORTED_LIST', ['', [{ id: 'cart', value: '7', owner }]]), asked),
    { kind: 'ranking', entries: [{ name: 'cart', value: 7, path: '/service/Y2FydA==.1' }] },
  );
  const record = { id: 'SELECT 1', value: '7', traceID: 't' };
  assert.deepEqual(readAnswer(answer('RECORD_LIST', ['', [record]]), asked), {
    kind: 'records',
    records: [{ text: 'SELECT 1', value: 7, traceId: 't' }],
  });
  for (const type of [
    'TIME_SERIES_VALUES',
    'SINGLE_VALUE',
    'SORTED_LIST',
    'RECORD_LIST',
    'UNKNOWN',
  ])
    assert.deepEqual(readAnswer(answer(type), asked), { kind: 'empty' });
  assert.deepEqual(readAnswer({ ok: false, error: 'x' }, asked), { kind: 'empty' });
  assert.equal(typeText(answer('SORTED_LIST', ['', [record, record]])), 'sorted list, 2');
  assert.equal(typeText({ ok: false, error: 'x' }), 'error');
});

test('names a service that nobody has, whatever the answer is', () => {
  const named = (of: string): readonly string[] =>
    unknownServices({ expression: 'sum(service_sla < 9000) >= 2', of }, services).map(
      ({ text }) => text,
    );
  assert.deepEqual(named('service=card to.service=paid'), [
    'No service is called card.',
    'No service is called paid.',
  ]);
  assert.deepEqual(named('service=cart'), []);
  assert.deepEqual(named(''), []);
  assert.deepEqual(
    unknownServices({ expression: '1', of: 'service=card' }, []),
    [],
    'not read yet',
  );
});

test('says why there is nothing', () => {
  const check = (expression: string, of: string, ...expected: RegExp[]): void => {
    const hints = hintsFor({ expression, of }, metrics, services);
    assert.equal(hints.length, expected.length);
    for (const [index, pattern] of expected.entries())
      assert.match(hints[index]?.text ?? '', pattern);
  };
  check('avg(servce_cpm)', 'service=cart', /no metric servce_cpm\. Did you mean service_cpm\?/);
  check('endpoint_cpm', 'service=cart', /measured by endpoint, and it is asked for one service/);
  check('service_cpm', '', /is asked for everything\. Write service=…/);
  check('top_n(service_cpm,5,des)', '', /nothing was measured/);
  check('top_n_database_statement', 'service=cart', /holds records/);
  check('service_cpm', 'service=card', /No service is called card/);
  check('service_cpm', 'service=cart', /nothing was measured in this window/);
  assert.deepEqual(
    hintsFor({ expression: "servce_cpm{p='x_y'} + 1", of: '' }, metrics, [])[0]?.better,
    { expression: "service_cpm{p='x_y'} + 1", of: '' },
  );
});

test('finds the metrics that an expression names', () => {
  assert.deepEqual(
    metricsIn("relabels(a_b{p='x'}, p_q='1', r='2') + top_n(c_d, 5, des, attr0='G') + a_b"),
    ['a_b', 'c_d'],
  );
});

test('keeps the unit of a metric where what is done to it keeps it', () => {
  assert.equal(unitOfExpression('avg(service_resp_time)'), 'durationMs');
  assert.equal(unitOfExpression("service_percentile{p='50'}"), 'durationMs');
  assert.equal(unitOfExpression('top_n(service_cpm,5,des)'), 'perMinute');
  assert.equal(unitOfExpression('service_cpm * 60'), 'count');
  assert.equal(unitOfExpression('count(service_resp_time)'), 'count');
});

test('lists the labels of an answer', () => {
  const labels = labelsOf([
    { labels: [{ key: 'p', value: '50' }], values: [] },
    {
      labels: [
        { key: 'p', value: '99' },
        { key: 'az', value: 'x' },
      ],
      values: [],
    },
  ]);
  assert.deepEqual(
    [...labels],
    [
      ['p', ['50', '99']],
      ['az', ['x']],
    ],
  );
});

test('writes a panel as GraphQL and as a command whose quotes a shell reads', () => {
  const panel = {
    expression: "m{p='50'}",
    entity: { serviceName: "it's" },
    duration: { start: 'a', end: 'b', step: 'MINUTE' },
  };
  assert.match(toGraphql(panel), /^query \([^]*# {5}"serviceName": "it's"/m);
  const command = toCurl(panel, 'http://h:1');
  assert.ok(
    command.startsWith("curl -s http://h:1/graphql -H 'content-type: application/json' -d '"),
  );
  const body = command.slice(command.indexOf("-d '") + 4, -1).replaceAll(String.raw`'\''`, "'");
  assert.deepEqual((JSON.parse(body) as { variables: unknown }).variables, panel);
});
