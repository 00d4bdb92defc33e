import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClrMetric, JvmMetric } from '../ingest-sink.ts';
import { sourceText } from '../testing/source-text.ts';
import { openTestPipeline, testNowMs } from '../testing/test-pipeline.ts';

const nothing: JvmMetric = {
  timeMs: testNowMs - 90_000,
  cpuUsagePercent: undefined,
  memory: [],
  memoryPools: [],
  gc: [],
  thread: undefined,
  classes: undefined,
};

const who = 'name=cart-1 serviceName=cart serviceId=Y2FydA==.1';

test('turns readings of a JVM into sources of its instance', async () => {
  const parts = openTestPipeline();
  parts.pipeline.jvmMetrics({
    service: 'cart',
    instance: 'cart-1',
    metrics: [
      {
        timeMs: testNowMs - 90_000,
        cpuUsagePercent: 12.5,
        memory: [
          { isHeap: true, init: 1, max: 2, used: 3, committed: 4 },
          { isHeap: false, init: -1, max: -1, used: 5, committed: 6 },
        ],
        memoryPools: [{ type: 5, init: 1, max: 2, used: 3, committed: 4 }],
        gc: [
          { phase: 0, count: 2, timeMs: 30 },
          { phase: 1, count: 1, timeMs: 100 },
        ],
        thread: {
          live: 1,
          daemon: 2,
          peak: 3,
          runnable: 4,
          blocked: 5,
          waiting: 6,
          timedWaiting: 7,
        },
        classes: { loaded: 1, totalUnloaded: 2, totalLoaded: 3 },
      },
      { ...nothing, cpuUsagePercent: 0.01 },
      nothing,
    ],
  });
  await parts.pipeline.close();
  assert.deepEqual(parts.sources.map(sourceText), [
    `ServiceInstanceJVMCPU ${who} usePercent=12.5`,
    `ServiceInstanceJVMMemory ${who} heapStatus=true init=1 max=2 used=3 committed=4`,
    `ServiceInstanceJVMMemory ${who} heapStatus=false init=-1 max=-1 used=5 committed=6`,
    `ServiceInstanceJVMMemoryPool ${who} poolType=METASPACE_USAGE init=1 max=2 used=3 committed=4`,
    `ServiceInstanceJVMGC ${who} phase=NEW time=30 count=2`,
    `ServiceInstanceJVMGC ${who} phase=OLD time=100 count=1`,
    `ServiceInstanceJVMThread ${who} liveCount=1 daemonCount=2 peakCount=3 runnableStateThreadCount=4 blockedStateThreadCount=5 waitingStateThreadCount=6 timedWaitingStateThreadCount=7`,
    `ServiceInstanceJVMClass ${who} loadedClassCount=1 totalUnloadedClassCount=2 totalLoadedClassCount=3`,
    `ServiceInstanceJVMCPU ${who} usePercent=1`,
  ]);
  assert.deepEqual(parts.writer.metrics('ServiceInstanceJVMCPU'), [
    { entity: 'Y2FydA==.1_Y2FydC0x', bucketMs: testNowMs - 120_000, values: [2] },
  ]);
  assert.deepEqual(parts.writer.batches[0]?.metadata, []);
});

test('turns readings of a CLR into sources of its instance', async () => {
  const nothingClr: ClrMetric = {
    timeMs: testNowMs,
    cpuUsagePercent: undefined,
    gc: undefined,
    thread: undefined,
  };
  const parts = openTestPipeline();
  parts.pipeline.clrMetrics({
    service: 'cart',
    instance: 'cart-1',
    metrics: [
      {
        timeMs: testNowMs,
        cpuUsagePercent: 0.5,
        gc: { gen0: 1, gen1: 2, gen2: 3, heapMemory: 4 },
        thread: {
          availableCompletionPort: 1,
          availableWorker: 2,
          maxCompletionPort: 3,
          maxWorker: 4,
        },
      },
      nothingClr,
    ],
  });
  await parts.pipeline.close();
  assert.deepEqual(parts.sources.map(sourceText), [
    `ServiceInstanceCLRCPU ${who} usePercent=0.5`,
    `ServiceInstanceCLRGC ${who} gen0CollectCount=1 gen1CollectCount=2 gen2CollectCount=3 heapMemory=4`,
    `ServiceInstanceCLRThread ${who} availableCompletionPortThreads=1 availableWorkerThreads=2 maxCompletionPortThreads=3 maxWorkerThreads=4`,
  ]);
});

test('counts no share of the CPU that is no number', async () => {
  const parts = openTestPipeline();
  const shares = [NaN, Infinity, -Infinity, 3];
  const of = { service: 'cart', instance: 'cart-1' };
  parts.pipeline.jvmMetrics({
    ...of,
    metrics: shares.map((cpuUsagePercent) => ({ ...nothing, cpuUsagePercent })),
  });
  parts.pipeline.clrMetrics({
    ...of,
    metrics: shares.map((cpuUsagePercent) => ({
      timeMs: testNowMs,
      cpuUsagePercent,
      gc: undefined,
      thread: undefined,
    })),
  });
  await parts.pipeline.close();
  assert.deepEqual(parts.sources.map(sourceText), [
    `ServiceInstanceJVMCPU ${who} usePercent=3`,
    `ServiceInstanceCLRCPU ${who} usePercent=3`,
  ]);
});

test('refuses readings past their time to live or too far ahead, and counts them', async () => {
  const parts = openTestPipeline();
  const at = (timeMs: number): JvmMetric => ({ ...nothing, cpuUsagePercent: 2, timeMs });
  const metrics = [at(0), at(testNowMs), at(Date.UTC(2099, 0)), at(NaN), at(-1e18)];
  parts.pipeline.jvmMetrics({ service: 'cart', instance: 'cart-1', metrics });
  await parts.pipeline.close();
  assert.equal(parts.sources.length, 1);
  assert.equal(parts.sample('runtime_metrics_dropped_count'), 4);
});
