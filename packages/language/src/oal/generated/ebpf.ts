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
  const type = source.type;
  if (type === "write") {
    // count{type="write"}
    const c7 = scalars[7] as Float64Array;
    c7[row] = (c7[row] as number) + 1;
    // sum(write.duration){type="write"}
    const c8 = scalars[8] as Float64Array;
    c8[row] = (c8[row] as number) + source["write.duration"];
    // sum(write.l4.duration){type="write"}
    const c9 = scalars[9] as Float64Array;
    c9[row] = (c9[row] as number) + source["write.l4.duration"];
    // sum(write.l3.duration){type="write"}
    const c10 = scalars[10] as Float64Array;
    c10[row] = (c10[row] as number) + source["write.l3.duration"];
    // sum(write.l3.localDuration){type="write"}
    const c11 = scalars[11] as Float64Array;
    c11[row] = (c11[row] as number) + source["write.l3.localDuration"];
    // sum(write.l3.outputDuration){type="write"}
    const c12 = scalars[12] as Float64Array;
    c12[row] = (c12[row] as number) + source["write.l3.outputDuration"];
    // sum(write.l2.duration){type="write"}
    const c13 = scalars[13] as Float64Array;
    c13[row] = (c13[row] as number) + source["write.l2.duration"];
    // sum(write.l2.enterQueueBufferCount){type="write"}
    const c14 = scalars[14] as Float64Array;
    c14[row] = (c14[row] as number) + source["write.l2.enterQueueBufferCount"];
    // sum(write.l2.readySendDuration){type="write"}
    const c15 = scalars[15] as Float64Array;
    c15[row] = (c15[row] as number) + source["write.l2.readySendDuration"];
    // sum(write.l2.networkDeviceSendDuration){type="write"}
    const c16 = scalars[16] as Float64Array;
    c16[row] = (c16[row] as number) + source["write.l2.networkDeviceSendDuration"];
    // sum(write.l4.transmitPackageCount){type="write"}
    const c17 = scalars[17] as Float64Array;
    c17[row] = (c17[row] as number) + source["write.l4.transmitPackageCount"];
    // sum(write.l4.retransmitPackageCount){type="write"}
    const c18 = scalars[18] as Float64Array;
    c18[row] = (c18[row] as number) + source["write.l4.retransmitPackageCount"];
    // sum(write.l4.totalPackageSize){type="write"}
    const c19 = scalars[19] as Float64Array;
    c19[row] = (c19[row] as number) + source["write.l4.totalPackageSize"];
    // sum(write.l3.netFilterCount){type="write"}
    const c20 = scalars[20] as Float64Array;
    c20[row] = (c20[row] as number) + source["write.l3.netFilterCount"];
    // sum(write.l3.netFilterDuration){type="write"}
    const c21 = scalars[21] as Float64Array;
    c21[row] = (c21[row] as number) + source["write.l3.netFilterDuration"];
    // sum(write.l3.resolveMACCount){type="write"}
    const c22 = scalars[22] as Float64Array;
    c22[row] = (c22[row] as number) + source["write.l3.resolveMACCount"];
    // sum(write.l3.resolveMACDuration){type="write"}
    const c23 = scalars[23] as Float64Array;
    c23[row] = (c23[row] as number) + source["write.l3.resolveMACDuration"];
  } else if (type === "read") {
    // count{type="read"}
    const c24 = scalars[24] as Float64Array;
    c24[row] = (c24[row] as number) + 1;
    // sum(read.duration){type="read"}
    const c25 = scalars[25] as Float64Array;
    c25[row] = (c25[row] as number) + source["read.duration"];
    // sum(read.l4.duration){type="read"}
    const c26 = scalars[26] as Float64Array;
    c26[row] = (c26[row] as number) + source["read.l4.duration"];
    // sum(read.l3.duration){type="read"}
    const c27 = scalars[27] as Float64Array;
    c27[row] = (c27[row] as number) + source["read.l3.duration"];
    // sum(read.l3.rcvDuration){type="read"}
    const c28 = scalars[28] as Float64Array;
    c28[row] = (c28[row] as number) + source["read.l3.rcvDuration"];
    // sum(read.l3.localDuration){type="read"}
    const c29 = scalars[29] as Float64Array;
    c29[row] = (c29[row] as number) + source["read.l3.localDuration"];
    // sum(read.l2.packageToQueueDuration){type="read"}
    const c30 = scalars[30] as Float64Array;
    c30[row] = (c30[row] as number) + source["read.l2.packageToQueueDuration"];
    // sum(read.l2.packageCount){type="read"}
    const c31 = scalars[31] as Float64Array;
    c31[row] = (c31[row] as number) + source["read.l2.packageCount"];
    // sum(read.l2.totalPackageSize){type="read"}
    const c32 = scalars[32] as Float64Array;
    c32[row] = (c32[row] as number) + source["read.l2.totalPackageSize"];
    // sum(read.l3.netFilterCount){type="read"}
    const c33 = scalars[33] as Float64Array;
    c33[row] = (c33[row] as number) + source["read.l3.netFilterCount"];
    // sum(read.l3.netFilterDuration){type="read"}
    const c34 = scalars[34] as Float64Array;
    c34[row] = (c34[row] as number) + source["read.l3.netFilterDuration"];
  } else if (type === "connect") {
    // count{type="connect"}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(connect.duration){type="connect"}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source["connect.duration"];
    if (source["connect.success"]) {
      // count{connect.success,type="connect"}
      const c6 = scalars[6] as Float64Array;
      c6[row] = (c6[row] as number) + 1;
    }
  } else if (type === "accept") {
    // count{type="accept"}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
    // sum(accept.duration){type="accept"}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + source["accept.duration"];
  } else if (type === "close") {
    // count{type="close"}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
    // sum(close.duration){type="close"}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + source["close.duration"];
  }
  if (source.detectPoint === 0 && source["protocol.type"] === "http" && type === "protocol") {
    const protocolHttpLatency = source["protocol.http.latency"];
    const protocolHttpStatusCode = source["protocol.http.statusCode"];
    // count{detectPoint=SERVER,protocol.type="http",type="protocol"}
    const c35 = scalars[35] as Float64Array;
    c35[row] = (c35[row] as number) + 1;
    // attr0
    const t0 = texts[0] as Uint32Array;
    if (t0[row] === noText) t0[row] = rows.textIndex(layerName(source.layer));
    // sum(protocol.http.latency){detectPoint=SERVER,protocol.type="http",type="protocol"}
    const c36 = scalars[36] as Float64Array;
    c36[row] = (c36[row] as number) + protocolHttpLatency;
    // buckets(protocol.http.latency/10){detectPoint=SERVER,protocol.type="http",type="protocol"}
    (maps[0] as MapAccumulator).add(row, bucketOf(protocolHttpLatency, 10), 1);
    // sum(protocol.http.sizeOfRequestHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
    const c40 = scalars[40] as Float64Array;
    c40[row] = (c40[row] as number) + source["protocol.http.sizeOfRequestHeader"];
    // sum(protocol.http.sizeOfRequestBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
    const c41 = scalars[41] as Float64Array;
    c41[row] = (c41[row] as number) + source["protocol.http.sizeOfRequestBody"];
    // sum(protocol.http.sizeOfResponseHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
    const c42 = scalars[42] as Float64Array;
    c42[row] = (c42[row] as number) + source["protocol.http.sizeOfResponseHeader"];
    // sum(protocol.http.sizeOfResponseBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
    const c43 = scalars[43] as Float64Array;
    c43[row] = (c43[row] as number) + source["protocol.http.sizeOfResponseBody"];
    if (source["protocol.success"]) {
      const name = source.name;
      const thresholdMs = context.apdexThresholdMs(name);
      // count{detectPoint=SERVER,protocol.success,protocol.type="http",type="protocol"}
      const c37 = scalars[37] as Float64Array;
      c37[row] = (c37[row] as number) + 1;
      if (protocolHttpLatency <= thresholdMs) {
        // count{detectPoint=SERVER,protocol.http.latency<=T(name),protocol.success,protocol.type="http",type="protocol"}
        const c38 = scalars[38] as Float64Array;
        c38[row] = (c38[row] as number) + 1;
      }
      if (protocolHttpLatency <= 4 * thresholdMs && protocolHttpLatency > thresholdMs) {
        // count{detectPoint=SERVER,protocol.http.latency<=4T(name),protocol.http.latency>T(name),protocol.success,protocol.type="http",type="protocol"}
        const c39 = scalars[39] as Float64Array;
        c39[row] = (c39[row] as number) + 1;
      }
    }
    if (protocolHttpStatusCode < 200 && protocolHttpStatusCode >= 100) {
      // count{detectPoint=SERVER,protocol.http.statusCode<200,protocol.http.statusCode>=100,protocol.type="http",type="protocol"}
      const c44 = scalars[44] as Float64Array;
      c44[row] = (c44[row] as number) + 1;
    }
    if (protocolHttpStatusCode < 300 && protocolHttpStatusCode >= 200) {
      // count{detectPoint=SERVER,protocol.http.statusCode<300,protocol.http.statusCode>=200,protocol.type="http",type="protocol"}
      const c45 = scalars[45] as Float64Array;
      c45[row] = (c45[row] as number) + 1;
    }
    if (protocolHttpStatusCode < 400 && protocolHttpStatusCode >= 300) {
      // count{detectPoint=SERVER,protocol.http.statusCode<400,protocol.http.statusCode>=300,protocol.type="http",type="protocol"}
      const c46 = scalars[46] as Float64Array;
      c46[row] = (c46[row] as number) + 1;
    }
    if (protocolHttpStatusCode < 500 && protocolHttpStatusCode >= 400) {
      // count{detectPoint=SERVER,protocol.http.statusCode<500,protocol.http.statusCode>=400,protocol.type="http",type="protocol"}
      const c47 = scalars[47] as Float64Array;
      c47[row] = (c47[row] as number) + 1;
    }
    if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
      // count{detectPoint=SERVER,protocol.http.statusCode<600,protocol.http.statusCode>=500,protocol.type="http",type="protocol"}
      const c48 = scalars[48] as Float64Array;
      c48[row] = (c48[row] as number) + 1;
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
  const type = source.type;
  if (type === "write") {
    // count{type="write"}
    const c7 = scalars[7] as Float64Array;
    c7[row] = (c7[row] as number) + 1;
    // sum(write.duration){type="write"}
    const c8 = scalars[8] as Float64Array;
    c8[row] = (c8[row] as number) + source["write.duration"];
    // sum(write.l4.duration){type="write"}
    const c9 = scalars[9] as Float64Array;
    c9[row] = (c9[row] as number) + source["write.l4.duration"];
    // sum(write.l3.duration){type="write"}
    const c10 = scalars[10] as Float64Array;
    c10[row] = (c10[row] as number) + source["write.l3.duration"];
    // sum(write.l3.localDuration){type="write"}
    const c11 = scalars[11] as Float64Array;
    c11[row] = (c11[row] as number) + source["write.l3.localDuration"];
    // sum(write.l3.outputDuration){type="write"}
    const c12 = scalars[12] as Float64Array;
    c12[row] = (c12[row] as number) + source["write.l3.outputDuration"];
    // sum(write.l2.duration){type="write"}
    const c13 = scalars[13] as Float64Array;
    c13[row] = (c13[row] as number) + source["write.l2.duration"];
    // sum(write.l2.enterQueueBufferCount){type="write"}
    const c14 = scalars[14] as Float64Array;
    c14[row] = (c14[row] as number) + source["write.l2.enterQueueBufferCount"];
    // sum(write.l2.readySendDuration){type="write"}
    const c15 = scalars[15] as Float64Array;
    c15[row] = (c15[row] as number) + source["write.l2.readySendDuration"];
    // sum(write.l2.networkDeviceSendDuration){type="write"}
    const c16 = scalars[16] as Float64Array;
    c16[row] = (c16[row] as number) + source["write.l2.networkDeviceSendDuration"];
    // sum(write.l4.transmitPackageCount){type="write"}
    const c17 = scalars[17] as Float64Array;
    c17[row] = (c17[row] as number) + source["write.l4.transmitPackageCount"];
    // sum(write.l4.retransmitPackageCount){type="write"}
    const c18 = scalars[18] as Float64Array;
    c18[row] = (c18[row] as number) + source["write.l4.retransmitPackageCount"];
    // sum(write.l4.totalPackageSize){type="write"}
    const c19 = scalars[19] as Float64Array;
    c19[row] = (c19[row] as number) + source["write.l4.totalPackageSize"];
    // sum(write.l3.netFilterCount){type="write"}
    const c20 = scalars[20] as Float64Array;
    c20[row] = (c20[row] as number) + source["write.l3.netFilterCount"];
    // sum(write.l3.netFilterDuration){type="write"}
    const c21 = scalars[21] as Float64Array;
    c21[row] = (c21[row] as number) + source["write.l3.netFilterDuration"];
    // sum(write.l3.resolveMACCount){type="write"}
    const c22 = scalars[22] as Float64Array;
    c22[row] = (c22[row] as number) + source["write.l3.resolveMACCount"];
    // sum(write.l3.resolveMACDuration){type="write"}
    const c23 = scalars[23] as Float64Array;
    c23[row] = (c23[row] as number) + source["write.l3.resolveMACDuration"];
  } else if (type === "read") {
    // count{type="read"}
    const c24 = scalars[24] as Float64Array;
    c24[row] = (c24[row] as number) + 1;
    // sum(read.duration){type="read"}
    const c25 = scalars[25] as Float64Array;
    c25[row] = (c25[row] as number) + source["read.duration"];
    // sum(read.l4.duration){type="read"}
    const c26 = scalars[26] as Float64Array;
    c26[row] = (c26[row] as number) + source["read.l4.duration"];
    // sum(read.l3.duration){type="read"}
    const c27 = scalars[27] as Float64Array;
    c27[row] = (c27[row] as number) + source["read.l3.duration"];
    // sum(read.l3.rcvDuration){type="read"}
    const c28 = scalars[28] as Float64Array;
    c28[row] = (c28[row] as number) + source["read.l3.rcvDuration"];
    // sum(read.l3.localDuration){type="read"}
    const c29 = scalars[29] as Float64Array;
    c29[row] = (c29[row] as number) + source["read.l3.localDuration"];
    // sum(read.l2.packageToQueueDuration){type="read"}
    const c30 = scalars[30] as Float64Array;
    c30[row] = (c30[row] as number) + source["read.l2.packageToQueueDuration"];
    // sum(read.l2.packageCount){type="read"}
    const c31 = scalars[31] as Float64Array;
    c31[row] = (c31[row] as number) + source["read.l2.packageCount"];
    // sum(read.l2.totalPackageSize){type="read"}
    const c32 = scalars[32] as Float64Array;
    c32[row] = (c32[row] as number) + source["read.l2.totalPackageSize"];
    // sum(read.l3.netFilterCount){type="read"}
    const c33 = scalars[33] as Float64Array;
    c33[row] = (c33[row] as number) + source["read.l3.netFilterCount"];
    // sum(read.l3.netFilterDuration){type="read"}
    const c34 = scalars[34] as Float64Array;
    c34[row] = (c34[row] as number) + source["read.l3.netFilterDuration"];
  } else if (type === "connect") {
    // count{type="connect"}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(connect.duration){type="connect"}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source["connect.duration"];
    if (source["connect.success"]) {
      // count{connect.success,type="connect"}
      const c6 = scalars[6] as Float64Array;
      c6[row] = (c6[row] as number) + 1;
    }
  } else if (type === "accept") {
    // count{type="accept"}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
    // sum(accept.duration){type="accept"}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + source["accept.duration"];
  } else if (type === "close") {
    // count{type="close"}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
    // sum(close.duration){type="close"}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + source["close.duration"];
  }
  if (source.detectPoint === 0 && source["protocol.type"] === "http" && type === "protocol") {
    const protocolHttpLatency = source["protocol.http.latency"];
    const protocolHttpStatusCode = source["protocol.http.statusCode"];
    // count{detectPoint=SERVER,protocol.type="http",type="protocol"}
    const c35 = scalars[35] as Float64Array;
    c35[row] = (c35[row] as number) + 1;
    // sum(protocol.http.latency){detectPoint=SERVER,protocol.type="http",type="protocol"}
    const c36 = scalars[36] as Float64Array;
    c36[row] = (c36[row] as number) + protocolHttpLatency;
    // buckets(protocol.http.latency/10){detectPoint=SERVER,protocol.type="http",type="protocol"}
    (maps[0] as MapAccumulator).add(row, bucketOf(protocolHttpLatency, 10), 1);
    // sum(protocol.http.sizeOfRequestHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
    const c40 = scalars[40] as Float64Array;
    c40[row] = (c40[row] as number) + source["protocol.http.sizeOfRequestHeader"];
    // sum(protocol.http.sizeOfRequestBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
    const c41 = scalars[41] as Float64Array;
    c41[row] = (c41[row] as number) + source["protocol.http.sizeOfRequestBody"];
    // sum(protocol.http.sizeOfResponseHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
    const c42 = scalars[42] as Float64Array;
    c42[row] = (c42[row] as number) + source["protocol.http.sizeOfResponseHeader"];
    // sum(protocol.http.sizeOfResponseBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
    const c43 = scalars[43] as Float64Array;
    c43[row] = (c43[row] as number) + source["protocol.http.sizeOfResponseBody"];
    if (source["protocol.success"]) {
      const serviceName = source.serviceName;
      const thresholdMs = context.apdexThresholdMs(serviceName);
      // count{detectPoint=SERVER,protocol.success,protocol.type="http",type="protocol"}
      const c37 = scalars[37] as Float64Array;
      c37[row] = (c37[row] as number) + 1;
      if (protocolHttpLatency <= thresholdMs) {
        // count{detectPoint=SERVER,protocol.http.latency<=T(serviceName),protocol.success,protocol.type="http",type="protocol"}
        const c38 = scalars[38] as Float64Array;
        c38[row] = (c38[row] as number) + 1;
      }
      if (protocolHttpLatency <= 4 * thresholdMs && protocolHttpLatency > thresholdMs) {
        // count{detectPoint=SERVER,protocol.http.latency<=4T(serviceName),protocol.http.latency>T(serviceName),protocol.success,protocol.type="http",type="protocol"}
        const c39 = scalars[39] as Float64Array;
        c39[row] = (c39[row] as number) + 1;
      }
    }
    if (protocolHttpStatusCode < 200 && protocolHttpStatusCode >= 100) {
      // count{detectPoint=SERVER,protocol.http.statusCode<200,protocol.http.statusCode>=100,protocol.type="http",type="protocol"}
      const c44 = scalars[44] as Float64Array;
      c44[row] = (c44[row] as number) + 1;
    }
    if (protocolHttpStatusCode < 300 && protocolHttpStatusCode >= 200) {
      // count{detectPoint=SERVER,protocol.http.statusCode<300,protocol.http.statusCode>=200,protocol.type="http",type="protocol"}
      const c45 = scalars[45] as Float64Array;
      c45[row] = (c45[row] as number) + 1;
    }
    if (protocolHttpStatusCode < 400 && protocolHttpStatusCode >= 300) {
      // count{detectPoint=SERVER,protocol.http.statusCode<400,protocol.http.statusCode>=300,protocol.type="http",type="protocol"}
      const c46 = scalars[46] as Float64Array;
      c46[row] = (c46[row] as number) + 1;
    }
    if (protocolHttpStatusCode < 500 && protocolHttpStatusCode >= 400) {
      // count{detectPoint=SERVER,protocol.http.statusCode<500,protocol.http.statusCode>=400,protocol.type="http",type="protocol"}
      const c47 = scalars[47] as Float64Array;
      c47[row] = (c47[row] as number) + 1;
    }
    if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
      // count{detectPoint=SERVER,protocol.http.statusCode<600,protocol.http.statusCode>=500,protocol.type="http",type="protocol"}
      const c48 = scalars[48] as Float64Array;
      c48[row] = (c48[row] as number) + 1;
    }
  }
}

export function updateK8SEndpoint(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SEndpoint'>,
): void {
  const { scalars } = rows;
  const success = source.success;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(duration)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + source.duration;
  if (source.type === "http") {
    const httpStatusCode = source["http.statusCode"];
    // count{type="http"}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
    // sum(http.latency){type="http"}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + source["http.latency"];
    // sum(http.sizeOfRequestHeader){type="http"}
    const c6 = scalars[6] as Float64Array;
    c6[row] = (c6[row] as number) + source["http.sizeOfRequestHeader"];
    // sum(http.sizeOfRequestBody){type="http"}
    const c7 = scalars[7] as Float64Array;
    c7[row] = (c7[row] as number) + source["http.sizeOfRequestBody"];
    // sum(http.sizeOfResponseHeader){type="http"}
    const c8 = scalars[8] as Float64Array;
    c8[row] = (c8[row] as number) + source["http.sizeOfResponseHeader"];
    // sum(http.sizeOfResponseBody){type="http"}
    const c9 = scalars[9] as Float64Array;
    c9[row] = (c9[row] as number) + source["http.sizeOfResponseBody"];
    if (success) {
      // count{success,type="http"}
      const c5 = scalars[5] as Float64Array;
      c5[row] = (c5[row] as number) + 1;
    }
    if (httpStatusCode < 200 && httpStatusCode >= 100) {
      // count{http.statusCode<200,http.statusCode>=100,type="http"}
      const c10 = scalars[10] as Float64Array;
      c10[row] = (c10[row] as number) + 1;
    }
    if (httpStatusCode < 300 && httpStatusCode >= 200) {
      // count{http.statusCode<300,http.statusCode>=200,type="http"}
      const c11 = scalars[11] as Float64Array;
      c11[row] = (c11[row] as number) + 1;
    }
    if (httpStatusCode < 400 && httpStatusCode >= 300) {
      // count{http.statusCode<400,http.statusCode>=300,type="http"}
      const c12 = scalars[12] as Float64Array;
      c12[row] = (c12[row] as number) + 1;
    }
    if (httpStatusCode < 500 && httpStatusCode >= 400) {
      // count{http.statusCode<500,http.statusCode>=400,type="http"}
      const c13 = scalars[13] as Float64Array;
      c13[row] = (c13[row] as number) + 1;
    }
    if (httpStatusCode < 600 && httpStatusCode >= 500) {
      // count{http.statusCode<600,http.statusCode>=500,type="http"}
      const c14 = scalars[14] as Float64Array;
      c14[row] = (c14[row] as number) + 1;
    }
  }
  if (success) {
    // count{success}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
  }
}

export function updateK8SServiceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SServiceRelation'>,
  context: DispatchContext,
): void {
  const { scalars, maps } = rows;
  const detectPoint = source.detectPoint;
  const type = source.type;
  if (detectPoint === 1) {
    if (type === "write") {
      // count{detectPoint=CLIENT,type="write"}
      const c7 = scalars[7] as Float64Array;
      c7[row] = (c7[row] as number) + 1;
      // sum(write.l4.transmitPackageCount){detectPoint=CLIENT,type="write"}
      const c8 = scalars[8] as Float64Array;
      c8[row] = (c8[row] as number) + source["write.l4.transmitPackageCount"];
      // sum(write.l4.retransmitPackageCount){detectPoint=CLIENT,type="write"}
      const c9 = scalars[9] as Float64Array;
      c9[row] = (c9[row] as number) + source["write.l4.retransmitPackageCount"];
      // sum(write.l4.totalPackageSize){detectPoint=CLIENT,type="write"}
      const c10 = scalars[10] as Float64Array;
      c10[row] = (c10[row] as number) + source["write.l4.totalPackageSize"];
      // sum(write.duration){detectPoint=CLIENT,type="write"}
      const c11 = scalars[11] as Float64Array;
      c11[row] = (c11[row] as number) + source["write.duration"];
      // sum(write.l3.resolveMACCount){detectPoint=CLIENT,type="write"}
      const c12 = scalars[12] as Float64Array;
      c12[row] = (c12[row] as number) + source["write.l3.resolveMACCount"];
      // sum(write.l3.resolveMACDuration){detectPoint=CLIENT,type="write"}
      const c13 = scalars[13] as Float64Array;
      c13[row] = (c13[row] as number) + source["write.l3.resolveMACDuration"];
      // sum(write.l3.netFilterCount){detectPoint=CLIENT,type="write"}
      const c14 = scalars[14] as Float64Array;
      c14[row] = (c14[row] as number) + source["write.l3.netFilterCount"];
      // sum(write.l3.netFilterDuration){detectPoint=CLIENT,type="write"}
      const c15 = scalars[15] as Float64Array;
      c15[row] = (c15[row] as number) + source["write.l3.netFilterDuration"];
      // sum(write.l4.duration){detectPoint=CLIENT,type="write"}
      const c16 = scalars[16] as Float64Array;
      c16[row] = (c16[row] as number) + source["write.l4.duration"];
      // sum(write.l3.duration){detectPoint=CLIENT,type="write"}
      const c17 = scalars[17] as Float64Array;
      c17[row] = (c17[row] as number) + source["write.l3.duration"];
      // sum(write.l3.localDuration){detectPoint=CLIENT,type="write"}
      const c18 = scalars[18] as Float64Array;
      c18[row] = (c18[row] as number) + source["write.l3.localDuration"];
      // sum(write.l3.outputDuration){detectPoint=CLIENT,type="write"}
      const c19 = scalars[19] as Float64Array;
      c19[row] = (c19[row] as number) + source["write.l3.outputDuration"];
      // sum(write.l2.duration){detectPoint=CLIENT,type="write"}
      const c20 = scalars[20] as Float64Array;
      c20[row] = (c20[row] as number) + source["write.l2.duration"];
      // sum(write.l2.readySendDuration){detectPoint=CLIENT,type="write"}
      const c21 = scalars[21] as Float64Array;
      c21[row] = (c21[row] as number) + source["write.l2.readySendDuration"];
      // sum(write.l2.networkDeviceSendDuration){detectPoint=CLIENT,type="write"}
      const c22 = scalars[22] as Float64Array;
      c22[row] = (c22[row] as number) + source["write.l2.networkDeviceSendDuration"];
    } else if (type === "read") {
      // count{detectPoint=CLIENT,type="read"}
      const c23 = scalars[23] as Float64Array;
      c23[row] = (c23[row] as number) + 1;
      // sum(read.l2.packageCount){detectPoint=CLIENT,type="read"}
      const c24 = scalars[24] as Float64Array;
      c24[row] = (c24[row] as number) + source["read.l2.packageCount"];
      // sum(read.l2.totalPackageSize){detectPoint=CLIENT,type="read"}
      const c25 = scalars[25] as Float64Array;
      c25[row] = (c25[row] as number) + source["read.l2.totalPackageSize"];
      // sum(read.duration){detectPoint=CLIENT,type="read"}
      const c26 = scalars[26] as Float64Array;
      c26[row] = (c26[row] as number) + source["read.duration"];
      // sum(read.l3.netFilterCount){detectPoint=CLIENT,type="read"}
      const c27 = scalars[27] as Float64Array;
      c27[row] = (c27[row] as number) + source["read.l3.netFilterCount"];
      // sum(read.l3.netFilterDuration){detectPoint=CLIENT,type="read"}
      const c28 = scalars[28] as Float64Array;
      c28[row] = (c28[row] as number) + source["read.l3.netFilterDuration"];
      // sum(read.l4.duration){detectPoint=CLIENT,type="read"}
      const c29 = scalars[29] as Float64Array;
      c29[row] = (c29[row] as number) + source["read.l4.duration"];
      // sum(read.l3.duration){detectPoint=CLIENT,type="read"}
      const c30 = scalars[30] as Float64Array;
      c30[row] = (c30[row] as number) + source["read.l3.duration"];
      // sum(read.l3.rcvDuration){detectPoint=CLIENT,type="read"}
      const c31 = scalars[31] as Float64Array;
      c31[row] = (c31[row] as number) + source["read.l3.rcvDuration"];
      // sum(read.l3.localDuration){detectPoint=CLIENT,type="read"}
      const c32 = scalars[32] as Float64Array;
      c32[row] = (c32[row] as number) + source["read.l3.localDuration"];
      // sum(read.l2.packageToQueueDuration){detectPoint=CLIENT,type="read"}
      const c33 = scalars[33] as Float64Array;
      c33[row] = (c33[row] as number) + source["read.l2.packageToQueueDuration"];
      // sum(read.l2.rcvPackageFromQueueDuration){detectPoint=CLIENT,type="read"}
      const c34 = scalars[34] as Float64Array;
      c34[row] = (c34[row] as number) + source["read.l2.rcvPackageFromQueueDuration"];
    }
    if (source["protocol.type"] === "http" && type === "protocol") {
      const protocolHttpLatency = source["protocol.http.latency"];
      const protocolHttpStatusCode = source["protocol.http.statusCode"];
      // count{detectPoint=CLIENT,protocol.type="http",type="protocol"}
      const c35 = scalars[35] as Float64Array;
      c35[row] = (c35[row] as number) + 1;
      // sum(protocol.http.latency){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      const c37 = scalars[37] as Float64Array;
      c37[row] = (c37[row] as number) + protocolHttpLatency;
      // buckets(protocol.http.latency/10){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      (maps[0] as MapAccumulator).add(row, bucketOf(protocolHttpLatency, 10), 1);
      // sum(protocol.http.sizeOfRequestHeader){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      const c40 = scalars[40] as Float64Array;
      c40[row] = (c40[row] as number) + source["protocol.http.sizeOfRequestHeader"];
      // sum(protocol.http.sizeOfRequestBody){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      const c41 = scalars[41] as Float64Array;
      c41[row] = (c41[row] as number) + source["protocol.http.sizeOfRequestBody"];
      // sum(protocol.http.sizeOfResponseHeader){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      const c42 = scalars[42] as Float64Array;
      c42[row] = (c42[row] as number) + source["protocol.http.sizeOfResponseHeader"];
      // sum(protocol.http.sizeOfResponseBody){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      const c43 = scalars[43] as Float64Array;
      c43[row] = (c43[row] as number) + source["protocol.http.sizeOfResponseBody"];
      if (source["protocol.success"]) {
        const sourceServiceName = source.sourceServiceName;
        const thresholdMs = context.apdexThresholdMs(sourceServiceName);
        // count{detectPoint=CLIENT,protocol.success,protocol.type="http",type="protocol"}
        const c36 = scalars[36] as Float64Array;
        c36[row] = (c36[row] as number) + 1;
        if (protocolHttpLatency <= thresholdMs) {
          // count{detectPoint=CLIENT,protocol.http.latency<=T(sourceServiceName),protocol.success,protocol.type="http",type="protocol"}
          const c38 = scalars[38] as Float64Array;
          c38[row] = (c38[row] as number) + 1;
        }
        if (protocolHttpLatency <= 4 * thresholdMs && protocolHttpLatency > thresholdMs) {
          // count{detectPoint=CLIENT,protocol.http.latency<=4T(sourceServiceName),protocol.http.latency>T(sourceServiceName),protocol.success,protocol.type="http",type="protocol"}
          const c39 = scalars[39] as Float64Array;
          c39[row] = (c39[row] as number) + 1;
        }
      }
      if (protocolHttpStatusCode < 200 && protocolHttpStatusCode >= 100) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<200,protocol.http.statusCode>=100,protocol.type="http",type="protocol"}
        const c44 = scalars[44] as Float64Array;
        c44[row] = (c44[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 300 && protocolHttpStatusCode >= 200) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<300,protocol.http.statusCode>=200,protocol.type="http",type="protocol"}
        const c45 = scalars[45] as Float64Array;
        c45[row] = (c45[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 400 && protocolHttpStatusCode >= 300) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<400,protocol.http.statusCode>=300,protocol.type="http",type="protocol"}
        const c46 = scalars[46] as Float64Array;
        c46[row] = (c46[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 500 && protocolHttpStatusCode >= 400) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<500,protocol.http.statusCode>=400,protocol.type="http",type="protocol"}
        const c47 = scalars[47] as Float64Array;
        c47[row] = (c47[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<600,protocol.http.statusCode>=500,protocol.type="http",type="protocol"}
        const c48 = scalars[48] as Float64Array;
        c48[row] = (c48[row] as number) + 1;
      }
    }
  } else if (detectPoint === 0) {
    if (type === "write") {
      // count{detectPoint=SERVER,type="write"}
      const c49 = scalars[49] as Float64Array;
      c49[row] = (c49[row] as number) + 1;
      // sum(write.l4.transmitPackageCount){detectPoint=SERVER,type="write"}
      const c50 = scalars[50] as Float64Array;
      c50[row] = (c50[row] as number) + source["write.l4.transmitPackageCount"];
      // sum(write.l4.retransmitPackageCount){detectPoint=SERVER,type="write"}
      const c51 = scalars[51] as Float64Array;
      c51[row] = (c51[row] as number) + source["write.l4.retransmitPackageCount"];
      // sum(write.l4.totalPackageSize){detectPoint=SERVER,type="write"}
      const c52 = scalars[52] as Float64Array;
      c52[row] = (c52[row] as number) + source["write.l4.totalPackageSize"];
      // sum(write.duration){detectPoint=SERVER,type="write"}
      const c53 = scalars[53] as Float64Array;
      c53[row] = (c53[row] as number) + source["write.duration"];
      // sum(write.l3.resolveMACCount){detectPoint=SERVER,type="write"}
      const c54 = scalars[54] as Float64Array;
      c54[row] = (c54[row] as number) + source["write.l3.resolveMACCount"];
      // sum(write.l3.resolveMACDuration){detectPoint=SERVER,type="write"}
      const c55 = scalars[55] as Float64Array;
      c55[row] = (c55[row] as number) + source["write.l3.resolveMACDuration"];
      // sum(write.l3.netFilterCount){detectPoint=SERVER,type="write"}
      const c56 = scalars[56] as Float64Array;
      c56[row] = (c56[row] as number) + source["write.l3.netFilterCount"];
      // sum(write.l3.netFilterDuration){detectPoint=SERVER,type="write"}
      const c57 = scalars[57] as Float64Array;
      c57[row] = (c57[row] as number) + source["write.l3.netFilterDuration"];
      // sum(write.l4.duration){detectPoint=SERVER,type="write"}
      const c58 = scalars[58] as Float64Array;
      c58[row] = (c58[row] as number) + source["write.l4.duration"];
      // sum(write.l3.duration){detectPoint=SERVER,type="write"}
      const c59 = scalars[59] as Float64Array;
      c59[row] = (c59[row] as number) + source["write.l3.duration"];
      // sum(write.l3.localDuration){detectPoint=SERVER,type="write"}
      const c60 = scalars[60] as Float64Array;
      c60[row] = (c60[row] as number) + source["write.l3.localDuration"];
      // sum(write.l3.outputDuration){detectPoint=SERVER,type="write"}
      const c61 = scalars[61] as Float64Array;
      c61[row] = (c61[row] as number) + source["write.l3.outputDuration"];
      // sum(write.l2.duration){detectPoint=SERVER,type="write"}
      const c62 = scalars[62] as Float64Array;
      c62[row] = (c62[row] as number) + source["write.l2.duration"];
      // sum(write.l2.readySendDuration){detectPoint=SERVER,type="write"}
      const c63 = scalars[63] as Float64Array;
      c63[row] = (c63[row] as number) + source["write.l2.readySendDuration"];
      // sum(write.l2.networkDeviceSendDuration){detectPoint=SERVER,type="write"}
      const c64 = scalars[64] as Float64Array;
      c64[row] = (c64[row] as number) + source["write.l2.networkDeviceSendDuration"];
    } else if (type === "read") {
      // count{detectPoint=SERVER,type="read"}
      const c65 = scalars[65] as Float64Array;
      c65[row] = (c65[row] as number) + 1;
      // sum(read.l2.packageCount){detectPoint=SERVER,type="read"}
      const c66 = scalars[66] as Float64Array;
      c66[row] = (c66[row] as number) + source["read.l2.packageCount"];
      // sum(read.l2.totalPackageSize){detectPoint=SERVER,type="read"}
      const c67 = scalars[67] as Float64Array;
      c67[row] = (c67[row] as number) + source["read.l2.totalPackageSize"];
      // sum(read.duration){detectPoint=SERVER,type="read"}
      const c68 = scalars[68] as Float64Array;
      c68[row] = (c68[row] as number) + source["read.duration"];
      // sum(read.l3.netFilterCount){detectPoint=SERVER,type="read"}
      const c69 = scalars[69] as Float64Array;
      c69[row] = (c69[row] as number) + source["read.l3.netFilterCount"];
      // sum(read.l3.netFilterDuration){detectPoint=SERVER,type="read"}
      const c70 = scalars[70] as Float64Array;
      c70[row] = (c70[row] as number) + source["read.l3.netFilterDuration"];
      // sum(read.l4.duration){detectPoint=SERVER,type="read"}
      const c71 = scalars[71] as Float64Array;
      c71[row] = (c71[row] as number) + source["read.l4.duration"];
      // sum(read.l3.duration){detectPoint=SERVER,type="read"}
      const c72 = scalars[72] as Float64Array;
      c72[row] = (c72[row] as number) + source["read.l3.duration"];
      // sum(read.l3.rcvDuration){detectPoint=SERVER,type="read"}
      const c73 = scalars[73] as Float64Array;
      c73[row] = (c73[row] as number) + source["read.l3.rcvDuration"];
      // sum(read.l3.localDuration){detectPoint=SERVER,type="read"}
      const c74 = scalars[74] as Float64Array;
      c74[row] = (c74[row] as number) + source["read.l3.localDuration"];
      // sum(read.l2.packageToQueueDuration){detectPoint=SERVER,type="read"}
      const c75 = scalars[75] as Float64Array;
      c75[row] = (c75[row] as number) + source["read.l2.packageToQueueDuration"];
      // sum(read.l2.rcvPackageFromQueueDuration){detectPoint=SERVER,type="read"}
      const c76 = scalars[76] as Float64Array;
      c76[row] = (c76[row] as number) + source["read.l2.rcvPackageFromQueueDuration"];
    }
    if (source["protocol.type"] === "http" && type === "protocol") {
      const protocolHttpLatency = source["protocol.http.latency"];
      const protocolHttpStatusCode = source["protocol.http.statusCode"];
      // count{detectPoint=SERVER,protocol.type="http",type="protocol"}
      const c77 = scalars[77] as Float64Array;
      c77[row] = (c77[row] as number) + 1;
      // sum(protocol.http.latency){detectPoint=SERVER,protocol.type="http",type="protocol"}
      const c79 = scalars[79] as Float64Array;
      c79[row] = (c79[row] as number) + protocolHttpLatency;
      // buckets(protocol.http.latency/10){detectPoint=SERVER,protocol.type="http",type="protocol"}
      (maps[1] as MapAccumulator).add(row, bucketOf(protocolHttpLatency, 10), 1);
      // sum(protocol.http.sizeOfRequestHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
      const c82 = scalars[82] as Float64Array;
      c82[row] = (c82[row] as number) + source["protocol.http.sizeOfRequestHeader"];
      // sum(protocol.http.sizeOfRequestBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
      const c83 = scalars[83] as Float64Array;
      c83[row] = (c83[row] as number) + source["protocol.http.sizeOfRequestBody"];
      // sum(protocol.http.sizeOfResponseHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
      const c84 = scalars[84] as Float64Array;
      c84[row] = (c84[row] as number) + source["protocol.http.sizeOfResponseHeader"];
      // sum(protocol.http.sizeOfResponseBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
      const c85 = scalars[85] as Float64Array;
      c85[row] = (c85[row] as number) + source["protocol.http.sizeOfResponseBody"];
      if (source["protocol.success"]) {
        const destServiceName = source.destServiceName;
        const thresholdMs = context.apdexThresholdMs(destServiceName);
        // count{detectPoint=SERVER,protocol.success,protocol.type="http",type="protocol"}
        const c78 = scalars[78] as Float64Array;
        c78[row] = (c78[row] as number) + 1;
        if (protocolHttpLatency <= thresholdMs) {
          // count{detectPoint=SERVER,protocol.http.latency<=T(destServiceName),protocol.success,protocol.type="http",type="protocol"}
          const c80 = scalars[80] as Float64Array;
          c80[row] = (c80[row] as number) + 1;
        }
        if (protocolHttpLatency <= 4 * thresholdMs && protocolHttpLatency > thresholdMs) {
          // count{detectPoint=SERVER,protocol.http.latency<=4T(destServiceName),protocol.http.latency>T(destServiceName),protocol.success,protocol.type="http",type="protocol"}
          const c81 = scalars[81] as Float64Array;
          c81[row] = (c81[row] as number) + 1;
        }
      }
      if (protocolHttpStatusCode < 200 && protocolHttpStatusCode >= 100) {
        // count{detectPoint=SERVER,protocol.http.statusCode<200,protocol.http.statusCode>=100,protocol.type="http",type="protocol"}
        const c86 = scalars[86] as Float64Array;
        c86[row] = (c86[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 300 && protocolHttpStatusCode >= 200) {
        // count{detectPoint=SERVER,protocol.http.statusCode<300,protocol.http.statusCode>=200,protocol.type="http",type="protocol"}
        const c87 = scalars[87] as Float64Array;
        c87[row] = (c87[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 400 && protocolHttpStatusCode >= 300) {
        // count{detectPoint=SERVER,protocol.http.statusCode<400,protocol.http.statusCode>=300,protocol.type="http",type="protocol"}
        const c88 = scalars[88] as Float64Array;
        c88[row] = (c88[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 500 && protocolHttpStatusCode >= 400) {
        // count{detectPoint=SERVER,protocol.http.statusCode<500,protocol.http.statusCode>=400,protocol.type="http",type="protocol"}
        const c89 = scalars[89] as Float64Array;
        c89[row] = (c89[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
        // count{detectPoint=SERVER,protocol.http.statusCode<600,protocol.http.statusCode>=500,protocol.type="http",type="protocol"}
        const c90 = scalars[90] as Float64Array;
        c90[row] = (c90[row] as number) + 1;
      }
    }
  }
  if (type === "connect") {
    // count{type="connect"}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(connect.duration){type="connect"}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source["connect.duration"];
    if (source["connect.success"]) {
      // count{connect.success,type="connect"}
      const c6 = scalars[6] as Float64Array;
      c6[row] = (c6[row] as number) + 1;
    }
  } else if (type === "accept") {
    // count{type="accept"}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
    // sum(accept.duration){type="accept"}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + source["accept.duration"];
  } else if (type === "close") {
    // count{type="close"}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
    // sum(close.duration){type="close"}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + source["close.duration"];
  }
}

export function updateK8SServiceInstanceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'K8SServiceInstanceRelation'>,
  context: DispatchContext,
): void {
  const { scalars, maps } = rows;
  const detectPoint = source.detectPoint;
  const type = source.type;
  if (detectPoint === 1) {
    if (type === "write") {
      // count{detectPoint=CLIENT,type="write"}
      const c7 = scalars[7] as Float64Array;
      c7[row] = (c7[row] as number) + 1;
      // sum(write.l4.transmitPackageCount){detectPoint=CLIENT,type="write"}
      const c8 = scalars[8] as Float64Array;
      c8[row] = (c8[row] as number) + source["write.l4.transmitPackageCount"];
      // sum(write.l4.retransmitPackageCount){detectPoint=CLIENT,type="write"}
      const c9 = scalars[9] as Float64Array;
      c9[row] = (c9[row] as number) + source["write.l4.retransmitPackageCount"];
      // sum(write.l4.totalPackageSize){detectPoint=CLIENT,type="write"}
      const c10 = scalars[10] as Float64Array;
      c10[row] = (c10[row] as number) + source["write.l4.totalPackageSize"];
      // sum(write.duration){detectPoint=CLIENT,type="write"}
      const c11 = scalars[11] as Float64Array;
      c11[row] = (c11[row] as number) + source["write.duration"];
      // sum(write.l3.resolveMACCount){detectPoint=CLIENT,type="write"}
      const c12 = scalars[12] as Float64Array;
      c12[row] = (c12[row] as number) + source["write.l3.resolveMACCount"];
      // sum(write.l3.resolveMACDuration){detectPoint=CLIENT,type="write"}
      const c13 = scalars[13] as Float64Array;
      c13[row] = (c13[row] as number) + source["write.l3.resolveMACDuration"];
      // sum(write.l3.netFilterCount){detectPoint=CLIENT,type="write"}
      const c14 = scalars[14] as Float64Array;
      c14[row] = (c14[row] as number) + source["write.l3.netFilterCount"];
      // sum(write.l3.netFilterDuration){detectPoint=CLIENT,type="write"}
      const c15 = scalars[15] as Float64Array;
      c15[row] = (c15[row] as number) + source["write.l3.netFilterDuration"];
      // sum(write.l4.duration){detectPoint=CLIENT,type="write"}
      const c16 = scalars[16] as Float64Array;
      c16[row] = (c16[row] as number) + source["write.l4.duration"];
      // sum(write.l3.duration){detectPoint=CLIENT,type="write"}
      const c17 = scalars[17] as Float64Array;
      c17[row] = (c17[row] as number) + source["write.l3.duration"];
      // sum(write.l3.localDuration){detectPoint=CLIENT,type="write"}
      const c18 = scalars[18] as Float64Array;
      c18[row] = (c18[row] as number) + source["write.l3.localDuration"];
      // sum(write.l3.outputDuration){detectPoint=CLIENT,type="write"}
      const c19 = scalars[19] as Float64Array;
      c19[row] = (c19[row] as number) + source["write.l3.outputDuration"];
      // sum(write.l2.duration){detectPoint=CLIENT,type="write"}
      const c20 = scalars[20] as Float64Array;
      c20[row] = (c20[row] as number) + source["write.l2.duration"];
      // sum(write.l2.readySendDuration){detectPoint=CLIENT,type="write"}
      const c21 = scalars[21] as Float64Array;
      c21[row] = (c21[row] as number) + source["write.l2.readySendDuration"];
      // sum(write.l2.networkDeviceSendDuration){detectPoint=CLIENT,type="write"}
      const c22 = scalars[22] as Float64Array;
      c22[row] = (c22[row] as number) + source["write.l2.networkDeviceSendDuration"];
    } else if (type === "read") {
      // count{detectPoint=CLIENT,type="read"}
      const c23 = scalars[23] as Float64Array;
      c23[row] = (c23[row] as number) + 1;
      // sum(read.l2.packageCount){detectPoint=CLIENT,type="read"}
      const c24 = scalars[24] as Float64Array;
      c24[row] = (c24[row] as number) + source["read.l2.packageCount"];
      // sum(read.l2.totalPackageSize){detectPoint=CLIENT,type="read"}
      const c25 = scalars[25] as Float64Array;
      c25[row] = (c25[row] as number) + source["read.l2.totalPackageSize"];
      // sum(read.duration){detectPoint=CLIENT,type="read"}
      const c26 = scalars[26] as Float64Array;
      c26[row] = (c26[row] as number) + source["read.duration"];
      // sum(read.l3.netFilterCount){detectPoint=CLIENT,type="read"}
      const c27 = scalars[27] as Float64Array;
      c27[row] = (c27[row] as number) + source["read.l3.netFilterCount"];
      // sum(read.l3.netFilterDuration){detectPoint=CLIENT,type="read"}
      const c28 = scalars[28] as Float64Array;
      c28[row] = (c28[row] as number) + source["read.l3.netFilterDuration"];
      // sum(read.l4.duration){detectPoint=CLIENT,type="read"}
      const c29 = scalars[29] as Float64Array;
      c29[row] = (c29[row] as number) + source["read.l4.duration"];
      // sum(read.l3.duration){detectPoint=CLIENT,type="read"}
      const c30 = scalars[30] as Float64Array;
      c30[row] = (c30[row] as number) + source["read.l3.duration"];
      // sum(read.l3.rcvDuration){detectPoint=CLIENT,type="read"}
      const c31 = scalars[31] as Float64Array;
      c31[row] = (c31[row] as number) + source["read.l3.rcvDuration"];
      // sum(read.l3.localDuration){detectPoint=CLIENT,type="read"}
      const c32 = scalars[32] as Float64Array;
      c32[row] = (c32[row] as number) + source["read.l3.localDuration"];
      // sum(read.l2.packageToQueueDuration){detectPoint=CLIENT,type="read"}
      const c33 = scalars[33] as Float64Array;
      c33[row] = (c33[row] as number) + source["read.l2.packageToQueueDuration"];
      // sum(read.l2.rcvPackageFromQueueDuration){detectPoint=CLIENT,type="read"}
      const c34 = scalars[34] as Float64Array;
      c34[row] = (c34[row] as number) + source["read.l2.rcvPackageFromQueueDuration"];
    }
    if (source["protocol.type"] === "http" && type === "protocol") {
      const protocolHttpLatency = source["protocol.http.latency"];
      const protocolHttpStatusCode = source["protocol.http.statusCode"];
      // count{detectPoint=CLIENT,protocol.type="http",type="protocol"}
      const c35 = scalars[35] as Float64Array;
      c35[row] = (c35[row] as number) + 1;
      // sum(protocol.http.latency){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      const c36 = scalars[36] as Float64Array;
      c36[row] = (c36[row] as number) + protocolHttpLatency;
      // buckets(protocol.http.latency/10){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      (maps[0] as MapAccumulator).add(row, bucketOf(protocolHttpLatency, 10), 1);
      // sum(protocol.http.sizeOfRequestHeader){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      const c39 = scalars[39] as Float64Array;
      c39[row] = (c39[row] as number) + source["protocol.http.sizeOfRequestHeader"];
      // sum(protocol.http.sizeOfRequestBody){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      const c40 = scalars[40] as Float64Array;
      c40[row] = (c40[row] as number) + source["protocol.http.sizeOfRequestBody"];
      // sum(protocol.http.sizeOfResponseHeader){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      const c41 = scalars[41] as Float64Array;
      c41[row] = (c41[row] as number) + source["protocol.http.sizeOfResponseHeader"];
      // sum(protocol.http.sizeOfResponseBody){detectPoint=CLIENT,protocol.type="http",type="protocol"}
      const c42 = scalars[42] as Float64Array;
      c42[row] = (c42[row] as number) + source["protocol.http.sizeOfResponseBody"];
      if (source["protocol.success"]) {
        const sourceServiceName = source.sourceServiceName;
        const thresholdMs = context.apdexThresholdMs(sourceServiceName);
        if (protocolHttpLatency <= thresholdMs) {
          // count{detectPoint=CLIENT,protocol.http.latency<=T(sourceServiceName),protocol.success,protocol.type="http",type="protocol"}
          const c37 = scalars[37] as Float64Array;
          c37[row] = (c37[row] as number) + 1;
        }
        if (protocolHttpLatency <= 4 * thresholdMs && protocolHttpLatency > thresholdMs) {
          // count{detectPoint=CLIENT,protocol.http.latency<=4T(sourceServiceName),protocol.http.latency>T(sourceServiceName),protocol.success,protocol.type="http",type="protocol"}
          const c38 = scalars[38] as Float64Array;
          c38[row] = (c38[row] as number) + 1;
        }
      }
      if (protocolHttpStatusCode < 200 && protocolHttpStatusCode >= 100) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<200,protocol.http.statusCode>=100,protocol.type="http",type="protocol"}
        const c43 = scalars[43] as Float64Array;
        c43[row] = (c43[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 300 && protocolHttpStatusCode >= 200) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<300,protocol.http.statusCode>=200,protocol.type="http",type="protocol"}
        const c44 = scalars[44] as Float64Array;
        c44[row] = (c44[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 400 && protocolHttpStatusCode >= 300) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<400,protocol.http.statusCode>=300,protocol.type="http",type="protocol"}
        const c45 = scalars[45] as Float64Array;
        c45[row] = (c45[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 500 && protocolHttpStatusCode >= 400) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<500,protocol.http.statusCode>=400,protocol.type="http",type="protocol"}
        const c46 = scalars[46] as Float64Array;
        c46[row] = (c46[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
        // count{detectPoint=CLIENT,protocol.http.statusCode<600,protocol.http.statusCode>=500,protocol.type="http",type="protocol"}
        const c47 = scalars[47] as Float64Array;
        c47[row] = (c47[row] as number) + 1;
      }
    }
  } else if (detectPoint === 0) {
    if (type === "write") {
      // count{detectPoint=SERVER,type="write"}
      const c48 = scalars[48] as Float64Array;
      c48[row] = (c48[row] as number) + 1;
      // sum(write.l4.transmitPackageCount){detectPoint=SERVER,type="write"}
      const c49 = scalars[49] as Float64Array;
      c49[row] = (c49[row] as number) + source["write.l4.transmitPackageCount"];
      // sum(write.l4.retransmitPackageCount){detectPoint=SERVER,type="write"}
      const c50 = scalars[50] as Float64Array;
      c50[row] = (c50[row] as number) + source["write.l4.retransmitPackageCount"];
      // sum(write.l4.totalPackageSize){detectPoint=SERVER,type="write"}
      const c51 = scalars[51] as Float64Array;
      c51[row] = (c51[row] as number) + source["write.l4.totalPackageSize"];
      // sum(write.duration){detectPoint=SERVER,type="write"}
      const c52 = scalars[52] as Float64Array;
      c52[row] = (c52[row] as number) + source["write.duration"];
      // sum(write.l3.resolveMACCount){detectPoint=SERVER,type="write"}
      const c53 = scalars[53] as Float64Array;
      c53[row] = (c53[row] as number) + source["write.l3.resolveMACCount"];
      // sum(write.l3.resolveMACDuration){detectPoint=SERVER,type="write"}
      const c54 = scalars[54] as Float64Array;
      c54[row] = (c54[row] as number) + source["write.l3.resolveMACDuration"];
      // sum(write.l3.netFilterCount){detectPoint=SERVER,type="write"}
      const c55 = scalars[55] as Float64Array;
      c55[row] = (c55[row] as number) + source["write.l3.netFilterCount"];
      // sum(write.l3.netFilterDuration){detectPoint=SERVER,type="write"}
      const c56 = scalars[56] as Float64Array;
      c56[row] = (c56[row] as number) + source["write.l3.netFilterDuration"];
      // sum(write.l4.duration){detectPoint=SERVER,type="write"}
      const c57 = scalars[57] as Float64Array;
      c57[row] = (c57[row] as number) + source["write.l4.duration"];
      // sum(write.l3.duration){detectPoint=SERVER,type="write"}
      const c58 = scalars[58] as Float64Array;
      c58[row] = (c58[row] as number) + source["write.l3.duration"];
      // sum(write.l3.localDuration){detectPoint=SERVER,type="write"}
      const c59 = scalars[59] as Float64Array;
      c59[row] = (c59[row] as number) + source["write.l3.localDuration"];
      // sum(write.l3.outputDuration){detectPoint=SERVER,type="write"}
      const c60 = scalars[60] as Float64Array;
      c60[row] = (c60[row] as number) + source["write.l3.outputDuration"];
      // sum(write.l2.duration){detectPoint=SERVER,type="write"}
      const c61 = scalars[61] as Float64Array;
      c61[row] = (c61[row] as number) + source["write.l2.duration"];
      // sum(write.l2.readySendDuration){detectPoint=SERVER,type="write"}
      const c62 = scalars[62] as Float64Array;
      c62[row] = (c62[row] as number) + source["write.l2.readySendDuration"];
      // sum(write.l2.networkDeviceSendDuration){detectPoint=SERVER,type="write"}
      const c63 = scalars[63] as Float64Array;
      c63[row] = (c63[row] as number) + source["write.l2.networkDeviceSendDuration"];
    } else if (type === "read") {
      // count{detectPoint=SERVER,type="read"}
      const c64 = scalars[64] as Float64Array;
      c64[row] = (c64[row] as number) + 1;
      // sum(read.l2.packageCount){detectPoint=SERVER,type="read"}
      const c65 = scalars[65] as Float64Array;
      c65[row] = (c65[row] as number) + source["read.l2.packageCount"];
      // sum(read.l2.totalPackageSize){detectPoint=SERVER,type="read"}
      const c66 = scalars[66] as Float64Array;
      c66[row] = (c66[row] as number) + source["read.l2.totalPackageSize"];
      // sum(read.duration){detectPoint=SERVER,type="read"}
      const c67 = scalars[67] as Float64Array;
      c67[row] = (c67[row] as number) + source["read.duration"];
      // sum(read.l3.netFilterCount){detectPoint=SERVER,type="read"}
      const c68 = scalars[68] as Float64Array;
      c68[row] = (c68[row] as number) + source["read.l3.netFilterCount"];
      // sum(read.l3.netFilterDuration){detectPoint=SERVER,type="read"}
      const c69 = scalars[69] as Float64Array;
      c69[row] = (c69[row] as number) + source["read.l3.netFilterDuration"];
      // sum(read.l4.duration){detectPoint=SERVER,type="read"}
      const c70 = scalars[70] as Float64Array;
      c70[row] = (c70[row] as number) + source["read.l4.duration"];
      // sum(read.l3.duration){detectPoint=SERVER,type="read"}
      const c71 = scalars[71] as Float64Array;
      c71[row] = (c71[row] as number) + source["read.l3.duration"];
      // sum(read.l3.rcvDuration){detectPoint=SERVER,type="read"}
      const c72 = scalars[72] as Float64Array;
      c72[row] = (c72[row] as number) + source["read.l3.rcvDuration"];
      // sum(read.l3.localDuration){detectPoint=SERVER,type="read"}
      const c73 = scalars[73] as Float64Array;
      c73[row] = (c73[row] as number) + source["read.l3.localDuration"];
      // sum(read.l2.packageToQueueDuration){detectPoint=SERVER,type="read"}
      const c74 = scalars[74] as Float64Array;
      c74[row] = (c74[row] as number) + source["read.l2.packageToQueueDuration"];
      // sum(read.l2.rcvPackageFromQueueDuration){detectPoint=SERVER,type="read"}
      const c75 = scalars[75] as Float64Array;
      c75[row] = (c75[row] as number) + source["read.l2.rcvPackageFromQueueDuration"];
    }
    if (source["protocol.type"] === "http" && type === "protocol") {
      const protocolHttpLatency = source["protocol.http.latency"];
      const protocolHttpStatusCode = source["protocol.http.statusCode"];
      // count{detectPoint=SERVER,protocol.type="http",type="protocol"}
      const c76 = scalars[76] as Float64Array;
      c76[row] = (c76[row] as number) + 1;
      // sum(protocol.http.latency){detectPoint=SERVER,protocol.type="http",type="protocol"}
      const c77 = scalars[77] as Float64Array;
      c77[row] = (c77[row] as number) + protocolHttpLatency;
      // buckets(protocol.http.latency/10){detectPoint=SERVER,protocol.type="http",type="protocol"}
      (maps[1] as MapAccumulator).add(row, bucketOf(protocolHttpLatency, 10), 1);
      // sum(protocol.http.sizeOfRequestHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
      const c80 = scalars[80] as Float64Array;
      c80[row] = (c80[row] as number) + source["protocol.http.sizeOfRequestHeader"];
      // sum(protocol.http.sizeOfRequestBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
      const c81 = scalars[81] as Float64Array;
      c81[row] = (c81[row] as number) + source["protocol.http.sizeOfRequestBody"];
      // sum(protocol.http.sizeOfResponseHeader){detectPoint=SERVER,protocol.type="http",type="protocol"}
      const c82 = scalars[82] as Float64Array;
      c82[row] = (c82[row] as number) + source["protocol.http.sizeOfResponseHeader"];
      // sum(protocol.http.sizeOfResponseBody){detectPoint=SERVER,protocol.type="http",type="protocol"}
      const c83 = scalars[83] as Float64Array;
      c83[row] = (c83[row] as number) + source["protocol.http.sizeOfResponseBody"];
      if (source["protocol.success"]) {
        const destServiceName = source.destServiceName;
        const thresholdMs = context.apdexThresholdMs(destServiceName);
        if (protocolHttpLatency <= thresholdMs) {
          // count{detectPoint=SERVER,protocol.http.latency<=T(destServiceName),protocol.success,protocol.type="http",type="protocol"}
          const c78 = scalars[78] as Float64Array;
          c78[row] = (c78[row] as number) + 1;
        }
        if (protocolHttpLatency <= 4 * thresholdMs && protocolHttpLatency > thresholdMs) {
          // count{detectPoint=SERVER,protocol.http.latency<=4T(destServiceName),protocol.http.latency>T(destServiceName),protocol.success,protocol.type="http",type="protocol"}
          const c79 = scalars[79] as Float64Array;
          c79[row] = (c79[row] as number) + 1;
        }
      }
      if (protocolHttpStatusCode < 200 && protocolHttpStatusCode >= 100) {
        // count{detectPoint=SERVER,protocol.http.statusCode<200,protocol.http.statusCode>=100,protocol.type="http",type="protocol"}
        const c84 = scalars[84] as Float64Array;
        c84[row] = (c84[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 300 && protocolHttpStatusCode >= 200) {
        // count{detectPoint=SERVER,protocol.http.statusCode<300,protocol.http.statusCode>=200,protocol.type="http",type="protocol"}
        const c85 = scalars[85] as Float64Array;
        c85[row] = (c85[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 400 && protocolHttpStatusCode >= 300) {
        // count{detectPoint=SERVER,protocol.http.statusCode<400,protocol.http.statusCode>=300,protocol.type="http",type="protocol"}
        const c86 = scalars[86] as Float64Array;
        c86[row] = (c86[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 500 && protocolHttpStatusCode >= 400) {
        // count{detectPoint=SERVER,protocol.http.statusCode<500,protocol.http.statusCode>=400,protocol.type="http",type="protocol"}
        const c87 = scalars[87] as Float64Array;
        c87[row] = (c87[row] as number) + 1;
      }
      if (protocolHttpStatusCode < 600 && protocolHttpStatusCode >= 500) {
        // count{detectPoint=SERVER,protocol.http.statusCode<600,protocol.http.statusCode>=500,protocol.type="http",type="protocol"}
        const c88 = scalars[88] as Float64Array;
        c88[row] = (c88[row] as number) + 1;
      }
    }
  }
  if (type === "connect") {
    // count{type="connect"}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(connect.duration){type="connect"}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source["connect.duration"];
    if (source["connect.success"]) {
      // count{connect.success,type="connect"}
      const c6 = scalars[6] as Float64Array;
      c6[row] = (c6[row] as number) + 1;
    }
  } else if (type === "accept") {
    // count{type="accept"}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
    // sum(accept.duration){type="accept"}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + source["accept.duration"];
  } else if (type === "close") {
    // count{type="close"}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
    // sum(close.duration){type="close"}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + source["close.duration"];
  }
}
