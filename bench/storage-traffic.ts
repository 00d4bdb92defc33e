/** Synthetic traffic for the bench of the store. */
import { memberId, minuteMs, segmentRecord, serviceId, topologyTables } from '@stormpetrel/model';
import type { MetricTable } from '@stormpetrel/model';
import type {
  EntityDictionary,
  MetricColumnData,
  MetricRows,
  WriteBatch,
} from '@stormpetrel/storage/api';

const columns: MetricTable['columns'] = [
  { name: 'count', kind: 'sum' },
  { name: 'sum', kind: 'sum' },
  { name: 'success', kind: 'sum' },
  { name: 'satisfied', kind: 'sum' },
  { name: 'tolerating', kind: 'sum' },
  { name: 'histogram', kind: 'map', keys: 'int' },
];

export const benchTables: readonly MetricTable[] = [
  { name: 'Service', scope: 'Service', columns },
  { name: 'ServiceInstance', scope: 'ServiceInstance', columns: columns.slice(0, 3) },
  { name: 'Endpoint', scope: 'Endpoint', columns },
  topologyTables.serviceClient,
];

const body = 820;
const hex = '0123456789abcdef';

export class Traffic {
  readonly bodyBytes: number = body;
  readonly dictionary: EntityDictionary;
  readonly #ids: string[] = [];
  readonly #services: number;
  readonly #endpoints: number;
  #count = 0;

  constructor(services: number, endpoints: number) {
    this.#services = services;
    this.#endpoints = endpoints;
    for (let n = 0; n < services; n++) this.#ids.push(serviceId(`service-${n}`, true));
    for (let n = 0; n < services; n++)
      this.#ids.push(memberId(this.service(n), `pod-${n}@10.0.0.1`));
    for (let n = 0; n < endpoints; n++)
      this.#ids.push(memberId(this.service(n % services), `GET:/api/v1/resource-${n}/items`));
    for (let n = 0; n < services; n++)
      this.#ids.push(`${this.service(n)}-${this.service((n * 7 + 1) % services)}`);
    const ids = this.#ids;
    this.dictionary = { generation: 1, size: ids.length, id: (handle) => ids[handle] ?? '' };
  }

  service(n: number): string {
    return this.#ids[n] ?? '';
  }

  endpoint(n: number): string {
    return this.#ids[2 * this.#services + n] ?? '';
  }

  /** 32 hex digits that look random, four segments a trace. */
  traceId(n: number): string {
    return hexId(Math.floor(n / 4), 1);
  }

  /** The batch of the next segments, and the metric rows that they touch. */
  batch(
    size: number,
    nowMs: number,
  ): { readonly records: WriteBatch; readonly metrics: WriteBatch } {
    const service = new Uint32Array(size);
    const instance = new Uint32Array(size);
    const endpoint = new Uint32Array(size);
    const startTime = new Float64Array(size);
    const latency = new Float64Array(size);
    const isError = new Uint8Array(size);
    const traceIds = new Uint8Array(size * 32);
    const segmentIds = new Uint8Array(size * 32);
    const bodies = new Uint8Array(size * body);
    const texts: string[] = [
      'http.method=GET',
      'http.method=POST',
      'http.status_code=200',
      'http.status_code=500',
    ];
    const tags = new Uint32Array(size * 3);
    let tagCount = 0;
    const tagOffsets = new Uint32Array(size + 1);
    for (let i = 0; i < size; i++) {
      const n = this.#count++;
      const random = Math.imul(n ^ 0x5bd1e995, 0x9e3779b1) >>> 0;
      // Low numbers are frequent: a tenth of the endpoints has two thirds of the traffic.
      const share = (random % 10_000) / 10_000;
      const e = Math.floor(share ** 5 * this.#endpoints);
      endpoint[i] = 2 * this.#services + e;
      service[i] = e % this.#services;
      instance[i] = this.#services + (e % this.#services);
      startTime[i] = nowMs + i / 20 - (random % 900);
      startTime[i] = Math.floor(startTime[i] as number);
      latency[i] = Math.floor((random >>> 8) % 1000) ** 2 / 1000 + (random % 97);
      latency[i] = Math.floor(latency[i] as number);
      isError[i] = (Math.imul(random, 0x85ebca6b) >>> 8) % 100 === 0 ? 1 : 0;
      tags[tagCount++] = random % 4 === 0 ? 1 : 0;
      tags[tagCount++] = isError[i] === 1 ? 3 : 2;
      // Tags that are searched for have few values; one in twenty here has an order's number.
      if (n % 20 === 0) tags[tagCount++] = texts.push(`order=${random % 10_000}`) - 1;
      tagOffsets[i + 1] = tagCount;
      const traceId = hexId(Math.floor(n / 4), 1);
      const segmentId = hexId(n, 2);
      for (let c = 0; c < 32; c++) {
        traceIds[32 * i + c] = traceId.charCodeAt(c);
        segmentIds[32 * i + c] = segmentId.charCodeAt(c);
      }
      Buffer.from(bodies.buffer).write(
        bodyText(n, e, traceId, segmentId, startTime[i] as number, latency[i] as number),
        i * body,
        'latin1',
      );
    }
    const offsets = (step: number): Uint32Array =>
      Uint32Array.from({ length: size + 1 }, (_, i) => i * step);
    return {
      records: {
        entities: this.dictionary,
        metrics: [],
        metadata: [],
        records: [
          {
            schema: segmentRecord,
            count: size,
            texts,
            columns: [
              { type: 'time', values: startTime },
              { type: 'id', bytes: traceIds, offsets: offsets(32) },
              { type: 'id', bytes: segmentIds, offsets: offsets(32) },
              { type: 'entity', values: service },
              { type: 'entity', values: instance },
              { type: 'entity', values: endpoint },
              { type: 'int', values: latency },
              { type: 'bool', values: isError },
              { type: 'terms', offsets: tagOffsets, values: tags },
              { type: 'bytes', bytes: bodies, offsets: offsets(body) },
            ],
          },
        ],
      },
      metrics: {
        entities: this.dictionary,
        records: [],
        metadata: [],
        metrics: benchTables.map((table, t) => {
          const relations = Uint32Array.from(
            service,
            (it) => 2 * this.#services + this.#endpoints + it,
          );
          const of = [service, instance, endpoint, relations][t] ?? service;
          return metricRows(table, [...new Set(of)], nowMs);
        }),
      },
    };
  }
}

/** All services and endpoints of a minute, in batches. */
export function* metricMinute(
  traffic: Traffic,
  nowMs: number,
  endpoints: number,
): Iterable<WriteBatch> {
  const [service, , endpoint] = benchTables;
  if (service === undefined || endpoint === undefined) return;
  const batch = (metrics: readonly MetricRows[]): WriteBatch => ({
    entities: traffic.dictionary,
    records: [],
    metadata: [],
    metrics,
  });
  yield batch([
    metricRows(
      service,
      Array.from({ length: 1000 }, (_, n) => n),
      nowMs,
    ),
  ]);
  for (let from = 0; from < endpoints; from += 20_000)
    yield batch([
      metricRows(
        endpoint,
        Array.from({ length: Math.min(20_000, endpoints - from) }, (_, n) => 2000 + from + n),
        nowMs,
      ),
    ]);
}

function metricRows(table: MetricTable, handles: readonly number[], nowMs: number): MetricRows {
  const count = handles.length;
  const bucket = Math.floor(nowMs / minuteMs) * minuteMs;
  return {
    table: table.name,
    count,
    entity: Uint32Array.from(handles),
    bucketMs: new Float64Array(count).fill(bucket),
    texts: [],
    columns: table.columns.map(({ kind }, c): MetricColumnData => {
      if (kind !== 'map')
        return {
          kind: 'sum',
          values: Float64Array.from(
            handles,
            (h) => ((h * 31 + bucket / minuteMs) % 50) * (c === 1 ? 300 : 1),
          ),
        };
      const pairs = 3;
      return {
        kind: 'map',
        offsets: Uint32Array.from({ length: count + 1 }, (_, i) => i * pairs),
        keys: Int32Array.from({ length: count * pairs }, (_, i) => [10, 50, 100, 250][i % 3] ?? 0),
        values: Float64Array.from({ length: count * pairs }, (_, i) => (i * 7) % 13),
      };
    }),
  };
}

function hexId(n: number, salt: number): string {
  let text = '';
  let state = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b);
  for (let word = 0; word < 4; word++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + n;
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    state ^= state >>> 15;
    for (let digit = 0; digit < 8; digit++) text += hex[(state >>> (4 * digit)) & 15];
  }
  return text;
}

/** As much like the bytes of a SegmentObject as a text can be: ids, names, times, tags and addresses of four spans. */
function bodyText(
  n: number,
  endpoint: number,
  traceId: string,
  segmentId: string,
  startMs: number,
  latency: number,
): string {
  let text = `\n ${traceId}\u0012 ${segmentId}`;
  for (let span = 0; span < 4; span++) {
    const at = startMs + span * 3;
    text += `\u001a\u0010${span}(${at})${at + (latency >> span)}2:GET:/api/v1/resource-${endpoint}/items/${span}@tomcat-server:8080H\u0001P\u000b`;
    text += `b\u0017\n\u0003url\u0012http://service-${endpoint % 1000}:8080/api/v1/orders/${(n * 13) % 5000}b\u0011\n\u000bhttp.method\u0012\u0003GET`;
  }
  return `${text}service-${endpoint % 1000}"pod-${endpoint % 1000}@10.0.0.1`
    .padEnd(body, '\u0000')
    .slice(0, body);
}
