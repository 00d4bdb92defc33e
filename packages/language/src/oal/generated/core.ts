// Made of rules/core.oal and rules/mesh.oal by tools/generate-oal.ts. To change it, change the rules and run that.
import type { Source } from '@stormpetrel/model';

import { bucketOf, layerName, noText, parseWhole } from '../rule-support.ts';
import type { AccumulatorRows, DispatchContext, MapAccumulator } from '../runtime.ts';

export function updateService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Service'>,
  context: DispatchContext,
): void {
  const { scalars, maps, texts } = rows;
  const latency = source.latency;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // attr0
  const t0 = texts[0] as Uint32Array;
  if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.layer));
  // sum(latency)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  // sum(sideCar.internalRequestLatencyNanos)
  const c8 = scalars[8] as Float64Array;
  c8[row] = (c8[row] as number) + source["sideCar.internalRequestLatencyNanos"];
  // sum(sideCar.internalResponseLatencyNanos)
  const c9 = scalars[9] as Float64Array;
  c9[row] = (c9[row] as number) + source["sideCar.internalResponseLatencyNanos"];
  if (source.status) {
    const name = source.name;
    const thresholdMs = context.apdexThresholdMs(name);
    // count{status}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
    if (latency <= thresholdMs) {
      // count{latency<=T(name),status}
      const c3 = scalars[3] as Float64Array;
      c3[row] = (c3[row] as number) + 1;
    }
    if (latency <= 4 * thresholdMs && latency > thresholdMs) {
      // count{latency<=4T(name),latency>T(name),status}
      const c4 = scalars[4] as Float64Array;
      c4[row] = (c4[row] as number) + 1;
    }
  }
  if (source.type === 4) {
    const tagTransmissionLatency = source.originalTags.get("transmission.latency");
    const tagTransmissionLatencyNumber = parseWhole(tagTransmissionLatency);
    // count{type=MQ}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + 1;
    if (!Number.isNaN(tagTransmissionLatencyNumber)) {
      // count{number(tag[transmission.latency]),type=MQ}
      const c6 = scalars[6] as Float64Array;
      c6[row] = (c6[row] as number) + 1;
      // sum(long(tag[transmission.latency])){number(tag[transmission.latency]),type=MQ}
      const c7 = scalars[7] as Float64Array;
      c7[row] = (c7[row] as number) + tagTransmissionLatencyNumber;
    }
  }
}

export function updateServiceInstance(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstance'>,
): void {
  const { scalars } = rows;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(latency)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + source.latency;
  // sum(sideCar.internalRequestLatencyNanos)
  const c3 = scalars[3] as Float64Array;
  c3[row] = (c3[row] as number) + source["sideCar.internalRequestLatencyNanos"];
  // sum(sideCar.internalResponseLatencyNanos)
  const c4 = scalars[4] as Float64Array;
  c4[row] = (c4[row] as number) + source["sideCar.internalResponseLatencyNanos"];
  if (source.status) {
    // count{status}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
  }
}

export function updateEndpoint(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Endpoint'>,
): void {
  const { scalars, maps, texts } = rows;
  const latency = source.latency;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // attr0
  const t0 = texts[0] as Uint32Array;
  if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.serviceLayer));
  // sum(latency)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  // sum(sideCar.internalRequestLatencyNanos)
  const c5 = scalars[5] as Float64Array;
  c5[row] = (c5[row] as number) + source["sideCar.internalRequestLatencyNanos"];
  // sum(sideCar.internalResponseLatencyNanos)
  const c6 = scalars[6] as Float64Array;
  c6[row] = (c6[row] as number) + source["sideCar.internalResponseLatencyNanos"];
  if (source.type === 4) {
    const tagTransmissionLatency = source.originalTags.get("transmission.latency");
    const tagTransmissionLatencyNumber = parseWhole(tagTransmissionLatency);
    if (!Number.isNaN(tagTransmissionLatencyNumber)) {
      // count{number(tag[transmission.latency]),type=MQ}
      const c3 = scalars[3] as Float64Array;
      c3[row] = (c3[row] as number) + 1;
      // sum(long(tag[transmission.latency])){number(tag[transmission.latency]),type=MQ}
      const c4 = scalars[4] as Float64Array;
      c4[row] = (c4[row] as number) + tagTransmissionLatencyNumber;
    }
  }
  if (source.status) {
    // count{status}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
  }
}

export function updateServiceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceRelation'>,
): void {
  const { scalars, maps } = rows;
  const detectPoint = source.detectPoint;
  if (detectPoint === 1) {
    const latency = source.latency;
    // count{detectPoint=CLIENT}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(latency){detectPoint=CLIENT}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + latency;
    // buckets(latency/10){detectPoint=CLIENT}
    (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
    // sum(sideCar.internalRequestLatencyNanos){detectPoint=CLIENT}
    const c6 = scalars[6] as Float64Array;
    c6[row] = (c6[row] as number) + source["sideCar.internalRequestLatencyNanos"];
    // sum(sideCar.internalResponseLatencyNanos){detectPoint=CLIENT}
    const c7 = scalars[7] as Float64Array;
    c7[row] = (c7[row] as number) + source["sideCar.internalResponseLatencyNanos"];
    if (source.status) {
      // count{detectPoint=CLIENT,status}
      const c2 = scalars[2] as Float64Array;
      c2[row] = (c2[row] as number) + 1;
    }
  } else if (detectPoint === 0) {
    const latency = source.latency;
    // count{detectPoint=SERVER}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
    // sum(latency){detectPoint=SERVER}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + latency;
    // buckets(latency/10){detectPoint=SERVER}
    (maps[1] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
    // sum(sideCar.internalRequestLatencyNanos){detectPoint=SERVER}
    const c8 = scalars[8] as Float64Array;
    c8[row] = (c8[row] as number) + source["sideCar.internalRequestLatencyNanos"];
    // sum(sideCar.internalResponseLatencyNanos){detectPoint=SERVER}
    const c9 = scalars[9] as Float64Array;
    c9[row] = (c9[row] as number) + source["sideCar.internalResponseLatencyNanos"];
    if (source.status) {
      // count{detectPoint=SERVER,status}
      const c5 = scalars[5] as Float64Array;
      c5[row] = (c5[row] as number) + 1;
    }
  }
}

export function updateServiceInstanceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceRelation'>,
): void {
  const { scalars, maps } = rows;
  const detectPoint = source.detectPoint;
  if (detectPoint === 1) {
    const latency = source.latency;
    // count{detectPoint=CLIENT}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(latency){detectPoint=CLIENT}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + latency;
    // buckets(latency/10){detectPoint=CLIENT}
    (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
    // sum(sideCar.internalRequestLatencyNanos){detectPoint=CLIENT}
    const c6 = scalars[6] as Float64Array;
    c6[row] = (c6[row] as number) + source["sideCar.internalRequestLatencyNanos"];
    // sum(sideCar.internalResponseLatencyNanos){detectPoint=CLIENT}
    const c7 = scalars[7] as Float64Array;
    c7[row] = (c7[row] as number) + source["sideCar.internalResponseLatencyNanos"];
    if (source.status) {
      // count{detectPoint=CLIENT,status}
      const c2 = scalars[2] as Float64Array;
      c2[row] = (c2[row] as number) + 1;
    }
  } else if (detectPoint === 0) {
    const latency = source.latency;
    // count{detectPoint=SERVER}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
    // sum(latency){detectPoint=SERVER}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + latency;
    // buckets(latency/10){detectPoint=SERVER}
    (maps[1] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
    // sum(sideCar.internalRequestLatencyNanos){detectPoint=SERVER}
    const c8 = scalars[8] as Float64Array;
    c8[row] = (c8[row] as number) + source["sideCar.internalRequestLatencyNanos"];
    // sum(sideCar.internalResponseLatencyNanos){detectPoint=SERVER}
    const c9 = scalars[9] as Float64Array;
    c9[row] = (c9[row] as number) + source["sideCar.internalResponseLatencyNanos"];
    if (source.status) {
      // count{detectPoint=SERVER,status}
      const c5 = scalars[5] as Float64Array;
      c5[row] = (c5[row] as number) + 1;
    }
  }
}

export function updateEndpointRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'EndpointRelation'>,
): void {
  const { scalars, maps } = rows;
  if (source.detectPoint === 0) {
    const rpcLatency = source.rpcLatency;
    // count{detectPoint=SERVER}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(rpcLatency){detectPoint=SERVER}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + rpcLatency;
    // buckets(rpcLatency/10){detectPoint=SERVER}
    (maps[0] as MapAccumulator).add(row, bucketOf(rpcLatency, 10), 1);
    if (source.status) {
      // count{detectPoint=SERVER,status}
      const c2 = scalars[2] as Float64Array;
      c2[row] = (c2[row] as number) + 1;
    }
  }
}

export function updateDatabaseAccess(
  rows: AccumulatorRows,
  row: number,
  source: Source<'DatabaseAccess'>,
): void {
  const { scalars, maps } = rows;
  const latency = source.latency;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(latency)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  if (source.status) {
    // count{status}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
  }
}

export function updateCacheAccess(
  rows: AccumulatorRows,
  row: number,
  source: Source<'CacheAccess'>,
): void {
  const { scalars, maps } = rows;
  const latency = source.latency;
  const operation = source.operation;
  const status = source.status;
  const latencyBucket = bucketOf(latency, 10);
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(latency)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, latencyBucket, 1);
  if (operation === 0) {
    // count{operation=Read}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
    // sum(latency){operation=Read}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + latency;
    // buckets(latency/10){operation=Read}
    (maps[1] as MapAccumulator).add(row, latencyBucket, 1);
    if (status) {
      // count{operation=Read,status}
      const c5 = scalars[5] as Float64Array;
      c5[row] = (c5[row] as number) + 1;
    }
  } else if (operation === 1) {
    // count{operation=Write}
    const c6 = scalars[6] as Float64Array;
    c6[row] = (c6[row] as number) + 1;
    // sum(latency){operation=Write}
    const c7 = scalars[7] as Float64Array;
    c7[row] = (c7[row] as number) + latency;
    // buckets(latency/10){operation=Write}
    (maps[2] as MapAccumulator).add(row, latencyBucket, 1);
    if (status) {
      // count{operation=Write,status}
      const c8 = scalars[8] as Float64Array;
      c8[row] = (c8[row] as number) + 1;
    }
  }
  if (status) {
    // count{status}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
  }
}

export function updateMQAccess(
  rows: AccumulatorRows,
  row: number,
  source: Source<'MQAccess'>,
): void {
  const { scalars, maps } = rows;
  const operation = source.operation;
  if (operation === 1) {
    const transmissionLatency = source.transmissionLatency;
    // count{operation=Consume}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(transmissionLatency){operation=Consume}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + transmissionLatency;
    // buckets(transmissionLatency/10){operation=Consume}
    (maps[0] as MapAccumulator).add(row, bucketOf(transmissionLatency, 10), 1);
    if (source.status) {
      // count{operation=Consume,status}
      const c1 = scalars[1] as Float64Array;
      c1[row] = (c1[row] as number) + 1;
    }
  } else if (operation === 0) {
    // count{operation=Produce}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
    if (source.status) {
      // count{operation=Produce,status}
      const c4 = scalars[4] as Float64Array;
      c4[row] = (c4[row] as number) + 1;
    }
  }
}

export function updateMQEndpointAccess(
  rows: AccumulatorRows,
  row: number,
  source: Source<'MQEndpointAccess'>,
): void {
  const { scalars, maps } = rows;
  const operation = source.operation;
  if (operation === 1) {
    const transmissionLatency = source.transmissionLatency;
    // count{operation=Consume}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(transmissionLatency){operation=Consume}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + transmissionLatency;
    // buckets(transmissionLatency/10){operation=Consume}
    (maps[0] as MapAccumulator).add(row, bucketOf(transmissionLatency, 10), 1);
    if (source.status) {
      // count{operation=Consume,status}
      const c1 = scalars[1] as Float64Array;
      c1[row] = (c1[row] as number) + 1;
    }
  } else if (operation === 0) {
    // count{operation=Produce}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
    if (source.status) {
      // count{operation=Produce,status}
      const c4 = scalars[4] as Float64Array;
      c4[row] = (c4[row] as number) + 1;
    }
  }
}
