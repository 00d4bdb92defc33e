// Made of rules/cilium.oal by tools/generate-oal.ts. To change it, change the rules and run that.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows, MapAccumulator } from '../runtime.ts';

export function updateCiliumService(
  rows: AccumulatorRows,
  row: number,
  source: Source<'CiliumService'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
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
        scalars[first + 8] = (scalars[first + 8] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="http",verdict="forwarded"}
        scalars[first + 9] = (scalars[first + 9] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type="http",verdict="forwarded"}
          scalars[first + 10] = (scalars[first + 10] as number) + 1;
        }
        if (httpCode < 200 && httpCode >= 100) {
          // count{detectPoint=SERVER,http.code<200,http.code>=100,type="http",verdict="forwarded"}
          scalars[first + 19] = (scalars[first + 19] as number) + 1;
        }
        if (httpCode < 300 && httpCode >= 200) {
          // count{detectPoint=SERVER,http.code<300,http.code>=200,type="http",verdict="forwarded"}
          scalars[first + 20] = (scalars[first + 20] as number) + 1;
        }
        if (httpCode < 400 && httpCode >= 300) {
          // count{detectPoint=SERVER,http.code<400,http.code>=300,type="http",verdict="forwarded"}
          scalars[first + 21] = (scalars[first + 21] as number) + 1;
        }
        if (httpCode < 500 && httpCode >= 400) {
          // count{detectPoint=SERVER,http.code<500,http.code>=400,type="http",verdict="forwarded"}
          scalars[first + 22] = (scalars[first + 22] as number) + 1;
        }
        if (httpCode < 600 && httpCode >= 500) {
          // count{detectPoint=SERVER,http.code<600,http.code>=500,type="http",verdict="forwarded"}
          scalars[first + 23] = (scalars[first + 23] as number) + 1;
        }
      } else if (type === "dns") {
        // count{detectPoint=SERVER,type="dns",verdict="forwarded"}
        scalars[first + 11] = (scalars[first + 11] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="dns",verdict="forwarded"}
        scalars[first + 12] = (scalars[first + 12] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          scalars[first + 14] = (scalars[first + 14] as number) + 1;
          // labels(dns.rcodeString,50){!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          (maps[1] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="dns",verdict="forwarded"}
          scalars[first + 13] = (scalars[first + 13] as number) + 1;
        }
      } else if (type === "kafka") {
        // count{detectPoint=SERVER,type="kafka",verdict="forwarded"}
        scalars[first + 15] = (scalars[first + 15] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="kafka",verdict="forwarded"}
        scalars[first + 16] = (scalars[first + 16] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          scalars[first + 18] = (scalars[first + 18] as number) + 1;
          // labels(kafka.errorCodeString,50){!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          (maps[2] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="kafka",verdict="forwarded"}
          scalars[first + 17] = (scalars[first + 17] as number) + 1;
        }
      }
      if (type !== "tcp") {
        // count{detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        scalars[first + 5] = (scalars[first + 5] as number) + 1;
        // sum(duration){detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        scalars[first + 6] = (scalars[first + 6] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type!="tcp",verdict="forwarded"}
          scalars[first + 7] = (scalars[first + 7] as number) + 1;
        }
      }
    }
    if (type === "tcp") {
      if (direction === "ingress") {
        // count{direction="ingress",type="tcp",verdict="forwarded"}
        scalars[first] = (scalars[first] as number) + 1;
      } else if (direction === "egress") {
        // count{direction="egress",type="tcp",verdict="forwarded"}
        scalars[first + 1] = (scalars[first + 1] as number) + 1;
      }
    }
  }
  if (type === "tcp" && verdict === "dropped") {
    // count{type="tcp",verdict="dropped"}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
    // labels(dropReason,50){type="tcp",verdict="dropped"}
    (maps[0] as MapAccumulator).add(row, rows.textIndex(source.dropReason), 1);
    if (direction === "ingress") {
      // count{direction="ingress",type="tcp",verdict="dropped"}
      scalars[first + 2] = (scalars[first + 2] as number) + 1;
    } else if (direction === "egress") {
      // count{direction="egress",type="tcp",verdict="dropped"}
      scalars[first + 3] = (scalars[first + 3] as number) + 1;
    }
  }
}

export function updateCiliumServiceInstance(
  rows: AccumulatorRows,
  row: number,
  source: Source<'CiliumServiceInstance'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
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
        scalars[first + 8] = (scalars[first + 8] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="http",verdict="forwarded"}
        scalars[first + 9] = (scalars[first + 9] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type="http",verdict="forwarded"}
          scalars[first + 10] = (scalars[first + 10] as number) + 1;
        }
        if (httpCode < 200 && httpCode >= 100) {
          // count{detectPoint=SERVER,http.code<200,http.code>=100,type="http",verdict="forwarded"}
          scalars[first + 19] = (scalars[first + 19] as number) + 1;
        }
        if (httpCode < 300 && httpCode >= 200) {
          // count{detectPoint=SERVER,http.code<300,http.code>=200,type="http",verdict="forwarded"}
          scalars[first + 20] = (scalars[first + 20] as number) + 1;
        }
        if (httpCode < 400 && httpCode >= 300) {
          // count{detectPoint=SERVER,http.code<400,http.code>=300,type="http",verdict="forwarded"}
          scalars[first + 21] = (scalars[first + 21] as number) + 1;
        }
        if (httpCode < 500 && httpCode >= 400) {
          // count{detectPoint=SERVER,http.code<500,http.code>=400,type="http",verdict="forwarded"}
          scalars[first + 22] = (scalars[first + 22] as number) + 1;
        }
        if (httpCode < 600 && httpCode >= 500) {
          // count{detectPoint=SERVER,http.code<600,http.code>=500,type="http",verdict="forwarded"}
          scalars[first + 23] = (scalars[first + 23] as number) + 1;
        }
      } else if (type === "dns") {
        // count{detectPoint=SERVER,type="dns",verdict="forwarded"}
        scalars[first + 11] = (scalars[first + 11] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="dns",verdict="forwarded"}
        scalars[first + 12] = (scalars[first + 12] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          scalars[first + 14] = (scalars[first + 14] as number) + 1;
          // labels(dns.rcodeString,50){!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          (maps[1] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="dns",verdict="forwarded"}
          scalars[first + 13] = (scalars[first + 13] as number) + 1;
        }
      } else if (type === "kafka") {
        // count{detectPoint=SERVER,type="kafka",verdict="forwarded"}
        scalars[first + 15] = (scalars[first + 15] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="kafka",verdict="forwarded"}
        scalars[first + 16] = (scalars[first + 16] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          scalars[first + 18] = (scalars[first + 18] as number) + 1;
          // labels(kafka.errorCodeString,50){!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          (maps[2] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="kafka",verdict="forwarded"}
          scalars[first + 17] = (scalars[first + 17] as number) + 1;
        }
      }
      if (type !== "tcp") {
        // count{detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        scalars[first + 5] = (scalars[first + 5] as number) + 1;
        // sum(duration){detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        scalars[first + 6] = (scalars[first + 6] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type!="tcp",verdict="forwarded"}
          scalars[first + 7] = (scalars[first + 7] as number) + 1;
        }
      }
    }
    if (type === "tcp") {
      if (direction === "ingress") {
        // count{direction="ingress",type="tcp",verdict="forwarded"}
        scalars[first] = (scalars[first] as number) + 1;
      } else if (direction === "egress") {
        // count{direction="egress",type="tcp",verdict="forwarded"}
        scalars[first + 1] = (scalars[first + 1] as number) + 1;
      }
    }
  }
  if (type === "tcp" && verdict === "dropped") {
    // count{type="tcp",verdict="dropped"}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
    // labels(dropReason,50){type="tcp",verdict="dropped"}
    (maps[0] as MapAccumulator).add(row, rows.textIndex(source.dropReason), 1);
    if (direction === "ingress") {
      // count{direction="ingress",type="tcp",verdict="dropped"}
      scalars[first + 2] = (scalars[first + 2] as number) + 1;
    } else if (direction === "egress") {
      // count{direction="egress",type="tcp",verdict="dropped"}
      scalars[first + 3] = (scalars[first + 3] as number) + 1;
    }
  }
}

export function updateCiliumEndpoint(
  rows: AccumulatorRows,
  row: number,
  source: Source<'CiliumEndpoint'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  if (source.verdict === "forwarded") {
    const type = source.type;
    const duration = source.duration;
    const success = source.success;
    if (type === "http") {
      const httpCode = source["http.code"];
      // count{type="http",verdict="forwarded"}
      scalars[first + 3] = (scalars[first + 3] as number) + 1;
      // sum(duration){type="http",verdict="forwarded"}
      scalars[first + 4] = (scalars[first + 4] as number) + duration;
      if (success) {
        // count{success,type="http",verdict="forwarded"}
        scalars[first + 5] = (scalars[first + 5] as number) + 1;
      }
      if (httpCode < 200 && httpCode >= 100) {
        // count{http.code<200,http.code>=100,type="http",verdict="forwarded"}
        scalars[first + 14] = (scalars[first + 14] as number) + 1;
      }
      if (httpCode < 300 && httpCode >= 200) {
        // count{http.code<300,http.code>=200,type="http",verdict="forwarded"}
        scalars[first + 15] = (scalars[first + 15] as number) + 1;
      }
      if (httpCode < 400 && httpCode >= 300) {
        // count{http.code<400,http.code>=300,type="http",verdict="forwarded"}
        scalars[first + 16] = (scalars[first + 16] as number) + 1;
      }
      if (httpCode < 500 && httpCode >= 400) {
        // count{http.code<500,http.code>=400,type="http",verdict="forwarded"}
        scalars[first + 17] = (scalars[first + 17] as number) + 1;
      }
      if (httpCode < 600 && httpCode >= 500) {
        // count{http.code<600,http.code>=500,type="http",verdict="forwarded"}
        scalars[first + 18] = (scalars[first + 18] as number) + 1;
      }
    } else if (type === "dns") {
      // count{type="dns",verdict="forwarded"}
      scalars[first + 6] = (scalars[first + 6] as number) + 1;
      // sum(duration){type="dns",verdict="forwarded"}
      scalars[first + 7] = (scalars[first + 7] as number) + duration;
      if (!success) {
        // count{!success,type="dns",verdict="forwarded"}
        scalars[first + 9] = (scalars[first + 9] as number) + 1;
        // labels(dns.rcodeString,50){!success,type="dns",verdict="forwarded"}
        (maps[0] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
      } else {
        // count{success,type="dns",verdict="forwarded"}
        scalars[first + 8] = (scalars[first + 8] as number) + 1;
      }
    } else if (type === "kafka") {
      // count{type="kafka",verdict="forwarded"}
      scalars[first + 10] = (scalars[first + 10] as number) + 1;
      // sum(duration){type="kafka",verdict="forwarded"}
      scalars[first + 11] = (scalars[first + 11] as number) + duration;
      if (!success) {
        // count{!success,type="kafka",verdict="forwarded"}
        scalars[first + 13] = (scalars[first + 13] as number) + 1;
        // labels(kafka.errorCodeString,50){!success,type="kafka",verdict="forwarded"}
        (maps[1] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
      } else {
        // count{success,type="kafka",verdict="forwarded"}
        scalars[first + 12] = (scalars[first + 12] as number) + 1;
      }
    }
    if (type !== "tcp") {
      // count{type!="tcp",verdict="forwarded"}
      scalars[first] = (scalars[first] as number) + 1;
      // sum(duration){type!="tcp",verdict="forwarded"}
      scalars[first + 1] = (scalars[first + 1] as number) + duration;
      if (success) {
        // count{success,type!="tcp",verdict="forwarded"}
        scalars[first + 2] = (scalars[first + 2] as number) + 1;
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
  const first = row * rows.scalarsPerRow;
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
        scalars[first + 27] = (scalars[first + 27] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="http",verdict="forwarded"}
        scalars[first + 28] = (scalars[first + 28] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type="http",verdict="forwarded"}
          scalars[first + 29] = (scalars[first + 29] as number) + 1;
        }
        if (httpCode < 200 && httpCode >= 100) {
          // count{detectPoint=SERVER,http.code<200,http.code>=100,type="http",verdict="forwarded"}
          scalars[first + 38] = (scalars[first + 38] as number) + 1;
        }
        if (httpCode < 300 && httpCode >= 200) {
          // count{detectPoint=SERVER,http.code<300,http.code>=200,type="http",verdict="forwarded"}
          scalars[first + 39] = (scalars[first + 39] as number) + 1;
        }
        if (httpCode < 400 && httpCode >= 300) {
          // count{detectPoint=SERVER,http.code<400,http.code>=300,type="http",verdict="forwarded"}
          scalars[first + 40] = (scalars[first + 40] as number) + 1;
        }
        if (httpCode < 500 && httpCode >= 400) {
          // count{detectPoint=SERVER,http.code<500,http.code>=400,type="http",verdict="forwarded"}
          scalars[first + 41] = (scalars[first + 41] as number) + 1;
        }
        if (httpCode < 600 && httpCode >= 500) {
          // count{detectPoint=SERVER,http.code<600,http.code>=500,type="http",verdict="forwarded"}
          scalars[first + 42] = (scalars[first + 42] as number) + 1;
        }
      } else if (type === "dns") {
        // count{detectPoint=SERVER,type="dns",verdict="forwarded"}
        scalars[first + 30] = (scalars[first + 30] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="dns",verdict="forwarded"}
        scalars[first + 31] = (scalars[first + 31] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          scalars[first + 33] = (scalars[first + 33] as number) + 1;
          // labels(dns.rcodeString,50){!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          (maps[4] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="dns",verdict="forwarded"}
          scalars[first + 32] = (scalars[first + 32] as number) + 1;
        }
      } else if (type === "kafka") {
        // count{detectPoint=SERVER,type="kafka",verdict="forwarded"}
        scalars[first + 34] = (scalars[first + 34] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="kafka",verdict="forwarded"}
        scalars[first + 35] = (scalars[first + 35] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          scalars[first + 37] = (scalars[first + 37] as number) + 1;
          // labels(kafka.errorCodeString,50){!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          (maps[5] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="kafka",verdict="forwarded"}
          scalars[first + 36] = (scalars[first + 36] as number) + 1;
        }
      } else if (type === "tcp") {
        if (direction === "ingress") {
          // count{detectPoint=SERVER,direction="ingress",type="tcp",verdict="forwarded"}
          scalars[first + 19] = (scalars[first + 19] as number) + 1;
        } else if (direction === "egress") {
          // count{detectPoint=SERVER,direction="egress",type="tcp",verdict="forwarded"}
          scalars[first + 20] = (scalars[first + 20] as number) + 1;
        }
      }
      if (type !== "tcp") {
        // count{detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        scalars[first + 24] = (scalars[first + 24] as number) + 1;
        // sum(duration){detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        scalars[first + 25] = (scalars[first + 25] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type!="tcp",verdict="forwarded"}
          scalars[first + 26] = (scalars[first + 26] as number) + 1;
        }
      }
    } else if (detectPoint === 1) {
      const duration = source.duration;
      const success = source.success;
      if (type === "dns") {
        // count{detectPoint=CLIENT,type="dns",verdict="forwarded"}
        scalars[first + 11] = (scalars[first + 11] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type="dns",verdict="forwarded"}
        scalars[first + 12] = (scalars[first + 12] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=CLIENT,type="dns",verdict="forwarded"}
          scalars[first + 14] = (scalars[first + 14] as number) + 1;
          // labels(dns.rcodeString,50){!success,detectPoint=CLIENT,type="dns",verdict="forwarded"}
          (maps[1] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
        } else {
          // count{detectPoint=CLIENT,success,type="dns",verdict="forwarded"}
          scalars[first + 13] = (scalars[first + 13] as number) + 1;
        }
      } else if (type === "kafka") {
        // count{detectPoint=CLIENT,type="kafka",verdict="forwarded"}
        scalars[first + 15] = (scalars[first + 15] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type="kafka",verdict="forwarded"}
        scalars[first + 16] = (scalars[first + 16] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=CLIENT,type="kafka",verdict="forwarded"}
          scalars[first + 18] = (scalars[first + 18] as number) + 1;
          // labels(kafka.errorCodeString,50){!success,detectPoint=CLIENT,type="kafka",verdict="forwarded"}
          (maps[2] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
        } else {
          // count{detectPoint=CLIENT,success,type="kafka",verdict="forwarded"}
          scalars[first + 17] = (scalars[first + 17] as number) + 1;
        }
      } else if (type === "http") {
        // count{detectPoint=CLIENT,type="http",verdict="forwarded"}
        scalars[first + 8] = (scalars[first + 8] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type="http",verdict="forwarded"}
        scalars[first + 9] = (scalars[first + 9] as number) + duration;
        if (success) {
          // count{detectPoint=CLIENT,success,type="http",verdict="forwarded"}
          scalars[first + 10] = (scalars[first + 10] as number) + 1;
        }
      } else if (type === "tcp") {
        if (direction === "ingress") {
          // count{detectPoint=CLIENT,direction="ingress",type="tcp",verdict="forwarded"}
          scalars[first] = (scalars[first] as number) + 1;
        } else if (direction === "egress") {
          // count{detectPoint=CLIENT,direction="egress",type="tcp",verdict="forwarded"}
          scalars[first + 1] = (scalars[first + 1] as number) + 1;
        }
      }
      if (type !== "tcp") {
        // count{detectPoint=CLIENT,type!="tcp",verdict="forwarded"}
        scalars[first + 5] = (scalars[first + 5] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type!="tcp",verdict="forwarded"}
        scalars[first + 6] = (scalars[first + 6] as number) + duration;
        if (success) {
          // count{detectPoint=CLIENT,success,type!="tcp",verdict="forwarded"}
          scalars[first + 7] = (scalars[first + 7] as number) + 1;
        }
      }
    }
  }
  if (type === "tcp" && verdict === "dropped") {
    if (detectPoint === 1) {
      // count{detectPoint=CLIENT,type="tcp",verdict="dropped"}
      scalars[first + 4] = (scalars[first + 4] as number) + 1;
      // labels(dropReason,50){detectPoint=CLIENT,type="tcp",verdict="dropped"}
      (maps[0] as MapAccumulator).add(row, rows.textIndex(source.dropReason), 1);
      if (direction === "ingress") {
        // count{detectPoint=CLIENT,direction="ingress",type="tcp",verdict="dropped"}
        scalars[first + 2] = (scalars[first + 2] as number) + 1;
      } else if (direction === "egress") {
        // count{detectPoint=CLIENT,direction="egress",type="tcp",verdict="dropped"}
        scalars[first + 3] = (scalars[first + 3] as number) + 1;
      }
    } else if (detectPoint === 0) {
      // count{detectPoint=SERVER,type="tcp",verdict="dropped"}
      scalars[first + 23] = (scalars[first + 23] as number) + 1;
      // labels(dropReason,50){detectPoint=SERVER,type="tcp",verdict="dropped"}
      (maps[3] as MapAccumulator).add(row, rows.textIndex(source.dropReason), 1);
      if (direction === "ingress") {
        // count{detectPoint=SERVER,direction="ingress",type="tcp",verdict="dropped"}
        scalars[first + 21] = (scalars[first + 21] as number) + 1;
      } else if (direction === "egress") {
        // count{detectPoint=SERVER,direction="egress",type="tcp",verdict="dropped"}
        scalars[first + 22] = (scalars[first + 22] as number) + 1;
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
  const first = row * rows.scalarsPerRow;
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
        scalars[first + 27] = (scalars[first + 27] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="http",verdict="forwarded"}
        scalars[first + 28] = (scalars[first + 28] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type="http",verdict="forwarded"}
          scalars[first + 29] = (scalars[first + 29] as number) + 1;
        }
        if (httpCode < 200 && httpCode >= 100) {
          // count{detectPoint=SERVER,http.code<200,http.code>=100,type="http",verdict="forwarded"}
          scalars[first + 38] = (scalars[first + 38] as number) + 1;
        }
        if (httpCode < 300 && httpCode >= 200) {
          // count{detectPoint=SERVER,http.code<300,http.code>=200,type="http",verdict="forwarded"}
          scalars[first + 39] = (scalars[first + 39] as number) + 1;
        }
        if (httpCode < 400 && httpCode >= 300) {
          // count{detectPoint=SERVER,http.code<400,http.code>=300,type="http",verdict="forwarded"}
          scalars[first + 40] = (scalars[first + 40] as number) + 1;
        }
        if (httpCode < 500 && httpCode >= 400) {
          // count{detectPoint=SERVER,http.code<500,http.code>=400,type="http",verdict="forwarded"}
          scalars[first + 41] = (scalars[first + 41] as number) + 1;
        }
        if (httpCode < 600 && httpCode >= 500) {
          // count{detectPoint=SERVER,http.code<600,http.code>=500,type="http",verdict="forwarded"}
          scalars[first + 42] = (scalars[first + 42] as number) + 1;
        }
      } else if (type === "dns") {
        // count{detectPoint=SERVER,type="dns",verdict="forwarded"}
        scalars[first + 30] = (scalars[first + 30] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="dns",verdict="forwarded"}
        scalars[first + 31] = (scalars[first + 31] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          scalars[first + 33] = (scalars[first + 33] as number) + 1;
          // labels(dns.rcodeString,50){!success,detectPoint=SERVER,type="dns",verdict="forwarded"}
          (maps[4] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="dns",verdict="forwarded"}
          scalars[first + 32] = (scalars[first + 32] as number) + 1;
        }
      } else if (type === "kafka") {
        // count{detectPoint=SERVER,type="kafka",verdict="forwarded"}
        scalars[first + 34] = (scalars[first + 34] as number) + 1;
        // sum(duration){detectPoint=SERVER,type="kafka",verdict="forwarded"}
        scalars[first + 35] = (scalars[first + 35] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          scalars[first + 37] = (scalars[first + 37] as number) + 1;
          // labels(kafka.errorCodeString,50){!success,detectPoint=SERVER,type="kafka",verdict="forwarded"}
          (maps[5] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
        } else {
          // count{detectPoint=SERVER,success,type="kafka",verdict="forwarded"}
          scalars[first + 36] = (scalars[first + 36] as number) + 1;
        }
      } else if (type === "tcp") {
        if (direction === "ingress") {
          // count{detectPoint=SERVER,direction="ingress",type="tcp",verdict="forwarded"}
          scalars[first + 19] = (scalars[first + 19] as number) + 1;
        } else if (direction === "egress") {
          // count{detectPoint=SERVER,direction="egress",type="tcp",verdict="forwarded"}
          scalars[first + 20] = (scalars[first + 20] as number) + 1;
        }
      }
      if (type !== "tcp") {
        // count{detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        scalars[first + 24] = (scalars[first + 24] as number) + 1;
        // sum(duration){detectPoint=SERVER,type!="tcp",verdict="forwarded"}
        scalars[first + 25] = (scalars[first + 25] as number) + duration;
        if (success) {
          // count{detectPoint=SERVER,success,type!="tcp",verdict="forwarded"}
          scalars[first + 26] = (scalars[first + 26] as number) + 1;
        }
      }
    } else if (detectPoint === 1) {
      const duration = source.duration;
      const success = source.success;
      if (type === "dns") {
        // count{detectPoint=CLIENT,type="dns",verdict="forwarded"}
        scalars[first + 11] = (scalars[first + 11] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type="dns",verdict="forwarded"}
        scalars[first + 12] = (scalars[first + 12] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=CLIENT,type="dns",verdict="forwarded"}
          scalars[first + 14] = (scalars[first + 14] as number) + 1;
          // labels(dns.rcodeString,50){!success,detectPoint=CLIENT,type="dns",verdict="forwarded"}
          (maps[1] as MapAccumulator).add(row, rows.textIndex(source["dns.rcodeString"]), 1);
        } else {
          // count{detectPoint=CLIENT,success,type="dns",verdict="forwarded"}
          scalars[first + 13] = (scalars[first + 13] as number) + 1;
        }
      } else if (type === "kafka") {
        // count{detectPoint=CLIENT,type="kafka",verdict="forwarded"}
        scalars[first + 15] = (scalars[first + 15] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type="kafka",verdict="forwarded"}
        scalars[first + 16] = (scalars[first + 16] as number) + duration;
        if (!success) {
          // count{!success,detectPoint=CLIENT,type="kafka",verdict="forwarded"}
          scalars[first + 18] = (scalars[first + 18] as number) + 1;
          // labels(kafka.errorCodeString,50){!success,detectPoint=CLIENT,type="kafka",verdict="forwarded"}
          (maps[2] as MapAccumulator).add(row, rows.textIndex(source["kafka.errorCodeString"]), 1);
        } else {
          // count{detectPoint=CLIENT,success,type="kafka",verdict="forwarded"}
          scalars[first + 17] = (scalars[first + 17] as number) + 1;
        }
      } else if (type === "http") {
        // count{detectPoint=CLIENT,type="http",verdict="forwarded"}
        scalars[first + 8] = (scalars[first + 8] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type="http",verdict="forwarded"}
        scalars[first + 9] = (scalars[first + 9] as number) + duration;
        if (success) {
          // count{detectPoint=CLIENT,success,type="http",verdict="forwarded"}
          scalars[first + 10] = (scalars[first + 10] as number) + 1;
        }
      } else if (type === "tcp") {
        if (direction === "ingress") {
          // count{detectPoint=CLIENT,direction="ingress",type="tcp",verdict="forwarded"}
          scalars[first] = (scalars[first] as number) + 1;
        } else if (direction === "egress") {
          // count{detectPoint=CLIENT,direction="egress",type="tcp",verdict="forwarded"}
          scalars[first + 1] = (scalars[first + 1] as number) + 1;
        }
      }
      if (type !== "tcp") {
        // count{detectPoint=CLIENT,type!="tcp",verdict="forwarded"}
        scalars[first + 5] = (scalars[first + 5] as number) + 1;
        // sum(duration){detectPoint=CLIENT,type!="tcp",verdict="forwarded"}
        scalars[first + 6] = (scalars[first + 6] as number) + duration;
        if (success) {
          // count{detectPoint=CLIENT,success,type!="tcp",verdict="forwarded"}
          scalars[first + 7] = (scalars[first + 7] as number) + 1;
        }
      }
    }
  }
  if (type === "tcp" && verdict === "dropped") {
    if (detectPoint === 1) {
      // count{detectPoint=CLIENT,type="tcp",verdict="dropped"}
      scalars[first + 4] = (scalars[first + 4] as number) + 1;
      // labels(dropReason,50){detectPoint=CLIENT,type="tcp",verdict="dropped"}
      (maps[0] as MapAccumulator).add(row, rows.textIndex(source.dropReason), 1);
      if (direction === "ingress") {
        // count{detectPoint=CLIENT,direction="ingress",type="tcp",verdict="dropped"}
        scalars[first + 2] = (scalars[first + 2] as number) + 1;
      } else if (direction === "egress") {
        // count{detectPoint=CLIENT,direction="egress",type="tcp",verdict="dropped"}
        scalars[first + 3] = (scalars[first + 3] as number) + 1;
      }
    } else if (detectPoint === 0) {
      // count{detectPoint=SERVER,type="tcp",verdict="dropped"}
      scalars[first + 23] = (scalars[first + 23] as number) + 1;
      // labels(dropReason,50){detectPoint=SERVER,type="tcp",verdict="dropped"}
      (maps[3] as MapAccumulator).add(row, rows.textIndex(source.dropReason), 1);
      if (direction === "ingress") {
        // count{detectPoint=SERVER,direction="ingress",type="tcp",verdict="dropped"}
        scalars[first + 21] = (scalars[first + 21] as number) + 1;
      } else if (direction === "egress") {
        // count{detectPoint=SERVER,direction="egress",type="tcp",verdict="dropped"}
        scalars[first + 22] = (scalars[first + 22] as number) + 1;
      }
    }
  }
}
