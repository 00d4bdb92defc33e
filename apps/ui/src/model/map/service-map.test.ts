import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mockTopology } from '../../../dev/mock-topology.ts';
import { MAP_NODES_MAX } from './limits.ts';
import { failedShare, metricRequests, readMetrics } from './map-metrics.ts';
import { pathsThrough, pathsThroughCall } from './map-paths.ts';
import { partOf, readServiceMap, shapeOf } from './service-map.ts';
import type { WireTopology } from './service-map.ts';
import { kindOf, lettersOf } from './technology.ts';

/** `a>b`: letters are services, capitals are only guessed from calls. */
function wireOf(edges: string): WireTopology {
  const names = [...new Set(edges.replaceAll(/[> ]/gu, ''))];
  return {
    nodes: names.map((name) => ({
      id: name,
      name,
      isReal: name === name.toLowerCase(),
      layers: ['GENERAL'],
    })),
    calls: edges.split(' ').map((pair) => ({
      id: pair,
      source: pair[0] ?? '',
      target: pair[2] ?? '',
      detectPoints: ['CLIENT'],
    })),
  };
}

test('joins doubles, drops calls without ends, and orders by name', () => {
  const wire = wireOf('b>a a>c');
  const map = readServiceMap({
    nodes: [...wire.nodes, { id: 'a', name: 'a' }],
    calls: [
      ...wire.calls,
      { id: 'again', source: 'b', target: 'a', detectPoints: ['SERVER'] },
      { id: 'lost', source: 'a', target: 'nowhere' },
    ],
  });
  assert.deepEqual(
    map.nodes.map((node) => node.name),
    ['a', 'b', 'c'],
  );
  assert.deepEqual(
    map.calls.map((it) => [it.source, it.target, it.isSeenByClient, it.isSeenByServer]),
    [
      [0, 2, true, false],
      [1, 0, true, true],
    ],
  );
  assert.equal(map.callsLeftOut, 1);
});

test('has the same shape whatever the order of the answer', () => {
  const wire = mockTopology(40);
  const turned = { nodes: [...wire.nodes].reverse(), calls: [...wire.calls].reverse() };
  assert.equal(shapeOf(readServiceMap(wire)), shapeOf(readServiceMap(turned)));
});

test('leaves out the least connected services beyond the limit', () => {
  const nodes = Array.from({ length: MAP_NODES_MAX + 5 }, (_, i) => ({
    id: `n${i}`,
    name: `n${i}`,
  }));
  const map = readServiceMap({ nodes, calls: [{ id: 'x', source: 'n3000', target: 'n3004' }] });
  assert.deepEqual([map.nodes.length, map.nodesLeftOut, map.calls.length], [MAP_NODES_MAX, 5, 1]);
});

function pathNames(edges: string, through: string, depth?: number): string {
  const map = readServiceMap(wireOf(edges));
  const { nodes } = pathsThrough(map, map.indexOf.get(through) ?? -1, depth);
  return map.nodes
    .filter((_, i) => nodes[i] === 1)
    .map((it) => it.name)
    .join('');
}

test('finds what reaches a service and what it reaches, but not its siblings', () => {
  assert.equal(pathNames('a>b a>c b>d c>d d>e', 'b'), 'abde');
  assert.equal(pathNames('a>b b>c c>d', 'b', 1), 'abc');
  assert.equal(pathNames('a>b b>a', 'a'), 'ab');
});

test('finds the paths through a call', () => {
  const map = readServiceMap(wireOf('a>b a>c b>d c>d'));
  const { nodes, calls } = pathsThroughCall(map, 1);
  assert.deepEqual(
    [[...nodes], [...calls]],
    [
      [1, 0, 1, 1],
      [0, 1, 0, 1],
    ],
  );
});

test('keeps the calls between the services of a part', () => {
  const map = partOf(readServiceMap(wireOf('a>b b>c c>a')), (node) => node.name !== 'c');
  assert.deepEqual(
    map.calls.map((it) => [it.source, it.target]),
    [[0, 1]],
  );
});

test('reads numbers in the order it asked, and fills guessed services from the calls to them', () => {
  const map = readServiceMap(wireOf('a>D b>D'));
  const requests = metricRequests(map, { start: '', end: '', step: 'MINUTE' });
  assert.equal(requests.length, 2 * 3 + 2 * 3);
  assert.equal(requests[6]?.expression, 'avg(service_relation_client_cpm)');
  assert.equal(requests[6]?.entity.destNormal, false);
  const values = ['1', '2', '100', '3', '4', '99', '10', '5', '100', '30', '9', '90'];
  const numbers = readMetrics(
    map,
    values.map((value) => ({
      ok: true,
      type: 'SINGLE_VALUE',
      series: [{ labels: [], values: [{ id: null, value }] }],
    })),
  );
  const guessed = map.indexOf.get('D') ?? -1;
  assert.deepEqual(
    [numbers.nodes.load[guessed], numbers.nodes.latencyMs[guessed], numbers.nodes.success[guessed]],
    [40, 8, 92.5],
  );
});

test('counts what could not be read, and shows it as unknown', () => {
  const map = readServiceMap(wireOf('a>b'));
  const answers = metricRequests(map, { start: '', end: '', step: 'MINUTE' }).map(() => ({
    ok: false as const,
    error: 'no',
  }));
  const numbers = readMetrics(map, answers);
  assert.equal(numbers.failures, 9);
  assert.ok(numbers.nodes.load.every(Number.isNaN));
  assert.equal(failedShare(NaN), 0);
});

test('knows kinds by layer, then by type', () => {
  const node = { id: '', name: '', type: '', isReal: false, layers: [] };
  assert.equal(kindOf({ ...node, layers: ['VIRTUAL_MQ'], type: 'Kafka' }), 'queue');
  assert.equal(kindOf({ ...node, type: 'Redis' }), 'cache');
  assert.equal(kindOf({ ...node, type: 'USER' }), 'user');
  assert.equal(kindOf({ ...node, isReal: true, type: 'SpringMVC' }), 'service');
  assert.deepEqual(['SpringMVC', 'undertow', 'AspNetCore', ''].map(lettersOf), [
    'Sp',
    'Un',
    'AN',
    '',
  ]);
});
