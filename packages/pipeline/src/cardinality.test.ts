import { dispatchers } from '@stormpetrel/language/oal/rules';
import type { SegmentColumns } from '@stormpetrel/model';
import { SegmentBuilder, appendSegment } from '@stormpetrel/testkit';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from './limits.ts';
import { SamplingPolicies } from './settings/sampling-policies.ts';
import { type TestPipeline, openTestPipeline, testNowMs } from './testing/test-pipeline.ts';

const entityLimits = {
  servicesMax: 50,
  instancesPerServiceMax: 20,
  instancesMax: 200,
  endpointsPerServiceMax: 30,
  endpointsMax: 300,
  relationsMax: 60,
};
const services = entityLimits.servicesMax + 2;
/** The limits, then what stands for the rest: two members for each service, and one relation of each kind. */
const entitiesMax = services + 200 + 300 + 3 * 60 + 2 * services + 3;
const batchSize = limits.segmentsPerAnalysis;
const namesPerKind = batchSize * 250;
const kinds = ['service', 'instance', 'operation', 'peer'] as const;

const sample = new SegmentBuilder('cart', 'c1', testNowMs)
  .entry('GET:/', { spanLayer: 'Http' })
  .exit('out', { peer: 'peer:1', spanLayer: 'Http' })
  .build();

/**
 * Fills the columns with a batch of segments of an entry and an exit span, with one name of each made up. Clearing the
 * columns leaves what was in them, so only the first batch is appended one by one.
 */
function appendFlood(columns: SegmentColumns, kind: (typeof kinds)[number], from: number): void {
  if (from === 0) {
    columns.clear();
    for (let j = 0; j < batchSize; j++) appendSegment(columns, sample);
  }
  columns.segmentCount = batchSize;
  columns.spanCount = batchSize * 2;
  const { names } = columns;
  for (let j = 0; j < batchSize; j++) {
    columns.service[j] = names.intern('cart');
    columns.instance[j] = names.intern('c1');
    columns.operation[j * 2] = names.intern('GET:/');
    columns.peer[j * 2 + 1] = names.intern('peer:1');
    const id = names.intern(`/${kind}/of-${((from + j) * 7).toString(36)}/x`);
    if (kind === 'service' || kind === 'instance') columns[kind][j] = id;
    else if (kind === 'operation') columns.operation[j * 2] = id;
    else columns.peer[j * 2 + 1] = id;
  }
}

async function flood(parts: TestPipeline, kind: (typeof kinds)[number]): Promise<void> {
  const { pipeline } = parts;
  for (let i = 0; i < namesPerKind; i += batchSize) {
    appendFlood(pipeline.segments, kind, i);
    pipeline.segmentsAppended(batchSize);
    assert.ok(pipeline.segments.names.size <= limits.internedNamesMax + 1000);
    if (i % (batchSize * 100) === 0) await pipeline.flush();
  }
  await pipeline.flush();
}

test('stays within its limits when hundreds of thousands of names are thrown at it', async () => {
  const parts = openTestPipeline({
    settings: { entityLimits, sampling: new SamplingPolicies({ rate: 0 }) },
    dispatchers,
  });
  for (const kind of kinds) await flood(parts, kind);
  await parts.pipeline.close();
  for (const batch of parts.writer.batches) {
    assert.ok(batch.entityCount <= entitiesMax, `${batch.entityCount} entities`);
    assert.ok(batch.metadata.length <= entitiesMax);
  }
  assert.ok(parts.sample('interned_names') <= limits.internedNamesMax + 1000);
  assert.ok(parts.sample('uri_nodes') <= limits.uriNodesMax);
  const counted = parts.writer
    .metrics('Service')
    .reduce((sum, { values }) => sum + (values[0] as number), 0);
  assert.equal(counted, kinds.length * namesPerKind);
  for (const [scope, limit] of [
    ['service', 50],
    ['instance', 200],
    ['endpoint', 300],
    ['serviceRelation', 60],
  ] as const) {
    assert.ok(parts.sample('entity_count', { scope }) <= limit);
    assert.ok(parts.sample('entity_overflow_count', { scope }) > 0, scope);
  }
});
