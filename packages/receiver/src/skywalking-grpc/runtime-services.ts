import type { ClrMetric, JvmMetric } from '@stormpetrel/pipeline';
import { CLRMetricCollection, JVMMetricCollection } from '@stormpetrel/protocol';
import type { GrpcMethod } from '../grpc/grpc-method.ts';
import { named } from './management-service.ts';
import type { ServiceDeps } from './service-deps.ts';
import { methodsOf, unaryMethod } from './service-methods.ts';

/** JVMMetricReportService. */
export function jvmMethods(deps: ServiceDeps): GrpcMethod[] {
  return methodsOf('skywalking.v3.JVMMetricReportService', {
    collect: (path) =>
      unaryMethod(deps, path, JVMMetricCollection, (message) =>
        named(message, () =>
          deps.sink.jvmMetrics({
            service: message.service,
            instance: message.serviceInstance,
            metrics: message.metrics.map(jvmMetricOf),
          }),
        ),
      ),
  });
}

/** CLRMetricReportService. */
export function clrMethods(deps: ServiceDeps): GrpcMethod[] {
  return methodsOf('skywalking.v3.CLRMetricReportService', {
    collect: (path) =>
      unaryMethod(deps, path, CLRMetricCollection, (message) =>
        named(message, () =>
          deps.sink.clrMetrics({
            service: message.service,
            instance: message.serviceInstance,
            metrics: message.metrics.map(clrMetricOf),
          }),
        ),
      ),
  });
}

function jvmMetricOf(metric: JVMMetricCollection['metrics'][number]): JvmMetric {
  const { thread, clazz } = metric;
  return {
    timeMs: metric.time,
    cpuUsagePercent: metric.cpu?.usagePercent,
    memory: metric.memory,
    memoryPools: metric.memoryPool,
    gc: metric.gc.map(({ phase, count, time }) => ({ phase, count, timeMs: time })),
    thread: thread && {
      live: thread.liveCount,
      daemon: thread.daemonCount,
      peak: thread.peakCount,
      runnable: thread.runnableStateThreadCount,
      blocked: thread.blockedStateThreadCount,
      waiting: thread.waitingStateThreadCount,
      timedWaiting: thread.timedWaitingStateThreadCount,
    },
    classes: clazz && {
      loaded: clazz.loadedClassCount,
      totalUnloaded: clazz.totalUnloadedClassCount,
      totalLoaded: clazz.totalLoadedClassCount,
    },
  };
}

function clrMetricOf(metric: CLRMetricCollection['metrics'][number]): ClrMetric {
  const { gc, thread } = metric;
  return {
    timeMs: metric.time,
    cpuUsagePercent: metric.cpu?.usagePercent,
    gc: gc && {
      gen0: gc.Gen0CollectCount,
      gen1: gc.Gen1CollectCount,
      gen2: gc.Gen2CollectCount,
      heapMemory: gc.HeapMemory,
    },
    thread: thread && {
      availableCompletionPort: thread.AvailableCompletionPortThreads,
      availableWorker: thread.AvailableWorkerThreads,
      maxCompletionPort: thread.MaxCompletionPortThreads,
      maxWorker: thread.MaxWorkerThreads,
    },
  };
}
