// Made of rules/dotnet-agent.oal by tools/generate-oal.ts. To change it, change the rules and run that.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows } from '../runtime.ts';

export function updateServiceInstanceCLRCPU(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceCLRCPU'>,
): void {
  const { scalars } = rows;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(usePercent)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + source.usePercent;
}

export function updateServiceInstanceCLRGC(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceCLRGC'>,
): void {
  const { scalars } = rows;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // sum(heapMemory)
  const c1 = scalars[1] as Float64Array;
  c1[row] = (c1[row] as number) + source.heapMemory;
  // sum(gen0CollectCount)
  const c2 = scalars[2] as Float64Array;
  c2[row] = (c2[row] as number) + source.gen0CollectCount;
  // sum(gen1CollectCount)
  const c3 = scalars[3] as Float64Array;
  c3[row] = (c3[row] as number) + source.gen1CollectCount;
  // sum(gen2CollectCount)
  const c4 = scalars[4] as Float64Array;
  c4[row] = (c4[row] as number) + source.gen2CollectCount;
}

export function updateServiceInstanceCLRThread(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceCLRThread'>,
): void {
  const { scalars } = rows;
  const availableWorkerThreads = source.availableWorkerThreads;
  const availableCompletionPortThreads = source.availableCompletionPortThreads;
  const maxWorkerThreads = source.maxWorkerThreads;
  const maxCompletionPortThreads = source.maxCompletionPortThreads;
  // count
  const c0 = scalars[0] as Float64Array;
  c0[row] = (c0[row] as number) + 1;
  // max(availableWorkerThreads)
  const c1 = scalars[1] as Float64Array;
  if (availableWorkerThreads > (c1[row] as number)) c1[row] = availableWorkerThreads;
  // max(availableCompletionPortThreads)
  const c2 = scalars[2] as Float64Array;
  if (availableCompletionPortThreads > (c2[row] as number)) c2[row] = availableCompletionPortThreads;
  // max(maxWorkerThreads)
  const c3 = scalars[3] as Float64Array;
  if (maxWorkerThreads > (c3[row] as number)) c3[row] = maxWorkerThreads;
  // max(maxCompletionPortThreads)
  const c4 = scalars[4] as Float64Array;
  if (maxCompletionPortThreads > (c4[row] as number)) c4[row] = maxCompletionPortThreads;
}
