// Made of rules/cilium.oal by tools/generate-oal.ts. To change it, change the rules and run that.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows, MapAccumulator } from '../runtime.ts';

export function updateCiliumService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'CiliumService'>,
): void {
  const { scalars, maps } = rows;
  const verdict = source.verdict;
  const type = source.type;
  const direction = source.direction;
  if (verdict === "forwarded") {
    if (source.detectPoint === 0) {
      const duration = source.duration;
      const success = source.success;
      if (type === "http") {
        const httpCode = source["http.code"];
        // count{detectPoint=SERVER,type="http",verdict="forwarded"}
        const c8 = scalars[8] as Float64Array;
        c8[row] = (c8[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="http",verdict="forwarded"}
        const c9 = scalars[9] as Float64Array;
        c9[row] = (c9[row] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type="http",verdict="forwarded"}
          const c10 = scalars[10] as Float64Array;
          c10[row] = (c10[row] as number) + 1;
        }
        if (httpCode < 200 && httpCode >= 100) {
          // count{detectPoint=SERVER,http.code<200,http.code>=100,type="http",verdict="forwarded"}
          const c19 = scalars[19] as Float64Array;
          c19[row] = (c19[row] as number) + 1;
        }
        if (httpCode < 300 && httpCode >= 200) {
          // count{detectPoint=SERVER,http.code<300,http.code>=200,type="http",verdict="forwarded"}
          const c20 = scalars[20] as Float64Array;
          c20[row] = (c20[row] as number) + 1;
        }
        if (httpCode < 400 && httpCode >= 300) {
          // count{detectPoint=SERVER,http.code<400,http.code>=300,type="http",verdict="forwarded"}
          const c21 = scalars[21] as Float64Array;
          c21[row] = (c21[row] as number) + 1;
        }
        if (httpCode < 500 && httpCode >= 400) {
          // count{detectPoint=SERVER,http.code<500,http.code>=400,type="http",verdict="forwarded"}
          const c22 = scalars[22] as Float64Array;
          c22[row] = (c22[row] as number) + 1;
        }
        if (httpCode < 600 && httpCode >= 500) {
          // count{detectPoint=SERVER,http.code<600,http.code>=500,type="http",verdict="forwarded"}
          const c23 = scalars[23] as Float64Array;
          c23[row] = (c23[row] as number) + 1;
        }
      } else if (type === "dns") {
        // count{detectPoint=SERVER,type="dns",verdict="forwarded"}
        const c11 = scalars[11] as Float64Array;
        c11[row] = (c11[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="dns",verdict="forwarded"}
        const c12 = scalars[12] as Float64Array;
        c12[row] = (c12[row] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          const c14 = scalars[14] as Float64Array;
          c14[row] = (c14[row] as number) + 1;
          // labels(dns.rcodeString,50){!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          (maps[1] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="dns",verdict="forwarded"}
          const c13 = scalars[13] as Float64Array;
          c13[row] = (c13[row] as number) + 1;
        }
      } else if (type === "kafka") {
        // count{detectPoint=SERVER,type="kafka",verdict="forwarded"}
        const c15 = scalars[15] as Float64Array;
        c15[row] = (c15[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="kafka",verdict="forwarded"}
        const c16 = scalars[16] as Float64Array;
        c16[row] = (c16[row] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          const c18 = scalars[18] as Float64Array;
          c18[row] = (c18[row] as number) + 1;
          // labels(kafka.errorCodeString,50){!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          (maps[2] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="kafka",verdict="forwarded"}
          const c17 = scalars[17] as Float64Array;
          c17[row] = (c17[row] as number) + 1;
        }
      }
      if (type !== "tcp") {
        // count{detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        const c5 = scalars[5] as Float64Array;
        c5[row] = (c5[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        const c6 = scalars[6] as Float64Array;
        c6[row] = (c6[row] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type!="tcp",verdict="forwarded"}
          const c7 = scalars[7] as Float64Array;
          c7[row] = (c7[row] as number) + 1;
        }
      }
    }
    if (type === "tcp") {
      if (direction === "ingress") {
        // count{direction="ingress",type="tcp",verdict="forwarded"}
        const c0 = scalars[0] as Float64Array;
        c0[row] = (c0[row] as number) + 1;
      } else if (direction === "egress") {
        // count{direction="egress",type="tcp",verdict="forwarded"}
        const c1 = scalars[1] as Float64Array;
        c1[row] = (c1[row] as number) + 1;
      }
    }
  }
  if (type === "tcp" && verdict === "dropped") {
    // count{type="tcp",verdict="dropped"}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
    // labels(dropReason,50){type="tcp",verdict="dropped"}
    (maps[0] as MapAccumulator).add(row, rows.textIndex(source.dropReason), 1);
    if (direction === "ingress") {
      // count{direction="ingress",type="tcp",verdict="dropped"}
      const c2 = scalars[2] as Float64Array;
      c2[row] = (c2[row] as number) + 1;
    } else if (direction === "egress") {
      // count{direction="egress",type="tcp",verdict="dropped"}
      const c3 = scalars[3] as Float64Array;
      c3[row] = (c3[row] as number) + 1;
    }
  }
}

export function updateCiliumServiceInstance(
  rows: AccumulatorRows,
  row: number,
  source: Source<'CiliumServiceInstance'>,
): void {
  const { scalars, maps } = rows;
  const verdict = source.verdict;
  const type = source.type;
  const direction = source.direction;
  if (verdict === "forwarded") {
    if (source.detectPoint === 0) {
      const duration = source.duration;
      const success = source.success;
      if (type === "http") {
        const httpCode = source["http.code"];
        // count{detectPoint=SERVER,type="http",verdict="forwarded"}
        const c8 = scalars[8] as Float64Array;
        c8[row] = (c8[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="http",verdict="forwarded"}
        const c9 = scalars[9] as Float64Array;
        c9[row] = (c9[row] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type="http",verdict="forwarded"}
          const c10 = scalars[10] as Float64Array;
          c10[row] = (c10[row] as number) + 1;
        }
        if (httpCode < 200 && httpCode >= 100) {
          // count{detectPoint=SERVER,http.code<200,http.code>=100,type="http",verdict="forwarded"}
          const c19 = scalars[19] as Float64Array;
          c19[row] = (c19[row] as number) + 1;
        }
        if (httpCode < 300 && httpCode >= 200) {
          // count{detectPoint=SERVER,http.code<300,http.code>=200,type="http",verdict="forwarded"}
          const c20 = scalars[20] as Float64Array;
          c20[row] = (c20[row] as number) + 1;
        }
        if (httpCode < 400 && httpCode >= 300) {
          // count{detectPoint=SERVER,http.code<400,http.code>=300,type="http",verdict="forwarded"}
          const c21 = scalars[21] as Float64Array;
          c21[row] = (c21[row] as number) + 1;
        }
        if (httpCode < 500 && httpCode >= 400) {
          // count{detectPoint=SERVER,http.code<500,http.code>=400,type="http",verdict="forwarded"}
          const c22 = scalars[22] as Float64Array;
          c22[row] = (c22[row] as number) + 1;
        }
        if (httpCode < 600 && httpCode >= 500) {
          // count{detectPoint=SERVER,http.code<600,http.code>=500,type="http",verdict="forwarded"}
          const c23 = scalars[23] as Float64Array;
          c23[row] = (c23[row] as number) + 1;
        }
      } else if (type === "dns") {
        // count{detectPoint=SERVER,type="dns",verdict="forwarded"}
        const c11 = scalars[11] as Float64Array;
        c11[row] = (c11[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="dns",verdict="forwarded"}
        const c12 = scalars[12] as Float64Array;
        c12[row] = (c12[row] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          const c14 = scalars[14] as Float64Array;
          c14[row] = (c14[row] as number) + 1;
          // labels(dns.rcodeString,50){!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          (maps[1] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="dns",verdict="forwarded"}
          const c13 = scalars[13] as Float64Array;
          c13[row] = (c13[row] as number) + 1;
        }
      } else if (type === "kafka") {
        // count{detectPoint=SERVER,type="kafka",verdict="forwarded"}
        const c15 = scalars[15] as Float64Array;
        c15[row] = (c15[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="kafka",verdict="forwarded"}
        const c16 = scalars[16] as Float64Array;
        c16[row] = (c16[row] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          const c18 = scalars[18] as Float64Array;
          c18[row] = (c18[row] as number) + 1;
          // labels(kafka.errorCodeString,50){!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          (maps[2] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="kafka",verdict="forwarded"}
          const c17 = scalars[17] as Float64Array;
          c17[row] = (c17[row] as number) + 1;
        }
      }
      if (type !== "tcp") {
        // count{detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        const c5 = scalars[5] as Float64Array;
        c5[row] = (c5[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        const c6 = scalars[6] as Float64Array;
        c6[row] = (c6[row] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type!="tcp",verdict="forwarded"}
          const c7 = scalars[7] as Float64Array;
          c7[row] = (c7[row] as number) + 1;
        }
      }
    }
    if (type === "tcp") {
      if (direction === "ingress") {
        // count{direction="ingress",type="tcp",verdict="forwarded"}
        const c0 = scalars[0] as Float64Array;
        c0[row] = (c0[row] as number) + 1;
      } else if (direction === "egress") {
        // count{direction="egress",type="tcp",verdict="forwarded"}
        const c1 = scalars[1] as Float64Array;
        c1[row] = (c1[row] as number) + 1;
      }
    }
  }
  if (type === "tcp" && verdict === "dropped") {
    // count{type="tcp",verdict="dropped"}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
    // labels(dropReason,50){type="tcp",verdict="dropped"}
    (maps[0] as MapAccumulator).add(row, rows.textIndex(source.dropReason), 1);
    if (direction === "ingress") {
      // count{direction="ingress",type="tcp",verdict="dropped"}
      const c2 = scalars[2] as Float64Array;
      c2[row] = (c2[row] as number) + 1;
    } else if (direction === "egress") {
      // count{direction="egress",type="tcp",verdict="dropped"}
      const c3 = scalars[3] as Float64Array;
      c3[row] = (c3[row] as number) + 1;
    }
  }
}

export function updateCiliumEndpoint(
  rows: AccumulatorRows,
  row: number,
  source: Source<'CiliumEndpoint'>,
): void {
  const { scalars, maps } = rows;
  if (source.verdict === "forwarded") {
    const type = source.type;
    const duration = source.duration;
    const success = source.success;
    if (type === "http") {
      const httpCode = source["http.code"];
      // count{type="http",verdict="forwarded"}
      const c3 = scalars[3] as Float64Array;
      c3[row] = (c3[row] as number) + 1;
      // sum(duration){type="http",verdict="forwarded"}
      const c4 = scalars[4] as Float64Array;
      c4[row] = (c4[row] as number) + duration;
      if (success) {
        // count{success,type="http",verdict="forwarded"}
        const c5 = scalars[5] as Float64Array;
        c5[row] = (c5[row] as number) + 1;
      }
      if (httpCode < 200 && httpCode >= 100) {
        // count{http.code<200,http.code>=100,type="http",verdict="forwarded"}
        const c14 = scalars[14] as Float64Array;
        c14[row] = (c14[row] as number) + 1;
      }
      if (httpCode < 300 && httpCode >= 200) {
        // count{http.code<300,http.code>=200,type="http",verdict="forwarded"}
        const c15 = scalars[15] as Float64Array;
        c15[row] = (c15[row] as number) + 1;
      }
      if (httpCode < 400 && httpCode >= 300) {
        // count{http.code<400,http.code>=300,type="http",verdict="forwarded"}
        const c16 = scalars[16] as Float64Array;
        c16[row] = (c16[row] as number) + 1;
      }
      if (httpCode < 500 && httpCode >= 400) {
        // count{http.code<500,http.code>=400,type="http",verdict="forwarded"}
        const c17 = scalars[17] as Float64Array;
        c17[row] = (c17[row] as number) + 1;
      }
      if (httpCode < 600 && httpCode >= 500) {
        // count{http.code<600,http.code>=500,type="http",verdict="forwarded"}
        const c18 = scalars[18] as Float64Array;
        c18[row] = (c18[row] as number) + 1;
      }
    } else if (type === "dns") {
      // count{type="dns",verdict="forwarded"}
      const c6 = scalars[6] as Float64Array;
      c6[row] = (c6[row] as number) + 1;
      // sum(duration){type="dns",verdict="forwarded"}
      const c7 = scalars[7] as Float64Array;
      c7[row] = (c7[row] as number) + duration;
      if (!success) {
        // count{!success,type="dns",verdict="forwarded"}
        const c9 = scalars[9] as Float64Array;
        c9[row] = (c9[row] as number) + 1;
        // labels(dns.rcodeString,50){!success,type="dns",verdict="forwarded"}
        (maps[0] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
      } else {
        // count{success,type="dns",verdict="forwarded"}
        const c8 = scalars[8] as Float64Array;
        c8[row] = (c8[row] as number) + 1;
      }
    } else if (type === "kafka") {
      // count{type="kafka",verdict="forwarded"}
      const c10 = scalars[10] as Float64Array;
      c10[row] = (c10[row] as number) + 1;
      // sum(duration){type="kafka",verdict="forwarded"}
      const c11 = scalars[11] as Float64Array;
      c11[row] = (c11[row] as number) + duration;
      if (!success) {
        // count{!success,type="kafka",verdict="forwarded"}
        const c13 = scalars[13] as Float64Array;
        c13[row] = (c13[row] as number) + 1;
        // labels(kafka.errorCodeString,50){!success,type="kafka",verdict="forwarded"}
        (maps[1] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
      } else {
        // count{success,type="kafka",verdict="forwarded"}
        const c12 = scalars[12] as Float64Array;
        c12[row] = (c12[row] as number) + 1;
      }
    }
    if (type !== "tcp") {
      // count{type!="tcp",verdict="forwarded"}
      const c0 = scalars[0] as Float64Array;
      c0[row] = (c0[row] as number) + 1;
      // sum(duration){type!="tcp",verdict="forwarded"}
      const c1 = scalars[1] as Float64Array;
      c1[row] = (c1[row] as number) + duration;
      if (success) {
        // count{success,type!="tcp",verdict="forwarded"}
        const c2 = scalars[2] as Float64Array;
        c2[row] = (c2[row] as number) + 1;
      }
    }
  }
}

export function updateCiliumServiceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'CiliumServiceRelation'>,
): void {
  const { scalars, maps } = rows;
  const verdict = source.verdict;
  const detectPoint = source.detectPoint;
  const type = source.type;
  const direction = source.direction;
  if (verdict === "forwarded") {
    if (detectPoint === 0) {
      const duration = source.duration;
      const success = source.success;
      if (type === "http") {
        const httpCode = source["http.code"];
        // count{detectPoint=SERVER,type="http",verdict="forwarded"}
        const c27 = scalars[27] as Float64Array;
        c27[row] = (c27[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="http",verdict="forwarded"}
        const c28 = scalars[28] as Float64Array;
        c28[row] = (c28[row] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type="http",verdict="forwarded"}
          const c29 = scalars[29] as Float64Array;
          c29[row] = (c29[row] as number) + 1;
        }
        if (httpCode < 200 && httpCode >= 100) {
          // count{detectPoint=SERVER,http.code<200,http.code>=100,type="http",verdict="forwarded"}
          const c38 = scalars[38] as Float64Array;
          c38[row] = (c38[row] as number) + 1;
        }
        if (httpCode < 300 && httpCode >= 200) {
          // count{detectPoint=SERVER,http.code<300,http.code>=200,type="http",verdict="forwarded"}
          const c39 = scalars[39] as Float64Array;
          c39[row] = (c39[row] as number) + 1;
        }
        if (httpCode < 400 && httpCode >= 300) {
          // count{detectPoint=SERVER,http.code<400,http.code>=300,type="http",verdict="forwarded"}
          const c40 = scalars[40] as Float64Array;
          c40[row] = (c40[row] as number) + 1;
        }
        if (httpCode < 500 && httpCode >= 400) {
          // count{detectPoint=SERVER,http.code<500,http.code>=400,type="http",verdict="forwarded"}
          const c41 = scalars[41] as Float64Array;
          c41[row] = (c41[row] as number) + 1;
        }
        if (httpCode < 600 && httpCode >= 500) {
          // count{detectPoint=SERVER,http.code<600,http.code>=500,type="http",verdict="forwarded"}
          const c42 = scalars[42] as Float64Array;
          c42[row] = (c42[row] as number) + 1;
        }
      } else if (type === "dns") {
        // count{detectPoint=SERVER,type="dns",verdict="forwarded"}
        const c30 = scalars[30] as Float64Array;
        c30[row] = (c30[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="dns",verdict="forwarded"}
        const c31 = scalars[31] as Float64Array;
        c31[row] = (c31[row] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          const c33 = scalars[33] as Float64Array;
          c33[row] = (c33[row] as number) + 1;
          // labels(dns.rcodeString,50){!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          (maps[4] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="dns",verdict="forwarded"}
          const c32 = scalars[32] as Float64Array;
          c32[row] = (c32[row] as number) + 1;
        }
      } else if (type === "kafka") {
        // count{detectPoint=SERVER,type="kafka",verdict="forwarded"}
        const c34 = scalars[34] as Float64Array;
        c34[row] = (c34[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="kafka",verdict="forwarded"}
        const c35 = scalars[35] as Float64Array;
        c35[row] = (c35[row] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          const c37 = scalars[37] as Float64Array;
          c37[row] = (c37[row] as number) + 1;
          // labels(kafka.errorCodeString,50){!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          (maps[5] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="kafka",verdict="forwarded"}
          const c36 = scalars[36] as Float64Array;
          c36[row] = (c36[row] as number) + 1;
        }
      } else if (type === "tcp") {
        if (direction === "ingress") {
          // count{detectPoint=SERVER,direction="ingress",type="tcp",verdict="forwarded"}
          const c19 = scalars[19] as Float64Array;
          c19[row] = (c19[row] as number) + 1;
        } else if (direction === "egress") {
          // count{detectPoint=SERVER,direction="egress",type="tcp",verdict="forwarded"}
          const c20 = scalars[20] as Float64Array;
          c20[row] = (c20[row] as number) + 1;
        }
      }
      if (type !== "tcp") {
        // count{detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        const c24 = scalars[24] as Float64Array;
        c24[row] = (c24[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        const c25 = scalars[25] as Float64Array;
        c25[row] = (c25[row] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type!="tcp",verdict="forwarded"}
          const c26 = scalars[26] as Float64Array;
          c26[row] = (c26[row] as number) + 1;
        }
      }
    } else if (detectPoint === 1) {
      const duration = source.duration;
      const success = source.success;
      if (type === "dns") {
        // count{detectPoint=CLIENT,type="dns",verdict="forwarded"}
        const c11 = scalars[11] as Float64Array;
        c11[row] = (c11[row] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type="dns",verdict="forwarded"}
        const c12 = scalars[12] as Float64Array;
        c12[row] = (c12[row] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=CLIENT,type="dns",verdict="forwarded"}
          const c14 = scalars[14] as Float64Array;
          c14[row] = (c14[row] as number) + 1;
          // labels(dns.rcodeString,50){!success,detectPoint=CLIENT,type="dns",verdict="forwarded"}
          (maps[1] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
        } else {
          // count{detectPoint=CLIENT,success,type="dns",verdict="forwarded"}
          const c13 = scalars[13] as Float64Array;
          c13[row] = (c13[row] as number) + 1;
        }
      } else if (type === "kafka") {
        // count{detectPoint=CLIENT,type="kafka",verdict="forwarded"}
        const c15 = scalars[15] as Float64Array;
        c15[row] = (c15[row] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type="kafka",verdict="forwarded"}
        const c16 = scalars[16] as Float64Array;
        c16[row] = (c16[row] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=CLIENT,type="kafka",verdict="forwarded"}
          const c18 = scalars[18] as Float64Array;
          c18[row] = (c18[row] as number) + 1;
          // labels(kafka.errorCodeString,50){!success,detectPoint=CLIENT,type="kafka",verdict="forwarded"}
          (maps[2] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
        } else {
          // count{detectPoint=CLIENT,success,type="kafka",verdict="forwarded"}
          const c17 = scalars[17] as Float64Array;
          c17[row] = (c17[row] as number) + 1;
        }
      } else if (type === "http") {
        // count{detectPoint=CLIENT,type="http",verdict="forwarded"}
        const c8 = scalars[8] as Float64Array;
        c8[row] = (c8[row] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type="http",verdict="forwarded"}
        const c9 = scalars[9] as Float64Array;
        c9[row] = (c9[row] as number) + duration;
        if (success) {
          // count{detectPoint=CLIENT,success,type="http",verdict="forwarded"}
          const c10 = scalars[10] as Float64Array;
          c10[row] = (c10[row] as number) + 1;
        }
      } else if (type === "tcp") {
        if (direction === "ingress") {
          // count{detectPoint=CLIENT,direction="ingress",type="tcp",verdict="forwarded"}
          const c0 = scalars[0] as Float64Array;
          c0[row] = (c0[row] as number) + 1;
        } else if (direction === "egress") {
          // count{detectPoint=CLIENT,direction="egress",type="tcp",verdict="forwarded"}
          const c1 = scalars[1] as Float64Array;
          c1[row] = (c1[row] as number) + 1;
        }
      }
      if (type !== "tcp") {
        // count{detectPoint=CLIENT,type!="tcp",verdict="forwarded"}
        const c5 = scalars[5] as Float64Array;
        c5[row] = (c5[row] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type!="tcp",verdict="forwarded"}
        const c6 = scalars[6] as Float64Array;
        c6[row] = (c6[row] as number) + duration;
        if (success) {
          // count{detectPoint=CLIENT,success,type!="tcp",verdict="forwarded"}
          const c7 = scalars[7] as Float64Array;
          c7[row] = (c7[row] as number) + 1;
        }
      }
    }
  }
  if (type === "tcp" && verdict === "dropped") {
    if (detectPoint === 1) {
      // count{detectPoint=CLIENT,type="tcp",verdict="dropped"}
      const c4 = scalars[4] as Float64Array;
      c4[row] = (c4[row] as number) + 1;
      // labels(dropReason,50){detectPoint=CLIENT,type="tcp",verdict="dropped"}
      (maps[0] as MapAccumulator).add(row, rows.textIndex(source.dropReason), 1);
      if (direction === "ingress") {
        // count{detectPoint=CLIENT,direction="ingress",type="tcp",verdict="dropped"}
        const c2 = scalars[2] as Float64Array;
        c2[row] = (c2[row] as number) + 1;
      } else if (direction === "egress") {
        // count{detectPoint=CLIENT,direction="egress",type="tcp",verdict="dropped"}
        const c3 = scalars[3] as Float64Array;
        c3[row] = (c3[row] as number) + 1;
      }
    } else if (detectPoint === 0) {
      // count{detectPoint=SERVER,type="tcp",verdict="dropped"}
      const c23 = scalars[23] as Float64Array;
      c23[row] = (c23[row] as number) + 1;
      // labels(dropReason,50){detectPoint=SERVER,type="tcp",verdict="dropped"}
      (maps[3] as MapAccumulator).add(row, rows.textIndex(source.dropReason), 1);
      if (direction === "ingress") {
        // count{detectPoint=SERVER,direction="ingress",type="tcp",verdict="dropped"}
        const c21 = scalars[21] as Float64Array;
        c21[row] = (c21[row] as number) + 1;
      } else if (direction === "egress") {
        // count{detectPoint=SERVER,direction="egress",type="tcp",verdict="dropped"}
        const c22 = scalars[22] as Float64Array;
        c22[row] = (c22[row] as number) + 1;
      }
    }
  }
}

export function updateCiliumServiceInstanceRelation(
  rows: AccumulatorRows,
  row: number,
  source: Source<'CiliumServiceInstanceRelation'>,
): void {
  const { scalars, maps } = rows;
  const verdict = source.verdict;
  const detectPoint = source.detectPoint;
  const type = source.type;
  const direction = source.direction;
  if (verdict === "forwarded") {
    if (detectPoint === 0) {
      const duration = source.duration;
      const success = source.success;
      if (type === "http") {
        const httpCode = source["http.code"];
        // count{detectPoint=SERVER,type="http",verdict="forwarded"}
        const c27 = scalars[27] as Float64Array;
        c27[row] = (c27[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="http",verdict="forwarded"}
        const c28 = scalars[28] as Float64Array;
        c28[row] = (c28[row] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type="http",verdict="forwarded"}
          const c29 = scalars[29] as Float64Array;
          c29[row] = (c29[row] as number) + 1;
        }
        if (httpCode < 200 && httpCode >= 100) {
          // count{detectPoint=SERVER,http.code<200,http.code>=100,type="http",verdict="forwarded"}
          const c38 = scalars[38] as Float64Array;
          c38[row] = (c38[row] as number) + 1;
        }
        if (httpCode < 300 && httpCode >= 200) {
          // count{detectPoint=SERVER,http.code<300,http.code>=200,type="http",verdict="forwarded"}
          const c39 = scalars[39] as Float64Array;
          c39[row] = (c39[row] as number) + 1;
        }
        if (httpCode < 400 && httpCode >= 300) {
          // count{detectPoint=SERVER,http.code<400,http.code>=300,type="http",verdict="forwarded"}
          const c40 = scalars[40] as Float64Array;
          c40[row] = (c40[row] as number) + 1;
        }
        if (httpCode < 500 && httpCode >= 400) {
          // count{detectPoint=SERVER,http.code<500,http.code>=400,type="http",verdict="forwarded"}
          const c41 = scalars[41] as Float64Array;
          c41[row] = (c41[row] as number) + 1;
        }
        if (httpCode < 600 && httpCode >= 500) {
          // count{detectPoint=SERVER,http.code<600,http.code>=500,type="http",verdict="forwarded"}
          const c42 = scalars[42] as Float64Array;
          c42[row] = (c42[row] as number) + 1;
        }
      } else if (type === "dns") {
        // count{detectPoint=SERVER,type="dns",verdict="forwarded"}
        const c30 = scalars[30] as Float64Array;
        c30[row] = (c30[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="dns",verdict="forwarded"}
        const c31 = scalars[31] as Float64Array;
        c31[row] = (c31[row] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          const c33 = scalars[33] as Float64Array;
          c33[row] = (c33[row] as number) + 1;
          // labels(dns.rcodeString,50){!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          (maps[4] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="dns",verdict="forwarded"}
          const c32 = scalars[32] as Float64Array;
          c32[row] = (c32[row] as number) + 1;
        }
      } else if (type === "kafka") {
        // count{detectPoint=SERVER,type="kafka",verdict="forwarded"}
        const c34 = scalars[34] as Float64Array;
        c34[row] = (c34[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="kafka",verdict="forwarded"}
        const c35 = scalars[35] as Float64Array;
        c35[row] = (c35[row] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          const c37 = scalars[37] as Float64Array;
          c37[row] = (c37[row] as number) + 1;
          // labels(kafka.errorCodeString,50){!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          (maps[5] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="kafka",verdict="forwarded"}
          const c36 = scalars[36] as Float64Array;
          c36[row] = (c36[row] as number) + 1;
        }
      } else if (type === "tcp") {
        if (direction === "ingress") {
          // count{detectPoint=SERVER,direction="ingress",type="tcp",verdict="forwarded"}
          const c19 = scalars[19] as Float64Array;
          c19[row] = (c19[row] as number) + 1;
        } else if (direction === "egress") {
          // count{detectPoint=SERVER,direction="egress",type="tcp",verdict="forwarded"}
          const c20 = scalars[20] as Float64Array;
          c20[row] = (c20[row] as number) + 1;
        }
      }
      if (type !== "tcp") {
        // count{detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        const c24 = scalars[24] as Float64Array;
        c24[row] = (c24[row] as number) + 1;
        // sum(duration){detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        const c25 = scalars[25] as Float64Array;
        c25[row] = (c25[row] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type!="tcp",verdict="forwarded"}
          const c26 = scalars[26] as Float64Array;
          c26[row] = (c26[row] as number) + 1;
        }
      }
    } else if (detectPoint === 1) {
      const duration = source.duration;
      const success = source.success;
      if (type === "dns") {
        // count{detectPoint=CLIENT,type="dns",verdict="forwarded"}
        const c11 = scalars[11] as Float64Array;
        c11[row] = (c11[row] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type="dns",verdict="forwarded"}
        const c12 = scalars[12] as Float64Array;
        c12[row] = (c12[row] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=CLIENT,type="dns",verdict="forwarded"}
          const c14 = scalars[14] as Float64Array;
          c14[row] = (c14[row] as number) + 1;
          // labels(dns.rcodeString,50){!success,detectPoint=CLIENT,type="dns",verdict="forwarded"}
          (maps[1] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
        } else {
          // count{detectPoint=CLIENT,success,type="dns",verdict="forwarded"}
          const c13 = scalars[13] as Float64Array;
          c13[row] = (c13[row] as number) + 1;
        }
      } else if (type === "kafka") {
        // count{detectPoint=CLIENT,type="kafka",verdict="forwarded"}
        const c15 = scalars[15] as Float64Array;
        c15[row] = (c15[row] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type="kafka",verdict="forwarded"}
        const c16 = scalars[16] as Float64Array;
        c16[row] = (c16[row] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=CLIENT,type="kafka",verdict="forwarded"}
          const c18 = scalars[18] as Float64Array;
          c18[row] = (c18[row] as number) + 1;
          // labels(kafka.errorCodeString,50){!success,detectPoint=CLIENT,type="kafka",verdict="forwarded"}
          (maps[2] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
        } else {
          // count{detectPoint=CLIENT,success,type="kafka",verdict="forwarded"}
          const c17 = scalars[17] as Float64Array;
          c17[row] = (c17[row] as number) + 1;
        }
      } else if (type === "http") {
        // count{detectPoint=CLIENT,type="http",verdict="forwarded"}
        const c8 = scalars[8] as Float64Array;
        c8[row] = (c8[row] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type="http",verdict="forwarded"}
        const c9 = scalars[9] as Float64Array;
        c9[row] = (c9[row] as number) + duration;
        if (success) {
          // count{detectPoint=CLIENT,success,type="http",verdict="forwarded"}
          const c10 = scalars[10] as Float64Array;
          c10[row] = (c10[row] as number) + 1;
        }
      } else if (type === "tcp") {
        if (direction === "ingress") {
          // count{detectPoint=CLIENT,direction="ingress",type="tcp",verdict="forwarded"}
          const c0 = scalars[0] as Float64Array;
          c0[row] = (c0[row] as number) + 1;
        } else if (direction === "egress") {
          // count{detectPoint=CLIENT,direction="egress",type="tcp",verdict="forwarded"}
          const c1 = scalars[1] as Float64Array;
          c1[row] = (c1[row] as number) + 1;
        }
      }
      if (type !== "tcp") {
        // count{detectPoint=CLIENT,type!="tcp",verdict="forwarded"}
        const c5 = scalars[5] as Float64Array;
        c5[row] = (c5[row] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type!="tcp",verdict="forwarded"}
        const c6 = scalars[6] as Float64Array;
        c6[row] = (c6[row] as number) + duration;
        if (success) {
          // count{detectPoint=CLIENT,success,type!="tcp",verdict="forwarded"}
          const c7 = scalars[7] as Float64Array;
          c7[row] = (c7[row] as number) + 1;
        }
      }
    }
  }
  if (type === "tcp" && verdict === "dropped") {
    if (detectPoint === 1) {
      // count{detectPoint=CLIENT,type="tcp",verdict="dropped"}
      const c4 = scalars[4] as Float64Array;
      c4[row] = (c4[row] as number) + 1;
      // labels(dropReason,50){detectPoint=CLIENT,type="tcp",verdict="dropped"}
      (maps[0] as MapAccumulator).add(row, rows.textIndex(source.dropReason), 1);
      if (direction === "ingress") {
        // count{detectPoint=CLIENT,direction="ingress",type="tcp",verdict="dropped"}
        const c2 = scalars[2] as Float64Array;
        c2[row] = (c2[row] as number) + 1;
      } else if (direction === "egress") {
        // count{detectPoint=CLIENT,direction="egress",type="tcp",verdict="dropped"}
        const c3 = scalars[3] as Float64Array;
        c3[row] = (c3[row] as number) + 1;
      }
    } else if (detectPoint === 0) {
      // count{detectPoint=SERVER,type="tcp",verdict="dropped"}
      const c23 = scalars[23] as Float64Array;
      c23[row] = (c23[row] as number) + 1;
      // labels(dropReason,50){detectPoint=SERVER,type="tcp",verdict="dropped"}
      (maps[3] as MapAccumulator).add(row, rows.textIndex(source.dropReason), 1);
      if (direction === "ingress") {
        // count{detectPoint=SERVER,direction="ingress",type="tcp",verdict="dropped"}
        const c21 = scalars[21] as Float64Array;
        c21[row] = (c21[row] as number) + 1;
      } else if (direction === "egress") {
        // count{detectPoint=SERVER,direction="egress",type="tcp",verdict="dropped"}
        const c22 = scalars[22] as Float64Array;
        c22[row] = (c22[row] as number) + 1;
      }
    }
  }
}
