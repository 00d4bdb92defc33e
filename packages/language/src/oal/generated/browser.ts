// Made of rules/browser.oal by tools/generate-oal.ts. To change it, change the rules and run that.
import type { Source } from '@stormpetrel/model';

import { bucketOf } from '../rule-support.ts';
import type { AccumulatorRows, MapAccumulator } from '../runtime.ts';

export function updateBrowserAppPagePerf(
  rows: AccumulatorRows,
  row: number,
  source: Source<'BrowserAppPagePerf'>,
): void {
  const { scalars, maps } = rows;
  const firstPackTime = source.firstPackTime;
  const fptTime = source.fptTime;
  const fmpTime = source.fmpTime;
  const ttlTime = source.ttlTime;
  const domReadyTime = source.domReadyTime;
  const loadPageTime = source.loadPageTime;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(redirectTime)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + source.redirectTime;
  // sum(dnsTime)
  const c2 = scalars[2] as Float64Array;
  c2[row] = (c2[row] as number) + source.dnsTime;
  // sum(sslTime)
  const c3 = scalars[3] as Float64Array;
  c3[row] = (c3[row] as number) + source.sslTime;
  // sum(tcpTime)
  const c4 = scalars[4] as Float64Array;
  c4[row] = (c4[row] as number) + source.tcpTime;
  // sum(ttfbTime)
  const c5 = scalars[5] as Float64Array;
  c5[row] = (c5[row] as number) + source.ttfbTime;
  // sum(firstPackTime)
  const c6 = scalars[6] as Float64Array;
  c6[row] = (c6[row] as number) + firstPackTime;
  // sum(transTime)
  const c7 = scalars[7] as Float64Array;
  c7[row] = (c7[row] as number) + source.transTime;
  // sum(domAnalysisTime)
  const c8 = scalars[8] as Float64Array;
  c8[row] = (c8[row] as number) + source.domAnalysisTime;
  // sum(resTime)
  const c9 = scalars[9] as Float64Array;
  c9[row] = (c9[row] as number) + source.resTime;
  // sum(fptTime)
  const c10 = scalars[10] as Float64Array;
  c10[row] = (c10[row] as number) + fptTime;
  // sum(fmpTime)
  const c11 = scalars[11] as Float64Array;
  c11[row] = (c11[row] as number) + fmpTime;
  // sum(ttlTime)
  const c12 = scalars[12] as Float64Array;
  c12[row] = (c12[row] as number) + ttlTime;
  // sum(domReadyTime)
  const c13 = scalars[13] as Float64Array;
  c13[row] = (c13[row] as number) + domReadyTime;
  // sum(loadPageTime)
  const c14 = scalars[14] as Float64Array;
  c14[row] = (c14[row] as number) + loadPageTime;
  // buckets(firstPackTime/10)
  (maps[0] as MapAccumulator).add(row, bucketOf(firstPackTime, 10), 1);
  // buckets(fptTime/10)
  (maps[1] as MapAccumulator).add(row, bucketOf(fptTime, 10), 1);
  // buckets(fmpTime/10)
  (maps[2] as MapAccumulator).add(row, bucketOf(fmpTime, 10), 1);
  // buckets(ttlTime/10)
  (maps[3] as MapAccumulator).add(row, bucketOf(ttlTime, 10), 1);
  // buckets(domReadyTime/10)
  (maps[4] as MapAccumulator).add(row, bucketOf(domReadyTime, 10), 1);
  // buckets(loadPageTime/10)
  (maps[5] as MapAccumulator).add(row, bucketOf(loadPageTime, 10), 1);
}

export function updateBrowserAppPageTraffic(
  rows: AccumulatorRows,
  row: number,
  source: Source<'BrowserAppPageTraffic'>,
): void {
  const { scalars } = rows;
  const trafficCategory = source.trafficCategory;
  // count
  const c2 = scalars[2] as Float64Array;
  c2[row] = (c2[row] as number) + 1;
  if (trafficCategory !== 0) {
    const count = source.count;
    const errorCategory = source.errorCategory;
    // count{trafficCategory!=NORMAL}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
    // sum(count){trafficCategory!=NORMAL}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + count;
    if (errorCategory === 0) {
      // count{errorCategory=AJAX,trafficCategory!=NORMAL}
      const c6 = scalars[6] as Float64Array;
      c6[row] = (c6[row] as number) + 1;
      // sum(count){errorCategory=AJAX,trafficCategory!=NORMAL}
      const c7 = scalars[7] as Float64Array;
      c7[row] = (c7[row] as number) + count;
    } else if (errorCategory === 1) {
      // count{errorCategory=RESOURCE,trafficCategory!=NORMAL}
      const c8 = scalars[8] as Float64Array;
      c8[row] = (c8[row] as number) + 1;
      // sum(count){errorCategory=RESOURCE,trafficCategory!=NORMAL}
      const c9 = scalars[9] as Float64Array;
      c9[row] = (c9[row] as number) + count;
    } else if (errorCategory === 5) {
      // count{errorCategory=UNKNOWN,trafficCategory!=NORMAL}
      const c12 = scalars[12] as Float64Array;
      c12[row] = (c12[row] as number) + 1;
      // sum(count){errorCategory=UNKNOWN,trafficCategory!=NORMAL}
      const c13 = scalars[13] as Float64Array;
      c13[row] = (c13[row] as number) + count;
    }
    if ((errorCategory === 4 || errorCategory === 2 || errorCategory === 3)) {
      // count{errorCategory in [JS,VUE,PROMISE],trafficCategory!=NORMAL}
      const c10 = scalars[10] as Float64Array;
      c10[row] = (c10[row] as number) + 1;
      // sum(count){errorCategory in [JS,VUE,PROMISE],trafficCategory!=NORMAL}
      const c11 = scalars[11] as Float64Array;
      c11[row] = (c11[row] as number) + count;
    }
  } else {
    // count{trafficCategory=NORMAL}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(count){trafficCategory=NORMAL}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source.count;
  }
  if (trafficCategory === 1) {
    // count{trafficCategory=FIRST_ERROR}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
  }
}

export function updateBrowserAppResourcePerf(
  rows: AccumulatorRows,
  row: number,
  source: Source<'BrowserAppResourcePerf'>,
): void {
  const { scalars, maps } = rows;
  const name = source.name;
  const nameIndex = rows.textIndex(name);
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // labels(name,50):sum(duration)
  (maps[0] as MapAccumulator).add(row, nameIndex, source.duration);
  // labels(name,50)
  (maps[1] as MapAccumulator).add(row, nameIndex, 1);
  // labels(name,50):sum(size)
  (maps[2] as MapAccumulator).add(row, nameIndex, source.size);
  // labels(protocol,50)
  (maps[3] as MapAccumulator).add(row, rows.textIndex(source.protocol), 1);
  // labels(type,50)
  (maps[4] as MapAccumulator).add(row, rows.textIndex(source.type), 1);
}

export function updateBrowserAppSingleVersionTraffic(
  rows: AccumulatorRows,
  row: number,
  source: Source<'BrowserAppSingleVersionTraffic'>,
): void {
  const { scalars } = rows;
  const trafficCategory = source.trafficCategory;
  // count
  const c2 = scalars[2] as Float64Array;
  c2[row] = (c2[row] as number) + 1;
  if (trafficCategory === 0) {
    // count{trafficCategory=NORMAL}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(count){trafficCategory=NORMAL}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source.count;
  } else {
    // count{trafficCategory!=NORMAL}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
    // sum(count){trafficCategory!=NORMAL}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + source.count;
  }
  if (trafficCategory === 1) {
    // count{trafficCategory=FIRST_ERROR}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
  }
}

export function updateBrowserAppTraffic(
  rows: AccumulatorRows,
  row: number,
  source: Source<'BrowserAppTraffic'>,
): void {
  const { scalars } = rows;
  const trafficCategory = source.trafficCategory;
  // count
  const c2 = scalars[2] as Float64Array;
  c2[row] = (c2[row] as number) + 1;
  if (trafficCategory === 0) {
    // count{trafficCategory=NORMAL}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(count){trafficCategory=NORMAL}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source.count;
  } else {
    // count{trafficCategory!=NORMAL}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
    // sum(count){trafficCategory!=NORMAL}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + source.count;
  }
  if (trafficCategory === 1) {
    // count{trafficCategory=FIRST_ERROR}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
  }
}

export function updateBrowserAppWebInteractionPerf(
  rows: AccumulatorRows,
  row: number,
  source: Source<'BrowserAppWebInteractionPerf'>,
): void {
  const { scalars, maps } = rows;
  const inpTime = source.inpTime;
  if (inpTime >= 0) {
    // count{inpTime>=0}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // buckets(inpTime/10){inpTime>=0}
    (maps[0] as MapAccumulator).add(row, bucketOf(inpTime, 10), 1);
  }
}

export function updateBrowserAppWebVitalsPerf(
  rows: AccumulatorRows,
  row: number,
  source: Source<'BrowserAppWebVitalsPerf'>,
): void {
  const { scalars } = rows;
  const fmpTime = source.fmpTime;
  const lcpTime = source.lcpTime;
  const cls = source.cls;
  if (fmpTime >= 0) {
    // count{fmpTime>=0}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(fmpTime){fmpTime>=0}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + fmpTime;
  }
  if (lcpTime >= 0) {
    // count{lcpTime>=0}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
    // sum(lcpTime){lcpTime>=0}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + lcpTime;
  }
  if (cls >= 0) {
    // count{cls>=0}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
    // sum(cls){cls>=0}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + cls;
  }
}
