/** What does one event cost in the rules of its source: generated code, and the closures of rules changed at run time? */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { AccumulatorRows, MapAccumulator, SourceDispatcher } from '@stormpetrel/language/oal';
import { compileOal } from '@stormpetrel/language/oal/compiler';
import { dispatchers } from '@stormpetrel/language/oal/rules';
import {
  DetectPoint,
  Layer,
  type MetricTable,
  RequestType,
  type Source,
  type SourceName,
  createSource,
  noText,
} from '@stormpetrel/model';
import { printTable } from './support/table.ts';

const rowCount = 1024;
const eventsPerRun = 400_000;
const latencies = Int32Array.from({ length: 4096 }, (_, index) => (index * 7919) % 1200);

/** Open addressing over (row, key): what an accumulator of histograms costs at least. */
class HashedMap implements MapAccumulator {
  readonly #mask = (1 << 18) - 1;
  readonly #keys = new Float64Array(this.#mask + 1).fill(-1);
  readonly #values = new Float64Array(this.#mask + 1);

  add(row: number, key: number, delta: number): void {
    const id = row * 4096 + key;
    let slot = Math.imul(id, 0x9e37_79b1) & this.#mask;
    while (this.#keys[slot] !== id) {
      if (this.#keys[slot] === -1) {
        this.#keys[slot] = id;
        break;
      }
      slot = (slot + 1) & this.#mask;
    }
    this.#values[slot] = (this.#values[slot] as number) + delta;
  }
}

class NoMap implements MapAccumulator {
  add(): void {}
}

function createRows(table: MetricTable, createMap: () => MapAccumulator): AccumulatorRows {
  const texts: string[] = [];
  const kinds = table.columns.map((column) => column.kind);
  const scalarsPerRow = kinds.filter((kind) => kind !== 'map' && kind !== 'text').length;
  return {
    scalars: new Float64Array(rowCount * scalarsPerRow),
    scalarsPerRow,
    maps: kinds.filter((kind) => kind === 'map').map(createMap),
    texts: kinds
      .filter((kind) => kind === 'text')
      .map(() => new Uint32Array(rowCount).fill(noText)),
    textIndex: (text) => {
      const found = texts.indexOf(text);
      return found < 0 ? texts.push(text) - 1 : found;
    },
  };
}

/** The look-up of a server with no service configured. */
const thresholds = new Map([['default', 500]]);
const context = { apdexThresholdMs: (name: string): number => thresholds.get(name) ?? 500 };

type Fill<N extends SourceName> = (source: Source<N>, latencyMs: number) => void;

/** Nanoseconds of an event, the best of some runs. */
function measure<N extends SourceName>(
  dispatcher: SourceDispatcher<N>,
  createMap: () => MapAccumulator,
  fill: Fill<N>,
): number {
  const rows = createRows(dispatcher.table, createMap);
  const source = createSource(dispatcher.source);
  let bestNs = Infinity;
  for (let run = 0; run < 6; run++) {
    const before = process.hrtime.bigint();
    for (let event = 0; event < eventsPerRun; event++) {
      fill(source, latencies[event & 4095] as number);
      dispatcher.update(rows, event & (rowCount - 1), source, context);
    }
    bestNs = Math.min(bestNs, Number(process.hrtime.bigint() - before) / eventsPerRun);
  }
  return bestNs;
}

const rulesFolder = join(import.meta.dirname, '../packages/language/src/oal/rules');
const interpreted = compileOal(
  readdirSync(rulesFolder).map((name) => ({
    name,
    text: readFileSync(join(rulesFolder, name), 'utf8'),
  })),
).dispatchers;

const results: Record<string, string | number>[] = [];

function compare<N extends SourceName>(
  name: string,
  dispatcher: SourceDispatcher<N>,
  fill: Fill<N>,
): void {
  const closures = interpreted.get(dispatcher.source) as SourceDispatcher<N>;
  results.push({
    event: name,
    metrics: dispatcher.metrics.length,
    'code, ns': measure(dispatcher, () => new HashedMap(), fill),
    'code without histograms, ns': measure(dispatcher, () => new NoMap(), fill),
    'closures, ns': measure(closures, () => new HashedMap(), fill),
  });
}

// The nine that a segment with an entry, a local and two exit spans gives.
compare('Service', dispatchers.Service, (source, latency) => {
  source.name = 'checkout';
  source.layer = Layer.GENERAL;
  source.latency = latency;
  source.status = latency < 1100;
  source.type = RequestType.HTTP;
});
compare('ServiceInstance', dispatchers.ServiceInstance, (source, latency) => {
  source.latency = latency;
  source.status = latency < 1100;
});
compare('Endpoint', dispatchers.Endpoint, (source, latency) => {
  source.serviceLayer = Layer.GENERAL;
  source.latency = latency;
  source.status = latency < 1100;
  source.type = RequestType.HTTP;
});
compare('ServiceRelation, server', dispatchers.ServiceRelation, (source, latency) => {
  source.latency = latency;
  source.status = latency < 1100;
  source.detectPoint = DetectPoint.SERVER;
});
compare(
  'ServiceInstanceRelation, server',
  dispatchers.ServiceInstanceRelation,
  (source, latency) => {
    source.latency = latency;
    source.status = latency < 1100;
    source.detectPoint = DetectPoint.SERVER;
  },
);
compare('EndpointRelation, server', dispatchers.EndpointRelation, (source, latency) => {
  source.rpcLatency = latency;
  source.status = latency < 1100;
  source.detectPoint = DetectPoint.SERVER;
});
compare('ServiceRelation, client', dispatchers.ServiceRelation, (source, latency) => {
  source.latency = latency;
  source.status = latency < 1100;
  source.detectPoint = DetectPoint.CLIENT;
});
compare(
  'ServiceInstanceRelation, client',
  dispatchers.ServiceInstanceRelation,
  (source, latency) => {
    source.latency = latency;
    source.status = latency < 1100;
    source.detectPoint = DetectPoint.CLIENT;
  },
);
compare('DatabaseAccess', dispatchers.DatabaseAccess, (source, latency) => {
  source.latency = latency;
  source.status = latency < 1100;
});

const totals = Object.keys(results[0] ?? {}).map((column) => [
  column,
  column === 'event' ? 'all nine' : results.reduce((sum, row) => sum + Number(row[column]), 0),
]);
printTable('OAL: one event through the rules of its source', [
  ...results,
  Object.fromEntries(totals) as Record<string, string | number>,
]);
