import { dayMs, logRecord, memberId, minuteMs, segmentRecord, serviceId } from '@stormpetrel/model';
import * as fc from 'fast-check';
import type { MetadataRow, WriteBatch } from '../../api/index.ts';
import { type PlainMetricRow, type PlainRecord, batchOf } from '../../contract/index.ts';
import { relationTable, sampleTable } from '../../contract/samples.ts';

/** Ids that collide often: the same entity in many partials is what merging is about. */
const services = ['a', 'b', 'c'].map((name) => serviceId(name, true));
export const entityIds: readonly string[] = [
  ...services,
  ...services.map((id) => memberId(id, 'x')),
  `${services[0]}-${services[1]}`,
  `${services[1]}-${services[2]}`,
];

/** How long before now a thing is dated: mostly just now, sometimes long ago. */
const ageMinutes = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 200 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 * 1440 }) },
);

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const number = fc.integer({ min: -5, max: 100_000 });

const metricRow = fc.record({
  entity: fc.constantFrom(...entityIds),
  age: ageMinutes,
  count: optional(number),
  least: optional(number),
  greatest: optional(number),
  last: optional(number),
  histogram: optional(
    fc.dictionary(fc.integer({ min: -3, max: 40 }).map(String), number, { maxKeys: 6 }),
  ),
  labels: optional(fc.dictionary(fc.constantFrom('p', 'q', 'r=1'), number)),
  note: optional(fc.constantFrom('n1', 'n2', 'ü')),
});

const record = fc.record({
  age: ageMinutes,
  ms: fc.integer({ min: 0, max: 3 }),
  traceId: fc.integer({ min: 0, max: 5 }).map((n) => `trace-id-${n}`),
  service: optional(fc.constantFrom(...services)),
  latency: fc.integer({ min: 0, max: 20 }),
  isError: fc.boolean(),
  tags: fc.array(fc.constantFrom('t=1', 't=2', 'u='), { maxLength: 3 }),
  body: fc.array(fc.constantFrom('trace-id-1', 'trace-id-2', 'segment-id', 'x', 'yy'), {
    maxLength: 4,
  }),
});

/** Texts that are parts of one another, differ in case only, and have pieces of both kinds. */
export const contentParts: readonly string[] = [
  'Error',
  'ERR',
  'order 48213377',
  '3377',
  'Größe',
  '漢',
  '\xff',
];

const line = fc.record({
  age: ageMinutes,
  ms: fc.integer({ min: 0, max: 90_000 }),
  traceId: fc.constantFrom('', 'trace-id-1', 'trace-id-2'),
  service: optional(fc.constantFrom(...services)),
  segmentId: fc.constantFrom('', 's1', 's2'),
  spanId: fc.integer({ min: 0, max: 3 }),
  tags: fc.array(fc.constantFrom('level=ERROR', 'level=INFO', 'x=1'), { maxLength: 2 }),
  content: fc.array(fc.constantFrom(...contentParts), { maxLength: 4 }),
});

const seen = fc.record({
  id: fc.constantFrom('m1', 'm2', 'm3'),
  age: ageMinutes,
  name: optional(fc.constantFrom('One', 'two', 'Three')),
  group: optional(fc.constantFrom('g', 'h')),
});

export interface BatchPlan {
  readonly metrics: readonly { readonly entity: string; readonly age: number }[];
  readonly records: readonly {
    readonly age: number;
    readonly ms: number;
    readonly traceId: string;
    readonly body: readonly string[];
  }[];
  readonly lines: readonly {
    readonly age: number;
    readonly ms: number;
    readonly content: readonly string[];
  }[];
  readonly seen: readonly {
    readonly id: string;
    readonly age: number;
    readonly name: string | undefined;
    readonly group: string | undefined;
  }[];
}

export const batchPlan: fc.Arbitrary<BatchPlan> = fc.record({
  metrics: fc.array(metricRow, { maxLength: 8 }),
  records: fc.array(record, { maxLength: 6 }),
  lines: fc.array(line, { maxLength: 8 }),
  seen: fc.array(seen, { maxLength: 2 }),
});

function bytesOfPart(part: string): Buffer {
  return Buffer.from(part, part === '\xff' ? 'latin1' : 'utf8');
}

/** The batch of a plan, dated back from now. */
export function plannedBatch(plan: BatchPlan, nowMs: number): WriteBatch {
  const minute = Math.floor(nowMs / minuteMs) * minuteMs;
  const rows = new Map<string, PlainMetricRow>();
  for (const { age, ...row } of plan.metrics) {
    const bucketMs = minute - age * minuteMs;
    // A batch has at most one row of an entity and bucket.
    rows.set(`${row.entity} ${bucketMs}`, { ...row, bucketMs });
  }
  const records = plan.records.map(({ age, ms, body, ...row }): PlainRecord => ({
    ...row,
    startTime: minute - age * minuteMs + ms,
    segmentId: 'segment-id',
    instance: undefined,
    endpoint: undefined,
    body: new Uint8Array(Buffer.from(body.join(''))),
  }));
  const lines = plan.lines.map(({ age, ms, content, ...row }): PlainRecord => ({
    ...row,
    time: minute - age * minuteMs + ms,
    instance: undefined,
    endpoint: undefined,
    contentType: 1,
    // Byte by byte, so that some of it is no UTF-8.
    content: new Uint8Array(Buffer.concat(content.map(bytesOfPart))),
    allTags: new Uint8Array(0),
  }));
  const metadata = plan.seen.map(({ id, age, name, group }): MetadataRow => {
    const fields = {
      ...(name === undefined ? {} : { name }),
      ...(group === undefined ? {} : { group }),
    };
    return { kind: 'service', id, owner: '', fields, seenMs: nowMs - age * minuteMs };
  });
  const ofRelations = [...rows.values()].filter((row) => row.entity.includes('-'));
  return batchOf({
    metrics: [
      { table: sampleTable, rows: [...rows.values()] },
      {
        table: relationTable,
        rows: ofRelations.map((row) => ({ ...row, calls: row['count'] ?? 0 })),
      },
    ],
    records: [
      { schema: segmentRecord, rows: records },
      { schema: logRecord, rows: lines },
    ],
    metadata,
  });
}

export const daysBack: number = 4 * dayMs;
