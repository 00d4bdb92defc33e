/** The dashboards that come with the server, as the classic UI reads them: nothing in them may lead nowhere or ask for nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Layer } from '@stormpetrel/model';
import { baseMs, coreCatalog, endpointOver, read, seededStore } from '../../../testing/ask.ts';
import { Seed } from '../../../testing/seed.ts';
import { shippedBoards } from './shipped-boards.ts';

interface Placed {
  readonly type: string;
  readonly h: number;
  readonly graph?: { readonly dashboardName?: string };
  readonly children?: readonly { readonly children: readonly Placed[] }[];
  readonly valueRelatedDashboard?: string;
  readonly linkDashboard?: string;
  readonly nodeDashboard?: readonly { readonly scope: string; readonly dashboard: string }[];
  readonly metricConfig?: readonly unknown[];
  readonly legendMQE?: { readonly expression: string };
  readonly [expressions: string]: unknown;
}

interface Configuration {
  readonly layer: string;
  readonly entity: string;
  readonly name: string;
  readonly isRoot: boolean;
  readonly children: readonly Placed[];
}

const boards = shippedBoards.map(
  ({ template }) => JSON.parse(template.configuration) as Configuration,
);

function partsOf(parts: readonly Placed[]): readonly Placed[] {
  return parts.flatMap((part) => [
    part,
    ...(part.children ?? []).flatMap(({ children }) => partsOf(children)),
  ]);
}

test('each layer has one dashboard that the menu opens, and names are never shared', () => {
  const roots = boards.filter(({ isRoot }) => isRoot).map(({ layer }) => layer);
  assert.deepEqual(roots.toSorted(), [...new Set(boards.map(({ layer }) => layer))].toSorted());
  assert.equal(new Set(boards.map(({ name }) => name)).size, boards.length);
});

test('every link leads to a dashboard of the same layer and of what it is about', () => {
  for (const { layer, name, children } of boards) {
    const entityOf = new Map(
      boards.filter((board) => board.layer === layer).map((board) => [board.name, board.entity]),
    );
    for (const part of partsOf(children)) {
      const { linkDashboard, valueRelatedDashboard, nodeDashboard = [], graph } = part;
      for (const link of [linkDashboard, valueRelatedDashboard, graph?.dashboardName]) {
        if (link !== undefined) assert.ok(entityOf.has(link), `${name}: ${link}`);
      }
      for (const { scope, dashboard } of nodeDashboard)
        assert.equal(entityOf.get(dashboard), scope, name);
    }
  }
});

test('tabs hold what is on their pages', () => {
  for (const { name, children } of boards) {
    for (const tab of partsOf(children).filter(({ type }) => type === 'Tab')) {
      for (const { children: page } of tab.children ?? []) {
        const bottom = Math.max(...page.map((part) => Number(part['y']) + part.h));
        assert.ok(bottom < tab.h, `${name}: ${bottom}`);
      }
    }
  }
});

const common = { serviceName: 'orders', normal: true };
const other = { destServiceName: 'stock', destNormal: true };
const entities: Readonly<Record<string, object>> = {
  All: {},
  Service: common,
  ServiceInstance: { ...common, serviceInstanceName: 'i1' },
  Endpoint: { ...common, endpointName: '/a' },
  ServiceRelation: { ...common, ...other },
  ServiceInstanceRelation: {
    ...common,
    ...other,
    serviceInstanceName: 'i1',
    destServiceInstanceName: 'i2',
  },
  EndpointRelation: { ...common, ...other, endpointName: '/a', destEndpointName: '/b' },
};

/** Lists and maps ask of what is in them, not of what the page is about. */
const rowEntities: Readonly<Record<string, string>> = {
  ServiceList: 'Service',
  InstanceList: 'ServiceInstance',
  EndpointList: 'Endpoint',
};

test('every expression is one that this server answers', async () => {
  const store = await seededStore(
    new Seed().service('orders', { name: 'GENERAL', id: Layer.GENERAL }, baseMs),
  );
  const endpoint = endpointOver(store);
  const start = '2026-01-31 1000';
  const duration = { start, end: '2026-01-31 1010', step: 'MINUTE' };
  const query = `query($x: String!, $e: Entity!, $d: Duration!) {
    r: execExpression(expression: $x, entity: $e, duration: $d) { type error results { metric { labels { key } } } } }`;
  let asked = 0;
  for (const { name, entity, children } of boards) {
    for (const part of partsOf(children)) {
      const rowEntity = rowEntities[String((part.graph as { type?: string } | undefined)?.type)];
      for (const [field, expressions] of Object.entries(part)) {
        if (!/expressions$/i.test(field) || part.type === 'Topology') continue;
        assert.ok((part.metricConfig?.length ?? 0) <= (expressions as unknown[]).length);
        for (const expression of expressions as readonly string[]) {
          const subject = entities[rowEntity ?? entity];
          const answer = (await read(endpoint, query, {
            x: expression,
            e: subject,
            d: duration,
          })) as { readonly error: string | null };
          assert.equal(answer.error, null, `${name}: ${expression}`);
          asked++;
        }
      }
    }
  }
  assert.ok(asked > 100);
});

test('maps ask for metrics that there are', () => {
  for (const part of boards.flatMap(({ children }) => partsOf(children))) {
    if (part.type !== 'Topology') continue;
    const lists = ['nodeExpressions', 'linkServerExpressions', 'linkClientExpressions'].map(
      (field) => part[field] as readonly string[],
    );
    for (const expression of lists.flat()) {
      const metric = /^avg\((\w+)/.exec(expression)?.[1] ?? '';
      assert.notEqual(coreCatalog.findMetric(metric), undefined, expression);
    }
  }
});
