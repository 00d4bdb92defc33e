import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childIdOf, serviceIdOf } from '../entity/entity.ts';
import { sourcePath, sourceTracesPath } from '../named-source.ts';
import { readAlarm, sourceOf } from './alarm.ts';
import { alarmCondition } from './read-alarms.ts';
import { thresholdsOf } from './threshold.ts';

test('reads an alarm as the protocol tells it', () => {
  assert.deepEqual(
    readAlarm({
      startTime: '1763820000000',
      recoveryTime: 0,
      scope: null,
      id: 'x',
      name: 'cart',
      message: 'slow',
      tags: [{ key: 'level', value: null }],
      snapshot: { expression: 'avg(m) > 1' },
    }),
    {
      startMs: 1_763_820_000_000,
      recoveryMs: undefined,
      scope: 'All',
      entityId: 'x',
      name: 'cart',
      message: 'slow',
      tags: [{ key: 'level', value: '' }],
      expression: 'avg(m) > 1',
      ruleName: undefined,
    },
  );
});

test('finds what an alarm is about by its id, and by its name where the id is none', () => {
  const cart = serviceIdOf('cart', true);
  const check = (scope: string, entityId: string, name: string, expected: unknown): void =>
    assert.deepEqual(sourceOf({ scope, entityId, name }), expected);
  check('Service', cart, 'cart', { service: 'cart', normal: true });
  check('Service', serviceIdOf('redis:6379', false), 'redis:6379', {
    service: 'redis:6379',
    normal: false,
  });
  check('ServiceInstance', childIdOf(cart, 'pod-1'), 'pod-1 of cart', {
    service: 'cart',
    normal: true,
    instance: 'pod-1',
  });
  check('Endpoint', childIdOf(cart, 'GET:/'), 'GET:/ in cart', {
    service: 'cart',
    normal: true,
    endpoint: 'GET:/',
  });
  check('ServiceRelation', cart, 'cart to payment', { service: 'cart', normal: true });
  check('Service', '-uuid-', 'cart', { service: 'cart', normal: true });
  check('ServiceInstance', '-uuid-', 'one of two of cart', {
    service: 'cart',
    normal: true,
    instance: 'one of two',
  });
  check('EndpointRelation', '-uuid-', 'GET:/ in cart to POST:/ in payment', {
    service: 'cart',
    normal: true,
    endpoint: 'GET:/',
  });
  check('All', '', '', undefined);
});

test('leads from a source to its page and its traces', () => {
  const source = { service: 'my cart', normal: true, endpoint: 'GET:/a b' };
  assert.match(sourcePath(source), /^\/endpoint\//);
  assert.equal(
    sourceTracesPath(source, { startMs: 1.2, endMs: 60_000.5 }),
    '/traces?q=service%3D%22my+cart%22+endpoint%3D%22GET%3A%2Fa+b%22&t=1..60001',
  );
});

test('finds the bounds that metrics are compared with, and no others', () => {
  const check = (expression: string, ...expected: string[]): void =>
    assert.deepEqual(
      thresholdsOf(expression).map(
        ({ metric, operator, value }) => `${metric} ${operator} ${value}`,
      ),
      expected,
    );
  check('sum(service_resp_time > 1000) >= 3', 'service_resp_time > 1000');
  check("sum(service_percentile{p='50,95'} > 1000) >= 3", 'service_percentile > 1000');
  check('avg(service_sla) < 9500.5', 'service_sla < 9500.5');
  check('count(service_sla) >= 3');
  check('increase(service_cpm,2) > 100');
  check(
    '(sum(service_cpm >= 10) > 1) && (max(service_resp_time) > 2000)',
    'service_cpm >= 10',
    'service_resp_time > 2000',
  );
});

test('asks for alarms with what the filter says and nothing else', () => {
  const duration = { start: 'a', end: 'b', step: 'SECOND' as const };
  assert.deepEqual(alarmCondition({ values: {}, tags: [], message: '' }, duration, true), {
    duration,
    paging: { pageNum: 1, pageSize: 1000 },
  });
  assert.deepEqual(
    alarmCondition(
      {
        values: {
          service: 'cart',
          instance: 'pod-1',
          layer: 'GENERAL',
          rule: 'r',
          scope: 'Service',
        },
        tags: [{ key: 'level', value: 'INFO' }],
        message: 'slow',
      },
      duration,
      false,
    ),
    {
      duration,
      paging: { pageNum: 1, pageSize: 1000 },
      entities: [{ serviceName: 'cart', normal: false, serviceInstanceName: 'pod-1' }],
      layer: 'GENERAL',
      ruleNames: ['r'],
      keyword: 'slow',
      tags: [{ key: 'level', value: 'INFO' }],
    },
  );
});
