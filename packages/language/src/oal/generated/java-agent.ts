// Made of rules/java-agent.oal by tools/generate-oal.ts. To change it, change the rules and run that.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows } from '../runtime.ts';

export function updateServiceInstanceJVMCPU(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMCPU'>,
): void {
  const { scalars } = rows;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(usePercent)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + source.usePercent;
}

export function updateServiceInstanceJVMClass(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMClass'>,
): void {
  const { scalars } = rows;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(loadedClassCount)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + source.loadedClassCount;
  // sum(totalLoadedClassCount)
  const c2 = scalars[2] as Float64Array;
  c2[row] = (c2[row] as number) + source.totalLoadedClassCount;
  // sum(totalUnloadedClassCount)
  const c3 = scalars[3] as Float64Array;
  c3[row] = (c3[row] as number) + source.totalUnloadedClassCount;
}

export function updateServiceInstanceJVMGC(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMGC'>,
): void {
  const { scalars } = rows;
  const phase = source.phase;
  if (phase === 0) {
    // count{phase=NEW}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(time){phase=NEW}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source.time;
    // sum(count){phase=NEW}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + source.count;
  } else if (phase === 1) {
    // count{phase=OLD}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
    // sum(time){phase=OLD}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + source.time;
    // sum(count){phase=OLD}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + source.count;
  } else if (phase === 2) {
    // count{phase=NORMAL}
    const c6 = scalars[6] as Float64Array;
    c6[row] = (c6[row] as number) + 1;
    // sum(time){phase=NORMAL}
    const c7 = scalars[7] as Float64Array;
    c7[row] = (c7[row] as number) + source.time;
    // sum(count){phase=NORMAL}
    const c8 = scalars[8] as Float64Array;
    c8[row] = (c8[row] as number) + source.count;
  }
}

export function updateServiceInstanceJVMMemory(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMMemory'>,
): void {
  const { scalars } = rows;
  const heapStatus = source.heapStatus;
  if (heapStatus) {
    // count{heapStatus}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(used){heapStatus}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source.used;
    // sum(max){heapStatus}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + source.max;
  } else {
    // count{!heapStatus}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + 1;
    // sum(used){!heapStatus}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + source.used;
    // sum(max){!heapStatus}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + source.max;
  }
}

export function updateServiceInstanceJVMMemoryPool(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMMemoryPool'>,
): void {
  const { scalars } = rows;
  const poolType = source.poolType;
  if (poolType === 1) {
    // count{poolType=NEWGEN_USAGE}
    const c0 = scalars[0] as Float64Array;
    c0[row] = (c0[row] as number) + 1;
    // sum(used){poolType=NEWGEN_USAGE}
    const c1 = scalars[1] as Float64Array;
    c1[row] = (c1[row] as number) + source.used;
  } else if (poolType === 2) {
    // count{poolType=OLDGEN_USAGE}
    const c2 = scalars[2] as Float64Array;
    c2[row] = (c2[row] as number) + 1;
    // sum(used){poolType=OLDGEN_USAGE}
    const c3 = scalars[3] as Float64Array;
    c3[row] = (c3[row] as number) + source.used;
  } else if (poolType === 3) {
    // count{poolType=SURVIVOR_USAGE}
    const c4 = scalars[4] as Float64Array;
    c4[row] = (c4[row] as number) + 1;
    // sum(used){poolType=SURVIVOR_USAGE}
    const c5 = scalars[5] as Float64Array;
    c5[row] = (c5[row] as number) + source.used;
  } else if (poolType === 4) {
    // count{poolType=PERMGEN_USAGE}
    const c6 = scalars[6] as Float64Array;
    c6[row] = (c6[row] as number) + 1;
    // sum(used){poolType=PERMGEN_USAGE}
    const c7 = scalars[7] as Float64Array;
    c7[row] = (c7[row] as number) + source.used;
  } else if (poolType === 5) {
    // count{poolType=METASPACE_USAGE}
    const c8 = scalars[8] as Float64Array;
    c8[row] = (c8[row] as number) + 1;
    // sum(used){poolType=METASPACE_USAGE}
    const c9 = scalars[9] as Float64Array;
    c9[row] = (c9[row] as number) + source.used;
  } else if (poolType === 6) {
    // count{poolType=ZHEAP_USAGE}
    const c10 = scalars[10] as Float64Array;
    c10[row] = (c10[row] as number) + 1;
    // sum(used){poolType=ZHEAP_USAGE}
    const c11 = scalars[11] as Float64Array;
    c11[row] = (c11[row] as number) + source.used;
  } else if (poolType === 0) {
    // count{poolType=CODE_CACHE_USAGE}
    const c12 = scalars[12] as Float64Array;
    c12[row] = (c12[row] as number) + 1;
    // sum(used){poolType=CODE_CACHE_USAGE}
    const c13 = scalars[13] as Float64Array;
    c13[row] = (c13[row] as number) + source.used;
  } else if (poolType === 7) {
    // count{poolType=COMPRESSED_CLASS_SPACE_USAGE}
    const c14 = scalars[14] as Float64Array;
    c14[row] = (c14[row] as number) + 1;
    // sum(used){poolType=COMPRESSED_CLASS_SPACE_USAGE}
    const c15 = scalars[15] as Float64Array;
    c15[row] = (c15[row] as number) + source.used;
  } else if (poolType === 8) {
    // count{poolType=CODEHEAP_NON_NMETHODS_USAGE}
    const c16 = scalars[16] as Float64Array;
    c16[row] = (c16[row] as number) + 1;
    // sum(used){poolType=CODEHEAP_NON_NMETHODS_USAGE}
    const c17 = scalars[17] as Float64Array;
    c17[row] = (c17[row] as number) + source.used;
  } else if (poolType === 9) {
    // count{poolType=CODEHEAP_PROFILED_NMETHODS_USAGE}
    const c18 = scalars[18] as Float64Array;
    c18[row] = (c18[row] as number) + 1;
    // sum(used){poolType=CODEHEAP_PROFILED_NMETHODS_USAGE}
    const c19 = scalars[19] as Float64Array;
    c19[row] = (c19[row] as number) + source.used;
  } else if (poolType === 10) {
    // count{poolType=CODEHEAP_NON_PROFILED_NMETHODS_USAGE}
    const c20 = scalars[20] as Float64Array;
    c20[row] = (c20[row] as number) + 1;
    // sum(used){poolType=CODEHEAP_NON_PROFILED_NMETHODS_USAGE}
    const c21 = scalars[21] as Float64Array;
    c21[row] = (c21[row] as number) + source.used;
  }
}

export function updateServiceInstanceJVMThread(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMThread'>,
): void {
  const { scalars } = rows;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(liveCount)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + source.liveCount;
  // sum(daemonCount)
  const c2 = scalars[2] as Float64Array;
  c2[row] = (c2[row] as number) + source.daemonCount;
  // sum(peakCount)
  const c3 = scalars[3] as Float64Array;
  c3[row] = (c3[row] as number) + source.peakCount;
  // sum(runnableStateThreadCount)
  const c4 = scalars[4] as Float64Array;
  c4[row] = (c4[row] as number) + source.runnableStateThreadCount;
  // sum(blockedStateThreadCount)
  const c5 = scalars[5] as Float64Array;
  c5[row] = (c5[row] as number) + source.blockedStateThreadCount;
  // sum(waitingStateThreadCount)
  const c6 = scalars[6] as Float64Array;
  c6[row] = (c6[row] as number) + source.waitingStateThreadCount;
  // sum(timedWaitingStateThreadCount)
  const c7 = scalars[7] as Float64Array;
  c7[row] = (c7[row] as number) + source.timedWaitingStateThreadCount;
}
