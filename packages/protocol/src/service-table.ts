/**
 * Every gRPC service that agents, probes and other nodes may call on port 11800, and what this server does with it
 * (reference: data-collect-protocol of SkyWalking, grpc/health, OpenTelemetry and Envoy protocols).
 * docs/reference/grpc-services.md shows this table; a test compares both.
 */
export type MethodKind = 'unary' | 'client-stream' | 'server-stream' | 'bidi-stream';

export interface ServiceEntry {
  /** Full name, package included. */
  readonly service: string;
  /** Name without a package, under which agents of protocol v8 call the methods marked with `compat`. */
  readonly compatName?: string;
  readonly methods: readonly MethodEntry[];
}

export interface MethodEntry {
  readonly name: string;
  readonly kind: MethodKind;
  readonly compat?: boolean;
  readonly handled: boolean;
}

export const serviceTable: readonly ServiceEntry[] = [
  {
    service: 'skywalking.v3.TraceSegmentReportService',
    compatName: 'TraceSegmentReportService',
    methods: [
      { name: 'collect', kind: 'client-stream', compat: true, handled: true },
      { name: 'collectInSync', kind: 'unary', compat: true, handled: true },
    ],
  },
  {
    service: 'skywalking.v3.SpanAttachedEventReportService',
    methods: [{ name: 'collect', kind: 'client-stream', handled: false }],
  },
  {
    service: 'skywalking.v3.ManagementService',
    compatName: 'ManagementService',
    methods: [
      { name: 'reportInstanceProperties', kind: 'unary', compat: true, handled: true },
      { name: 'keepAlive', kind: 'unary', compat: true, handled: true },
    ],
  },
  {
    service: 'skywalking.v3.JVMMetricReportService',
    compatName: 'JVMMetricReportService',
    methods: [{ name: 'collect', kind: 'unary', compat: true, handled: true }],
  },
  {
    service: 'skywalking.v3.CLRMetricReportService',
    compatName: 'CLRMetricReportService',
    methods: [{ name: 'collect', kind: 'unary', compat: true, handled: true }],
  },
  {
    service: 'skywalking.v3.MeterReportService',
    compatName: 'MeterReportService',
    methods: [
      { name: 'collect', kind: 'client-stream', compat: true, handled: false },
      { name: 'collectBatch', kind: 'client-stream', handled: false },
    ],
  },
  {
    service: 'skywalking.v3.LogReportService',
    methods: [{ name: 'collect', kind: 'client-stream', handled: true }],
  },
  {
    service: 'skywalking.v3.EventService',
    methods: [{ name: 'collect', kind: 'client-stream', handled: true }],
  },
  {
    service: 'skywalking.v3.BrowserPerfService',
    compatName: 'BrowserPerfService',
    methods: [
      { name: 'collectPerfData', kind: 'unary', compat: true, handled: false },
      { name: 'collectErrorLogs', kind: 'client-stream', compat: true, handled: false },
      { name: 'collectWebVitalsPerfData', kind: 'unary', handled: false },
      { name: 'collectResourcePerfData', kind: 'unary', handled: false },
      { name: 'collectWebInteractionsPerfData', kind: 'unary', handled: false },
    ],
  },
  {
    service: 'skywalking.v3.ProfileTask',
    compatName: 'ProfileTask',
    methods: [
      { name: 'getProfileTaskCommands', kind: 'unary', compat: true, handled: true },
      { name: 'collectSnapshot', kind: 'client-stream', compat: true, handled: true },
      { name: 'goProfileReport', kind: 'client-stream', handled: true },
      { name: 'reportTaskFinish', kind: 'unary', compat: true, handled: true },
    ],
  },
  {
    service: 'skywalking.v3.ConfigurationDiscoveryService',
    methods: [{ name: 'fetchConfigurations', kind: 'unary', handled: true }],
  },
  {
    service: 'skywalking.v3.ServiceMeshMetricService',
    methods: [{ name: 'collect', kind: 'client-stream', handled: false }],
  },
  {
    service: 'skywalking.v3.EBPFAccessLogService',
    methods: [{ name: 'collect', kind: 'client-stream', handled: false }],
  },
  {
    service: 'skywalking.v3.ContinuousProfilingService',
    methods: [
      { name: 'queryPolicies', kind: 'unary', handled: false },
      { name: 'reportProfilingTask', kind: 'unary', handled: false },
    ],
  },
  {
    service: 'skywalking.v3.EBPFProcessService',
    methods: [
      { name: 'reportProcesses', kind: 'unary', handled: false },
      { name: 'keepAlive', kind: 'unary', handled: false },
    ],
  },
  {
    service: 'skywalking.v3.EBPFProfilingService',
    methods: [
      { name: 'queryTasks', kind: 'unary', handled: false },
      { name: 'collectProfilingData', kind: 'client-stream', handled: false },
    ],
  },
  {
    service: 'skywalking.v10.AsyncProfilerTask',
    methods: [
      { name: 'collect', kind: 'bidi-stream', handled: true },
      { name: 'getAsyncProfilerTaskCommands', kind: 'unary', handled: true },
    ],
  },
  {
    service: 'skywalking.v10.PprofTask',
    methods: [
      { name: 'collect', kind: 'bidi-stream', handled: true },
      { name: 'getPprofTaskCommands', kind: 'unary', handled: true },
    ],
  },
  {
    service: 'grpc.health.v1.Health',
    methods: [
      { name: 'Check', kind: 'unary', handled: true },
      { name: 'Watch', kind: 'server-stream', handled: true },
    ],
  },
  {
    service: 'opentelemetry.proto.collector.trace.v1.TraceService',
    methods: [{ name: 'Export', kind: 'unary', handled: false }],
  },
  {
    service: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
    methods: [{ name: 'Export', kind: 'unary', handled: false }],
  },
  {
    service: 'opentelemetry.proto.collector.logs.v1.LogsService',
    methods: [{ name: 'Export', kind: 'unary', handled: false }],
  },
  {
    service: 'envoy.service.accesslog.v3.AccessLogService',
    methods: [{ name: 'StreamAccessLogs', kind: 'client-stream', handled: false }],
  },
  {
    service: 'envoy.service.accesslog.v2.AccessLogService',
    methods: [{ name: 'StreamAccessLogs', kind: 'client-stream', handled: false }],
  },
  {
    service: 'envoy.service.metrics.v3.MetricsService',
    methods: [{ name: 'StreamMetrics', kind: 'client-stream', handled: false }],
  },
  {
    service: 'envoy.service.metrics.v2.MetricsService',
    methods: [{ name: 'StreamMetrics', kind: 'client-stream', handled: false }],
  },
  {
    service: 'satellite.envoy.accesslog.v3.SatelliteAccessLogService',
    methods: [{ name: 'StreamAccessLogs', kind: 'client-stream', handled: false }],
  },
  {
    service: 'RemoteService',
    methods: [
      { name: 'call', kind: 'client-stream', handled: false },
      { name: 'syncStatus', kind: 'unary', handled: false },
    ],
  },
];

/** Paths under which a method is called: with the package, and without where protocol v8 had it. */
export function methodPaths(service: ServiceEntry, method: MethodEntry): readonly string[] {
  const path = `/${service.service}/${method.name}`;
  if (service.compatName === undefined || method.compat !== true) return [path];
  return [path, `/${service.compatName}/${method.name}`];
}
