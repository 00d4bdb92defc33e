import { encodeSegment } from '../encode-segment.ts';
import type { SegmentSample } from '../segment-sample.ts';

/**
 * Wire-ready segments of a made-up system: `services` services in a ring, each called by the one before it and calling
 * the next one, a database and a cache; every segment has four spans (entry, database, cache, exit) and about 820 bytes.
 * Each segment is encoded once; before it is sent its ids and times are overwritten in place, so that no two that
 * arrive are alike.
 */
export interface TrafficShape {
  readonly services: number;
  readonly instancesPerService: number;
  readonly endpointsPerService: number;
}

export const usualTraffic: TrafficShape = {
  services: 50,
  instancesPerService: 3,
  endpointsPerService: 20,
};

/** A message that is stamped each time before it is sent. */
export interface MessageTemplate {
  readonly bytes: Buffer;
  /** Where 32 hex digits of the trace id, and 16 of the segment's own, stand. */
  readonly traceIdAt: readonly number[];
  readonly segmentIdAt: readonly number[];
  /** Where 16 hex digits make a name unlike any other, in a flood. */
  readonly floodAt: readonly number[];
  /** Where six-byte varints of epoch ms stand, with the offset of each from the segment's start. */
  readonly timesAt: readonly { readonly at: number; readonly offsetMs: number }[];
}

/** What stands in a message until it is stamped. */
export const marks = {
  traceId: 'T'.repeat(32),
  segmentId: 'S'.repeat(16),
  flood: 'F'.repeat(16),
  /** A time whose varint has six bytes, as every time from 2004 to 3084 has; offsets are found again by search. */
  baseMs: 1_700_000_000_000,
} as const;
const { traceId: traceIdMark, segmentId: segmentIdMark, flood: floodMark, baseMs } = marks;

export function serviceName(service: number): string {
  return `group-${service % 5}::service-${String(service).padStart(4, '0')}`;
}

export function instanceName(service: number, instance: number): string {
  return `instance-${instance}@10.0.${service % 256}.${instance}`;
}

export function pathName(endpoint: number): string {
  return `GET:/api/v1/resource-${endpoint}/items`;
}

/** What kind of name no two segments share. */
export type Flood = 'service' | 'instance' | 'endpoint';

export function makeTemplates(
  shape: TrafficShape,
  count: number,
  flood?: Flood,
): MessageTemplate[] {
  return Array.from({ length: count }, (_, i) =>
    makeTemplate(flooded(makeSample(shape, i), flood)),
  );
}

function flooded(sample: SegmentSample, flood: Flood | undefined): SegmentSample {
  switch (flood) {
    case undefined:
      return sample;
    case 'service':
      return { ...sample, service: `service-${floodMark}` };
    case 'instance':
      return { ...sample, serviceInstance: `instance-${floodMark}` };
    case 'endpoint': {
      // No path: recognising URI patterns would fold paths before the limit is met.
      const rename = `com.shop.Handler${floodMark}.run()`;
      const spans = sample.spans.map((span) =>
        span.spanType === 0 ? { ...span, operationName: rename } : span,
      );
      return { ...sample, spans };
    }
  }
}

function makeSample(shape: TrafficShape, i: number): SegmentSample {
  const service = i % shape.services;
  const turn = Math.floor(i / shape.services);
  const endpoint = turn % shape.endpointsPerService;
  const instance = Math.floor(turn / shape.endpointsPerService) % shape.instancesPerService;
  const latencyMs = 20 + ((i * 37) % 400);
  const before = (service + shape.services - 1) % shape.services;
  const after = (service + 1) % shape.services;
  return {
    traceId: traceIdMark,
    traceSegmentId: `${segmentIdMark}.52.17000000000000001`,
    service: serviceName(service),
    serviceInstance: instanceName(service, instance),
    spans: [
      {
        spanId: 1,
        startTime: baseMs + 2,
        endTime: baseMs + 9,
        operationName: 'Mysql/JDBC/executeQuery',
        peer: `mysql-${service % 8}.db.svc:3306`,
        spanType: 1,
        spanLayer: 1,
        componentId: 33,
        tags: [
          { key: 'db.type', value: 'sql' },
          { key: 'db.instance', value: 'orders' },
          { key: 'db.statement', value: 'select id, name from item where owner = ? and state = ?' },
        ],
      },
      {
        spanId: 2,
        startTime: baseMs + 10,
        endTime: baseMs + 11,
        operationName: 'Redis/GET',
        peer: `redis-${service % 4}.cache.svc:6379`,
        spanType: 1,
        spanLayer: 5,
        componentId: 56,
        tags: [
          { key: 'cache.type', value: 'Redis' },
          { key: 'cache.cmd', value: 'GET' },
          { key: 'cache.op', value: 'read' },
          { key: 'cache.key', value: `item:${endpoint}` },
        ],
      },
      {
        spanId: 3,
        startTime: baseMs + 12,
        endTime: baseMs + latencyMs - 1,
        operationName: pathName(endpoint),
        peer: `service-${after}.svc:8080`,
        spanType: 1,
        spanLayer: 3,
        componentId: 2,
        tags: [
          { key: 'http.method', value: 'GET' },
          { key: 'http.status_code', value: '200' },
        ],
      },
      {
        spanId: 0,
        parentSpanId: -1,
        startTime: baseMs,
        endTime: baseMs + latencyMs,
        operationName: pathName(endpoint),
        spanType: 0,
        spanLayer: 3,
        componentId: 1,
        isError: i % 50 === 0,
        refs: [
          {
            traceId: traceIdMark,
            parentTraceSegmentId: `${segmentIdMark}.51.17000000000000000`,
            parentSpanId: 3,
            parentService: serviceName(before),
            parentServiceInstance: instanceName(before, instance),
            parentEndpoint: pathName(endpoint),
            networkAddressUsedAtPeer: `service-${service}.svc:8080`,
          },
        ],
        tags: [
          { key: 'http.method', value: 'GET' },
          { key: 'http.status_code', value: i % 50 === 0 ? '500' : '200' },
        ],
      },
    ],
  };
}

function makeTemplate(sample: SegmentSample): MessageTemplate {
  const timesMs = sample.spans.flatMap((span) => [span.startTime ?? 0, span.endTime ?? 0]);
  return templateOf(encodeSegment(sample), timesMs);
}

/** The message with the places of all marks, and of the times, found in its bytes. */
export function templateOf(message: Uint8Array, timesMs: readonly number[]): MessageTemplate {
  const bytes = Buffer.from(message);
  const timesAt = [...new Set(timesMs)].flatMap((timeMs) => {
    const varint = Buffer.alloc(6);
    writeTime(varint, 0, timeMs);
    return findAll(bytes, varint).map((at) => ({ at, offsetMs: timeMs - baseMs }));
  });
  return {
    bytes,
    traceIdAt: findAll(bytes, Buffer.from(traceIdMark)),
    segmentIdAt: findAll(bytes, Buffer.from(segmentIdMark)),
    floodAt: findAll(bytes, Buffer.from(floodMark)),
    timesAt,
  };
}

function findAll(bytes: Buffer, wanted: Buffer): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) found.push(at);
  return found;
}

function writeTime(bytes: Buffer, at: number, timeMs: number): void {
  let rest = timeMs;
  for (let i = 0; i < 6; i++) {
    bytes[at + i] = (rest % 128) + (i < 5 ? 128 : 0);
    rest = Math.floor(rest / 128);
  }
}

const hex = Buffer.from('0123456789abcdef');

/** Gives the message new ids, from the serial number, and a new start. The same serial gives the same ids. */
export function stamp(template: MessageTemplate, serial: number, startMs: number): void {
  const { bytes } = template;
  for (const at of template.traceIdAt) writeHex(bytes, at, 32, serial);
  template.segmentIdAt.forEach((at, i) => writeHex(bytes, at, 16, serial * 2 + i + 1));
  for (const at of template.floodAt) writeHex(bytes, at, 16, serial);
  for (const { at, offsetMs } of template.timesAt) writeTime(bytes, at, startMs + offsetMs);
}

function writeHex(bytes: Buffer, at: number, digits: number, seed: number): void {
  // A xorshift of the serial: ids must not compress like counters do.
  let state = Math.imul(seed + 1, 0x9e3779b1) ^ Math.floor(seed / 0x1_0000_0000);
  for (let i = 0; i < digits; i++) {
    if (i % 8 === 0) {
      state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) + i;
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
    }
    bytes[at + i] = hex[(state >>> ((i % 8) * 4)) & 15] as number;
  }
}
