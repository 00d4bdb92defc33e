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
  const first = row * rows.scalarsPerRow;
  const firstPackTime = source.firstPackTime;
  const fptTime = source.fptTime;
  const fmpTime = source.fmpTime;
  const ttlTime = source.ttlTime;
  const domReadyTime = source.domReadyTime;
  const loadPageTime = source.loadPageTime;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(redirectTime)
  scalars[first + 1] = (scalars[first + 1] as number) + source.redirectTime;
  // sum(dnsTime)
  scalars[first + 2] = (scalars[first + 2] as number) + source.dnsTime;
  // sum(sslTime)
  scalars[first + 3] = (scalars[first + 3] as number) + source.sslTime;
  // sum(tcpTime)
  scalars[first + 4] = (scalars[first + 4] as number) + source.tcpTime;
  // sum(ttfbTime)
  scalars[first + 5] = (scalars[first + 5] as number) + source.ttfbTime;
  // sum(firstPackTime)
  scalars[first + 6] = (scalars[first + 6] as number) + firstPackTime;
  // sum(transTime)
  scalars[first + 7] = (scalars[first + 7] as number) + source.transTime;
  // sum(domAnalysisTime)
  scalars[first + 8] = (scalars[first + 8] as number) + source.domAnalysisTime;
  // sum(resTime)
  scalars[first + 9] = (scalars[first + 9] as number) + source.resTime;
  // sum(fptTime)
  scalars[first + 10] = (scalars[first + 10] as number) + fptTime;
  // sum(fmpTime)
  scalars[first + 11] = (scalars[first + 11] as number) + fmpTime;
  // sum(ttlTime)
  scalars[first + 12] = (scalars[first + 12] as number) + ttlTime;
  // sum(domReadyTime)
  scalars[first + 13] = (scalars[first + 13] as number) + domReadyTime;
  // sum(loadPageTime)
  scalars[first + 14] = (scalars[first + 14] as number) + loadPageTime;
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
  const first = row * rows.scalarsPerRow;
  const trafficCategory = source.trafficCategory;
  // count
  scalars[first + 2] = (scalars[first + 2] as number) + 1;
  if (trafficCategory !== 0) {
    const count = source.count;
    const errorCategory = source.errorCategory;
    // count{trafficCategory!=NORMAL}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
    // sum(count){trafficCategory!=NORMAL}
    scalars[first + 5] = (scalars[first + 5] as number) + count;
    if (errorCategory === 0) {
      // count{errorCategory=AJAX,trafficCategory!=NORMAL}
      scalars[first + 6] = (scalars[first + 6] as number) + 1;
      // sum(count){errorCategory=AJAX,trafficCategory!=NORMAL}
      scalars[first + 7] = (scalars[first + 7] as number) + count;
    } else if (errorCategory === 1) {
      // count{errorCategory=RESOURCE,trafficCategory!=NORMAL}
      scalars[first + 8] = (scalars[first + 8] as number) + 1;
      // sum(count){errorCategory=RESOURCE,trafficCategory!=NORMAL}
      scalars[first + 9] = (scalars[first + 9] as number) + count;
    } else if (errorCategory === 5) {
      // count{errorCategory=UNKNOWN,trafficCategory!=NORMAL}
      scalars[first + 12] = (scalars[first + 12] as number) + 1;
      // sum(count){errorCategory=UNKNOWN,trafficCategory!=NORMAL}
      scalars[first + 13] = (scalars[first + 13] as number) + count;
    }
    if ((errorCategory === 4 || errorCategory === 2 || errorCategory === 3)) {
      // count{errorCategory in [JS,VUE,PROMISE],trafficCategory!=NORMAL}
      scalars[first + 10] = (scalars[first + 10] as number) + 1;
      // sum(count){errorCategory in [JS,VUE,PROMISE],trafficCategory!=NORMAL}
      scalars[first + 11] = (scalars[first + 11] as number) + count;
    }
  } else {
    // count{trafficCategory=NORMAL}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(count){trafficCategory=NORMAL}
    scalars[first + 1] = (scalars[first + 1] as number) + source.count;
  }
  if (trafficCategory === 1) {
    // count{trafficCategory=FIRST_ERROR}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
  }
}

export function updateBrowserAppResourcePerf(
  rows: AccumulatorRows,
  row: number,
  source: Source<'BrowserAppResourcePerf'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const name = source.name;
  const nameIndex = rows.textIndex(name);
  // count
  scalars[first] = (scalars[first] as number) + 1;
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
  const first = row * rows.scalarsPerRow;
  const trafficCategory = source.trafficCategory;
  // count
  scalars[first + 2] = (scalars[first + 2] as number) + 1;
  if (trafficCategory === 0) {
    // count{trafficCategory=NORMAL}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(count){trafficCategory=NORMAL}
    scalars[first + 1] = (scalars[first + 1] as number) + source.count;
  } else {
    // count{trafficCategory!=NORMAL}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
    // sum(count){trafficCategory!=NORMAL}
    scalars[first + 5] = (scalars[first + 5] as number) + source.count;
  }
  if (trafficCategory === 1) {
    // count{trafficCategory=FIRST_ERROR}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
  }
}

export function updateBrowserAppTraffic(
  rows: AccumulatorRows,
  row: number,
  source: Source<'BrowserAppTraffic'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  const trafficCategory = source.trafficCategory;
  // count
  scalars[first + 2] = (scalars[first + 2] as number) + 1;
  if (trafficCategory === 0) {
    // count{trafficCategory=NORMAL}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(count){trafficCategory=NORMAL}
    scalars[first + 1] = (scalars[first + 1] as number) + source.count;
  } else {
    // count{trafficCategory!=NORMAL}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
    // sum(count){trafficCategory!=NORMAL}
    scalars[first + 5] = (scalars[first + 5] as number) + source.count;
  }
  if (trafficCategory === 1) {
    // count{trafficCategory=FIRST_ERROR}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
  }
}

export function updateBrowserAppWebInteractionPerf(
  rows: AccumulatorRows,
  row: number,
  source: Source<'BrowserAppWebInteractionPerf'>,
): void {
  const { scalars, maps } = rows;
  const first = row * rows.scalarsPerRow;
  const inpTime = source.inpTime;
  if (inpTime >= 0) {
    // count{inpTime>=0}
    scalars[first] = (scalars[first] as number) + 1;
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
  const first = row * rows.scalarsPerRow;
  const fmpTime = source.fmpTime;
  const lcpTime = source.lcpTime;
  const cls = source.cls;
  if (fmpTime >= 0) {
    // count{fmpTime>=0}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(fmpTime){fmpTime>=0}
    scalars[first + 1] = (scalars[first + 1] as number) + fmpTime;
  }
  if (lcpTime >= 0) {
    // count{lcpTime>=0}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
    // sum(lcpTime){lcpTime>=0}
    scalars[first + 3] = (scalars[first + 3] as number) + lcpTime;
  }
  if (cls >= 0) {
    // count{cls>=0}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
    // sum(cls){cls>=0}
    scalars[first + 5] = (scalars[first + 5] as number) + cls;
  }
}
