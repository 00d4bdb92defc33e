/**
 * What SkyWalking's classic web UI sends (apache/skywalking-booster-ui, src/graphql): its 66 documents and one batch of
 * the expressions that widgets make at run time.
 */
import { memberId } from '@stormpetrel/model';
import { change, document } from './booster-form.ts';
import { ebpf, profiling } from './booster-profiling.ts';
import { knownLogs } from './known-logs.ts';
import type { ClientRequest, RecordedClient } from './request.ts';
import {
  add,
  cart,
  checkout,
  duration,
  firstWeb,
  menuItem,
  owner,
  recordsTtl,
  related,
  span,
  web,
} from './selections.ts';

const names = 'id value: name label: name';
const instance = `{ ${names} language instanceUUID attributes { name value } }`;
const calls = 'calls { id source detectPoints target }';

const shell: readonly ClientRequest[] = [
  document('getMenuItems', '', `getMenuItems { ${menuItem} subItems { ${menuItem} } }`),
  document('getTimeInfo', '', 'getTimeInfo { timezone currentTimestamp }'),
  { name: 'version', fields: ['version'], query: 'query version { version }' },
  document('getMetricsTTL', '', 'getMetricsTTL { minute hour day coldMinute coldHour coldDay }'),
  document('getRecordsTTL', '', `getRecordsTTL ${recordsTtl}`),
  document(
    'hasQueryTracesV2Support',
    '',
    'hasQueryTracesV2Support',
    {},
    {
      data: { hasQueryTracesV2Support: true },
    },
  ),
  document('getAllTemplates', '', 'getAllTemplates { id, configuration, }'),
];

const template = JSON.stringify({
  name: 'Mine',
  layer: 'GENERAL',
  entity: 'Service',
  isRoot: false,
});

const templates: readonly ClientRequest[] = [
  change(
    'addTemplate',
    '$setting: NewDashboardSetting!',
    'addTemplate(setting: $setting) { id status message }',
    {
      setting: { configuration: template },
    },
  ),
  change(
    'changeTemplate',
    '$setting: DashboardSetting!',
    'changeTemplate(setting: $setting) { id status message }',
    {
      setting: { id: 'none', configuration: template },
    },
  ),
  change('disableTemplate', '$id: String!', 'disableTemplate(id: $id) { id status message }', {
    id: 'none',
  }),
];

const selectors: readonly ClientRequest[] = [
  document(
    'listServices',
    '$layer: String!',
    `services: listServices(layer: $layer) { ${names} group layers normal shortName }`,
    { layer: 'VIRTUAL_MQ' },
    {
      data: {
        services: [
          {
            id: `${Buffer.from('kafka:9092').toString('base64')}.0`,
            value: 'kafka:9092',
            label: 'kafka:9092',
            group: '',
            layers: ['VIRTUAL_MQ'],
            normal: false,
            shortName: 'kafka:9092',
          },
        ],
      },
    },
  ),
  document('listLayers', '', 'layers: listLayers'),
  document(
    'listInstances',
    '$serviceId: ID!, $duration: Duration!',
    `pods: listInstances(duration: $duration, serviceId: $serviceId) ${instance}`,
    { serviceId: web, duration },
  ),
  document(
    'listProcesses',
    '$instanceId: ID!, $duration: Duration!',
    `processes: listProcesses(instanceId: $instanceId, duration: $duration) { ${names} serviceId serviceName instanceId instanceName agentId detectType attributes { name value } labels }`,
    { instanceId: firstWeb, duration },
  ),
  document(
    'findEndpoint',
    '$serviceId: ID!, $keyword: String!, $duration: Duration, $limit: Int!',
    `pods: findEndpoint(serviceId: $serviceId, keyword: $keyword, limit: $limit, duration: $duration) { ${names} }`,
    { serviceId: web, keyword: 'check', limit: 20, duration },
    { data: { pods: [{ id: checkout, value: 'GET:/checkout', label: 'GET:/checkout' }] } },
  ),
  document(
    'getService',
    '$serviceId: String!',
    `service: getService(serviceId: $serviceId) { ${names} group layers normal }`,
    { serviceId: web },
    {
      data: {
        service: {
          id: web,
          value: 'web',
          label: 'web',
          group: '',
          layers: ['GENERAL'],
          normal: true,
        },
      },
    },
  ),
  document(
    'getInstance',
    '$instanceId: String!',
    `instance: getInstance(instanceId: $instanceId) ${instance}`,
    {
      instanceId: firstWeb,
    },
  ),
  document(
    'getEndpointInfo',
    '$endpointId: ID!',
    `endpoint: getEndpointInfo(endpointId: $endpointId) { ${names} serviceId serviceName }`,
    { endpointId: checkout },
  ),
  document(
    'getProcess',
    '$processId: ID!',
    `process: getProcess(processId: $processId) { ${names} serviceId serviceName instanceId instanceName agentId detectType attributes { name value } }`,
    { processId: 'none' },
  ),
];

const maps: readonly ClientRequest[] = [
  document(
    'getServicesTopology',
    '$duration: Duration!, $serviceIds: [ID!]!',
    `topology: getServicesTopology(duration: $duration, serviceIds: $serviceIds) { nodes { id name type isReal layers } ${calls} }`,
    { duration, serviceIds: [web, cart] },
  ),
  document(
    'getServiceInstanceTopology',
    '$clientServiceId: ID!, $serverServiceId: ID!, $duration: Duration!',
    `topology: getServiceInstanceTopology(clientServiceId: $clientServiceId, serverServiceId: $serverServiceId, duration: $duration) { nodes { id name type isReal serviceName serviceId } ${calls} }`,
    { clientServiceId: web, serverServiceId: cart, duration },
  ),
  // Here the list of declared variables comes joined by a comma without a space.
  document(
    'getEndpointDependencies',
    '$endpointId: ID!,$duration: Duration!',
    `topology: getEndpointDependencies(endpointId: $endpointId, duration: $duration) { nodes { id name serviceId serviceName type isReal } ${calls} }`,
    { endpointId: add, duration },
  ),
  document(
    'getProcessTopology',
    '$serviceInstanceId: ID!, $duration: Duration!',
    `topology: getProcessTopology(serviceInstanceId: $serviceInstanceId, duration: $duration) { nodes { id name isReal serviceName serviceId serviceInstanceId serviceInstanceName } calls { id source detectPoints target sourceComponents targetComponents } }`,
    { serviceInstanceId: firstWeb, duration },
  ),
  document(
    'getServiceHierarchy',
    '$serviceId: ID!, $layer: String!',
    `hierarchyServiceTopology: getServiceHierarchy(serviceId: $serviceId, layer: $layer) { relations { upperService ${related()} lowerService ${related()} } }`,
    { serviceId: web, layer: 'GENERAL' },
    { data: { hierarchyServiceTopology: { relations: [] } } },
  ),
  document(
    'getInstanceHierarchy',
    '$instanceId: ID!, $layer: String!',
    `hierarchyInstanceTopology: getInstanceHierarchy(instanceId: $instanceId, layer: $layer) { relations { upperInstance ${related('serviceName serviceId')} lowerInstance ${related('serviceName serviceId')} } }`,
    { instanceId: firstWeb, layer: 'GENERAL' },
    { data: { hierarchyInstanceTopology: { relations: [] } } },
  ),
  document('listLayerLevels', '', 'levels: listLayerLevels { layer level }'),
];

const condition = {
  queryDuration: duration,
  traceState: 'ALL',
  queryOrder: 'BY_START_TIME',
  paging: { pageNum: 1, pageSize: 20 },
  minTraceDuration: null,
  maxTraceDuration: null,
};

const traces: readonly ClientRequest[] = [
  document(
    'queryBasicTraces',
    '$condition: TraceQueryCondition',
    'data: queryBasicTraces(condition: $condition) { traces { key: segmentId endpointNames duration start isError traceIds } }',
    { condition: { ...condition, serviceId: cart } },
  ),
  document(
    'queryTrace',
    '$traceId: ID!',
    `trace: queryTrace(traceId: $traceId) { spans ${span} }`,
    { traceId: 'T1' },
  ),
  document(
    'queryTrace',
    '$traceId: ID!, $duration: Duration!, $debug: Boolean',
    'trace: queryTrace(traceId: $traceId, duration: $duration, debug: $debug) { spans { spanId } }',
    { traceId: 'T4', duration: { ...duration, coldStage: true }, debug: true },
    { name: 'queryTrace, cold' },
  ),
  document(
    'queryTraceTagAutocompleteKeys',
    '$duration: Duration!',
    'tagKeys: queryTraceTagAutocompleteKeys(duration: $duration)',
    { duration },
    { data: { tagKeys: ['db.type', 'http.method', 'http.status_code', 'mq.topic'] } },
  ),
  document(
    'queryTraceTagAutocompleteValues',
    '$tagKey: String!, $duration: Duration!',
    'tagValues: queryTraceTagAutocompleteValues(tagKey: $tagKey, duration: $duration)',
    { tagKey: 'http.status_code', duration },
    { data: { tagValues: ['200', '500'] } },
  ),
  document(
    'queryTraces',
    '$condition: TraceQueryCondition',
    `queryTraces(condition: $condition) { traces { spans ${span} } retrievedTimeRange { startTime endTime } }`,
    { condition: { ...condition, serviceId: web, serviceInstanceId: firstWeb } },
  ),
];

const logs: readonly ClientRequest[] = [
  document(
    'queryBrowserErrorLogs',
    '$condition: BrowserErrorLogQueryCondition',
    'queryBrowserErrorLogs(condition: $condition) { logs { message service serviceVersion time pagePath category errorUrl stack grade } }',
    {
      condition: { category: 'ALL', queryDuration: duration, paging: { pageNum: 1, pageSize: 15 } },
    },
  ),
  document(
    'queryLogs',
    '$condition: LogQueryCondition',
    'queryLogs(condition: $condition) { logs { serviceName serviceId serviceInstanceName serviceInstanceId endpointName endpointId traceId timestamp contentType content tags { key value } } }',
    {
      condition: { serviceId: web, queryDuration: duration, paging: { pageNum: 1, pageSize: 15 } },
    },
    { data: { queryLogs: { logs: knownLogs } } },
  ),
  document(
    'queryLogs',
    '$condition: LogQueryCondition',
    'queryLogs(condition: $condition) { logs { content } }',
    {
      condition: {
        serviceId: web,
        serviceInstanceId: memberId(web, 'web-2'),
        endpointId: checkout,
        relatedTrace: { traceId: 'T3', segmentId: 'T3-web', spanId: 0 },
        tags: [{ key: 'level', value: 'ERROR' }],
        keywordsOfContent: ['checkout', 'CART'],
        excludingKeywordsOfContent: ['done'],
        queryDuration: duration,
        paging: { pageNum: 1, pageSize: 15 },
      },
    },
    {
      name: 'queryLogs, every filter',
      data: { queryLogs: { logs: [{ content: knownLogs[1].content }] } },
    },
  ),
  document(
    'supportQueryLogsByKeywords',
    '',
    'support: supportQueryLogsByKeywords',
    {},
    {
      data: { support: true },
    },
  ),
  document(
    'queryLogTagAutocompleteKeys',
    '$duration: Duration!',
    'tagKeys: queryLogTagAutocompleteKeys(duration: $duration)',
    {
      duration,
    },
    { data: { tagKeys: ['level'] } },
  ),
  document(
    'queryLogTagAutocompleteValues',
    '$tagKey: String!, $duration: Duration!',
    'tagValues: queryLogTagAutocompleteValues(tagKey: $tagKey, duration: $duration)',
    { tagKey: 'level', duration },
    { data: { tagValues: ['ERROR', 'INFO'] } },
  ),
  document(
    'listContainers',
    '$condition: OndemandContainergQueryCondition!',
    'containers: listContainers(condition: $condition) { errorReason containers }',
    { condition: { serviceInstanceId: firstWeb } },
  ),
  document(
    'ondemandPodLogs',
    '$condition: OndemandLogQueryCondition',
    'logs: ondemandPodLogs(condition: $condition) { errorReason logs { content } }',
    { condition: { serviceInstanceId: firstWeb, container: 'web', duration } },
  ),
];

const incidents: readonly ClientRequest[] = [
  document(
    'getAlarm',
    '$keyword: String, $scope: Scope, $duration:Duration!, $tags:[AlarmTag], $paging: Pagination!',
    `getAlarm(keyword: $keyword, scope: $scope, duration: $duration, paging: $paging, tags: $tags) { items: msgs { key: id message startTime recoveryTime scope name tags { key value } events { uuid source { service serviceInstance endpoint } name type message parameters { key value } startTime endTime } snapshot { expression metrics { name results { metric { labels { key value } } values { id ${owner} value traceID } } } } } }`,
    { keyword: '', duration, paging: { pageNum: 1, pageSize: 20 }, tags: [] },
  ),
  document(
    'queryAlarmTagAutocompleteKeys',
    '$duration: Duration!',
    'tagKeys: queryAlarmTagAutocompleteKeys(duration: $duration)',
    {
      duration,
    },
  ),
  document(
    'queryAlarmTagAutocompleteValues',
    '$tagKey: String!, $duration: Duration!',
    'tagValues: queryAlarmTagAutocompleteValues(tagKey: $tagKey, duration: $duration)',
    { tagKey: 'level', duration },
  ),
  document(
    'queryEvents',
    '$condition: EventQueryCondition',
    'fetchEvents: queryEvents(condition: $condition) { events { uuid source { service serviceInstance endpoint } name type message parameters { key value } startTime endTime } }',
    {
      condition: {
        time: duration,
        paging: { pageNum: 1, pageSize: 15 },
        source: { service: 'web' },
      },
    },
  ),
];

/** Widgets: expressions and entities are variables, named by their place. One of them is mistaken. */
const widgets: ClientRequest = {
  name: 'widgets',
  fields: ['execExpression'],
  query: `query queryData($duration: Duration!, $expression0: String!, $entity0: Entity!, $expression1: String!, $entity1: Entity!, $expression2: String!, $entity2: Entity!) {
    ${[0, 1, 2]
      .map(
        (i) =>
          `expression${i}: execExpression(expression: $expression${i}, entity: $entity${i}, duration: $duration) { type error results { metric { labels { key value } } values { value } } }`,
      )
      .join('\n')}
  }`,
  variables: {
    duration,
    expression0: 'latest(service_resp_time)',
    entity0: { serviceName: 'web', normal: true },
    expression1: 'no_such_metric',
    entity1: { serviceName: 'web', normal: true },
    expression2: "relabels(max(service_percentile{p='50,99'}),p='50,99',percentile='P50,P99')",
    entity2: { serviceName: 'cart', normal: true },
  },
  data: {
    expression0: {
      type: 'SINGLE_VALUE',
      error: null,
      results: [{ metric: { labels: [] }, values: [{ value: '50' }] }],
    },
    expression1: {
      type: 'UNKNOWN',
      error: 'Metric: [no_such_metric] does not exist.',
      results: [],
    },
    expression2: {
      type: 'SINGLE_VALUE',
      error: null,
      // cart: 60 and 600 ms in the first minute, 500 in the second, 100 in the third.
      results: [
        { metric: { labels: [{ key: 'percentile', value: 'P50' }] }, values: [{ value: '500' }] },
        { metric: { labels: [{ key: 'percentile', value: 'P99' }] }, values: [{ value: '600' }] },
      ],
    },
  },
};

export const booster: RecordedClient = {
  name: 'the classic UI',
  requests: [
    ...shell,
    ...templates,
    ...selectors,
    ...maps,
    ...traces,
    ...logs,
    ...incidents,
    ...profiling,
    ...ebpf,
    widgets,
  ],
};
