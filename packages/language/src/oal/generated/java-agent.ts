// Made of rules/java-agent.oal by tools/generate-oal.ts. To change it, change the rules and run that.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows } from '../runtime.ts';

export function updateServiceInstanceJVMCPU(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMCPU'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(usePercent)
  scalars[first + 1] = (scalars[first + 1] as number) + source.usePercent;
}

export function updateServiceInstanceJVMClass(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMClass'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(loadedClassCount)
  scalars[first + 1] = (scalars[first + 1] as number) + source.loadedClassCount;
  // sum(totalLoadedClassCount)
  scalars[first + 2] = (scalars[first + 2] as number) + source.totalLoadedClassCount;
  // sum(totalUnloadedClassCount)
  scalars[first + 3] = (scalars[first + 3] as number) + source.totalUnloadedClassCount;
}

export function updateServiceInstanceJVMGC(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMGC'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  const phase = source.phase;
  if (phase === 0) {
    // count{phase=NEW}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(time){phase=NEW}
    scalars[first + 1] = (scalars[first + 1] as number) + source.time;
    // sum(count){phase=NEW}
    scalars[first + 2] = (scalars[first + 2] as number) + source.count;
  } else if (phase === 1) {
    // count{phase=OLD}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
    // sum(time){phase=OLD}
    scalars[first + 4] = (scalars[first + 4] as number) + source.time;
    // sum(count){phase=OLD}
    scalars[first + 5] = (scalars[first + 5] as number) + source.count;
  } else if (phase === 2) {
    // count{phase=NORMAL}
    scalars[first + 6] = (scalars[first + 6] as number) + 1;
    // sum(time){phase=NORMAL}
    scalars[first + 7] = (scalars[first + 7] as number) + source.time;
    // sum(count){phase=NORMAL}
    scalars[first + 8] = (scalars[first + 8] as number) + source.count;
  }
}

export function updateServiceInstanceJVMMemory(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMMemory'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  const heapStatus = source.heapStatus;
  if (heapStatus) {
    // count{heapStatus}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(used){heapStatus}
    scalars[first + 1] = (scalars[first + 1] as number) + source.used;
    // sum(max){heapStatus}
    scalars[first + 2] = (scalars[first + 2] as number) + source.max;
  } else {
    // count{!heapStatus}
    scalars[first + 3] = (scalars[first + 3] as number) + 1;
    // sum(used){!heapStatus}
    scalars[first + 4] = (scalars[first + 4] as number) + source.used;
    // sum(max){!heapStatus}
    scalars[first + 5] = (scalars[first + 5] as number) + source.max;
  }
}

export function updateServiceInstanceJVMMemoryPool(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMMemoryPool'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  const poolType = source.poolType;
  if (poolType === 1) {
    // count{poolType=NEWGEN_USAGE}
    scalars[first] = (scalars[first] as number) + 1;
    // sum(used){poolType=NEWGEN_USAGE}
    scalars[first + 1] = (scalars[first + 1] as number) + source.used;
  } else if (poolType === 2) {
    // count{poolType=OLDGEN_USAGE}
    scalars[first + 2] = (scalars[first + 2] as number) + 1;
    // sum(used){poolType=OLDGEN_USAGE}
    scalars[first + 3] = (scalars[first + 3] as number) + source.used;
  } else if (poolType === 3) {
    // count{poolType=SURVIVOR_USAGE}
    scalars[first + 4] = (scalars[first + 4] as number) + 1;
    // sum(used){poolType=SURVIVOR_USAGE}
    scalars[first + 5] = (scalars[first + 5] as number) + source.used;
  } else if (poolType === 4) {
    // count{poolType=PERMGEN_USAGE}
    scalars[first + 6] = (scalars[first + 6] as number) + 1;
    // sum(used){poolType=PERMGEN_USAGE}
    scalars[first + 7] = (scalars[first + 7] as number) + source.used;
  } else if (poolType === 5) {
    // count{poolType=METASPACE_USAGE}
    scalars[first + 8] = (scalars[first + 8] as number) + 1;
    // sum(used){poolType=METASPACE_USAGE}
    scalars[first + 9] = (scalars[first + 9] as number) + source.used;
  } else if (poolType === 6) {
    // count{poolType=ZHEAP_USAGE}
    scalars[first + 10] = (scalars[first + 10] as number) + 1;
    // sum(used){poolType=ZHEAP_USAGE}
    scalars[first + 11] = (scalars[first + 11] as number) + source.used;
  } else if (poolType === 0) {
    // count{poolType=CODE_CACHE_USAGE}
    scalars[first + 12] = (scalars[first + 12] as number) + 1;
    // sum(used){poolType=CODE_CACHE_USAGE}
    scalars[first + 13] = (scalars[first + 13] as number) + source.used;
  } else if (poolType === 7) {
    // count{poolType=COMPRESSED_CLASS_SPACE_USAGE}
    scalars[first + 14] = (scalars[first + 14] as number) + 1;
    // sum(used){poolType=COMPRESSED_CLASS_SPACE_USAGE}
    scalars[first + 15] = (scalars[first + 15] as number) + source.used;
  } else if (poolType === 8) {
    // count{poolType=CODEHEAP_NON_NMETHODS_USAGE}
    scalars[first + 16] = (scalars[first + 16] as number) + 1;
    // sum(used){poolType=CODEHEAP_NON_NMETHODS_USAGE}
    scalars[first + 17] = (scalars[first + 17] as number) + source.used;
  } else if (poolType === 9) {
    // count{poolType=CODEHEAP_PROFILED_NMETHODS_USAGE}
    scalars[first + 18] = (scalars[first + 18] as number) + 1;
    // sum(used){poolType=CODEHEAP_PROFILED_NMETHODS_USAGE}
    scalars[first + 19] = (scalars[first + 19] as number) + source.used;
  } else if (poolType === 10) {
    // count{poolType=CODEHEAP_NON_PROFILED_NMETHODS_USAGE}
    scalars[first + 20] = (scalars[first + 20] as number) + 1;
    // sum(used){poolType=CODEHEAP_NON_PROFILED_NMETHODS_USAGE}
    scalars[first + 21] = (scalars[first + 21] as number) + source.used;
  }
}

export function updateServiceInstanceJVMThread(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceJVMThread'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(liveCount)
  scalars[first + 1] = (scalars[first + 1] as number) + source.liveCount;
  // sum(daemonCount)
  scalars[first + 2] = (scalars[first + 2] as number) + source.daemonCount;
  // sum(peakCount)
  scalars[first + 3] = (scalars[first + 3] as number) + source.peakCount;
  // sum(runnableStateThreadCount)
  scalars[first + 4] = (scalars[first + 4] as number) + source.runnableStateThreadCount;
  // sum(blockedStateThreadCount)
  scalars[first + 5] = (scalars[first + 5] as number) + source.blockedStateThreadCount;
  // sum(waitingStateThreadCount)
  scalars[first + 6] = (scalars[first + 6] as number) + source.waitingStateThreadCount;
  // sum(timedWaitingStateThreadCount)
  scalars[first + 7] = (scalars[first + 7] as number) + source.timedWaitingStateThreadCount;
}
