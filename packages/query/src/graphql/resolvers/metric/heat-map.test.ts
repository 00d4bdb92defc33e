/** No shipped rule makes a heat map: the metric here is compiled from a rule of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Telemetry, must, silentLogger } from '@stormpetrel/base';
import { compileOal } from '@stormpetrel/language/oal/compiler';
import { serviceId } from '@stormpetrel/model';
import { rowWriter } from '@stormpetrel/storage/api';
import { openMemoryStore } from '@stormpetrel/storage/memory';
import { FakeClock } from '@stormpetrel/testkit';
import { MetricCatalog, createGraphqlEndpoint } from '../../../index.ts';
import { baseMs, minutes, read, settings } from '../../../testing/ask.ts';
import { Seed } from '../../../testing/seed.ts';

const web = serviceId('web', true);
const { tables, definitions, problems } = compileOal([
  { name: 'mine.oal', text: 'web_heatmap = from(Service.latency).histogram(100, 3);' },
]);
assert.equal(problems, '');
const table = must(tables[0], 'the table');
const column = must(
  table.columns.find(({ kind }) => kind === 'map'),
  'the steps',
).name;

const clock = new FakeClock(baseMs + 3_600_000);
const { reader, writer } = openMemoryStore({
  schema: { tables, records: [] },
  retention: settings.retention,
  clock,
});
// Two calls below 100 ms, one of 250 ms; a minute later five of 300 ms and more.
await writer.write(
  new Seed()
    .row(table, web, baseMs, {
      count: 3,
      [column]: [
        [0, 2],
        [2, 1],
      ],
    })
    .row(table, web, baseMs + 60_000, { count: 5, [column]: [[3, 5]] })
    .batch(),
);
const endpoint = createGraphqlEndpoint({
  reader,
  rows: rowWriter(writer),
  clock,
  catalog: new MetricCatalog({ tables, definitions: definitions.values(), records: [] }),
  settings,
  version: '1.2.3',
  logger: silentLogger,
  telemetry: new Telemetry(),
});

test('reads a heat map column by column, with the ends of its steps', async () => {
  const map = await read(
    endpoint,
    `query($d:Duration!){r:readHeatMap(condition:{name:"web_heatmap",entity:{scope:Service,serviceName:"web",normal:true}},duration:$d){values{id values} buckets{min max}}}`,
    { d: minutes(0, 2) },
  );
  const day = new Date(baseMs).getDate();
  assert.deepEqual(map, {
    values: [
      { id: `202601${day}1000_${web}`, values: [2, 0, 1, 0] },
      { id: `202601${day}1001_${web}`, values: [0, 0, 0, 5] },
      { id: `202601${day}1002_${web}`, values: [0, 0, 0, 0] },
    ],
    buckets: [
      { min: '0', max: '100' },
      { min: '100', max: '200' },
      { min: '200', max: '300' },
      { min: '300', max: 'infinite+' },
    ],
  });
});

test('gives the oldest readers a heat map as triples', async () => {
  const map = await read(
    endpoint,
    `query($d:Duration!){r:getThermodynamic(metric:{name:"web_heatmap",id:"${web}"},duration:$d){nodes axisYStep}}`,
    { d: minutes(0, 1) },
  );
  assert.deepEqual(map, {
    nodes: [
      [0, 0, 2],
      [0, 1, 0],
      [0, 2, 1],
      [0, 3, 0],
      [1, 0, 0],
      [1, 1, 0],
      [1, 2, 0],
      [1, 3, 5],
    ],
    axisYStep: 100,
  });
});

test('says that it is a heat map, which has no value in an expression', async () => {
  assert.equal(await read(endpoint, '{r:typeOfMetrics(name:"web_heatmap")}'), 'HEATMAP');
  const answer = await read(
    endpoint,
    `query($d:Duration!){r:execExpression(expression:"web_heatmap",entity:{serviceName:"web",normal:true},duration:$d){type error results{values{value}}}}`,
    { d: minutes(0, 1) },
  );
  assert.deepEqual(answer, { type: 'UNKNOWN', error: null, results: [] });
});
