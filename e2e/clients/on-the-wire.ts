/**
 * Requests that the clients were seen to send when they themselves were run against this server, and that their sources do not
 * show: what stands in variables where little was given, and selections that are put together at run time.
 */
import { memberId } from '@stormpetrel/model';
import type { ClientRequest } from './request.ts';
import { add, checkout, firstWeb, duration as window, owner, span, web } from './selections.ts';
import { ask } from './swctl-form.ts';

/** Every client says where it does not ask for the cold stage. */
const duration = { ...window, coldStage: false };
const nothing = { serviceInstanceName: '', endpointName: '' };
const nowhere = {
  destServiceName: '',
  destNormal: false,
  destServiceInstanceName: '',
  destEndpointName: '',
};
const ofWeb = { scope: 'Service', serviceName: 'web', normal: true, ...nothing, ...nowhere };

const swctl: readonly ClientRequest[] = [
  ask(
    'findEndpoint',
    '$keyword: String!, $serviceId: ID!, $limit: Int!',
    '{ id name }',
    { keyword: '', limit: 100, serviceId: web },
    {
      name: 'endpoint list',
      data: {
        result: [
          { id: checkout, name: 'GET:/checkout' },
          { id: memberId(web, 'GET:/health'), name: 'GET:/health' },
        ],
      },
    },
  ),
  ask(
    'readHeatMap',
    '$condition: MetricsCondition!, $duration: Duration!',
    '{ values { id values } buckets { min max } }',
    { condition: { name: 'all_heatmap', entity: { ...ofWeb, scope: 'All' } }, duration },
    {
      name: 'metrics thermodynamic of what there is no longer',
      data: { result: { values: [], buckets: [] } },
    },
  ),
  ask(
    'sortMetrics',
    '$condition: TopNCondition!, $duration: Duration!',
    '{ name }',
    {
      condition: {
        name: 'endpoint_cpm',
        parentService: 'web',
        normal: true,
        scope: 'Endpoint',
        topN: 1,
        order: 'DES',
      },
      duration,
    },
    { name: 'metrics top within a service', data: { result: [{ name: 'GET:/health' }] } },
  ),
  ask(
    'getGlobalTopology',
    '$layer: String, $duration: Duration!',
    '{ nodes { name type isReal layers } }',
    { layer: 'VIRTUAL_CACHE', duration },
    { name: 'dependency global of a layer' },
  ),
  ask(
    'queryBasicTraces',
    '$condition: TraceQueryCondition!',
    '{ traces { segmentId endpointNames duration start isError traceIds } }',
    {
      condition: {
        serviceId: web,
        serviceInstanceId: firstWeb,
        traceId: '',
        endpointId: checkout,
        queryDuration: duration,
        traceState: 'ALL',
        queryOrder: 'BY_START_TIME',
        tags: [
          { key: 'http.method', value: 'GET' },
          { key: 'http.status_code', value: '500' },
        ],
        paging: { pageNum: 1, pageSize: 15 },
      },
    },
    { name: 'trace list under every condition' },
  ),
  ask(
    'queryEvents',
    '$condition: EventQueryCondition',
    '{ events { uuid } }',
    {
      condition: {
        source: { service: '', serviceInstance: '', endpoint: '' },
        name: 'Restart',
        type: 'Error',
        time: duration,
        layer: 'GENERAL',
        paging: { pageNum: 1, pageSize: 15 },
      },
    },
    { name: 'event list under every condition', data: { result: { events: [] } } },
  ),
  ask(
    'queryAlarms',
    '$condition: AlarmQueryCondition!',
    '{ msgs { id } }',
    {
      condition: {
        duration,
        paging: { pageNum: 1, pageSize: 15 },
        layer: 'GENERAL',
        ruleNames: ['a', 'b'],
        keyword: 'slow',
        tags: [{ key: 'level', value: 'CRITICAL' }],
      },
    },
    { name: 'alarm list under every condition', data: { result: { msgs: [] } } },
  ),
  ask(
    'getProfileTaskList',
    '$serviceId: ID, $endpointName: String',
    '{ id serviceId endpointName startTime duration minDurationThreshold dumpPeriod maxSamplingCount logs { id instanceId operationType operationTime } }',
    { endpointName: '', serviceId: '' },
    { name: 'profiling trace list of all services' },
  ),
];

const classic: readonly ClientRequest[] = [
  {
    name: 'a ranking with its owners',
    fields: ['execExpression'],
    query: `query queryData($duration: Duration!, $expression00: String!, $entity: Entity!) { expression00: execExpression(expression: $expression00, entity: $entity, duration: $duration) { type error results { metric { labels { key value } } values { id value traceID ${owner} } } } }`,
    variables: {
      duration,
      entity: {},
      expression00: "top_n(service_resp_time,1,des,attr0='GENERAL')",
    },
    data: {
      expression00: {
        type: 'SORTED_LIST',
        error: null,
        results: [
          {
            metric: { labels: [] },
            values: [
              {
                id: 'web',
                value: '325',
                traceID: null,
                owner: {
                  scope: 'Service',
                  serviceID: web,
                  serviceName: 'web',
                  normal: true,
                  serviceInstanceID: null,
                  serviceInstanceName: null,
                  endpointID: null,
                  endpointName: null,
                },
              },
            ],
          },
        ],
      },
    },
  },
  {
    name: 'callers of an endpoint',
    fields: ['getEndpointDependencies'],
    query:
      'query queryData($endpointId0: ID!, $duration: Duration!) { endpointId0: getEndpointDependencies(endpointId: $endpointId0, duration: $duration) { nodes { id name serviceId serviceName type isReal } calls { id source target detectPoints } } }',
    variables: { endpointId0: add, duration },
  },
];

const newer: readonly ClientRequest[] = [
  {
    name: 'tasks of thread profiling with their settings',
    fields: ['getProfileTaskList'],
    query:
      'query getProfileTaskList($endpointName: String, $serviceId: ID) { taskList: getProfileTaskList(endpointName: $endpointName, serviceId: $serviceId) { id serviceId endpointName startTime duration minDurationThreshold dumpPeriod maxSamplingCount logs { id instanceId instanceName operationType operationTime } } }',
    variables: { serviceId: web, endpointName: '' },
  },
  {
    name: 'tasks of pprof with their settings',
    fields: ['queryPprofTaskList'],
    query:
      'query GetPprofTaskList($request: PprofTaskListRequest!) { pprofTaskList: queryPprofTaskList(request: $request) { errorReason tasks { id serviceId serviceInstanceIds createTime events duration dumpPeriod } } }',
    variables: { request: { serviceId: web, limit: 501 } },
  },
  {
    name: 'the tree of a profile',
    fields: ['queryPprofAnalyze'],
    query:
      'query GetPprofAnalyze($request: PprofAnalyzationRequest!) { analysisResult: queryPprofAnalyze(request: $request) { tree { elements { id parentId symbol: codeSignature dumpCount: total self } } } }',
    variables: { request: { taskId: 'none', instanceIds: [firstWeb] } },
    data: {
      analysisResult: {
        tree: {
          elements: [{ id: '0', parentId: '-1', symbol: 'root', dumpCount: 0, self: 0 }],
        },
      },
    },
  },
  {
    name: 'the tree of a profiled span',
    fields: ['getSegmentsProfileAnalyze'],
    query:
      'query getProfileAnalyze($queries: [SegmentProfileAnalyzeQuery!]!) { analyze: getSegmentsProfileAnalyze(queries: $queries) { tip trees { elements { id parentId codeSignature duration durationChildExcluded count } } } }',
    variables: { queries: [{ segmentId: 'none', timeRange: { start: 1, end: 2 } }] },
  },
  {
    name: 'traces with their spans',
    fields: ['queryTraces'],
    query: `query QueryTraces($condition: TraceQueryCondition) { data: queryTraces(condition: $condition) { traces { spans ${span} } } }`,
    variables: {
      condition: {
        serviceId: web,
        queryDuration: window,
        traceState: 'ALL',
        queryOrder: 'BY_START_TIME',
        paging: { pageNum: 1, pageSize: 31 },
      },
    },
  },
];

/** By the name of the client. */
export const onTheWire: Readonly<Record<string, readonly ClientRequest[]>> = {
  swctl,
  'the classic UI': classic,
  'the newer UI': newer,
};
