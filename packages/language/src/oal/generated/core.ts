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
  const first = row * rows.scalarsPerRow;
  const latency = source.latency;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // attr0
  const t0 = texts[0] as Uint32Array;
  if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.layer));
  // sum(latency)
  scalars[first + 1] = (scalars[first + 1] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  // sum(sideCar.internalRequestLatencyNanos)
  scalars[first + 8] = (scalars[first + 8] as number) + source["sideCar.internalRequestLatencyNanos"];
  // sum(sideCar.internalResponseLatencyNanos)
  scalars[first + 9] = (scalars[first + 9] as number) + source["sideCar.internalResponseLatencyNanos"];
  if (source.status) {
    const name = source.name;
    const thresholdMs = context.apdexThresholdMs(name);
    // count{status}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
    if (latency <= thresholdMs) {
      // count{latency<=T(name),status}
      scalars[first + 3] = (scalars[first + 3] as number) + 1;
    }
    if (latency <= 4 * thresholdMs && latency > thresholdMs) {
      // count{latency<=4T(name),latency>T(name),status}
      scalars[first + 4] = (scalars[first + 4] as number) + 1;
    }
  }
  if (source.type === 4) {
    const tagTransmissionLatency = source.originalTags.get("transmission.latency");
    const tagTransmissionLatencyNumber = parseWhole(tagTransmissionLatency);
    // count{type=MQ}
    scalars[first + 5] = (scalars[first + 5] as number) + 1;
    if (!Number.isNaN(tagTransmissionLatencyNumber)) {
      // count{number(tag[transmission.latency]),type=MQ}
      scalars[first + 6] = (scalars[first + 6] as number) + 1;
      // sum(long(tag[transmission.latency])){number(tag[transmission.latency]),type=MQ}
      scalars[first + 7] = (scalars[first + 7] as number) + tagTransmissionLatencyNumber;
    }
  }
}

export function updateServiceInstance(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstance'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(latency)
  scalars[first + 1] = (scalars[first + 1] as number) + source.latency;
  // sum(sideCar.internalRequestLatencyNanos)
  scalars[first + 3] = (scalars[first + 3] as number) + source["sideCar.internalRequestLatencyNanos"];
  // sum(sideCar.internalResponseLatencyNanos)
  scalars[first + 4] = (scalars[first + 4] as number) + source["sideCar.internalResponseLatencyNanos"];
  if (source.status) {
    // count{status}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
  }
}

export function updateEndpoint(
  rows: AccumulatorRows,
  row: number,
  source: Source<'Endpoint'>,
): void {
  const { scalars, maps, texts } = rows;
  const first = row * rows.scalarsPerRow;
  const latency = source.latency;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // attr0
  const t0 = texts[0] as Uint32Array;
  if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.serviceLayer));
  // sum(latency)
  scalars[first + 1] = (scalars[first + 1] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  // sum(sideCar.internalRequestLatencyNanos)
  scalars[first + 5] = (scalars[first + 5] as number) + source["sideCar.internalRequestLatencyNanos"];
  // sum(sideCar.internalResponseLatencyNanos)
  scalars[first + 6] = (scalars[first + 6] as number) + source["sideCar.internalResponseLatencyNanos"];
  if (source.type === 4) {
    const tagTransmissionLatency = source.originalTags.get("transmission.latency");
    const tagTransmissionLatencyNumber = parseWhole(tagTransmissionLatency);
    if (!Number.isNaN(tagTransmissionLatencyNumber)) {
      // count{number(tag[transmission.latency]),type=MQ}
      scalars[first + 3] = (scalars[first + 3] as number) + 1;
      // sum(long(tag[transmission.latency])){number(tag[transmission.latency]),type=MQ}
      scalars[first + 4] = (scalars[first + 4] as number) + tagTransmissionLatencyNumber;
    }
  }
  if (source.status) {
    // count{status}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
  }
}

export function updateServiceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceRelation'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const detectPoint = source.detectPoint;
  if (detectPoint === 1) {
    const latency = source.latency;
    // count{detectPoint=CLIENT}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(latency){detectPoint=CLIENT}
    scalars[first + 1] = (scalars[first + 1] as number) + latency;
    // buckets(latency/10){detectPoint=CLIENT}
    (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
    // sum(sideCar.internalRequestLatencyNanos){detectPoint=CLIENT}
    scalars[first + 6] = (scalars[first + 6] as number) + source["sideCar.internalRequestLatencyNanos"];
    // sum(sideCar.internalResponseLatencyNanos){detectPoint=CLIENT}
    scalars[first + 7] = (scalars[first + 7] as number) + source["sideCar.internalResponseLatencyNanos"];
    if (source.status) {
      // count{detectPoint=CLIENT,status}
      scalars[first + 2] = (scalars[first + 2] as number) + 1;
    }
  } else if (detectPoint === 0) {
    const latency = source.latency;
    // count{detectPoint=SERVER}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
    // sum(latency){detectPoint=SERVER}
    scalars[first + 4] = (scalars[first + 4] as number) + latency;
    // buckets(latency/10){detectPoint=SERVER}
    (maps[1] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
    // sum(sideCar.internalRequestLatencyNanos){detectPoint=SERVER}
    scalars[first + 8] = (scalars[first + 8] as number) + source["sideCar.internalRequestLatencyNanos"];
    // sum(sideCar.internalResponseLatencyNanos){detectPoint=SERVER}
    scalars[first + 9] = (scalars[first + 9] as number) + source["sideCar.internalResponseLatencyNanos"];
    if (source.status) {
      // count{detectPoint=SERVER,status}
      scalars[first + 5] = (scalars[first + 5] as number) + 1;
    }
  }
}

export function updateServiceInstanceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceRelation'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const detectPoint = source.detectPoint;
  if (detectPoint === 1) {
    const latency = source.latency;
    // count{detectPoint=CLIENT}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(latency){detectPoint=CLIENT}
    scalars[first + 1] = (scalars[first + 1] as number) + latency;
    // buckets(latency/10){detectPoint=CLIENT}
    (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
    // sum(sideCar.internalRequestLatencyNanos){detectPoint=CLIENT}
    scalars[first + 6] = (scalars[first + 6] as number) + source["sideCar.internalRequestLatencyNanos"];
    // sum(sideCar.internalResponseLatencyNanos){detectPoint=CLIENT}
    scalars[first + 7] = (scalars[first + 7] as number) + source["sideCar.internalResponseLatencyNanos"];
    if (source.status) {
      // count{detectPoint=CLIENT,status}
      scalars[first + 2] = (scalars[first + 2] as number) + 1;
    }
  } else if (detectPoint === 0) {
    const latency = source.latency;
    // count{detectPoint=SERVER}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
    // sum(latency){detectPoint=SERVER}
    scalars[first + 4] = (scalars[first + 4] as number) + latency;
    // buckets(latency/10){detectPoint=SERVER}
    (maps[1] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
    // sum(sideCar.internalRequestLatencyNanos){detectPoint=SERVER}
    scalars[first + 8] = (scalars[first + 8] as number) + source["sideCar.internalRequestLatencyNanos"];
    // sum(sideCar.internalResponseLatencyNanos){detectPoint=SERVER}
    scalars[first + 9] = (scalars[first + 9] as number) + source["sideCar.internalResponseLatencyNanos"];
    if (source.status) {
      // count{detectPoint=SERVER,status}
      scalars[first + 5] = (scalars[first + 5] as number) + 1;
    }
  }
}

export function updateEndpointRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'EndpointRelation'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  if (source.detectPoint === 0) {
    const rpcLatency = source.rpcLatency;
    // count{detectPoint=SERVER}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(rpcLatency){detectPoint=SERVER}
    scalars[first + 1] = (scalars[first + 1] as number) + rpcLatency;
    // buckets(rpcLatency/10){detectPoint=SERVER}
    (maps[0] as MapAccumulator).add(row, bucketOf(rpcLatency, 10), 1);
    if (source.status) {
      // count{detectPoint=SERVER,status}
      scalars[first + 2] = (scalars[first + 2] as number) + 1;
    }
  }
}

export function updateDatabaseAccess(
  rows: AccumulatorRows,
  row: number,
  source: Source<'DatabaseAccess'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const latency = source.latency;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(latency)
  scalars[first + 1] = (scalars[first + 1] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(latency, 10), 1);
  if (source.status) {
    // count{status}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
  }
}

export function updateCacheAccess(
  rows: AccumulatorRows,
  row: number,
  source: Source<'CacheAccess'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const latency = source.latency;
  const operation = source.operation;
  const status = source.status;
  const latencyBucket = bucketOf(latency, 10);
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(latency)
  scalars[first + 1] = (scalars[first + 1] as number) + latency;
  // buckets(latency/10)
  (maps[0] as MapAccumulator).add(row, latencyBucket, 1);
  if (operation === 0) {
    // count{operation=Read}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
    // sum(latency){operation=Read}
    scalars[first + 4] = (scalars[first + 4] as number) + latency;
    // buckets(latency/10){operation=Read}
    (maps[1] as MapAccumulator).add(row, latencyBucket, 1);
    if (status) {
      // count{operation=Read,status}
      scalars[first + 5] = (scalars[first + 5] as number) + 1;
    }
  } else if (operation === 1) {
    // count{operation=Write}
    scalars[first + 6] = (scalars[first + 6] as number) + 1;
    // sum(latency){operation=Write}
    scalars[first + 7] = (scalars[first + 7] as number) + latency;
    // buckets(latency/10){operation=Write}
    (maps[2] as MapAccumulator).add(row, latencyBucket, 1);
    if (status) {
      // count{operation=Write,status}
      scalars[first + 8] = (scalars[first + 8] as number) + 1;
    }
  }
  if (status) {
    // count{status}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
  }
}

export function updateMQAccess(
  rows: AccumulatorRows,
  row: number,
  source: Source<'MQAccess'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const operation = source.operation;
  if (operation === 1) {
    const transmissionLatency = source.transmissionLatency;
    // count{operation=Consume}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(transmissionLatency){operation=Consume}
    scalars[first + 2] = (scalars[first + 2] as number) + transmissionLatency;
    // buckets(transmissionLatency/10){operation=Consume}
    (maps[0] as MapAccumulator).add(row, bucketOf(transmissionLatency, 10), 1);
    if (source.status) {
      // count{operation=Consume,status}
      scalars[first + 1] = (scalars[first + 1] as number) + 1;
    }
  } else if (operation === 0) {
    // count{operation=Produce}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
    if (source.status) {
      // count{operation=Produce,status}
      scalars[first + 4] = (scalars[first + 4] as number) + 1;
    }
  }
}

export function updateMQEndpointAccess(
  rows: AccumulatorRows,
  row: number,
  source: Source<'MQEndpointAccess'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const operation = source.operation;
  if (operation === 1) {
    const transmissionLatency = source.transmissionLatency;
    // count{operation=Consume}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(transmissionLatency){operation=Consume}
    scalars[first + 2] = (scalars[first + 2] as number) + transmissionLatency;
    // buckets(transmissionLatency/10){operation=Consume}
    (maps[0] as MapAccumulator).add(row, bucketOf(transmissionLatency, 10), 1);
    if (source.status) {
      // count{operation=Consume,status}
      scalars[first + 1] = (scalars[first + 1] as number) + 1;
    }
  } else if (operation === 0) {
    // count{operation=Produce}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
    if (source.status) {
      // count{operation=Produce,status}
      scalars[first + 4] = (scalars[first + 4] as number) + 1;
    }
  }
}
