/**
 * What the server half of SkyWalking's newer web UI sends (apache/skywalking-horizon-ui, apps/bff): documents of its own,
 * and batches that it writes at run time, each field under an alias with all of its arguments inline.
 */
import { knownLogs } from './known-logs.ts';
import type { ClientRequest, RecordedClient } from './request.ts';
import {
  add,
  cart,
  checkout,
  duration,
  ebpfTask,
  firstWeb,
  process,
  profiledSpan,
  recordsTtl,
  related,
  span,
  web,
} from './selections.ts';

function request(
  name: string,
  fields: readonly string[],
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  data?: Readonly<Record<string, unknown>>,
): ClientRequest {
  return { name, fields, query, variables, ...(data === undefined ? {} : { data }) };
}

const windowLiteral = `{start: "${duration.start}", end: "${duration.end}", step: ${duration.step}}`;

/** Arguments stand in the text, so that no two batches are the same document. */
function expressionField(alias: string, expression: string, entity: string): string {
  const text = JSON.stringify(expression);
  return `${alias}: execExpression(expression: ${text}, entity: ${entity}, duration: ${windowLiteral}) { type error results { metric { labels { key value } } values { id value } } }`;
}

const briefLogs = knownLogs.map(({ traceId, content, timestamp }) => ({
  traceId,
  content,
  timestamp,
}));

const services = ['web', 'cart', 'stock'];
const expressions = ['service_cpm', 'service_resp_time', 'service_sla/100', 'service_apdex/10000'];

/** The list of services: value and trend of each column for each row, here three services often enough for 200 aliases. */
const landing = request(
  'the list of services, 200 aliases',
  ['execExpression'],
  `query LandingMqe { ${Array.from({ length: 200 }, (_, i) => {
    const metric = expressions[i % expressions.length] ?? '';
    const service = services[i % services.length] ?? '';
    const expression = i === 17 ? `avg(${metric}` : `avg(${metric})`;
    return expressionField(
      `s${i}`,
      expression,
      `{scope: Service, serviceName: "${service}", normal: true}`,
    );
  }).join('\n    ')} }`,
);

const shell: readonly ClientRequest[] = [
  request(
    'the server',
    ['version', 'getTimeInfo', 'checkHealth'],
    'query HorizonOapInfo { version time: getTimeInfo { timezone currentTimestamp } health: checkHealth { score details } }',
  ),
  request(
    'the menu',
    ['listLayers', 'listLayerLevels'],
    'query HorizonMenu { layers: listLayers levels: listLayerLevels { layer level } }',
  ),
  request(
    'times to live',
    ['getRecordsTTL', 'getMetricsTTL'],
    `query HorizonOapTtl { records: getRecordsTTL ${recordsTtl} metrics: getMetricsTTL { metadata minute hour day coldMinute coldHour coldDay } }`,
  ),
  request(
    'what can be asked',
    ['__type'],
    'query HorizonOapCapabilities { __type(name: "Query") { fields { name } } }',
  ),
  request(
    'search in logs',
    ['supportQueryLogsByKeywords'],
    'query HorizonLogKeywordSupport { supportQueryLogsByKeywords }',
    {},
    { supportQueryLogsByKeywords: true },
  ),
  request(
    'the kind of traces',
    ['hasQueryTracesV2Support'],
    'query ProbeQueryTracesSupport { hasQueryTracesV2Support }',
    {},
    {
      hasQueryTracesV2Support: true,
    },
  ),
  request(
    'the clock',
    ['getTimeInfo'],
    'query HorizonServerTime { time: getTimeInfo { timezone } }',
    {},
    {
      time: { timezone: '+0000' },
    },
  ),
  request(
    'levels',
    ['listLayerLevels'],
    'query HorizonLayerLevels { levels: listLayerLevels { layer level } }',
  ),
  request(
    'layers',
    ['listLayers'],
    'query HorizonServiceCatalogLayers { layers: listLayers }',
    {},
    {
      layers: ['GENERAL', 'VIRTUAL_CACHE', 'VIRTUAL_DATABASE', 'VIRTUAL_MQ'],
    },
  ),
  request(
    'services of each layer',
    ['listServices'],
    `query HorizonServiceCatalogServices { ${['VIRTUAL_MQ', 'VIRTUAL_DATABASE', 'MESH']
      .map((layer, i) => `l${i}: listServices(layer: "${layer}") { name normal }`)
      .join(' ')} }`,
    {},
    {
      l0: [{ name: 'kafka:9092', normal: false }],
      l1: [{ name: 'db:3306', normal: false }],
      l2: [],
    },
  ),
];

const ofLayer = { layer: 'GENERAL' };

const layer: readonly ClientRequest[] = [
  request(
    'services of a layer',
    ['listServices'],
    'query LandingServices($layer: String!) { services: listServices(layer: $layer) { id value: name shortName group normal } }',
    ofLayer,
  ),
  request(
    'the first service',
    ['listServices'],
    'query FirstService($layer: String!) { services: listServices(layer: $layer) { id name normal group } }',
    ofLayer,
  ),
  request(
    'instances',
    ['listInstances'],
    'query LayerInstances($serviceId: ID!, $duration: Duration!) { instances: listInstances(serviceId: $serviceId, duration: $duration) { id name language attributes { name value } } }',
    { serviceId: web, duration },
  ),
  request(
    'the first endpoint',
    ['findEndpoint'],
    'query FirstEndpoint($serviceId: ID!, $duration: Duration!) { endpoints: findEndpoint(serviceId: $serviceId, keyword: "", limit: 1, duration: $duration) { name } }',
    { serviceId: cart, duration },
  ),
  request(
    'endpoints',
    ['findEndpoint'],
    'query LayerEndpoints($serviceId: ID!, $keyword: String!, $limit: Int!, $duration: Duration!) { endpoints: findEndpoint(serviceId: $serviceId, keyword: $keyword, limit: $limit, duration: $duration) { id name } }',
    { serviceId: web, keyword: 'checkout', limit: 50, duration },
    { endpoints: [{ id: checkout, name: 'GET:/checkout' }] },
  ),
  request(
    'a dashboard',
    ['execExpression'],
    `query DashboardMqe { ${[
      expressionField(
        'w0',
        'avg(service_resp_time)',
        '{scope: Service, serviceName: "web", normal: true}',
      ),
      expressionField(
        'w1',
        'sum(service_cpm)',
        '{scope: Service, serviceName: "cart", normal: true}',
      ),
      expressionField('w2', 'top_n(', '{scope: Service, serviceName: "cart", normal: true}'),
    ]
      .map((field) => field.replaceAll('values { id value }', 'values { value }'))
      .join(' ')
      .replace('w2: execExpression', 'bad: execExpression')
      .replace(/bad: (.*) \{ type error results.*$/, 'w2: $1 { type }')} }`,
    {},
    {
      w0: {
        type: 'SINGLE_VALUE',
        error: null,
        results: [{ metric: { labels: [] }, values: [{ value: '325' }] }],
      },
      w1: {
        type: 'SINGLE_VALUE',
        error: null,
        results: [{ metric: { labels: [] }, values: [{ value: '4' }] }],
      },
      w2: { type: 'UNKNOWN' },
    },
  ),
  landing,
];

const maps: readonly ClientRequest[] = [
  request(
    'the map',
    ['getServicesTopology'],
    'query ServicesTopology($duration: Duration!, $serviceIds: [ID!]!) { topology: getServicesTopology(duration: $duration, serviceIds: $serviceIds) { nodes { id name type isReal layers } calls { id source target detectPoints } } }',
    { duration, serviceIds: [web, cart] },
  ),
  request(
    'instances of two services',
    ['getServiceInstanceTopology'],
    'query InstanceTopology($clientServiceId: ID!, $serverServiceId: ID!, $duration: Duration!) { topology: getServiceInstanceTopology( clientServiceId: $clientServiceId serverServiceId: $serverServiceId duration: $duration ) { nodes { id name serviceName serviceId isReal } calls { id source target detectPoints } } }',
    { clientServiceId: web, serverServiceId: cart, duration },
  ),
  request(
    'dependencies of an endpoint',
    ['getEndpointDependencies'],
    'query EndpointDependency($endpointId: ID!, $duration: Duration!) { topology: getEndpointDependencies(endpointId: $endpointId, duration: $duration) { nodes { id name serviceId serviceName type isReal } calls { id source target detectPoints } } }',
    { endpointId: add, duration },
  ),
  request(
    'the hierarchy',
    ['getServiceHierarchy'],
    `query HorizonServiceHierarchy($serviceId: ID!, $layer: String!) { hierarchy: getServiceHierarchy(serviceId: $serviceId, layer: $layer) { relations { upperService ${related()} lowerService ${related()} } } }`,
    { serviceId: web, layer: 'GENERAL' },
    { hierarchy: { relations: [] } },
  ),
  request(
    'processes',
    ['getProcessTopology'],
    'query getProcessTopology($serviceInstanceId: ID!, $duration: Duration!) { topology: getProcessTopology(serviceInstanceId: $serviceInstanceId, duration: $duration) { nodes { id name isReal serviceName serviceId serviceInstanceId serviceInstanceName } calls { id source target detectPoints sourceComponents targetComponents } } }',
    { serviceInstanceId: firstWeb, duration },
  ),
  request(
    'the list of processes',
    ['listProcesses'],
    'query listNetworkProcesses($instanceId: ID!, $duration: Duration!) { listProcesses(instanceId: $instanceId, duration: $duration) { id name detectType } }',
    { instanceId: firstWeb, duration },
  ),
];

const condition = {
  queryDuration: duration,
  traceState: 'ALL',
  queryOrder: 'BY_START_TIME',
  paging: { pageNum: 1, pageSize: 2 },
};

const records: readonly ClientRequest[] = [
  request(
    'a page of traces',
    ['queryBasicTraces'],
    'query Traces($condition: TraceQueryCondition) { data: queryBasicTraces(condition: $condition) { traces { key: segmentId traceIds } } }',
    { condition: { ...condition, endpointId: checkout, serviceId: web } },
    {
      data: {
        traces: [
          { key: 'T4-web', traceIds: ['T4'] },
          { key: 'T3-web', traceIds: ['T3'] },
        ],
      },
    },
  ),
  request(
    'two pages of whole traces at once',
    ['queryTraces'],
    `query TracePages { p1: queryTraces(condition: {serviceId: "${cart}", queryDuration: ${windowLiteral}, traceState: ALL, queryOrder: BY_START_TIME, paging: {pageNum: 1, pageSize: 2}}) { traces { spans { traceId } } } p2: queryTraces(condition: {serviceId: "${cart}", queryDuration: ${windowLiteral}, traceState: ALL, queryOrder: BY_START_TIME, paging: {pageNum: 2, pageSize: 2}}) { traces { spans ${span} } } }`,
  ),
  request(
    'a trace',
    ['queryTrace'],
    `query QueryTrace($traceId: ID!, $duration: Duration) { trace: queryTrace(traceId: $traceId, duration: $duration) { spans ${span} } }`,
    { traceId: 'T1', duration },
  ),
  request(
    'keys of tags',
    ['queryTraceTagAutocompleteKeys'],
    'query TraceTagKeys($duration: Duration!) { keys: queryTraceTagAutocompleteKeys(duration: $duration) }',
    { duration },
    {
      keys: ['db.type', 'http.method', 'http.status_code', 'mq.topic'],
    },
  ),
  request(
    'values of a tag',
    ['queryTraceTagAutocompleteValues'],
    'query TraceTagValues($tagKey: String!, $duration: Duration!) { values: queryTraceTagAutocompleteValues(tagKey: $tagKey, duration: $duration) }',
    { tagKey: 'mq.topic', duration },
    { values: ['orders'] },
  ),
  request(
    'keys of tags of logs',
    ['queryLogTagAutocompleteKeys'],
    'query LogTagKeys($duration: Duration!) { keys: queryLogTagAutocompleteKeys(duration: $duration) }',
    { duration },
    { keys: ['level'] },
  ),
  request(
    'values of a tag of logs',
    ['queryLogTagAutocompleteValues'],
    'query LogTagValues($tagKey: String!, $duration: Duration!) { values: queryLogTagAutocompleteValues(tagKey: $tagKey, duration: $duration) }',
    { tagKey: 'level', duration },
    { values: ['ERROR', 'INFO'] },
  ),
  request(
    'logs',
    ['queryLogs'],
    `query LogPages { p1: queryLogs(condition: {serviceId: "${web}", queryDuration: ${windowLiteral}, paging: {pageNum: 1, pageSize: 2}}) { logs { traceId content timestamp } } p2: queryLogs(condition: {serviceId: "${web}", queryDuration: ${windowLiteral}, paging: {pageNum: 2, pageSize: 2}}) { logs { traceId content timestamp } } }`,
    {},
    { p1: { logs: briefLogs.slice(0, 2) }, p2: { logs: briefLogs.slice(2) } },
  ),
  request(
    'logs with words',
    ['queryLogs'],
    `query LogWords { p1: queryLogs(condition: {queryDuration: ${windowLiteral}, keywordsOfContent: ["checkout"], excludingKeywordsOfContent: ["FAILED"], queryOrder: DES, paging: {pageNum: 1, pageSize: 20}}) { logs { traceId content timestamp } } }`,
    {},
    { p1: { logs: briefLogs.slice(2) } },
  ),
  request(
    'errors of browsers',
    ['queryBrowserErrorLogs'],
    `query BrowserErrors { p1: queryBrowserErrorLogs(condition: {queryDuration: ${windowLiteral}, category: ALL, paging: {pageNum: 1, pageSize: 20}}) { logs { message time } } }`,
  ),
  request(
    'containers',
    ['listContainers'],
    'query ListContainers($condition: OndemandContainergQueryCondition) { containers: listContainers(condition: $condition) { errorReason containers } }',
    { condition: { serviceInstanceId: firstWeb } },
  ),
  request(
    'logs of a pod',
    ['ondemandPodLogs'],
    'query OndemandPodLogs($condition: OndemandLogQueryCondition) { logs: ondemandPodLogs(condition: $condition) { errorReason logs { content timestamp } } }',
    { condition: { serviceInstanceId: firstWeb, container: 'web', duration } },
  ),
  request(
    'alarms',
    ['queryAlarms'],
    'query HorizonQueryAlarms($condition: AlarmQueryCondition!) { queryAlarms(condition: $condition) { msgs { id startTime recoveryTime scope name message tags { key value } snapshot { expression metrics { name results { metric { labels { key value } } values { id value traceID } } } } } } }',
    { condition: { duration, paging: { pageNum: 1, pageSize: 20 }, layer: 'GENERAL' } },
  ),
  request(
    'alarms of older servers',
    ['getAlarm'],
    'query HorizonCountGetAlarm($duration: Duration!, $paging: Pagination!) { getAlarm(duration: $duration, paging: $paging) { msgs { id startTime recoveryTime } } }',
    { duration, paging: { pageNum: 1, pageSize: 200 } },
  ),
  request(
    'events',
    ['queryEvents'],
    `query Events { p1: queryEvents(condition: {time: ${windowLiteral}, order: DES, paging: {pageNum: 1, pageSize: 20}}) { events { uuid source { service serviceInstance endpoint } name type message parameters { key value } startTime endTime layer } } }`,
  ),
];

const profiling: readonly ClientRequest[] = [
  request(
    'tasks of thread profiling',
    ['getProfileTaskList'],
    'query AiGetProfileTaskList($serviceId: ID) { taskList: getProfileTaskList(serviceId: $serviceId) { id serviceId endpointName startTime duration } }',
    { serviceId: web },
  ),
  request(
    'segments of a task',
    ['getProfileTaskSegments'],
    `query getProfileTaskSegmentList($taskID: ID!) { segmentList: getProfileTaskSegments(taskID: $taskID) { traceId instanceId instanceName endpointNames duration start spans ${profiledSpan} } }`,
    { taskID: 'none' },
  ),
  request(
    'logs of a task',
    ['getProfileTaskLogs'],
    'query profileTaskLogs($taskID: String) { taskLogs: getProfileTaskLogs(taskID: $taskID) { id instanceId instanceName operationTime operationType } }',
    { taskID: 'none' },
  ),
  request(
    'tasks of pprof',
    ['queryPprofTaskList'],
    'query AiGetPprofTaskList($request: PprofTaskListRequest!) { pprofTaskList: queryPprofTaskList(request: $request) { tasks { id serviceInstanceIds createTime events duration } } }',
    { request: { serviceId: web } },
  ),
  request(
    'tasks of the asynchronous profiler',
    ['queryAsyncProfilerTaskList'],
    'query AiGetAsyncTaskList($request: AsyncProfilerTaskListRequest!) { asyncTaskList: queryAsyncProfilerTaskList(request: $request) { tasks { id serviceInstanceIds createTime events duration } } }',
    { request: { serviceId: web } },
  ),
  request(
    'policies of continuous profiling',
    ['queryContinuousProfilingServiceTargets'],
    'query queryContinuousProfilingPolicies($serviceId: ID!) { targets: queryContinuousProfilingServiceTargets(serviceId: $serviceId) { type triggeredCount lastTriggerTimestamp checkItems { type threshold period count uriList uriRegex } } }',
    { serviceId: web },
  ),
  request(
    'readiness for profiling',
    ['queryPrepareCreateEBPFProfilingTaskData'],
    'query queryContinuousProfilingReadiness($serviceId: ID!) { prepare: queryPrepareCreateEBPFProfilingTaskData(serviceId: $serviceId) { couldProfiling } }',
    { serviceId: web },
  ),
  request(
    'tasks of eBPF',
    ['queryEBPFProfilingTasks'],
    `query queryEBPFTasks($serviceId: ID $serviceInstanceId: ID $targets: [EBPFProfilingTargetType!] $triggerType: EBPFProfilingTriggerType) { queryEBPFTasks: queryEBPFProfilingTasks(serviceId: $serviceId serviceInstanceId: $serviceInstanceId targets: $targets triggerType: $triggerType) ${ebpfTask} }`,
    { serviceId: web, targets: ['ON_CPU'], triggerType: 'FIXED_TIME' },
  ),
  request(
    'schedules of a task',
    ['queryEBPFProfilingSchedules'],
    `query queryEBPFSchedules($taskId: ID!) { eBPFSchedules: queryEBPFProfilingSchedules(taskId: $taskId) { scheduleId taskId process ${process} startTime endTime } }`,
    { taskId: 'none' },
  ),
  request(
    'keeping network profiling alive',
    ['keepEBPFNetworkProfiling'],
    'mutation aliveNetworkProfiling($taskId: ID!) { keepEBPFNetworkProfiling(taskId: $taskId) { status errorReason } }',
    { taskId: 'none' },
  ),
];

export const horizon: RecordedClient = {
  name: 'the newer UI',
  requests: [...shell, ...layer, ...maps, ...records, ...profiling],
};
