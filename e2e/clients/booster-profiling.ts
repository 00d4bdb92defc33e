/** What the classic web UI sends for profiling of all kinds. */
import { change, document } from './booster-form.ts';
import type { ClientRequest } from './request.ts';
import { cart, ebpfTask, firstWeb, process, profiledSpan, web } from './selections.ts';

const taskLogs = 'logs { id instanceId instanceName operationType operationTime }';
const tree = 'elements { id parentId symbol: codeSignature dumpCount: total self }';

export const profiling: readonly ClientRequest[] = [
  change(
    'createProfileTask',
    '$creationRequest: ProfileTaskCreationRequest',
    'task: createProfileTask(creationRequest: $creationRequest) { id errorReason }',
    {
      creationRequest: {
        serviceId: cart,
        endpointName: 'POST:/add',
        startTime: null,
        duration: 5,
        minDurationThreshold: 0,
        dumpPeriod: 10,
        maxSamplingCount: 5,
      },
    },
  ),
  document(
    'getProfileTaskList',
    '$endpointName: String, $serviceId: ID',
    `taskList: getProfileTaskList(endpointName: $endpointName, serviceId: $serviceId) { serviceId endpointName startTime duration minDurationThreshold dumpPeriod maxSamplingCount id ${taskLogs} }`,
    { serviceId: cart, endpointName: '' },
  ),
  document(
    'getProfileTaskSegments',
    '$taskID: ID!',
    `segmentList: getProfileTaskSegments(taskID: $taskID) { traceId instanceId instanceName endpointNames duration start spans ${profiledSpan} }`,
    { taskID: 'none' },
  ),
  document(
    'getSegmentsProfileAnalyze',
    '$queries: [SegmentProfileAnalyzeQuery!]!',
    'analyze: getSegmentsProfileAnalyze(queries: $queries) { tip trees { elements { id parentId codeSignature duration durationChildExcluded count } } }',
    { queries: [{ segmentId: 'none', timeRange: { start: 1, end: 2 } }] },
  ),
  document(
    'getProfileTaskLogs',
    '$taskID: String',
    'taskLogs: getProfileTaskLogs(taskID: $taskID) { id instanceId instanceName operationTime operationType }',
    { taskID: 'none' },
  ),
  change(
    'createAsyncProfilerTask',
    '$asyncProfilerTaskCreationRequest: AsyncProfilerTaskCreationRequest!',
    'task: createAsyncProfilerTask(asyncProfilerTaskCreationRequest: $asyncProfilerTaskCreationRequest) { id errorReason code }',
    {
      asyncProfilerTaskCreationRequest: {
        serviceId: cart,
        serviceInstanceIds: [firstWeb],
        duration: 300,
        events: ['CPU', 'ALLOC'],
        execArgs: '',
      },
    },
  ),
  document(
    'queryAsyncProfilerTaskList',
    '$request: AsyncProfilerTaskListRequest!',
    'asyncTaskList: queryAsyncProfilerTaskList(request: $request) { errorReason tasks { id serviceId serviceInstanceIds createTime events duration execArgs } }',
    { request: { serviceId: cart, limit: 10000 } },
  ),
  document(
    'queryAsyncProfilerTaskProgress',
    '$taskId: String!',
    `taskProgress: queryAsyncProfilerTaskProgress(taskId: $taskId) { ${taskLogs} errorInstanceIds successInstanceIds }`,
    { taskId: 'none' },
  ),
  document(
    'queryAsyncProfilerAnalyze',
    '$request: AsyncProfilerAnalyzationRequest!',
    `analysisResult: queryAsyncProfilerAnalyze(request: $request) { tree { type ${tree} } }`,
    { request: { taskId: 'none', instanceIds: [firstWeb], eventType: 'EXECUTION_SAMPLE' } },
  ),
  change(
    'createPprofTask',
    '$pprofTaskCreationRequest: PprofTaskCreationRequest!',
    'task: createPprofTask(pprofTaskCreationRequest: $pprofTaskCreationRequest) { id errorReason code }',
    {
      pprofTaskCreationRequest: {
        serviceId: cart,
        serviceInstanceIds: [firstWeb],
        duration: 1,
        events: 'HEAP',
      },
    },
  ),
  document(
    'queryPprofTaskList',
    '$request: PprofTaskListRequest!',
    'pprofTaskList: queryPprofTaskList(request: $request) { errorReason tasks { id serviceId serviceInstanceIds createTime events duration dumpPeriod } }',
    { request: { serviceId: cart, limit: 10000 } },
  ),
  document(
    'queryPprofTaskProgress',
    '$taskId: String!',
    `taskProgress: queryPprofTaskProgress(taskId: $taskId) { ${taskLogs} errorInstanceIds successInstanceIds }`,
    { taskId: 'none' },
  ),
  document(
    'queryPprofAnalyze',
    '$request: PprofAnalyzationRequest!',
    `analysisResult: queryPprofAnalyze(request: $request) { tree { ${tree} } }`,
    { request: { taskId: 'none', instanceIds: [firstWeb] } },
  ),
];

export const ebpf: readonly ClientRequest[] = [
  document(
    'queryContinuousProfilingServiceTargets',
    '$serviceId: ID!',
    'strategyList: queryContinuousProfilingServiceTargets(serviceId: $serviceId) { type checkItems { type threshold period count uriList uriRegex } }',
    { serviceId: web },
  ),
  change(
    'setContinuousProfilingPolicy',
    '$request: ContinuousProfilingPolicyCreation!',
    'strategy: setContinuousProfilingPolicy(request: $request) { errorReason status }',
    { request: { serviceId: web, targets: [] } },
  ),
  document(
    'queryContinuousProfilingMonitoringInstances',
    '$serviceId: ID!, $target: ContinuousProfilingTargetType!',
    'instances: queryContinuousProfilingMonitoringInstances(serviceId: $serviceId, target: $target) { id name attributes { name value } triggeredCount lastTriggerTimestamp processes { id name detectType labels lastTriggerTimestamp triggeredCount } }',
    { serviceId: web, target: 'ON_CPU' },
  ),
  document(
    'queryPrepareCreateEBPFProfilingTaskData',
    '$serviceId: ID!',
    'createTaskData: queryPrepareCreateEBPFProfilingTaskData(serviceId: $serviceId) { couldProfiling processLabels }',
    { serviceId: web },
  ),
  change(
    'createEBPFProfilingFixedTimeTask',
    '$request: EBPFProfilingTaskFixedTimeCreationRequest!',
    'createTaskData: createEBPFProfilingFixedTimeTask(request: $request) { status errorReason id }',
    {
      request: {
        serviceId: web,
        processLabels: [],
        startTime: 1,
        duration: 60,
        targetType: 'OFF_CPU',
      },
    },
  ),
  document(
    'queryEBPFProfilingTasks',
    '$serviceId: ID, $serviceInstanceId: ID, $targets: [EBPFProfilingTargetType!], $triggerType: EBPFProfilingTriggerType',
    `queryEBPFTasks: queryEBPFProfilingTasks(serviceId: $serviceId, serviceInstanceId: $serviceInstanceId, targets: $targets, triggerType: $triggerType) ${ebpfTask}`,
    { serviceId: web, targets: ['ON_CPU', 'OFF_CPU'] },
  ),
  document(
    'queryEBPFProfilingSchedules',
    '$taskId: ID!',
    `eBPFSchedules: queryEBPFProfilingSchedules(taskId: $taskId) { scheduleId taskId process ${process} startTime endTime }`,
    { taskId: 'none' },
  ),
  document(
    'analysisEBPFProfilingResult',
    '$scheduleIdList: [ID!]!, $timeRanges: [EBPFProfilingAnalyzeTimeRange!]!, $aggregateType: EBPFProfilingAnalyzeAggregateType',
    'analysisEBPFResult: analysisEBPFProfilingResult(scheduleIdList: $scheduleIdList, timeRanges: $timeRanges, aggregateType: $aggregateType) { tip trees { elements { id parentId symbol stackType dumpCount } } }',
    { scheduleIdList: [], timeRanges: [] },
  ),
  change(
    'createEBPFNetworkProfiling',
    '$request: EBPFProfilingNetworkTaskRequest!',
    'createEBPFNetworkProfiling(request: $request) { status errorReason id }',
    { request: { instanceId: firstWeb, samplings: [] } },
  ),
  change(
    'keepEBPFNetworkProfiling',
    '$taskId: ID!',
    'keepEBPFNetworkProfiling(taskId: $taskId) { status errorReason }',
    {
      taskId: 'none',
    },
  ),
];
