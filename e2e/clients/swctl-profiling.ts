/** What `swctl` sends for profiling of all kinds. */
import type { ClientRequest } from './request.ts';
import { ebpfTask, firstWeb, process, profiledSpan, web } from './selections.ts';
import { ask, duration, order } from './swctl-form.ts';

const element = '{ elements { id parentId codeSignature total self } }';
const taskLog = '{ id instanceId instanceName operationType operationTime }';

export const profiling: readonly ClientRequest[] = [
  order(
    'createProfileTask',
    '$creationRequest: ProfileTaskCreationRequest',
    '{ errorReason: errorReason id: id }',
    {
      creationRequest: {
        serviceId: web,
        endpointName: 'GET:/checkout',
        startTime: -1,
        duration: 1,
        minDurationThreshold: 0,
        dumpPeriod: 10,
        maxSamplingCount: 9,
      },
    },
  ),
  ask(
    'getProfileTaskList',
    '$serviceId: ID, $endpointName: String',
    '{ id serviceId endpointName startTime duration minDurationThreshold dumpPeriod maxSamplingCount logs { id instanceId operationType operationTime } }',
    { serviceId: web, endpointName: '' },
  ),
  ask('getProfileTaskLogs', '$taskID: String', taskLog, { taskID: 'none' }),
  ask(
    'getProfileTaskSegments',
    '$taskID: ID!',
    `{ traceId instanceId instanceName endpointNames duration start spans ${profiledSpan} }`,
    { taskID: 'none' },
  ),
  ask(
    'getSegmentsProfileAnalyze',
    '$queries: [SegmentProfileAnalyzeQuery!]!',
    '{ tip trees { elements { id parentId codeSignature duration durationChildExcluded count } } }',
    { queries: [{ segmentId: 'none', timeRange: { start: 1, end: 2 } }] },
  ),
  order(
    'createAsyncProfilerTask',
    '$asyncProfilerTaskCreationRequest: AsyncProfilerTaskCreationRequest!',
    '{ errorReason code id }',
    {
      asyncProfilerTaskCreationRequest: {
        serviceId: web,
        serviceInstanceIds: [firstWeb],
        duration: 20,
        events: ['CPU'],
        execArgs: '',
      },
    },
  ),
  ask(
    'queryAsyncProfilerTaskList',
    '$request: AsyncProfilerTaskListRequest!',
    '{ errorReason tasks { serviceId serviceInstanceIds createTime events duration execArgs id } }',
    { request: { serviceId: web, queryDuration: duration, limit: 0 } },
  ),
  ask(
    'queryAsyncProfilerTaskProgress',
    '$taskId: String!',
    `{ errorInstanceIds successInstanceIds logs ${taskLog} }`,
    { taskId: 'none' },
  ),
  ask(
    'queryAsyncProfilerAnalyze',
    '$request: AsyncProfilerAnalyzationRequest!',
    '{ tree { type elements { id parentId codeSignature total self } } }',
    { request: { taskId: 'none', instanceIds: [firstWeb], eventType: 'EXECUTION_SAMPLE' } },
  ),
  order(
    'createPprofTask',
    '$pprofTaskCreationRequest: PprofTaskCreationRequest!',
    '{ errorReason code id }',
    {
      pprofTaskCreationRequest: {
        serviceId: web,
        serviceInstanceIds: [firstWeb],
        duration: 1,
        events: 'CPU',
        dumpPeriod: 0,
      },
    },
  ),
  ask(
    'queryPprofTaskList',
    '$request: PprofTaskListRequest!',
    '{ errorReason tasks { serviceId serviceInstanceIds createTime events duration dumpPeriod id } }',
    { request: { serviceId: web, queryDuration: duration, limit: 0 } },
  ),
  ask(
    'queryPprofTaskProgress',
    '$taskId: String!',
    `{ errorInstanceIds successInstanceIds logs ${taskLog} }`,
    { taskId: 'none' },
  ),
  ask('queryPprofAnalyze', '$request: PprofAnalyzationRequest!', `{ tree ${element} }`, {
    request: { taskId: 'none', instanceIds: [firstWeb] },
  }),
];

export const ebpf: readonly ClientRequest[] = [
  order(
    'setContinuousProfilingPolicy',
    '$request: ContinuousProfilingPolicyCreation!',
    '{ status errorReason }',
    { request: { serviceId: web, targets: [] } },
  ),
  ask(
    'queryContinuousProfilingServiceTargets',
    '$serviceId: ID!',
    '{ type checkItems { type threshold period count uriList uriRegex } triggeredCount lastTriggerTimestamp }',
    { serviceId: web },
  ),
  ask(
    'queryContinuousProfilingMonitoringInstances',
    '$serviceId: ID!, $target: ContinuousProfilingTargetType!',
    '{ id name attributes { name value } triggeredCount lastTriggerTimestamp processes { id name detectType labels triggeredCount lastTriggerTimestamp } }',
    { serviceId: web, target: 'ON_CPU' },
  ),
  ask(
    'queryPrepareCreateEBPFProfilingTaskData',
    '$serviceId: ID!',
    '{ couldProfiling processLabels }',
    { serviceId: web },
  ),
  order(
    'createEBPFProfilingFixedTimeTask',
    '$request: EBPFProfilingTaskFixedTimeCreationRequest!',
    '{ status id errorReason }',
    {
      request: {
        serviceId: web,
        processLabels: [],
        startTime: -1,
        duration: 60,
        targetType: 'ON_CPU',
      },
    },
  ),
  order(
    'createEBPFNetworkProfiling',
    '$request: EBPFProfilingNetworkTaskRequest!',
    '{ status id errorReason }',
    { request: { instanceId: firstWeb, samplings: null } },
  ),
  order('keepEBPFNetworkProfiling', '$taskId: ID!', '{ status errorReason }', { taskId: 'none' }),
  ask(
    'queryEBPFProfilingTasks',
    '$serviceId: ID, $triggerType: EBPFProfilingTriggerType',
    ebpfTask,
    { serviceId: web, triggerType: 'FIXED_TIME' },
  ),
  ask(
    'queryEBPFProfilingSchedules',
    '$taskId: ID!',
    `{ scheduleId taskId startTime endTime process ${process} }`,
    { taskId: 'none' },
  ),
  ask(
    'analysisEBPFProfilingResult',
    '$scheduleIdList: [ID!]!, $timeRanges: [EBPFProfilingAnalyzeTimeRange!]!, $aggregateType: EBPFProfilingAnalyzeAggregateType',
    '{ tip trees { elements { id parentId symbol stackType dumpCount } } }',
    { scheduleIdList: ['none'], timeRanges: [{ start: 1, end: 2 }], aggregateType: 'COUNT' },
  ),
];
