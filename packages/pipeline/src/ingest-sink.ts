import type { LogColumns, SegmentColumns } from '@stormpetrel/model';

/** What receivers hand their data to. Calls are synchronous and never throw on odd data. */
export interface IngestSink {
  /** The batch that decoders append to. The sink swaps it out when it is full: read the property anew before each message. */
  readonly segments: SegmentColumns;
  /** Tells that `count` segments were appended since the last call; the sink may analyse the batch now. */
  segmentsAppended(count: number): void;
  /** The batch of logs, in the same way. */
  readonly logs: LogColumns;
  logsAppended(count: number): void;
  instanceProperties(report: InstanceReport): void;
  instancePing(ping: InstancePing): void;
  jvmMetrics(report: JvmReport): void;
  clrMetrics(report: ClrReport): void;
  event(report: EventReport): void;
  /** True when the store is behind: receivers stop reading and refuse new streams. */
  readonly overloaded: boolean;
}

export interface InstanceReport {
  readonly service: string;
  readonly instance: string;
  readonly layer: string;
  readonly properties: readonly (readonly [key: string, value: string])[];
}

export interface InstancePing {
  readonly service: string;
  readonly instance: string;
  readonly layer: string;
}

/** What is told of an event at one time. Reports of one uuid are about one event. Texts that are not told are empty. */
export interface EventReport {
  readonly uuid: string;
  readonly service: string;
  readonly instance: string;
  readonly endpoint: string;
  readonly name: string;
  readonly isError: boolean;
  readonly message: string;
  readonly parameters: readonly (readonly [key: string, value: string])[];
  /** Not above 0 where it is not told. */
  readonly startMs: number;
  readonly endMs: number;
  /** A layer by name; names that nobody has defined read as UNDEFINED. */
  readonly layer: string;
}

export interface JvmReport {
  readonly service: string;
  readonly instance: string;
  readonly metrics: readonly JvmMetric[];
}

export interface JvmMetric {
  readonly timeMs: number;
  readonly cpuUsagePercent: number | undefined;
  readonly memory: readonly JvmMemory[];
  readonly memoryPools: readonly JvmMemoryPool[];
  readonly gc: readonly JvmGc[];
  readonly thread: JvmThread | undefined;
  readonly classes: JvmClasses | undefined;
}

export interface JvmMemory {
  readonly isHeap: boolean;
  readonly init: number;
  readonly max: number;
  readonly used: number;
  readonly committed: number;
}

export interface JvmMemoryPool {
  readonly type: number;
  readonly init: number;
  readonly max: number;
  readonly used: number;
  readonly committed: number;
}

export interface JvmGc {
  readonly phase: number;
  readonly count: number;
  readonly timeMs: number;
}

export interface JvmThread {
  readonly live: number;
  readonly daemon: number;
  readonly peak: number;
  readonly runnable: number;
  readonly blocked: number;
  readonly waiting: number;
  readonly timedWaiting: number;
}

export interface JvmClasses {
  readonly loaded: number;
  readonly totalUnloaded: number;
  readonly totalLoaded: number;
}

export interface ClrReport {
  readonly service: string;
  readonly instance: string;
  readonly metrics: readonly ClrMetric[];
}

export interface ClrMetric {
  readonly timeMs: number;
  readonly cpuUsagePercent: number | undefined;
  readonly gc:
    | {
        readonly gen0: number;
        readonly gen1: number;
        readonly gen2: number;
        readonly heapMemory: number;
      }
    | undefined;
  readonly thread:
    | {
        readonly availableCompletionPort: number;
        readonly availableWorker: number;
        readonly maxCompletionPort: number;
        readonly maxWorker: number;
      }
    | undefined;
}
