// Made of rules/ebpf.oal by tools/generate-oal.ts. To change it, change the rules and run that.
import type { Source } from '@stormpetrel/model';

import { bucketOf, layerName, noText } from '../rule-support.ts';
import type { AccumulatorRows, DispatchContext, MapAccumulator } from '../runtime.ts';

export function updateK8SService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SService'>,
  context: DispatchContext,
): void {
  const { scalars, maps, texts } = rows;
  const first = row * rows.scalarsPerRow;
  const type = source.type;
  if (type === "write") {
    // count{type="write"}
    scalars[first + 7] = (scalars[first + 7] as number) + 1;
    // sum(write.duration){type="write"}
    scalars[first + 8] = (scalars[first + 8] as number) + source["write.duration"];
    // sum(write.l4.duration){type="write"}
    scalars[first + 9] = (scalars[first + 9] as number) + source["write.l4.duration"];
    // sum(write.l3.duration){type="write"}
    scalars[first + 10] = (scalars[first + 10] as number) + source["write.l3.duration"];
    // sum(write.l3.localDuration){type="write"}
    scalars[first + 11] = (scalars[first + 11] as number) + source["write.l3.localDuration"];
    // sum(write.l3.outputDuration){type="write"}
    scalars[first + 12] = (scalars[first + 12] as number) + source["write.l3.outputDuration"];
    // sum(write.l2.duration){type="write"}
    scalars[first + 13] = (scalars[first + 13] as number) + source["write.l2.duration"];
    // sum(write.l2.enterQueueBufferCount){type="write"}
    scalars[first + 14] = (scalars[first + 14] as number) + source["write.l2.enterQueueBufferCount"];
    // sum(write.l2.readySendDuration){type="write"}
    scalars[first + 15] = (scalars[first + 15] as number) + source["write.l2.readySendDuration"];
    // sum(write.l2.networkDeviceSendDuration){type="write"}
    scalars[first + 16] = (scalars[first + 16] as number) + source["write.l2.networkDeviceSendDuration"];
    // sum(write.l4.transmitPackageCount){type="write"}
    scalars[first + 17] = (scalars[first + 17] as number) + source["write.l4.transmitPackageCount"];
    // sum(write.l4.retransmitPackageCount){type="write"}
    scalars[first + 18] = (scalars[first + 18] as number) + source["write.l4.retransmitPackageCount"];
    // sum(write.l4.totalPackageSize){type="write"}
    scalars[first + 19] = (scalars[first + 19] as number) + source["write.l4.totalPackageSize"];
    // sum(write.l3.netFilterCount){type="write"}
    scalars[first + 20] = (scalars[first + 20] as number) + source["write.l3.netFilterCount"];
    // sum(write.l3.netFilterDuration){type="write"}
    scalars[first + 21] = (scalars[first + 21] as number) + source["write.l3.netFilterDuration"];
    // sum(write.l3.resolveMACCount){type="write"}
    scalars[first + 22] = (scalars[first + 22] as number) + source["write.l3.resolveMACCount"];
    // sum(write.l3.resolveMACDuration){type="write"}
    scalars[first + 23] = (scalars[first + 23] as number) + source["write.l3.resolveMACDuration"];
  } else if (type === "read") {
    // count{type="read"}
    scalars[first + 24] = (scalars[first + 24] as number) + 1;
    // sum(read.duration){type="read"}
    scalars[first + 25] = (scalars[first + 25] as number) + source["read.duration"];
    // sum(read.l4.duration){type="read"}
    scalars[first + 26] = (scalars[first + 26] as number) + source["read.l4.duration"];
    // sum(read.l3.duration){type="read"}
    scalars[first + 27] = (scalars[first + 27] as number) + source["read.l3.duration"];
    // sum(read.l3.rcvDuration){type="read"}
    scalars[first + 28] = (scalars[first + 28] as number) + source["read.l3.rcvDuration"];
    // sum(read.l3.localDuration){type="read"}
    scalars[first + 29] = (scalars[first + 29] as number) + source["read.l3.localDuration"];
    // sum(read.l2.packageToQueueDuration){type="read"}
    scalars[first + 30] = (scalars[first + 30] as number) + source["read.l2.packageToQueueDuration"];
    // sum(read.l2.packageCount){type="read"}
    scalars[first + 31] = (scalars[first + 31] as number) + source["read.l2.packageCount"];
    // sum(read.l2.totalPackageSize){type="read"}
    scalars[first + 32] = (scalars[first + 32] as number) + source["read.l2.totalPackageSize"];
    // sum(read.l3.netFilterCount){type="read"}
    scalars[first + 33] = (scalars[first + 33] as number) + source["read.l3.netFilterCount"];
    // sum(read.l3.netFilterDuration){type="read"}
    scalars[first + 34] = (scalars[first + 34] as number) + source["read.l3.netFilterDuration"];
  } else if (type === "connect") {
    // count{type="connect"}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(connect.duration){type="connect"}
    scalars[first + 1] = (scalars[first + 1] as number) + source["connect.duration"];
    if (source["connect.success"]) {
      // count{connect.success,type="connect"}
      scalars[first + 6] = (scalars[first + 6] as number) + 1;
    }
  } else if (type === "accept") {
    // count{type="accept"}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
    // sum(accept.duration){type="accept"}
    scalars[first + 3] = (scalars[first + 3] as number) + source["accept.duration"];
  } else if (type === "close") {
    // count{type="close"}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
    // sum(close.duration){type="close"}
    scalars[first + 5] = (scalars[first + 5] as number) + source["close.duration"];
  }
  if (source.detectPoint === 0 && source["protocol.type"] === "http" && type === "protocol") {
    const protocolHttpLatency = source["protocol.http.latency"];
    const protocolHttpStatusCode = source["protocol.http.statusCode"];
    // count{detectPoint=SERVER,protocol.type="http",type="protocol"}
    scalars[first + 35] = (scalars[first + 35] as number) + 1;
    // attr0
    const t0 = texts[0] as Uint32Array;
    if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.layer));
    // sum(protocol.http.latency){detectPoint=SERVER,protocol.type="http",type="protocol"}
    scalars[first + 36] = (scalars[first + 36] as number) + protocolHttpLatency;
    // buckets(protocol.http.latency/10){detectPoint=SERVER,protocol.type="http",type="protocol"}
    (maps[0] as MapAccumulator).add(row, bucketOf(protocolHttpLatency, 10), 1);
    // sum(protocol.http.sizeOfRequestHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
    scalars[first + 40] = (scalars[first + 40] as number) + source["protocol.http.sizeOfRequestHeader"];
    // sum(protocol.http.sizeOfRequestBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
    scalars[first + 41] = (scalars[first + 41] as number) + source["protocol.http.sizeOfRequestBody"];
    // sum(protocol.http.sizeOfResponseHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
    scalars[first + 42] = (scalars[first + 42] as number) + source["protocol.http.sizeOfResponseHeader"];
    // sum(protocol.http.sizeOfResponseBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
    scalars[first + 43] = (scalars[first + 43] as number) + source["protocol.http.sizeOfResponseBody"];
    if (source["protocol.success"]) {
      const name = source.name;
      const thresholdMs = context.apdexThresholdMs(name);
      // count{detectPoint=SERVER,protocol.success,protocol.type="http",type="protocol"}
      scalars[first + 37] = (scalars[first + 37] as number) + 1;
      if (protocolHttpLatency <= thresholdMs) {
        // count{detectPoint=SERVER,protocol.http.latency<=T(name),protocol.success,protocol.type="http",type="protocol"}
        scalars[first + 38] = (scalars[first + 38] as number) + 1;
      }
      if (protocolHttpLatency <= 4 * thresholdMs && protocolHttpLatency > thresholdMs) {
        // count{detectPoint=SERVER,protocol.http.latency<=4T(name),protocol.http.latency>T(name),protocol.success,protocol.type="http",type="protocol"}
        scalars[first + 39] = (scalars[first + 39] as number) + 1;
      }
    }
    if (protocolHttpStatusCode < 200 && protocolHttpStatusCode >= 100) {
      // count{detectPoint=SERVER,protocol.http.statusCode<200,protocol.http.statusCode>=100,protocol.type="http",type="protocol"}
      scalars[first + 44] = (scalars[first + 44] as number) + 1;
    }
    if (protocolHttpStatusCode < 300 && protocolHttpStatusCode >= 200) {
      // count{detectPoint=SERVER,protocol.http.statusCode<300,protocol.http.statusCode>=200,protocol.type="http",type="protocol"}
      scalars[first + 45] = (scalars[first + 45] as number) + 1;
    }
    if (protocolHttpStatusCode < 400 && protocolHttpStatusCode >= 300) {
      // count{detectPoint=SERVER,protocol.http.statusCode<400,protocol.http.statusCode>=300,protocol.type="http",type="protocol"}
      scalars[first + 46] = (scalars[first + 46] as number) + 1;
    }
    if (protocolHttpStatusCode < 500 && protocolHttpStatusCode >= 400) {
      // count{detectPoint=SERVER,protocol.http.statusCode<500,protocol.http.statusCode>=400,protocol.type="http",type="protocol"}
      scalars[first + 47] = (scalars[first + 47] as number) + 1;
    }
    if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
      // count{detectPoint=SERVER,protocol.http.statusCode<600,protocol.http.statusCode>=500,protocol.type="http",type="protocol"}
      scalars[first + 48] = (scalars[first + 48] as number) + 1;
    }
  }
}

export function updateK8SServiceInstance(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SServiceInstance'>,
  context: DispatchContext,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const type = source.type;
  if (type === "write") {
    // count{type="write"}
    scalars[first + 7] = (scalars[first + 7] as number) + 1;
    // sum(write.duration){type="write"}
    scalars[first + 8] = (scalars[first + 8] as number) + source["write.duration"];
    // sum(write.l4.duration){type="write"}
    scalars[first + 9] = (scalars[first + 9] as number) + source["write.l4.duration"];
    // sum(write.l3.duration){type="write"}
    scalars[first + 10] = (scalars[first + 10] as number) + source["write.l3.duration"];
    // sum(write.l3.localDuration){type="write"}
    scalars[first + 11] = (scalars[first + 11] as number) + source["write.l3.localDuration"];
    // sum(write.l3.outputDuration){type="write"}
    scalars[first + 12] = (scalars[first + 12] as number) + source["write.l3.outputDuration"];
    // sum(write.l2.duration){type="write"}
    scalars[first + 13] = (scalars[first + 13] as number) + source["write.l2.duration"];
    // sum(write.l2.enterQueueBufferCount){type="write"}
    scalars[first + 14] = (scalars[first + 14] as number) + source["write.l2.enterQueueBufferCount"];
    // sum(write.l2.readySendDuration){type="write"}
    scalars[first + 15] = (scalars[first + 15] as number) + source["write.l2.readySendDuration"];
    // sum(write.l2.networkDeviceSendDuration){type="write"}
    scalars[first + 16] = (scalars[first + 16] as number) + source["write.l2.networkDeviceSendDuration"];
    // sum(write.l4.transmitPackageCount){type="write"}
    scalars[first + 17] = (scalars[first + 17] as number) + source["write.l4.transmitPackageCount"];
    // sum(write.l4.retransmitPackageCount){type="write"}
    scalars[first + 18] = (scalars[first + 18] as number) + source["write.l4.retransmitPackageCount"];
    // sum(write.l4.totalPackageSize){type="write"}
    scalars[first + 19] = (scalars[first + 19] as number) + source["write.l4.totalPackageSize"];
    // sum(write.l3.netFilterCount){type="write"}
    scalars[first + 20] = (scalars[first + 20] as number) + source["write.l3.netFilterCount"];
    // sum(write.l3.netFilterDuration){type="write"}
    scalars[first + 21] = (scalars[first + 21] as number) + source["write.l3.netFilterDuration"];
    // sum(write.l3.resolveMACCount){type="write"}
    scalars[first + 22] = (scalars[first + 22] as number) + source["write.l3.resolveMACCount"];
    // sum(write.l3.resolveMACDuration){type="write"}
    scalars[first + 23] = (scalars[first + 23] as number) + source["write.l3.resolveMACDuration"];
  } else if (type === "read") {
    // count{type="read"}
    scalars[first + 24] = (scalars[first + 24] as number) + 1;
    // sum(read.duration){type="read"}
    scalars[first + 25] = (scalars[first + 25] as number) + source["read.duration"];
    // sum(read.l4.duration){type="read"}
    scalars[first + 26] = (scalars[first + 26] as number) + source["read.l4.duration"];
    // sum(read.l3.duration){type="read"}
    scalars[first + 27] = (scalars[first + 27] as number) + source["read.l3.duration"];
    // sum(read.l3.rcvDuration){type="read"}
    scalars[first + 28] = (scalars[first + 28] as number) + source["read.l3.rcvDuration"];
    // sum(read.l3.localDuration){type="read"}
    scalars[first + 29] = (scalars[first + 29] as number) + source["read.l3.localDuration"];
    // sum(read.l2.packageToQueueDuration){type="read"}
    scalars[first + 30] = (scalars[first + 30] as number) + source["read.l2.packageToQueueDuration"];
    // sum(read.l2.packageCount){type="read"}
    scalars[first + 31] = (scalars[first + 31] as number) + source["read.l2.packageCount"];
    // sum(read.l2.totalPackageSize){type="read"}
    scalars[first + 32] = (scalars[first + 32] as number) + source["read.l2.totalPackageSize"];
    // sum(read.l3.netFilterCount){type="read"}
    scalars[first + 33] = (scalars[first + 33] as number) + source["read.l3.netFilterCount"];
    // sum(read.l3.netFilterDuration){type="read"}
    scalars[first + 34] = (scalars[first + 34] as number) + source["read.l3.netFilterDuration"];
  } else if (type === "connect") {
    // count{type="connect"}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(connect.duration){type="connect"}
    scalars[first + 1] = (scalars[first + 1] as number) + source["connect.duration"];
    if (source["connect.success"]) {
      // count{connect.success,type="connect"}
      scalars[first + 6] = (scalars[first + 6] as number) + 1;
    }
  } else if (type === "accept") {
    // count{type="accept"}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
    // sum(accept.duration){type="accept"}
    scalars[first + 3] = (scalars[first + 3] as number) + source["accept.duration"];
  } else if (type === "close") {
    // count{type="close"}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
    // sum(close.duration){type="close"}
    scalars[first + 5] = (scalars[first + 5] as number) + source["close.duration"];
  }
  if (source.detectPoint === 0 && source["protocol.type"] === "http" && type === "protocol") {
    const protocolHttpLatency = source["protocol.http.latency"];
    const protocolHttpStatusCode = source["protocol.http.statusCode"];
    // count{detectPoint=SERVER,protocol.type="http",type="protocol"}
    scalars[first + 35] = (scalars[first + 35] as number) + 1;
    // sum(protocol.http.latency){detectPoint=SERVER,protocol.type="http",type="protocol"}
    scalars[first + 36] = (scalars[first + 36] as number) + protocolHttpLatency;
    // buckets(protocol.http.latency/10){detectPoint=SERVER,protocol.type="http",type="protocol"}
    (maps[0] as MapAccumulator).add(row, bucketOf(protocolHttpLatency, 10), 1);
    // sum(protocol.http.sizeOfRequestHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
    scalars[first + 40] = (scalars[first + 40] as number) + source["protocol.http.sizeOfRequestHeader"];
    // sum(protocol.http.sizeOfRequestBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
    scalars[first + 41] = (scalars[first + 41] as number) + source["protocol.http.sizeOfRequestBody"];
    // sum(protocol.http.sizeOfResponseHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
    scalars[first + 42] = (scalars[first + 42] as number) + source["protocol.http.sizeOfResponseHeader"];
    // sum(protocol.http.sizeOfResponseBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
    scalars[first + 43] = (scalars[first + 43] as number) + source["protocol.http.sizeOfResponseBody"];
    if (source["protocol.success"]) {
      const serviceName = source.serviceName;
      const thresholdMs = context.apdexThresholdMs(serviceName);
      // count{detectPoint=SERVER,protocol.success,protocol.type="http",type="protocol"}
      scalars[first + 37] = (scalars[first + 37] as number) + 1;
      if (protocolHttpLatency <= thresholdMs) {
        // count{detectPoint=SERVER,protocol.http.latency<=T(serviceName),protocol.success,protocol.type="http",type="protocol"}
        scalars[first + 38] = (scalars[first + 38] as number) + 1;
      }
      if (protocolHttpLatency <= 4 * thresholdMs && protocolHttpLatency > thresholdMs) {
        // count{detectPoint=SERVER,protocol.http.latency<=4T(serviceName),protocol.http.latency>T(serviceName),protocol.success,protocol.type="http",type="protocol"}
        scalars[first + 39] = (scalars[first + 39] as number) + 1;
      }
    }
    if (protocolHttpStatusCode < 200 && protocolHttpStatusCode >= 100) {
      // count{detectPoint=SERVER,protocol.http.statusCode<200,protocol.http.statusCode>=100,protocol.type="http",type="protocol"}
      scalars[first + 44] = (scalars[first + 44] as number) + 1;
    }
    if (protocolHttpStatusCode < 300 && protocolHttpStatusCode >= 200) {
      // count{detectPoint=SERVER,protocol.http.statusCode<300,protocol.http.statusCode>=200,protocol.type="http",type="protocol"}
      scalars[first + 45] = (scalars[first + 45] as number) + 1;
    }
    if (protocolHttpStatusCode < 400 && protocolHttpStatusCode >= 300) {
      // count{detectPoint=SERVER,protocol.http.statusCode<400,protocol.http.statusCode>=300,protocol.type="http",type="protocol"}
      scalars[first + 46] = (scalars[first + 46] as number) + 1;
    }
    if (protocolHttpStatusCode < 500 && protocolHttpStatusCode >= 400) {
      // count{detectPoint=SERVER,protocol.http.statusCode<500,protocol.http.statusCode>=400,protocol.type="http",type="protocol"}
      scalars[first + 47] = (scalars[first + 47] as number) + 1;
    }
    if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
      // count{detectPoint=SERVER,protocol.http.statusCode<600,protocol.http.statusCode>=500,protocol.type="http",type="protocol"}
      scalars[first + 48] = (scalars[first + 48] as number) + 1;
    }
  }
}

export function updateK8SEndpoint(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SEndpoint'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  const success = source.success;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(duration)
  scalars[first + 1] = (scalars[first + 1] as number) + source.duration;
  if (source.type === "http") {
    const httpStatusCode = source["http.statusCode"];
    // count{type="http"}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
    // sum(http.latency){type="http"}
    scalars[first + 4] = (scalars[first + 4] as number) + source["http.latency"];
    // sum(http.sizeOfRequestHeader){type="http"}
    scalars[first + 6] = (scalars[first + 6] as number) + source["http.sizeOfRequestHeader"];
    // sum(http.sizeOfRequestBody){type="http"}
    scalars[first + 7] = (scalars[first + 7] as number) + source["http.sizeOfRequestBody"];
    // sum(http.sizeOfResponseHeader){type="http"}
    scalars[first + 8] = (scalars[first + 8] as number) + source["http.sizeOfResponseHeader"];
    // sum(http.sizeOfResponseBody){type="http"}
    scalars[first + 9] = (scalars[first + 9] as number) + source["http.sizeOfResponseBody"];
    if (success) {
      // count{success,type="http"}
      scalars[first + 5] = (scalars[first + 5] as number) + 1;
    }
    if (httpStatusCode < 200 && httpStatusCode >= 100) {
      // count{http.statusCode<200,http.statusCode>=100,type="http"}
      scalars[first + 10] = (scalars[first + 10] as number) + 1;
    }
    if (httpStatusCode < 300 && httpStatusCode >= 200) {
      // count{http.statusCode<300,http.statusCode>=200,type="http"}
      scalars[first + 11] = (scalars[first + 11] as number) + 1;
    }
    if (httpStatusCode < 400 && httpStatusCode >= 300) {
      // count{http.statusCode<400,http.statusCode>=300,type="http"}
      scalars[first + 12] = (scalars[first + 12] as number) + 1;
    }
    if (httpStatusCode < 500 && httpStatusCode >= 400) {
      // count{http.statusCode<500,http.statusCode>=400,type="http"}
      scalars[first + 13] = (scalars[first + 13] as number) + 1;
    }
    if (httpStatusCode < 600 && httpStatusCode >= 500) {
      // count{http.statusCode<600,http.statusCode>=500,type="http"}
      scalars[first + 14] = (scalars[first + 14] as number) + 1;
    }
  }
  if (success) {
    // count{success}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
  }
}

export function updateK8SServiceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SServiceRelation'>,
  context: DispatchContext,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const detectPoint = source.detectPoint;
  const type = source.type;
  if (detectPoint === 1) {
    if (type === "write") {
      // count{detectPoint=CLIENT,type="write"}
      scalars[first + 7] = (scalars[first + 7] as number) + 1;
      // sum(write.l4.transmitPackageCount){detectPoint=CLIENT,type="write"}
      scalars[first + 8] = (scalars[first + 8] as number) + source["write.l4.transmitPackageCount"];
      // sum(write.l4.retransmitPackageCount){detectPoint=CLIENT,type="write"}
      scalars[first + 9] = (scalars[first + 9] as number) + source["write.l4.retransmitPackageCount"];
      // sum(write.l4.totalPackageSize){detectPoint=CLIENT,type="write"}
      scalars[first + 10] = (scalars[first + 10] as number) + source["write.l4.totalPackageSize"];
      // sum(write.duration){detectPoint=CLIENT,type="write"}
      scalars[first + 11] = (scalars[first + 11] as number) + source["write.duration"];
      // sum(write.l3.resolveMACCount){detectPoint=CLIENT,type="write"}
      scalars[first + 12] = (scalars[first + 12] as number) + source["write.l3.resolveMACCount"];
      // sum(write.l3.resolveMACDuration){detectPoint=CLIENT,type="write"}
      scalars[first + 13] = (scalars[first + 13] as number) + source["write.l3.resolveMACDuration"];
      // sum(write.l3.netFilterCount){detectPoint=CLIENT,type="write"}
      scalars[first + 14] = (scalars[first + 14] as number) + source["write.l3.netFilterCount"];
      // sum(write.l3.netFilterDuration){detectPoint=CLIENT,type="write"}
      scalars[first + 15] = (scalars[first + 15] as number) + source["write.l3.netFilterDuration"];
      // sum(write.l4.duration){detectPoint=CLIENT,type="write"}
      scalars[first + 16] = (scalars[first + 16] as number) + source["write.l4.duration"];
      // sum(write.l3.duration){detectPoint=CLIENT,type="write"}
      scalars[first + 17] = (scalars[first + 17] as number) + source["write.l3.duration"];
      // sum(write.l3.localDuration){detectPoint=CLIENT,type="write"}
      scalars[first + 18] = (scalars[first + 18] as number) + source["write.l3.localDuration"];
      // sum(write.l3.outputDuration){detectPoint=CLIENT,type="write"}
      scalars[first + 19] = (scalars[first + 19] as number) + source["write.l3.outputDuration"];
      // sum(write.l2.duration){detectPoint=CLIENT,type="write"}
      scalars[first + 20] = (scalars[first + 20] as number) + source["write.l2.duration"];
      // sum(write.l2.readySendDuration){detectPoint=CLIENT,type="write"}
      scalars[first + 21] = (scalars[first + 21] as number) + source["write.l2.readySendDuration"];
      // sum(write.l2.networkDeviceSendDuration){detectPoint=CLIENT,type="write"}
      scalars[first + 22] = (scalars[first + 22] as number) + source["write.l2.networkDeviceSendDuration"];
    } else if (type === "read") {
      // count{detectPoint=CLIENT,type="read"}
      scalars[first + 23] = (scalars[first + 23] as number) + 1;
      // sum(read.l2.packageCount){detectPoint=CLIENT,type="read"}
      scalars[first + 24] = (scalars[first + 24] as number) + source["read.l2.packageCount"];
      // sum(read.l2.totalPackageSize){detectPoint=CLIENT,type="read"}
      scalars[first + 25] = (scalars[first + 25] as number) + source["read.l2.totalPackageSize"];
      // sum(read.duration){detectPoint=CLIENT,type="read"}
      scalars[first + 26] = (scalars[first + 26] as number) + source["read.duration"];
      // sum(read.l3.netFilterCount){detectPoint=CLIENT,type="read"}
      scalars[first + 27] = (scalars[first + 27] as number) + source["read.l3.netFilterCount"];
      // sum(read.l3.netFilterDuration){detectPoint=CLIENT,type="read"}
      scalars[first + 28] = (scalars[first + 28] as number) + source["read.l3.netFilterDuration"];
      // sum(read.l4.duration){detectPoint=CLIENT,type="read"}
      scalars[first + 29] = (scalars[first + 29] as number) + source["read.l4.duration"];
      // sum(read.l3.duration){detectPoint=CLIENT,type="read"}
      scalars[first + 30] = (scalars[first + 30] as number) + source["read.l3.duration"];
      // sum(read.l3.rcvDuration){detectPoint=CLIENT,type="read"}
      scalars[first + 31] = (scalars[first + 31] as number) + source["read.l3.rcvDuration"];
      // sum(read.l3.localDuration){detectPoint=CLIENT,type="read"}
      scalars[first + 32] = (scalars[first + 32] as number) + source["read.l3.localDuration"];
      // sum(read.l2.packageToQueueDuration){detectPoint=CLIENT,type="read"}
      scalars[first + 33] = (scalars[first + 33] as number) + source["read.l2.packageToQueueDuration"];
      // sum(read.l2.rcvPackageFromQueueDuration){detectPoint=CLIENT,type="read"}
      scalars[first + 34] = (scalars[first + 34] as number) + source["read.l2.rcvPackageFromQueueDuration"];
    }
    if (source["protocol.type"] === "http" && type === "protocol") {
      const protocolHttpLatency = source["protocol.http.latency"];
      const protocolHttpStatusCode = source["protocol.http.statusCode"];
      // count{detectPoint=CLIENT,protocol.type="http",type="protocol"}
      scalars[first + 35] = (scalars[first + 35] as number) + 1;
      // sum(protocol.http.latency){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      scalars[first + 37] = (scalars[first + 37] as number) + protocolHttpLatency;
      // buckets(protocol.http.latency/10){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      (maps[0] as MapAccumulator).add(row, bucketOf(protocolHttpLatency, 10), 1);
      // sum(protocol.http.sizeOfRequestHeader){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      scalars[first + 40] = (scalars[first + 40] as number) + source["protocol.http.sizeOfRequestHeader"];
      // sum(protocol.http.sizeOfRequestBody){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      scalars[first + 41] = (scalars[first + 41] as number) + source["protocol.http.sizeOfRequestBody"];
      // sum(protocol.http.sizeOfResponseHeader){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      scalars[first + 42] = (scalars[first + 42] as number) + source["protocol.http.sizeOfResponseHeader"];
      // sum(protocol.http.sizeOfResponseBody){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      scalars[first + 43] = (scalars[first + 43] as number) + source["protocol.http.sizeOfResponseBody"];
      if (source["protocol.success"]) {
        const sourceServiceName = source.sourceServiceName;
        const thresholdMs = context.apdexThresholdMs(sourceServiceName);
        // count{detectPoint=CLIENT,protocol.success,protocol.type="http",type="protocol"}
        scalars[first + 36] = (scalars[first + 36] as number) + 1;
        if (protocolHttpLatency <= thresholdMs) {
          // count{detectPoint=CLIENT,protocol.http.latency<=T(sourceServiceName),protocol.success,protocol.type="http",type="protocol"}
          scalars[first + 38] = (scalars[first + 38] as number) + 1;
        }
        if (protocolHttpLatency <= 4 * thresholdMs && protocolHttpLatency > thresholdMs) {
          // count{detectPoint=CLIENT,protocol.http.latency<=4T(sourceServiceName),protocol.http.latency>T(sourceServiceName),protocol.success,protocol.type="http",type="protocol"}
          scalars[first + 39] = (scalars[first + 39] as number) + 1;
        }
      }
      if (protocolHttpStatusCode < 200 && protocolHttpStatusCode >= 100) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<200,protocol.http.statusCode>=100,protocol.type="http",type="protocol"}
        scalars[first + 44] = (scalars[first + 44] as number) + 1;
      }
      if (protocolHttpStatusCode < 300 && protocolHttpStatusCode >= 200) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<300,protocol.http.statusCode>=200,protocol.type="http",type="protocol"}
        scalars[first + 45] = (scalars[first + 45] as number) + 1;
      }
      if (protocolHttpStatusCode < 400 && protocolHttpStatusCode >= 300) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<400,protocol.http.statusCode>=300,protocol.type="http",type="protocol"}
        scalars[first + 46] = (scalars[first + 46] as number) + 1;
      }
      if (protocolHttpStatusCode < 500 && protocolHttpStatusCode >= 400) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<500,protocol.http.statusCode>=400,protocol.type="http",type="protocol"}
        scalars[first + 47] = (scalars[first + 47] as number) + 1;
      }
      if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<600,protocol.http.statusCode>=500,protocol.type="http",type="protocol"}
        scalars[first + 48] = (scalars[first + 48] as number) + 1;
      }
    }
  } else if (detectPoint === 0) {
    if (type === "write") {
      // count{detectPoint=SERVER,type="write"}
      scalars[first + 49] = (scalars[first + 49] as number) + 1;
      // sum(write.l4.transmitPackageCount){detectPoint=SERVER,type="write"}
      scalars[first + 50] = (scalars[first + 50] as number) + source["write.l4.transmitPackageCount"];
      // sum(write.l4.retransmitPackageCount){detectPoint=SERVER,type="write"}
      scalars[first + 51] = (scalars[first + 51] as number) + source["write.l4.retransmitPackageCount"];
      // sum(write.l4.totalPackageSize){detectPoint=SERVER,type="write"}
      scalars[first + 52] = (scalars[first + 52] as number) + source["write.l4.totalPackageSize"];
      // sum(write.duration){detectPoint=SERVER,type="write"}
      scalars[first + 53] = (scalars[first + 53] as number) + source["write.duration"];
      // sum(write.l3.resolveMACCount){detectPoint=SERVER,type="write"}
      scalars[first + 54] = (scalars[first + 54] as number) + source["write.l3.resolveMACCount"];
      // sum(write.l3.resolveMACDuration){detectPoint=SERVER,type="write"}
      scalars[first + 55] = (scalars[first + 55] as number) + source["write.l3.resolveMACDuration"];
      // sum(write.l3.netFilterCount){detectPoint=SERVER,type="write"}
      scalars[first + 56] = (scalars[first + 56] as number) + source["write.l3.netFilterCount"];
      // sum(write.l3.netFilterDuration){detectPoint=SERVER,type="write"}
      scalars[first + 57] = (scalars[first + 57] as number) + source["write.l3.netFilterDuration"];
      // sum(write.l4.duration){detectPoint=SERVER,type="write"}
      scalars[first + 58] = (scalars[first + 58] as number) + source["write.l4.duration"];
      // sum(write.l3.duration){detectPoint=SERVER,type="write"}
      scalars[first + 59] = (scalars[first + 59] as number) + source["write.l3.duration"];
      // sum(write.l3.localDuration){detectPoint=SERVER,type="write"}
      scalars[first + 60] = (scalars[first + 60] as number) + source["write.l3.localDuration"];
      // sum(write.l3.outputDuration){detectPoint=SERVER,type="write"}
      scalars[first + 61] = (scalars[first + 61] as number) + source["write.l3.outputDuration"];
      // sum(write.l2.duration){detectPoint=SERVER,type="write"}
      scalars[first + 62] = (scalars[first + 62] as number) + source["write.l2.duration"];
      // sum(write.l2.readySendDuration){detectPoint=SERVER,type="write"}
      scalars[first + 63] = (scalars[first + 63] as number) + source["write.l2.readySendDuration"];
      // sum(write.l2.networkDeviceSendDuration){detectPoint=SERVER,type="write"}
      scalars[first + 64] = (scalars[first + 64] as number) + source["write.l2.networkDeviceSendDuration"];
    } else if (type === "read") {
      // count{detectPoint=SERVER,type="read"}
      scalars[first + 65] = (scalars[first + 65] as number) + 1;
      // sum(read.l2.packageCount){detectPoint=SERVER,type="read"}
      scalars[first + 66] = (scalars[first + 66] as number) + source["read.l2.packageCount"];
      // sum(read.l2.totalPackageSize){detectPoint=SERVER,type="read"}
      scalars[first + 67] = (scalars[first + 67] as number) + source["read.l2.totalPackageSize"];
      // sum(read.duration){detectPoint=SERVER,type="read"}
      scalars[first + 68] = (scalars[first + 68] as number) + source["read.duration"];
      // sum(read.l3.netFilterCount){detectPoint=SERVER,type="read"}
      scalars[first + 69] = (scalars[first + 69] as number) + source["read.l3.netFilterCount"];
      // sum(read.l3.netFilterDuration){detectPoint=SERVER,type="read"}
      scalars[first + 70] = (scalars[first + 70] as number) + source["read.l3.netFilterDuration"];
      // sum(read.l4.duration){detectPoint=SERVER,type="read"}
      scalars[first + 71] = (scalars[first + 71] as number) + source["read.l4.duration"];
      // sum(read.l3.duration){detectPoint=SERVER,type="read"}
      scalars[first + 72] = (scalars[first + 72] as number) + source["read.l3.duration"];
      // sum(read.l3.rcvDuration){detectPoint=SERVER,type="read"}
      scalars[first + 73] = (scalars[first + 73] as number) + source["read.l3.rcvDuration"];
      // sum(read.l3.localDuration){detectPoint=SERVER,type="read"}
      scalars[first + 74] = (scalars[first + 74] as number) + source["read.l3.localDuration"];
      // sum(read.l2.packageToQueueDuration){detectPoint=SERVER,type="read"}
      scalars[first + 75] = (scalars[first + 75] as number) + source["read.l2.packageToQueueDuration"];
      // sum(read.l2.rcvPackageFromQueueDuration){detectPoint=SERVER,type="read"}
      scalars[first + 76] = (scalars[first + 76] as number) + source["read.l2.rcvPackageFromQueueDuration"];
    }
    if (source["protocol.type"] === "http" && type === "protocol") {
      const protocolHttpLatency = source["protocol.http.latency"];
      const protocolHttpStatusCode = source["protocol.http.statusCode"];
      // count{detectPoint=SERVER,protocol.type="http",type="protocol"}
      scalars[first + 77] = (scalars[first + 77] as number) + 1;
      // sum(protocol.http.latency){detectPoint=SERVER,protocol.type="http",type="protocol"}
      scalars[first + 79] = (scalars[first + 79] as number) + protocolHttpLatency;
      // buckets(protocol.http.latency/10){detectPoint=SERVER,protocol.type="http",type="protocol"}
      (maps[1] as MapAccumulator).add(row, bucketOf(protocolHttpLatency, 10), 1);
      // sum(protocol.http.sizeOfRequestHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
      scalars[first + 82] = (scalars[first + 82] as number) + source["protocol.http.sizeOfRequestHeader"];
      // sum(protocol.http.sizeOfRequestBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
      scalars[first + 83] = (scalars[first + 83] as number) + source["protocol.http.sizeOfRequestBody"];
      // sum(protocol.http.sizeOfResponseHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
      scalars[first + 84] = (scalars[first + 84] as number) + source["protocol.http.sizeOfResponseHeader"];
      // sum(protocol.http.sizeOfResponseBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
      scalars[first + 85] = (scalars[first + 85] as number) + source["protocol.http.sizeOfResponseBody"];
      if (source["protocol.success"]) {
        const destServiceName = source.destServiceName;
        const thresholdMs = context.apdexThresholdMs(destServiceName);
        // count{detectPoint=SERVER,protocol.success,protocol.type="http",type="protocol"}
        scalars[first + 78] = (scalars[first + 78] as number) + 1;
        if (protocolHttpLatency <= thresholdMs) {
          // count{detectPoint=SERVER,protocol.http.latency<=T(destServiceName),protocol.success,protocol.type="http",type="protocol"}
          scalars[first + 80] = (scalars[first + 80] as number) + 1;
        }
        if (protocolHttpLatency <= 4 * thresholdMs && protocolHttpLatency > thresholdMs) {
          // count{detectPoint=SERVER,protocol.http.latency<=4T(destServiceName),protocol.http.latency>T(destServiceName),protocol.success,protocol.type="http",type="protocol"}
          scalars[first + 81] = (scalars[first + 81] as number) + 1;
        }
      }
      if (protocolHttpStatusCode < 200 && protocolHttpStatusCode >= 100) {
        // count{detectPoint=SERVER,protocol.http.statusCode<200,protocol.http.statusCode>=100,protocol.type="http",type="protocol"}
        scalars[first + 86] = (scalars[first + 86] as number) + 1;
      }
      if (protocolHttpStatusCode < 300 && protocolHttpStatusCode >= 200) {
        // count{detectPoint=SERVER,protocol.http.statusCode<300,protocol.http.statusCode>=200,protocol.type="http",type="protocol"}
        scalars[first + 87] = (scalars[first + 87] as number) + 1;
      }
      if (protocolHttpStatusCode < 400 && protocolHttpStatusCode >= 300) {
        // count{detectPoint=SERVER,protocol.http.statusCode<400,protocol.http.statusCode>=300,protocol.type="http",type="protocol"}
        scalars[first + 88] = (scalars[first + 88] as number) + 1;
      }
      if (protocolHttpStatusCode < 500 && protocolHttpStatusCode >= 400) {
        // count{detectPoint=SERVER,protocol.http.statusCode<500,protocol.http.statusCode>=400,protocol.type="http",type="protocol"}
        scalars[first + 89] = (scalars[first + 89] as number) + 1;
      }
      if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
        // count{detectPoint=SERVER,protocol.http.statusCode<600,protocol.http.statusCode>=500,protocol.type="http",type="protocol"}
        scalars[first + 90] = (scalars[first + 90] as number) + 1;
      }
    }
  }
  if (type === "connect") {
    // count{type="connect"}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(connect.duration){type="connect"}
    scalars[first + 1] = (scalars[first + 1] as number) + source["connect.duration"];
    if (source["connect.success"]) {
      // count{connect.success,type="connect"}
      scalars[first + 6] = (scalars[first + 6] as number) + 1;
    }
  } else if (type === "accept") {
    // count{type="accept"}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
    // sum(accept.duration){type="accept"}
    scalars[first + 3] = (scalars[first + 3] as number) + source["accept.duration"];
  } else if (type === "close") {
    // count{type="close"}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
    // sum(close.duration){type="close"}
    scalars[first + 5] = (scalars[first + 5] as number) + source["close.duration"];
  }
}

export function updateK8SServiceInstanceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SServiceInstanceRelation'>,
  context: DispatchContext,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const detectPoint = source.detectPoint;
  const type = source.type;
  if (detectPoint === 1) {
    if (type === "write") {
      // count{detectPoint=CLIENT,type="write"}
      scalars[first + 7] = (scalars[first + 7] as number) + 1;
      // sum(write.l4.transmitPackageCount){detectPoint=CLIENT,type="write"}
      scalars[first + 8] = (scalars[first + 8] as number) + source["write.l4.transmitPackageCount"];
      // sum(write.l4.retransmitPackageCount){detectPoint=CLIENT,type="write"}
      scalars[first + 9] = (scalars[first + 9] as number) + source["write.l4.retransmitPackageCount"];
      // sum(write.l4.totalPackageSize){detectPoint=CLIENT,type="write"}
      scalars[first + 10] = (scalars[first + 10] as number) + source["write.l4.totalPackageSize"];
      // sum(write.duration){detectPoint=CLIENT,type="write"}
      scalars[first + 11] = (scalars[first + 11] as number) + source["write.duration"];
      // sum(write.l3.resolveMACCount){detectPoint=CLIENT,type="write"}
      scalars[first + 12] = (scalars[first + 12] as number) + source["write.l3.resolveMACCount"];
      // sum(write.l3.resolveMACDuration){detectPoint=CLIENT,type="write"}
      scalars[first + 13] = (scalars[first + 13] as number) + source["write.l3.resolveMACDuration"];
      // sum(write.l3.netFilterCount){detectPoint=CLIENT,type="write"}
      scalars[first + 14] = (scalars[first + 14] as number) + source["write.l3.netFilterCount"];
      // sum(write.l3.netFilterDuration){detectPoint=CLIENT,type="write"}
      scalars[first + 15] = (scalars[first + 15] as number) + source["write.l3.netFilterDuration"];
      // sum(write.l4.duration){detectPoint=CLIENT,type="write"}
      scalars[first + 16] = (scalars[first + 16] as number) + source["write.l4.duration"];
      // sum(write.l3.duration){detectPoint=CLIENT,type="write"}
      scalars[first + 17] = (scalars[first + 17] as number) + source["write.l3.duration"];
      // sum(write.l3.localDuration){detectPoint=CLIENT,type="write"}
      scalars[first + 18] = (scalars[first + 18] as number) + source["write.l3.localDuration"];
      // sum(write.l3.outputDuration){detectPoint=CLIENT,type="write"}
      scalars[first + 19] = (scalars[first + 19] as number) + source["write.l3.outputDuration"];
      // sum(write.l2.duration){detectPoint=CLIENT,type="write"}
      scalars[first + 20] = (scalars[first + 20] as number) + source["write.l2.duration"];
      // sum(write.l2.readySendDuration){detectPoint=CLIENT,type="write"}
      scalars[first + 21] = (scalars[first + 21] as number) + source["write.l2.readySendDuration"];
      // sum(write.l2.networkDeviceSendDuration){detectPoint=CLIENT,type="write"}
      scalars[first + 22] = (scalars[first + 22] as number) + source["write.l2.networkDeviceSendDuration"];
    } else if (type === "read") {
      // count{detectPoint=CLIENT,type="read"}
      scalars[first + 23] = (scalars[first + 23] as number) + 1;
      // sum(read.l2.packageCount){detectPoint=CLIENT,type="read"}
      scalars[first + 24] = (scalars[first + 24] as number) + source["read.l2.packageCount"];
      // sum(read.l2.totalPackageSize){detectPoint=CLIENT,type="read"}
      scalars[first + 25] = (scalars[first + 25] as number) + source["read.l2.totalPackageSize"];
      // sum(read.duration){detectPoint=CLIENT,type="read"}
      scalars[first + 26] = (scalars[first + 26] as number) + source["read.duration"];
      // sum(read.l3.netFilterCount){detectPoint=CLIENT,type="read"}
      scalars[first + 27] = (scalars[first + 27] as number) + source["read.l3.netFilterCount"];
      // sum(read.l3.netFilterDuration){detectPoint=CLIENT,type="read"}
      scalars[first + 28] = (scalars[first + 28] as number) + source["read.l3.netFilterDuration"];
      // sum(read.l4.duration){detectPoint=CLIENT,type="read"}
      scalars[first + 29] = (scalars[first + 29] as number) + source["read.l4.duration"];
      // sum(read.l3.duration){detectPoint=CLIENT,type="read"}
      scalars[first + 30] = (scalars[first + 30] as number) + source["read.l3.duration"];
      // sum(read.l3.rcvDuration){detectPoint=CLIENT,type="read"}
      scalars[first + 31] = (scalars[first + 31] as number) + source["read.l3.rcvDuration"];
      // sum(read.l3.localDuration){detectPoint=CLIENT,type="read"}
      scalars[first + 32] = (scalars[first + 32] as number) + source["read.l3.localDuration"];
      // sum(read.l2.packageToQueueDuration){detectPoint=CLIENT,type="read"}
      scalars[first + 33] = (scalars[first + 33] as number) + source["read.l2.packageToQueueDuration"];
      // sum(read.l2.rcvPackageFromQueueDuration){detectPoint=CLIENT,type="read"}
      scalars[first + 34] = (scalars[first + 34] as number) + source["read.l2.rcvPackageFromQueueDuration"];
    }
    if (source["protocol.type"] === "http" && type === "protocol") {
      const protocolHttpLatency = source["protocol.http.latency"];
      const protocolHttpStatusCode = source["protocol.http.statusCode"];
      // count{detectPoint=CLIENT,protocol.type="http",type="protocol"}
      scalars[first + 35] = (scalars[first + 35] as number) + 1;
      // sum(protocol.http.latency){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      scalars[first + 36] = (scalars[first + 36] as number) + protocolHttpLatency;
      // buckets(protocol.http.latency/10){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      (maps[0] as MapAccumulator).add(row, bucketOf(protocolHttpLatency, 10), 1);
      // sum(protocol.http.sizeOfRequestHeader){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      scalars[first + 39] = (scalars[first + 39] as number) + source["protocol.http.sizeOfRequestHeader"];
      // sum(protocol.http.sizeOfRequestBody){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      scalars[first + 40] = (scalars[first + 40] as number) + source["protocol.http.sizeOfRequestBody"];
      // sum(protocol.http.sizeOfResponseHeader){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      scalars[first + 41] = (scalars[first + 41] as number) + source["protocol.http.sizeOfResponseHeader"];
      // sum(protocol.http.sizeOfResponseBody){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      scalars[first + 42] = (scalars[first + 42] as number) + source["protocol.http.sizeOfResponseBody"];
      if (source["protocol.success"]) {
        const sourceServiceName = source.sourceServiceName;
        const thresholdMs = context.apdexThresholdMs(sourceServiceName);
        if (protocolHttpLatency <= thresholdMs) {
          // count{detectPoint=CLIENT,protocol.http.latency<=T(sourceServiceName),protocol.success,protocol.type="http",type="protocol"}
          scalars[first + 37] = (scalars[first + 37] as number) + 1;
        }
        if (protocolHttpLatency <= 4 * thresholdMs && protocolHttpLatency > thresholdMs) {
          // count{detectPoint=CLIENT,protocol.http.latency<=4T(sourceServiceName),protocol.http.latency>T(sourceServiceName),protocol.success,protocol.type="http",type="protocol"}
          scalars[first + 38] = (scalars[first + 38] as number) + 1;
        }
      }
      if (protocolHttpStatusCode < 200 && protocolHttpStatusCode >= 100) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<200,protocol.http.statusCode>=100,protocol.type="http",type="protocol"}
        scalars[first + 43] = (scalars[first + 43] as number) + 1;
      }
      if (protocolHttpStatusCode < 300 && protocolHttpStatusCode >= 200) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<300,protocol.http.statusCode>=200,protocol.type="http",type="protocol"}
        scalars[first + 44] = (scalars[first + 44] as number) + 1;
      }
      if (protocolHttpStatusCode < 400 && protocolHttpStatusCode >= 300) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<400,protocol.http.statusCode>=300,protocol.type="http",type="protocol"}
        scalars[first + 45] = (scalars[first + 45] as number) + 1;
      }
      if (protocolHttpStatusCode < 500 && protocolHttpStatusCode >= 400) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<500,protocol.http.statusCode>=400,protocol.type="http",type="protocol"}
        scalars[first + 46] = (scalars[first + 46] as number) + 1;
      }
      if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<600,protocol.http.statusCode>=500,protocol.type="http",type="protocol"}
        scalars[first + 47] = (scalars[first + 47] as number) + 1;
      }
    }
  } else if (detectPoint === 0) {
    if (type === "write") {
      // count{detectPoint=SERVER,type="write"}
      scalars[first + 48] = (scalars[first + 48] as number) + 1;
      // sum(write.l4.transmitPackageCount){detectPoint=SERVER,type="write"}
      scalars[first + 49] = (scalars[first + 49] as number) + source["write.l4.transmitPackageCount"];
      // sum(write.l4.retransmitPackageCount){detectPoint=SERVER,type="write"}
      scalars[first + 50] = (scalars[first + 50] as number) + source["write.l4.retransmitPackageCount"];
      // sum(write.l4.totalPackageSize){detectPoint=SERVER,type="write"}
      scalars[first + 51] = (scalars[first + 51] as number) + source["write.l4.totalPackageSize"];
      // sum(write.duration){detectPoint=SERVER,type="write"}
      scalars[first + 52] = (scalars[first + 52] as number) + source["write.duration"];
      // sum(write.l3.resolveMACCount){detectPoint=SERVER,type="write"}
      scalars[first + 53] = (scalars[first + 53] as number) + source["write.l3.resolveMACCount"];
      // sum(write.l3.resolveMACDuration){detectPoint=SERVER,type="write"}
      scalars[first + 54] = (scalars[first + 54] as number) + source["write.l3.resolveMACDuration"];
      // sum(write.l3.netFilterCount){detectPoint=SERVER,type="write"}
      scalars[first + 55] = (scalars[first + 55] as number) + source["write.l3.netFilterCount"];
      // sum(write.l3.netFilterDuration){detectPoint=SERVER,type="write"}
      scalars[first + 56] = (scalars[first + 56] as number) + source["write.l3.netFilterDuration"];
      // sum(write.l4.duration){detectPoint=SERVER,type="write"}
      scalars[first + 57] = (scalars[first + 57] as number) + source["write.l4.duration"];
      // sum(write.l3.duration){detectPoint=SERVER,type="write"}
      scalars[first + 58] = (scalars[first + 58] as number) + source["write.l3.duration"];
      // sum(write.l3.localDuration){detectPoint=SERVER,type="write"}
      scalars[first + 59] = (scalars[first + 59] as number) + source["write.l3.localDuration"];
      // sum(write.l3.outputDuration){detectPoint=SERVER,type="write"}
      scalars[first + 60] = (scalars[first + 60] as number) + source["write.l3.outputDuration"];
      // sum(write.l2.duration){detectPoint=SERVER,type="write"}
      scalars[first + 61] = (scalars[first + 61] as number) + source["write.l2.duration"];
      // sum(write.l2.readySendDuration){detectPoint=SERVER,type="write"}
      scalars[first + 62] = (scalars[first + 62] as number) + source["write.l2.readySendDuration"];
      // sum(write.l2.networkDeviceSendDuration){detectPoint=SERVER,type="write"}
      scalars[first + 63] = (scalars[first + 63] as number) + source["write.l2.networkDeviceSendDuration"];
    } else if (type === "read") {
      // count{detectPoint=SERVER,type="read"}
      scalars[first + 64] = (scalars[first + 64] as number) + 1;
      // sum(read.l2.packageCount){detectPoint=SERVER,type="read"}
      scalars[first + 65] = (scalars[first + 65] as number) + source["read.l2.packageCount"];
      // sum(read.l2.totalPackageSize){detectPoint=SERVER,type="read"}
      scalars[first + 66] = (scalars[first + 66] as number) + source["read.l2.totalPackageSize"];
      // sum(read.duration){detectPoint=SERVER,type="read"}
      scalars[first + 67] = (scalars[first + 67] as number) + source["read.duration"];
      // sum(read.l3.netFilterCount){detectPoint=SERVER,type="read"}
      scalars[first + 68] = (scalars[first + 68] as number) + source["read.l3.netFilterCount"];
      // sum(read.l3.netFilterDuration){detectPoint=SERVER,type="read"}
      scalars[first + 69] = (scalars[first + 69] as number) + source["read.l3.netFilterDuration"];
      // sum(read.l4.duration){detectPoint=SERVER,type="read"}
      scalars[first + 70] = (scalars[first + 70] as number) + source["read.l4.duration"];
      // sum(read.l3.duration){detectPoint=SERVER,type="read"}
      scalars[first + 71] = (scalars[first + 71] as number) + source["read.l3.duration"];
      // sum(read.l3.rcvDuration){detectPoint=SERVER,type="read"}
      scalars[first + 72] = (scalars[first + 72] as number) + source["read.l3.rcvDuration"];
      // sum(read.l3.localDuration){detectPoint=SERVER,type="read"}
      scalars[first + 73] = (scalars[first + 73] as number) + source["read.l3.localDuration"];
      // sum(read.l2.packageToQueueDuration){detectPoint=SERVER,type="read"}
      scalars[first + 74] = (scalars[first + 74] as number) + source["read.l2.packageToQueueDuration"];
      // sum(read.l2.rcvPackageFromQueueDuration){detectPoint=SERVER,type="read"}
      scalars[first + 75] = (scalars[first + 75] as number) + source["read.l2.rcvPackageFromQueueDuration"];
    }
    if (source["protocol.type"] === "http" && type === "protocol") {
      const protocolHttpLatency = source["protocol.http.latency"];
      const protocolHttpStatusCode = source["protocol.http.statusCode"];
      // count{detectPoint=SERVER,protocol.type="http",type="protocol"}
      scalars[first + 76] = (scalars[first + 76] as number) + 1;
      // sum(protocol.http.latency){detectPoint=SERVER,protocol.type="http",type="protocol"}
      scalars[first + 77] = (scalars[first + 77] as number) + protocolHttpLatency;
      // buckets(protocol.http.latency/10){detectPoint=SERVER,protocol.type="http",type="protocol"}
      (maps[1] as MapAccumulator).add(row, bucketOf(protocolHttpLatency, 10), 1);
      // sum(protocol.http.sizeOfRequestHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
      scalars[first + 80] = (scalars[first + 80] as number) + source["protocol.http.sizeOfRequestHeader"];
      // sum(protocol.http.sizeOfRequestBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
      scalars[first + 81] = (scalars[first + 81] as number) + source["protocol.http.sizeOfRequestBody"];
      // sum(protocol.http.sizeOfResponseHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
      scalars[first + 82] = (scalars[first + 82] as number) + source["protocol.http.sizeOfResponseHeader"];
      // sum(protocol.http.sizeOfResponseBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
      scalars[first + 83] = (scalars[first + 83] as number) + source["protocol.http.sizeOfResponseBody"];
      if (source["protocol.success"]) {
        const destServiceName = source.destServiceName;
        const thresholdMs = context.apdexThresholdMs(destServiceName);
        if (protocolHttpLatency <= thresholdMs) {
          // count{detectPoint=SERVER,protocol.http.latency<=T(destServiceName),protocol.success,protocol.type="http",type="protocol"}
          scalars[first + 78] = (scalars[first + 78] as number) + 1;
        }
        if (protocolHttpLatency <= 4 * thresholdMs && protocolHttpLatency > thresholdMs) {
          // count{detectPoint=SERVER,protocol.http.latency<=4T(destServiceName),protocol.http.latency>T(destServiceName),protocol.success,protocol.type="http",type="protocol"}
          scalars[first + 79] = (scalars[first + 79] as number) + 1;
        }
      }
      if (protocolHttpStatusCode < 200 && protocolHttpStatusCode >= 100) {
        // count{detectPoint=SERVER,protocol.http.statusCode<200,protocol.http.statusCode>=100,protocol.type="http",type="protocol"}
        scalars[first + 84] = (scalars[first + 84] as number) + 1;
      }
      if (protocolHttpStatusCode < 300 && protocolHttpStatusCode >= 200) {
        // count{detectPoint=SERVER,protocol.http.statusCode<300,protocol.http.statusCode>=200,protocol.type="http",type="protocol"}
        scalars[first + 85] = (scalars[first + 85] as number) + 1;
      }
      if (protocolHttpStatusCode < 400 && protocolHttpStatusCode >= 300) {
        // count{detectPoint=SERVER,protocol.http.statusCode<400,protocol.http.statusCode>=300,protocol.type="http",type="protocol"}
        scalars[first + 86] = (scalars[first + 86] as number) + 1;
      }
      if (protocolHttpStatusCode < 500 && protocolHttpStatusCode >= 400) {
        // count{detectPoint=SERVER,protocol.http.statusCode<500,protocol.http.statusCode>=400,protocol.type="http",type="protocol"}
        scalars[first + 87] = (scalars[first + 87] as number) + 1;
      }
      if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
        // count{detectPoint=SERVER,protocol.http.statusCode<600,protocol.http.statusCode>=500,protocol.type="http",type="protocol"}
        scalars[first + 88] = (scalars[first + 88] as number) + 1;
      }
    }
  }
  if (type === "connect") {
    // count{type="connect"}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(connect.duration){type="connect"}
    scalars[first + 1] = (scalars[first + 1] as number) + source["connect.duration"];
    if (source["connect.success"]) {
      // count{connect.success,type="connect"}
      scalars[first + 6] = (scalars[first + 6] as number) + 1;
    }
  } else if (type === "accept") {
    // count{type="accept"}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
    // sum(accept.duration){type="accept"}
    scalars[first + 3] = (scalars[first + 3] as number) + source["accept.duration"];
  } else if (type === "close") {
    // count{type="close"}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
    // sum(close.duration){type="close"}
    scalars[first + 5] = (scalars[first + 5] as number) + source["close.duration"];
  }
}
