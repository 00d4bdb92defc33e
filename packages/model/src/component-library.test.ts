import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  componentEntries,
  componentName,
  componentPriority,
  componentServerName,
} from './component-library.ts';

test('knows the components of every agent by number', () => {
  const ids = [0, 1, 14, 23, 30, 57, 94, 180, 3018, 4007, 5023, 6002, 7019, 8006, 9000, 13000];
  assert.deepEqual(ids.map(componentName), [
    'Unknown',
    'Tomcat',
    'SpringMVC',
    'GRPC',
    'Jedis',
    'Lettuce',
    'HBase',
    'LDAP',
    'FreeRedis',
    componentName(4007),
    'GoZero',
    'APISIX',
    'HTTPX',
    'Predis',
    'EnvoyProxy',
    'GenAI',
  ]);
  const entries = [...componentEntries()];
  assert.equal(entries.length, 265);
  assert.equal(new Set(entries.map(([, name]) => name)).size, 265);
});

test('reads a number that nobody has defined as no component', () => {
  assert.equal(componentName(2999), 'Unknown');
  assert.equal(componentServerName(2999), 'Unknown');
});

test('names the server that a client library talks to, and else the component itself', () => {
  assert.deepEqual([30, 57, 33, 37, 40, 41, 173, 1].map(componentServerName), [
    'Redis',
    'Redis',
    'Mysql',
    'PostgreSQL',
    'Kafka',
    'Kafka',
    'GenAI',
    'Tomcat',
  ]);
});

test('puts frameworks above what is not special, and bare protocols below', () => {
  assert.deepEqual([14, 1, 49, 50, 110, 0].map(componentPriority), [60, 50, 45, 20, 10, 0]);
});
