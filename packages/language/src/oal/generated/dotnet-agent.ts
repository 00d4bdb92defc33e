// Made of rules/dotnet-agent.oal by tools/generate-oal.ts. To change it, change the rules and run that.
import type { Source } from '@stormpetrel/model';

import type { AccumulatorRows } from '../runtime.ts';

export function updateServiceInstanceCLRCPU(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceCLRCPU'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(usePercent)
  scalars[first + 1] = (scalars[first + 1] as number) + source.usePercent;
}

export function updateServiceInstanceCLRGC(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceCLRGC'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // sum(heapMemory)
  scalars[first + 1] = (scalars[first + 1] as number) + source.heapMemory;
  // sum(gen0CollectCount)
  scalars[first + 2] = (scalars[first + 2] as number) + source.gen0CollectCount;
  // sum(gen1CollectCount)
  scalars[first + 3] = (scalars[first + 3] as number) + source.gen1CollectCount;
  // sum(gen2CollectCount)
  scalars[first + 4] = (scalars[first + 4] as number) + source.gen2CollectCount;
}

export function updateServiceInstanceCLRThread(
  rows: AccumulatorRows,
  row: number,
  source: Source<'ServiceInstanceCLRThread'>,
): void {
  const { scalars } = rows;
  const first = row * rows.scalarsPerRow;
  const availableWorkerThreads = source.availableWorkerThreads;
  const availableCompletionPortThreads = source.availableCompletionPortThreads;
  const maxWorkerThreads = source.maxWorkerThreads;
  const maxCompletionPortThreads = source.maxCompletionPortThreads;
  // count
  scalars[first] = (scalars[first] as number) + 1;
  // max(availableWorkerThreads)
  if (availableWorkerThreads > (scalars[first + 1] as number)) scalars[first + 1] = availableWorkerThreads;
  // max(availableCompletionPortThreads)
  if (availableCompletionPortThreads > (scalars[first + 2] as number)) scalars[first + 2] = availableCompletionPortThreads;
  // max(maxWorkerThreads)
  if (maxWorkerThreads > (scalars[first + 3] as number)) scalars[first + 3] = maxWorkerThreads;
  // max(maxCompletionPortThreads)
  if (maxCompletionPortThreads > (scalars[first + 4] as number)) scalars[first + 4] = maxCompletionPortThreads;
}
